import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimals, product } from '../decimal.ts';
import { type DriftEvent } from '../drift.ts';
import { rate, rateKey, type Conditions, type Factor, type Rate } from '../rate.ts';
import { routeReading, type RouteReading } from '../reading.ts';
import { STATUSES } from '../vocabulary.ts';
import { applyEvents, differences, flat } from './apply.test-support.ts';
import { drift } from './compare.test-support.ts';
import { effectiveContent } from './effective.ts';

/**
 * For random catalogs A and B: what compare tells, applied to A, gives B. Stated noise, which it does not tell: computed
 * prices within a millionth, another count of units at the same price of one, an announced price that is the price of
 * today, a first "available", and what a new route is beside its rates (the snapshot holds that whole).
 */

const someConditions = fc.constantFrom<Conditions>({}, { resolution: '480p' }, { resolution: '720p' }, { audio: true }, { resolution: '720p', audio: true }, { group: 'Economy' }, { group: 'Standard' }, { group: 'plg', tier: 'high' });
const amount = fc.constantFrom('0', '0.05', '0.1', '0.10', '0.3', '2', '2.0', '7');

const readRate: fc.Arbitrary<Rate> = fc.record({
  meter: fc.constantFrom('video_second', 'video_token', 'request', 'input_token'), role: fc.constantFrom('rate', 'rate', 'rate', 'surcharge', 'future'),
  conditions: someConditions, amount, per: fc.constantFrom(1, 1, 1000), kind: fc.constantFrom('list', 'list', 'list', 'from', 'promotion', 'placeholder'),
  currency: fc.constantFrom('USD', 'USD', 'USD', 'CNY'), discount: fc.option(fc.constantFrom('0.02', '0.04'), { freq: 9 }), until: fc.option(fc.constantFrom('2026-10-07', '2026-11-07')),
} as const).map(({ discount, until, ...fields }) => rate({
  ...fields, amount: fields.kind === 'placeholder' ? null : fields.amount,
  ...(discount === null || fields.kind !== 'promotion' ? {} : { promotion: { percent_off: null, effective_amount: discount, from: null, until, audience: null } }),
}));

const computedRate: fc.Arbitrary<Rate> = fc.record({
  meter: fc.constantFrom('input_token', 'output_token'), group: fc.constantFrom('Economy', 'Standard'), ratio: fc.constantFrom('1', '1.5', '0.857142855', '0.85714285714'), share: fc.constantFrom('0.6', '0.55'),
} as const).map(({ meter, group, ratio, share }) => {
  const factors: readonly Factor[] = [{ name: 'model_ratio', value: ratio }, { name: 'group_ratio', scope: group, value: share }];
  return rate({ meter, per: 1_000_000, conditions: { group }, factors, amount: product(ratio, share) });
});

const rates = fc.uniqueArray(fc.oneof(readRate, computedRate), { selector: rateKey, maxLength: 8 });

const route = (name: string): fc.Arbitrary<RouteReading> => fc.record({
  rates, status: fc.constantFrom(...STATUSES), groups: fc.subarray(['Economy', 'Standard', 'plg']), endpoints: fc.subarray(['anthropic', 'openai']),
  fps: fc.constantFrom(null, 24, 30), max: fc.constantFrom(null, 10, 15),
}).map(({ fps, max, status, ...fields }) => routeReading(name, {
  ...fields, status, status_raw: status, formula: fps === null ? null : { kind: 'video_tokens', fps, multipliers: [] }, limits: max === null ? null : { duration_s: { max } },
}));

const NAMES = ['clip', 'vendor/clip', 'clip-preview', 'chat-1', 'chat-2', 'still'];
const catalog: fc.Arbitrary<readonly RouteReading[]> = fc.subarray(NAMES).chain((names) => fc.tuple(...names.map(route)));

/** B as A with a few routes replaced, or another catalog altogether: both happen. */
const pair = fc.tuple(catalog, catalog, fc.boolean()).map(([a, b, alike]) =>
  [a, alike ? a.map((one) => b.find((other) => other.route === one.route && compareDecimals(String(other.rates.length), '4') < 0) ?? one) : b] as const);

describe('for random catalogs A and B', () => {
  it('what moved from A to B, applied to A, gives B', () => {
    fc.assert(fc.property(pair, ([a, b]) => { expect(differences(applyEvents(a, flat(drift(a, b)), b), b)).toEqual([]); }), { numRuns: 2000 });
  });

  it('the order of routes, rates and sets never matters', () => {
    const reversed = (routes: readonly RouteReading[]): readonly RouteReading[] => routes.toReversed().map((one) => ({
      ...one, rates: one.rates.toReversed(), groups: one.groups.toReversed(), endpoints: one.endpoints.toReversed(),
    }));
    fc.assert(fc.property(pair, ([a, b]) => { expect(drift(reversed(a), reversed(b))).toEqual(drift(a, b)); }), { numRuns: 300 });
    fc.assert(fc.property(catalog, (a) => { expect(drift(a, reversed(a))).toEqual([]); }), { numRuns: 300 });
  });

  it('A against a copy of itself says nothing', () => {
    fc.assert(fc.property(catalog, (a) => { expect(drift(a, structuredClone(a))).toEqual([]); }), { numRuns: 300 });
  });

  it('what is stored of B says the same as B, and says nothing against B', () => {
    fc.assert(fc.property(pair, ([a, b]) => {
      const stored = effectiveContent(a, b);
      expect(drift(a, stored).map(withoutAmounts)).toEqual(drift(a, b).map(withoutAmounts));
      expect(drift(stored, b)).toEqual([]);
    }), { numRuns: 500 });
  });

  it('every rate that came, went or moved is told exactly once', () => {
    fc.assert(fc.property(pair, ([a, b]) => {
      const told = leaves(drift(a, b)).map((event) => `${event.kind === 'rate.removed' ? 'was' : 'is'} ${event.route} ${rateKey({ meter: event.meter ?? 'other', role: event.role ?? 'rate', conditions: event.conditions })}`);
      expect(told.toSorted()).toEqual([...new Set(told)].toSorted());
    }), { numRuns: 500 });
  });
});

const withoutAmounts = ({ kind, route: name, meter, conditions, rows }: DriftEvent): unknown => ({ kind, name, meter, conditions, rows });

/** The single rates that events speak of; events that only gather others are left out. */
function leaves(events: readonly DriftEvent[]): readonly DriftEvent[] {
  return events.flatMap((event) => {
    const gathers = event.meter === null || (event.kind === 'rate.conditions_changed' && event.folded.length > 0);
    return [...(gathers ? [] : [event]), ...leaves(event.folded)];
  });
}
