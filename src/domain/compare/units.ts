import { driftEvent, type DriftEvent } from '../drift.ts';
import { type Rate } from '../rate.ts';
import { familyOf, type Family } from '../vocabulary.ts';
import { groupBy } from './collect.ts';
import { groupOf, rateAdded, rateRemoved, type Pairing, type Scope } from './rate-events.ts';
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
  const otherMoney = new Set(pairing.kept.filter(({ before, after }) => before.amount !== null && after.amount !== null && before.currency !== after.currency));
  const [gone, come, stayed] = [pairing.removed, pairing.added, pairing.kept.map(({ after }) => after)].map((rates) => groupBy(rates, groupOf));
  const converted = groupBy(otherMoney, ({ after }) => groupOf(after));

  const events: DriftEvent[] = [];
  const moved = new Set<string>();
  for (const group of new Set([...pairing.removed, ...pairing.added, ...[...otherMoney].map(({ after }) => after)].map(groupOf))) {
    const [went, came, stay, money] = [gone?.get(group) ?? [], come?.get(group) ?? [], stayed?.get(group) ?? [], converted.get(group) ?? []];
    const leftFamily = went.length > 0 && came.length > 0 && disjoint(families([...went, ...stay]), families([...came, ...stay]));
    if (leftFamily) moved.add(group);
    const before = [...(leftFamily ? went : []), ...money.map((pair) => pair.before)];
    const after = [...(leftFamily ? came : []), ...money.map((pair) => pair.after)];
    if (before.length > 0) events.push(unitChanged(before, after, group, scope));
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
