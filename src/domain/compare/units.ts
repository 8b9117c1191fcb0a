import { driftEvent, type DriftEvent } from '../drift.ts';
import { type Rate } from '../rate.ts';
import { familyOf, type Family } from '../vocabulary.ts';
import { groupOf, rateAdded, rateRemoved, type Pair, type Pairing, type Scope } from './rate-events.ts';
import { conditionPhrase, pricePhrase } from './phrases.ts';
import { WEIGHTS } from './severity.ts';
import { sortEvents } from './sort.ts';

/** More prices than this are counted, not listed, in one phrase. */
const LISTED = 6;

/**
 * One event for each group of the route whose rates all left their meter family, or their currency: tokens before,
 * requests now. There is no percentage between them; the rates that went and came are folded.
 */
export function takeUnitChanges(pairing: Pairing, scope: Scope): { readonly events: readonly DriftEvent[]; readonly rest: Pairing } {
  const priced = ({ before, after }: Pair): boolean => before.amount !== null && after.amount !== null;
  const otherMoney = new Set(pairing.kept.filter((pair) => priced(pair) && pair.before.currency !== pair.after.currency));
  const events: DriftEvent[] = [];
  const moved = new Set<string>();
  const groups = new Set([...pairing.removed, ...pairing.added, ...[...otherMoney].map((pair) => pair.after)].map(groupOf));
  for (const group of groups) {
    const inGroup = (rate: Rate): boolean => groupOf(rate) === group;
    const converted = [...otherMoney].filter((pair) => inGroup(pair.after));
    const stayed = pairing.kept.map((pair) => pair.after).filter(inGroup);
    const [gone, come] = [pairing.removed.filter(inGroup), pairing.added.filter(inGroup)];
    const leftFamily = disjoint(families([...gone, ...stayed]), families([...come, ...stayed]));
    if (!leftFamily && converted.length === 0) continue;
    if (leftFamily) moved.add(group);
    const before = [...(leftFamily ? gone : []), ...converted.map((pair) => pair.before)];
    const after = [...(leftFamily ? come : []), ...converted.map((pair) => pair.after)];
    events.push(unitChanged(before, after, group, scope));
  }
  return {
    events,
    rest: {
      kept: pairing.kept.filter((pair) => !otherMoney.has(pair)),
      removed: pairing.removed.filter((rate) => !moved.has(groupOf(rate))),
      added: pairing.added.filter((rate) => !moved.has(groupOf(rate))),
    },
  };
}

function unitChanged(before: readonly Rate[], after: readonly Rate[], group: string, scope: Scope): DriftEvent {
  const [was, is] = [pricesPhrase(before), pricesPhrase(after)];
  const folded = sortEvents([...before.map((rate) => rateRemoved(rate, scope)), ...after.map((rate) => rateAdded(rate, scope))]);
  return driftEvent({
    kind: 'rate.unit_changed', source: scope.source, route: scope.route, conditions: group === '' ? {} : { group }, severity: WEIGHTS.unitChanged,
    before: was, after: is, rows: folded.length, folded,
    reason: `The price is asked for another unit, so no percentage compares them: ${was} → ${is}.`,
  });
}

/** The families of the prices themselves; surcharges and minimums do not say what is sold. */
function families(rates: readonly Rate[]): ReadonlySet<Family> {
  const main = rates.filter((rate) => rate.role === 'rate');
  return new Set((main.length > 0 ? main : rates).map((rate) => familyOf(rate.meter)));
}

function disjoint(a: ReadonlySet<Family>, b: ReadonlySet<Family>): boolean {
  return a.size > 0 && b.size > 0 && [...a].every((family) => !b.has(family));
}

function pricesPhrase(rates: readonly Rate[]): string {
  const phrases = [...new Set(rates.map((rate) => {
    const { group: _, ...conditions } = rate.conditions;
    const where = conditionPhrase(conditions);
    return where === 'no conditions' ? pricePhrase(rate) : `${pricePhrase(rate)} (${where})`;
  }))];
  const more = phrases.length - LISTED;
  return more > 0 ? `${phrases.slice(0, LISTED).join(', ')} and ${more} more` : phrases.join(', ');
}
