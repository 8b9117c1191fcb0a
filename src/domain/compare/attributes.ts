import { equalDecimals } from '../decimal.ts';
import { driftEvent, type DriftEvent } from '../drift.ts';
import { type Formula, type Limits, type RouteReading } from '../reading.ts';
import { byCodePoint } from './equal.ts';
import { formulaPhrase, limitsPhrase } from './phrases.ts';
import { WEIGHTS } from './severity.ts';

interface Names { readonly source: string; readonly route: string }

/** Members of two sets that only one of them has. */
export interface SetChange {
  readonly lost: readonly string[];
  readonly gained: readonly string[];
}

export function setChange(before: readonly string[], after: readonly string[]): SetChange | null {
  if (before.length === after.length && before.every((word, index) => word === after[index])) return null;
  const [was, is] = [new Set(before), new Set(after)];
  const lost = [...was].filter((word) => !is.has(word)).toSorted(byCodePoint);
  const gained = [...is].filter((word) => !was.has(word)).toSorted(byCodePoint);
  return lost.length === 0 && gained.length === 0 ? null : { lost, gained };
}

export function setWords({ lost, gained }: SetChange): string {
  return [...gained.map((word) => `+ ${word}`), ...lost.map((word) => `− ${word}`)].join(', ');
}

export function compareEndpoints(before: RouteReading, after: RouteReading, names: Names): readonly DriftEvent[] {
  const change = setChange(before.endpoints, after.endpoints);
  if (change === null) return [];
  return [driftEvent({
    kind: 'route.endpoints_changed', ...names, before: listed(before.endpoints), after: listed(after.endpoints), severity: setSeverity(change),
    reason: `The route is called through other endpoint types: ${setWords(change)}.`,
  })];
}

/** The groups that may call a route; `folded` are the rates that came or went with them. */
export function groupsChanged(before: RouteReading, after: RouteReading, change: SetChange, folded: readonly DriftEvent[], names: Names): DriftEvent {
  return driftEvent({
    kind: 'route.groups_changed', ...names, before: listed(before.groups), after: listed(after.groups), severity: setSeverity(change),
    // The same words on every route that the same group joined or left: one cause for whoever groups events.
    explained_by: `groups ${setWords(change)}`, rows: Math.max(1, folded.length), folded, reason: `The route can be called through other groups: ${setWords(change)}.`,
  });
}

function listed(words: readonly string[]): string {
  return [...new Set(words)].toSorted(byCodePoint).join(', ');
}

function setSeverity({ lost }: SetChange): DriftEvent['severity'] {
  return lost.length > 0 ? WEIGHTS.setShrank : WEIGHTS.setGrew;
}

export function compareFormulas(before: RouteReading, after: RouteReading, names: Names): readonly DriftEvent[] {
  if (before.formula === after.formula || sameFormula(before.formula, after.formula)) return [];
  const [was, is] = [before.formula, after.formula].map((formula) => (formula === null ? null : formulaPhrase(formula)));
  return [driftEvent({
    kind: 'formula.changed', ...names, before: was ?? null, after: is ?? null, severity: WEIGHTS.formulaChanged,
    reason: `What is billed is counted in another way: ${was ?? 'nothing said'} → ${is ?? 'nothing said'}.`,
  })];
}

/** The sentence around a formula may be rewritten freely; its numbers, and what its multipliers depend on, may not. */
function sameFormula(a: Formula | null, b: Formula | null): boolean {
  if (a === null || b === null) return a === b;
  return a.kind === b.kind && a.fps === b.fps && a.divisor === b.divisor && a.counts_input_video === b.counts_input_video && sameMultipliers(a, b);
}

function sameMultipliers(a: Formula, b: Formula): boolean {
  if (a.multipliers.length !== b.multipliers.length) return false;
  const [was, is] = [a, b].map(({ multipliers }) => multipliers
    .map(({ factor, when }) => ({ factor, when: topic(when) })).toSorted((x, y) => byCodePoint(x.when, y.when) || byCodePoint(x.factor, y.factor)));
  return (was ?? []).every((one, index) => {
    const other = is?.[index];
    return other !== undefined && one.when === other.when && equalDecimals(one.factor, other.factor);
  });
}

const FILLER = new Set(['when', 'with', 'if', 'for', 'is', 'are', 'a', 'an', 'the', 'of', 'in', 'any', 'provided', 'given', 'used', 'using', 'you', 'your', 'and']);

/** What a condition is about: "when video inputs are provided" and "with video input" are both about "input video". */
function topic(words: string): string {
  const kept = words.toLowerCase().split(/[^\p{L}\p{N}.]+/u).filter((word) => word !== '' && !FILLER.has(word));
  return [...new Set(kept.map((word) => word.replace(/(?<=\p{L}{3})s$/u, '').replace(/\.+$/, '')))].toSorted(byCodePoint).join(' ');
}

export function compareLimits(before: RouteReading, after: RouteReading, names: Names): readonly DriftEvent[] {
  if (before.limits === after.limits) return [];
  const [was, is] = [before.limits, after.limits].map((limits) => (limits === null ? null : limitsPhrase(limits)));
  if (was === is) return [];
  const narrower = before.limits !== null && after.limits !== null && narrowed(before.limits, after.limits);
  return [driftEvent({
    kind: 'limits.changed', ...names, before: was ?? null, after: is ?? null, severity: narrower ? WEIGHTS.limitsNarrowed : WEIGHTS.limitsMoved,
    reason: `${narrower ? 'Requests that were accepted may be refused now' : 'The route accepts something else'}: ${was ?? 'nothing said'} → ${is ?? 'nothing said'}.`,
  })];
}

function narrowed(before: Limits, after: Limits): boolean {
  const { min: wasMin = -Infinity, max: wasMax = Infinity } = before.duration_s ?? {};
  const { min = -Infinity, max = Infinity } = after.duration_s ?? {};
  const lost = (was: readonly string[] | undefined, is: readonly string[] | undefined): boolean =>
    is !== undefined && (was === undefined || was.some((word) => !is.includes(word)));
  return min > wasMin || max < wasMax || lost(before.resolutions, after.resolutions) || lost(before.inputs, after.inputs);
}
