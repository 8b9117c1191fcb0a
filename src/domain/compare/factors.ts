import { percentChange, product, withinTolerance, compareDecimals, type Decimal } from '../decimal.ts';
import { driftEvent, type DriftEvent } from '../drift.ts';
import { type Conditions, type Factor, type Rate } from '../rate.ts';
import { sortEvents } from './sort.ts';
import { percentWords, weighPriceChange } from './severity.ts';

/** One factor of a computed amount that is not what it was; null where it was not there. */
export interface FactorMove {
  /** "group_ratio[Economy] 0.6 → 0.55": the same text on every rate that the same factor moved. */
  readonly words: string;
  /** The factor has a scope: other routes use it too. */
  readonly shared: boolean;
  readonly before: Decimal | null;
  readonly after: Decimal | null;
}

/** An event on its way out, with the factors that moved its price. */
export interface Draft {
  readonly event: DriftEvent;
  readonly moves: readonly FactorMove[];
  /** The one shared factor that explains the change to the last digit; null when there is none, or more to it. */
  readonly solelyBy: FactorMove | null;
}

export function draft(event: DriftEvent): Draft {
  return { event, moves: [], solelyBy: null };
}

/**
 * What moved a computed price: the factors that differ by more than noise. One that left and one that came are one
 * move ("group_ratio[Economy] 0.6 → group_model_ratio[Economy/x] 0.5"): that is how an override takes a ratio's place.
 */
export function factorMoves(before: Rate, after: Rate, tolerance: Decimal): readonly FactorMove[] {
  if (before.factors === undefined || after.factors === undefined) return [];
  const [was, is] = [byName(before.factors), byName(after.factors)];
  const moved: FactorMove[] = [];
  for (const [name, old] of was) {
    const now = is.get(name);
    if (now !== undefined && now.value !== old.value && !withinTolerance(old.value, now.value, tolerance)) {
      moved.push({ words: `${name} ${old.value} → ${now.value}`, shared: old.scope !== undefined, before: old.value, after: now.value });
    }
  }
  const gone = [...was].filter(([name]) => !is.has(name));
  const come = [...is].filter(([name]) => !was.has(name));
  const [left, arrived] = [gone[0], come[0]];
  if (gone.length === 1 && come.length === 1 && left !== undefined && arrived !== undefined) {
    const [[oldName, old], [newName, now]] = [left, arrived];
    const shared = old.scope !== undefined || now.scope !== undefined;
    return [...moved, { words: `${oldName} ${old.value} → ${newName} ${now.value}`, shared, before: old.value, after: now.value }];
  }
  return [
    ...moved,
    ...gone.map(([name, old]): FactorMove => ({ words: `${name} ${old.value} → none`, shared: old.scope !== undefined, before: old.value, after: null })),
    ...come.map(([name, now]): FactorMove => ({ words: `${name} none → ${now.value}`, shared: now.scope !== undefined, before: null, after: now.value })),
  ];
}

/** The shared factor that, by itself, turns the price before into the price after; a factor that is not there counts 1. */
export function solelyBy(moves: readonly FactorMove[], before: Rate, after: Rate, tolerance: Decimal): FactorMove | null {
  const [only, ...others] = moves;
  if (only === undefined || !only.shared || others.length > 0) return null;
  if (before.amount === null || after.amount === null || before.per !== after.per) return null;
  const explained = withinTolerance(product(before.amount, only.after ?? '1'), product(after.amount, only.before ?? '1'), tolerance);
  return explained ? only : null;
}

/**
 * Folds the rates that one shared factor moved under one `factor.changed`. A factor counts as shared when it moved
 * prices of two routes at least; what moved for more than one reason keeps its own event, which names them all.
 */
export function foldSharedFactors(drafts: readonly Draft[], source: string): readonly DriftEvent[] {
  const users = new Map<string, Set<string | null>>();
  for (const { event, moves } of drafts) {
    for (const { words, shared } of moves) {
      if (!shared) continue;
      const routes = users.get(words) ?? new Set();
      users.set(words, routes.add(event.route));
    }
  }
  const folds = new Map<string, { readonly move: FactorMove; readonly events: DriftEvent[] }>();
  const own: DriftEvent[] = [];
  for (const { event, solelyBy: move } of drafts) {
    if (move === null || (users.get(move.words)?.size ?? 0) < 2) {
      own.push(event);
      continue;
    }
    const fold = folds.get(move.words) ?? { move, events: [] };
    folds.set(move.words, fold);
    fold.events.push(event);
  }
  return [...own, ...[...folds.values()].map(({ move, events }) => factorEvent(source, move, sortEvents(events)))];
}

function factorEvent(source: string, move: FactorMove, folded: readonly DriftEvent[]): DriftEvent {
  const [before, after] = [move.before ?? '1', move.after ?? '1'];
  const percent = percentChange(before, after);
  const { severity, direction, because } = weighPriceChange(percent, compareDecimals(before, after) < 0);
  const routes = new Set(folded.map((event) => event.route)).size;
  const size = percent === null ? '' : ` (${percentWords(percent)})`;
  return driftEvent({
    kind: 'factor.changed', source, route: null, conditions: commonGroup(folded), before: move.before, after: move.after,
    change_percent: percent, direction, severity, explained_by: move.words, rows: folded.length, folded,
    reason: `${move.words}${size} explains ${folded.length} changed prices of ${routes} routes to the last digit: ${because}.`,
  });
}

function commonGroup(events: readonly DriftEvent[]): Conditions {
  const groups = new Set(events.map((event) => event.conditions.group));
  const [only] = groups;
  return groups.size === 1 && only !== undefined ? { group: only } : {};
}

function byName(factors: readonly Factor[]): ReadonlyMap<string, Factor> {
  const named = new Map<string, Factor>();
  for (const factor of factors) {
    const name = factor.scope === undefined ? factor.name : `${factor.name}[${factor.scope}]`;
    // The same name twice in one product stays two factors.
    let key = name;
    for (let n = 2; named.has(key); n++) key = `${name} (${n})`;
    named.set(key, factor);
  }
  return named;
}
