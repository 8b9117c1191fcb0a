import { type Decimal } from '../decimal.ts';
import { driftEvent, type DriftEvent, type RateValue } from '../drift.ts';
import { rateKey, type Rate } from '../rate.ts';
import { byCodePoint } from './equal.ts';
import { kindWords, pricePhrase } from './phrases.ts';
import { WEIGHTS } from './severity.ts';

/** What every comparison of one route's rates needs to know. */
export interface Scope {
  readonly source: string;
  readonly route: string;
  readonly tolerance: Decimal;
  /** Why some price text of this route could not be read this time; undefined when all of it was. */
  readonly unread: string | undefined;
}

/** A rate that both sides have. */
export interface Pair {
  readonly before: Rate;
  readonly after: Rate;
}

/** Both sides' rates by identity; each list sorted by rate key, so that the order of a page never matters. */
export interface Pairing {
  readonly kept: readonly Pair[];
  readonly removed: readonly Rate[];
  readonly added: readonly Rate[];
}

export function pairRates(before: readonly Rate[], after: readonly Rate[]): Pairing {
  const [was, is] = [keyed(before), keyed(after)];
  const kept: Pair[] = [];
  const removed: Rate[] = [];
  for (const [key, rate] of was) {
    const now = is.get(key);
    if (now === undefined) removed.push(rate);
    else kept.push({ before: rate, after: now });
  }
  return { kept, removed, added: [...is].filter(([key]) => !was.has(key)).map(([, rate]) => rate) };
}

function keyed(rates: readonly Rate[]): ReadonlyMap<string, Rate> {
  return new Map(rates.map((rate) => [rateKey(rate), rate] as const).toSorted(([a], [b]) => byCodePoint(a, b)));
}

export function rateAdded(rate: Rate, scope: Scope): DriftEvent {
  const announced = rate.role === 'future';
  return driftEvent({
    source: scope.source, route: scope.route, kind: 'rate.added', severity: announced ? WEIGHTS.announcementAdded : WEIGHTS.rateAdded,
    after: rate.amount ?? kindWords(rate.kind), after_per: rate.per, after_rate: rateValue(rate),
    reason: announced ? `A later price is announced: ${pricePhrase(rate)}.` : `A price that was not there before: ${pricePhrase(rate)}.`,
  }, rate);
}

export function rateRemoved(rate: Rate, scope: Scope): DriftEvent {
  const announced = rate.role === 'future';
  const reason = announced ? `The announced later price is no longer there: ${pricePhrase(rate)}.`
    : scope.unread === undefined ? `The price is no longer there: it was ${pricePhrase(rate)}.`
    : `The price can no longer be read with certainty (${scope.unread}): it was ${pricePhrase(rate)}.`;
  return driftEvent({
    source: scope.source, route: scope.route, kind: 'rate.removed', severity: announced ? WEIGHTS.announcementRemoved : WEIGHTS.rateRemoved,
    before: rate.amount ?? kindWords(rate.kind), before_per: rate.per, before_rate: rateValue(rate), reason,
  }, rate);
}

export function rateValue(rate: Rate): RateValue {
  const { amount, per, currency, kind, approximate, promotion } = rate;
  if (approximate === undefined && promotion === undefined) return { amount, per, currency, kind };
  return { amount, per, currency, kind, ...(approximate === undefined ? {} : { approximate }), ...(promotion === undefined ? {} : { promotion }) };
}

/** The gateway's group a rate belongs to; '' where there are no groups. */
export function groupOf(rate: Pick<Rate, 'conditions'>): string {
  return String(rate.conditions.group ?? '');
}
