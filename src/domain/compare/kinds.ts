import { driftEvent, type DriftEvent } from '../drift.ts';
import { rateKey, type Rate } from '../rate.ts';
import { type Kind, type Severity } from '../vocabulary.ts';
import { addTo, groupBy } from './collect.ts';
import { asPaid, byCodePoint, priceMove, samePrice } from './equal.ts';
import { draft, type Draft } from './factors.ts';
import { kindWords, priceMovePhrase } from './phrases.ts';
import { groupOf, rateAdded, rateRemoved, rateValue, type Pair, type Pairing, type Scope } from './rate-events.ts';
import { sortEvents } from './sort.ts';
import { WEIGHTS, weighPriceChange } from './severity.ts';

/** A discount beside a list price is a promotion, whatever else the rate is called. */
function kindOf(rate: Rate): Kind {
  return rate.promotion === undefined ? rate.kind : 'promotion';
}

export function kindChanged({ before, after }: Pair): boolean {
  return kindOf(before) !== kindOf(after) || (before.amount === null) !== (after.amount === null);
}

/** One event for a rate that is of another kind now: never also a rise or a fall, whatever the amounts. */
export function compareKinds({ before, after }: Pair, announcements: readonly DriftEvent[], scope: Scope): DriftEvent {
  const [was, is] = [kindOf(before), kindOf(after)];
  const move = priceMove(asPaid(before), asPaid(after));
  const moved = move !== null && !samePrice(asPaid(before), asPaid(after), scope.tolerance);
  const weight = moved ? weighPriceChange(move.percent, move.rises) : null;
  return driftEvent({
    source: scope.source, route: scope.route, kind: 'rate.kind_changed', severity: kindSeverity(was, is, weight), direction: weight?.direction ?? null,
    before: kindWords(was), after: kindWords(is), before_per: before.per, after_per: after.per,
    before_rate: rateValue(before), after_rate: rateValue(after), change_percent: moved ? move.percent : null,
    rows: Math.max(1, announcements.length), folded: announcements,
    reason: `${kindSentence(was, is)}: ${priceMovePhrase(before, after)}${weight === null ? '' : ` (${weight.because})`}.`,
  }, after);
}

function kindSentence(was: Kind, is: Kind): string {
  if (is === 'promotion') return 'A promotion began';
  if (is === 'placeholder' || is === 'on_request') return 'The source no longer sets a price';
  if (was === 'promotion') return 'The promotion ended';
  if (was === 'placeholder' || was === 'on_request') return 'The source sets a price now';
  return `The price is of another kind, ${kindWords(was)} → ${kindWords(is)}`;
}

function kindSeverity(was: Kind, is: Kind, weight: ReturnType<typeof weighPriceChange> | null): Severity {
  if (is === 'placeholder' || is === 'on_request') return WEIGHTS.priceWithdrawn;
  // The end of a promotion costs what a rise of the same size costs.
  return was === 'promotion' && weight !== null && weight.direction === 'worse' ? weight.severity : WEIGHTS.kindChanged;
}

/**
 * Takes out the announced later prices that tell nothing by themselves: they came with a promotion, left with it, or
 * came true. Each goes to the rate it announced, as a folded change of that rate's event, if it has one.
 */
export function settleAnnouncements(pairing: Pairing, scope: Scope): Pairing & { readonly announcements: ReadonlyMap<Pair, readonly DriftEvent[]> } {
  const current = new Map(pairing.kept.map((pair) => [rateKey(pair.after), pair]));
  const announcements = new Map<Pair, DriftEvent[]>();
  const settle = (rate: Rate, belongs: (pair: Pair) => boolean, event: (rate: Rate, scope: Scope) => DriftEvent): boolean => {
    if (rate.role !== 'future') return false;
    const pair = current.get(rateKey({ ...rate, role: 'rate' }));
    if (pair === undefined || !belongs(pair)) return false;
    addTo(announcements, pair, event(rate, scope));
    return true;
  };
  const starts = ({ before, after }: Pair): boolean => kindOf(before) !== 'promotion' && kindOf(after) === 'promotion';
  const ends = ({ before, after }: Pair): boolean => kindOf(before) === 'promotion' && kindOf(after) !== 'promotion';
  const removed = pairing.removed.filter((rate) => !settle(rate, (pair) => ends(pair) || samePrice(rate, pair.after, scope.tolerance), rateRemoved));
  const added = pairing.added.filter((rate) => !settle(rate, starts, rateAdded));
  return { kept: pairing.kept, removed, added, announcements };
}

/**
 * Gathers what is one cause: a group whose prices the source withdraws (each meter becomes a stand-in, or goes) or sets
 * again is one event, with the single rates folded under it.
 */
export function gatherWithdrawals(paired: readonly Draft[], alone: readonly Draft[], scope: Scope): readonly Draft[] {
  const gathered = new Set<Draft>();
  const events: Draft[] = [];
  for (const [side, companion] of [['after_rate', 'rate.removed'], ['before_rate', 'rate.added']] as const) {
    const turned = groupBy(paired.filter(({ event }) => event.kind === 'rate.kind_changed' && event[side]?.amount === null), ({ event }) => groupOf(event));
    const companions = groupBy(alone.filter(({ event }) => event.kind === companion), ({ event }) => groupOf(event));
    for (const [group, members] of turned) {
      const all = [...members, ...(companions.get(group) ?? [])];
      if (all.length < 2) continue;
      for (const one of all) gathered.add(one);
      events.push(draft(withdrawal(members.map(({ event }) => event), all.map(({ event }) => event), group, scope)));
    }
  }
  return [...events, ...[...paired, ...alone].filter((one) => !gathered.has(one))];
}

function withdrawal(turned: readonly DriftEvent[], all: readonly DriftEvent[], group: string, scope: Scope): DriftEvent {
  const before = [...new Set(turned.map((event) => event.before ?? ''))].toSorted(byCodePoint).join(', ');
  const after = [...new Set(turned.map((event) => event.after ?? ''))].toSorted(byCodePoint).join(', ');
  const withdrawn = turned.every((event) => event.after_rate?.amount === null);
  return driftEvent({
    kind: 'rate.kind_changed', source: scope.source, route: scope.route, conditions: group === '' ? {} : { group },
    severity: withdrawn ? WEIGHTS.priceWithdrawn : WEIGHTS.kindChanged, before, after, rows: all.length, folded: sortEvents(all),
    reason: withdrawn ? `The source no longer sets a price: ${after} stands in for ${all.length} rates.` : `The source sets a price now for ${all.length} rates, where ${before} stood before.`,
  });
}
