import { quotient } from '../../domain/decimal.ts';
import { conditionsPhrase } from '../../domain/phrase.ts';
import { rateKey } from '../../domain/rate.ts';
import { groupBy } from '../../domain/compare/collect.ts';
import { type HistoryRow } from '../../ledger/port.ts';

export type RateVersion = Extract<HistoryRow, { readonly what: 'rate' }>;
export type StatusVersion = Extract<HistoryRow, { readonly what: 'status' }>;

/** The versions of one rate over time, oldest first; those without an amount leave a gap. */
export interface Line {
  readonly label: string;
  readonly versions: readonly PricedVersion[];
}

export type PricedVersion = RateVersion & { readonly amount: string };

/** What fits on one axis: the rates of one source that count the same thing in the same money. */
export interface Panel {
  readonly source: string;
  readonly lines: readonly Line[];
  /** Lines that are only in the table. */
  readonly omitted: number;
}

/** More lines than this cannot be told apart by their end labels. */
const MOST_LINES = 6;

/** Sorts a route's history into panels; within one, the lines that moved most come first. */
export function panelsOf(history: readonly HistoryRow[]): readonly Panel[] {
  const priced = history.filter((row): row is PricedVersion => row.what === 'rate' && row.amount !== null);
  const panels = groupBy(priced, (row) => JSON.stringify([row.source, row.meter, row.role, row.currency]));
  return [...panels.values()].map((rows) => {
    const lines = [...groupBy(rows, rateKey).values()].map((versions): Line => ({
      label: conditionsPhrase(versions[0]?.conditions ?? {}), versions: versions.toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    })).toSorted((a, b) => b.versions.length - a.versions.length || (a.label < b.label ? -1 : 1));
    return { source: rows[0]?.source ?? '', lines: lines.slice(0, MOST_LINES), omitted: Math.max(0, lines.length - MOST_LINES) };
  });
}

/** The price of one unit, exact enough to draw. */
export function perUnit(version: PricedVersion): string {
  return quotient(version.amount, String(version.per), 30);
}
