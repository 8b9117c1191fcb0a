import { type RouteReading } from '../reading.ts';
import { foldConditionChanges } from './conditions.ts';
import { sameVerbatim } from './equal.ts';
import { draft, type Draft } from './factors.ts';
import { compareKinds, gatherWithdrawals, kindChanged, settleAnnouncements } from './kinds.ts';
import { comparePrices } from './prices.ts';
import { pairRates, rateAdded, rateRemoved, type Scope } from './rate-events.ts';
import { takeUnitChanges } from './units.ts';

/**
 * Every event about the rates of one route that both snapshots have. What one cause explains is taken out first
 * (another unit, a promotion's announcement, other conditions), so that what is left is told once, rate by rate.
 */
export function compareRates(before: RouteReading, after: RouteReading, scope: Scope): readonly Draft[] {
  if (sameVerbatim(before.rates, after.rates)) return [];
  const units = takeUnitChanges(pairRates(before.rates, after.rates), scope);
  const { kept, announcements, ...unpaired } = settleAnnouncements(units.rest, scope);
  const conditions = foldConditionChanges(unpaired, scope);
  const paired = kept.flatMap((pair) => {
    const announced = announcements.get(pair) ?? [];
    return kindChanged(pair) ? [draft(compareKinds(pair, announced, scope))] : comparePrices(pair, announced, scope);
  });
  const alone = [
    ...conditions.rest.removed.map((rate) => draft(rateRemoved(rate, scope))),
    ...conditions.rest.added.map((rate) => draft(rateAdded(rate, scope))),
  ];
  return [...units.events.map(draft), ...conditions.events.map(draft), ...gatherWithdrawals(paired, alone, scope)];
}
