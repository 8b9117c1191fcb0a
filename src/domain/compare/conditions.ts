import { quotient } from '../decimal.ts';
import { driftEvent, type DriftEvent } from '../drift.ts';
import { identityConditions, type Conditions, type Rate } from '../rate.ts';
import { samePrice } from './equal.ts';
import { conditionsPhrase, mergeConditions, pricePhrase } from './phrases.ts';
import { groupOf, rateAdded, rateRemoved, rateValue, type Pairing, type Scope } from './rate-events.ts';
import { WEIGHTS } from './severity.ts';
import { sortEvents } from './sort.ts';

type Unpaired = Pick<Pairing, 'removed' | 'added'>;

/** More pairs than this of one price are not matched one by one: no real page has them. */
const MOST_PAIRS = 100_000;

/**
 * One event for each price that went under some conditions and came under others: the same meter, role, kind, group
 * and price of one unit. One price may come back as several (a price narrowed to three resolutions), or several as one.
 */
export function foldConditionChanges(unpaired: Unpaired, scope: Scope): { readonly events: readonly DriftEvent[]; readonly rest: Unpaired } {
  if (unpaired.removed.length === 0 || unpaired.added.length === 0) return { events: [], rest: unpaired };
  const taken = new Set<Rate>();
  const events: DriftEvent[] = [];
  for (const { removed, added } of byPrice(unpaired)) {
    for (const cluster of clusters(removed, added, scope)) {
      for (const rate of [...cluster.removed, ...cluster.added]) taken.add(rate);
      events.push(conditionsChanged(cluster, scope));
    }
  }
  const left = (rate: Rate): boolean => !taken.has(rate);
  return { events, rest: { removed: unpaired.removed.filter(left), added: unpaired.added.filter(left) } };
}

function conditionsChanged({ removed, added }: Unpaired, scope: Scope): DriftEvent {
  const [before, after] = [removed[0], added[0]];
  if (before === undefined || after === undefined) throw new Error('expected a price on both sides of a change of conditions; got none on one of them');
  const [was, is] = [removed, added].map((rates) => rates.map((rate) => rate.conditions));
  const [wasWords, isWords] = [conditionsPhrase(was ?? []), conditionsPhrase(is ?? [])];
  const folded = sortEvents([...removed.map((rate) => rateRemoved(rate, scope)), ...added.map((rate) => rateAdded(rate, scope))]);
  return driftEvent({
    source: scope.source, route: scope.route, kind: 'rate.conditions_changed', conditions: mergeConditions(is ?? []), severity: WEIGHTS.conditionsChanged,
    before: wasWords, after: isWords, before_per: before.per, after_per: after.per, before_rate: rateValue(before), after_rate: rateValue(after),
    rows: folded.length, folded,
    reason: `${pricePhrase(after)} is the same price under other conditions: ${wasWords} → ${isWords}.`,
  }, after);
}

/** Candidates that share everything but their conditions; only where both sides have some. */
function byPrice({ removed, added }: Unpaired): readonly { readonly removed: readonly Rate[]; readonly added: readonly Rate[] }[] {
  const buckets = new Map<string, { readonly removed: Rate[]; readonly added: Rate[] }>();
  const bucketOf = (rate: Rate): { readonly removed: Rate[]; readonly added: Rate[] } => {
    const key = JSON.stringify([rate.meter, rate.role, rate.kind, rate.currency, groupOf(rate), unitPriceKey(rate)]);
    const bucket = buckets.get(key) ?? { removed: [], added: [] };
    buckets.set(key, bucket);
    return bucket;
  };
  for (const rate of removed) bucketOf(rate).removed.push(rate);
  for (const rate of added) bucketOf(rate).added.push(rate);
  return [...buckets.values()].filter((bucket) => bucket.removed.length > 0 && bucket.added.length > 0);
}

/** The price of one unit, coarse enough for float noise; the exact comparison follows. */
function unitPriceKey(rate: Rate): string | null {
  return rate.amount === null ? null : quotient(rate.amount, String(rate.per), 12);
}

/** Each new price joins the old one it shares most conditions with; an old one that none chose joins the nearest new one. */
function clusters(removed: readonly Rate[], added: readonly Rate[], scope: Scope): readonly Unpaired[] {
  if (removed.length * added.length > MOST_PAIRS) return [{ removed, added }];
  const byOwner = new Map<Rate, { readonly removed: Rate[]; readonly added: Rate[] }>();
  const clusterOf = new Map<Rate, { readonly removed: Rate[]; readonly added: Rate[] }>();
  for (const rate of added) {
    const owner = nearest(rate, removed, scope);
    if (owner === undefined) continue;
    const cluster = byOwner.get(owner) ?? { removed: [owner], added: [] };
    cluster.added.push(rate);
    byOwner.set(owner, cluster);
    clusterOf.set(rate, cluster);
  }
  for (const rate of removed) {
    const other = byOwner.has(rate) ? undefined : nearest(rate, added, scope);
    if (other !== undefined) clusterOf.get(other)?.removed.push(rate);
  }
  return [...byOwner.values()];
}

function nearest(rate: Rate, others: readonly Rate[], scope: Scope): Rate | undefined {
  let best: Rate | undefined;
  let most = -1;
  for (const other of others) {
    const common = inCommon(rate.conditions, other.conditions);
    if (common > most && samePrice(rate, other, scope.tolerance)) [best, most] = [other, common];
  }
  return best;
}

function inCommon(a: Conditions, b: Conditions): number {
  return Object.entries(identityConditions(a)).filter(([key, value]) => b[key as keyof Conditions] === value).length;
}
