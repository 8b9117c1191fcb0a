import { type DriftEvent, type RateValue } from '../domain/drift.ts';
import { rateKey } from '../domain/rate.ts';
import { type Kind } from '../domain/vocabulary.ts';
import { type HistoryRow, type Ledger } from '../ledger/port.ts';

/** Slow creep is looked for so far back. */
const CREEP_DAYS = 90;
/** Where more routes rise at once nobody asks how each of them crept. */
const MOST_ROUTES = 50;

/** Where each rate that rose stood 90 days before, or when it was first seen since as a price of the present kind; by route and rate key. */
export async function baselinesOf(ledger: Pick<Ledger, 'history'>, source: string, events: readonly DriftEvent[], at: string): Promise<ReadonlyMap<string, { readonly value: RateValue; readonly at: string }>> {
  const since = new Date(Date.parse(at) - CREEP_DAYS * 86_400_000).toISOString();
  const rising = [...new Set(events.flatMap((event) => (event.kind === 'rate.increased' && event.route !== null ? [event.route] : [])))].slice(0, MOST_ROUTES);
  const histories = await Promise.all(rising.map((route) => ledger.history(route, since)));
  const kinds = new Map<string, Kind>(events.flatMap(({ route, meter, role, conditions, after_rate }) => (meter === null || role === null || after_rate === null ? [] : [[`${route} ${rateKey({ meter, role, conditions })}`, after_rate.kind] as const])));
  const baselines = new Map<string, { readonly value: RateValue; readonly at: string }>();
  for (const row of histories.flat()) {
    if (row.what !== 'rate' || row.source !== source) continue;
    const name = `${row.route} ${rateKey(row)}`;
    // Oldest first: the version that was in force then, or the first one since. What a promotion asked, or a stand-in, is no baseline of a list price.
    if (!baselines.has(name) && row.kind === kinds.get(name)) baselines.set(name, { value: valueOf(row), at: row.from > since ? row.from : since });
  }
  return baselines;
}

function valueOf({ amount, per, currency, kind }: Extract<HistoryRow, { what: 'rate' }>): RateValue {
  return { amount, per, currency, kind };
}
