import { expect, it } from 'vitest';
import { driftEvent } from '../domain/drift.ts';
import { rate, rateKey } from '../domain/rate.ts';
import { type Kind } from '../domain/vocabulary.ts';
import { type HistoryRow } from '../ledger/port.ts';
import { baselinesOf } from './baselines.ts';

const AT = '2026-11-22T06:00:00.000Z';
const now = rate({ meter: 'request', amount: '0.0602' });

type Version = readonly [from: string, amount: string, kind: Kind];

/** The history of one rate, oldest first. */
function history(values: readonly Version[]): readonly HistoryRow[] {
  return values.map(([from, amount, kind]) => ({ what: 'rate', source: 'tiny', route: 'x', from, until: null, snapshot: 1, ...now, amount, kind, approximate: false, promotion: null, said: null, factors: null }));
}

async function baseline(...values: readonly Version[]) {
  const rose = driftEvent({ kind: 'rate.increased', source: 'tiny', route: 'x', severity: 'info', reason: 'rose', before: '0.06', after: '0.0602', after_rate: { amount: '0.0602', per: 1, currency: 'USD', kind: 'list' } }, now);
  return (await baselinesOf({ history: async () => history(values) }, 'tiny', [rose], AT)).get(`x ${rateKey(now)}`);
}

it('takes the first price of the present kind, not what a promotion asked or what stood in for a price', async () => {
  expect(await baseline(['2026-08-01T00:00:00.000Z', '0.05', 'list'], ['2026-10-01T00:00:00.000Z', '0.06', 'list'])).toMatchObject({ value: { amount: '0.05' }, at: '2026-08-24T06:00:00.000Z' });
  expect(await baseline(['2026-08-01T00:00:00.000Z', '0.03', 'promotion'], ['2026-10-01T00:00:00.000Z', '0.06', 'list'])).toMatchObject({ value: { amount: '0.06' }, at: '2026-10-01T00:00:00.000Z' });
  expect(await baseline(['2026-08-01T00:00:00.000Z', '1', 'placeholder'])).toBeUndefined();
});
