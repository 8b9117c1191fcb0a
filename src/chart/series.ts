import { quotient } from '../domain/decimal.ts';
import { conditionsPhrase } from '../domain/phrase.ts';
import { rateKey, type Promotion, type Rate } from '../domain/rate.ts';
import { groupBy } from '../domain/compare/collect.ts';
import { type Status } from '../domain/vocabulary.ts';

/** As long as a value was in force: `until` is null while it still is. Instants are RFC 3339 in UTC. */
interface Version {
  readonly source: string;
  readonly from: string;
  readonly until: string | null;
}

/** One value of one rate over time, as a chart needs it; the ledger's history rows fit. */
export interface RateVersion extends Version, Pick<Rate, 'meter' | 'per' | 'amount' | 'currency' | 'conditions' | 'role' | 'kind'> {
  readonly what: 'rate';
  readonly approximate: boolean;
  readonly promotion: Promotion | null;
}

export interface StatusVersion extends Version {
  readonly what: 'status';
  readonly status: Status | null;
}

export type ChartRow = RateVersion | StatusVersion;

/** The versions of one rate over time, oldest first; those without an amount leave a gap. */
export interface Line {
  readonly key: string;
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

/** Sorts a route's history into panels; within one, the lines that moved most come first. Each shows at most `most` lines. */
export function panelsOf(history: readonly ChartRow[], most = MOST_LINES): readonly Panel[] {
  const priced = history.filter((row): row is PricedVersion => row.what === 'rate' && row.amount !== null);
  const panels = groupBy(priced, (row) => JSON.stringify([row.source, row.meter, row.role, row.currency]));
  return [...panels.values()].map((rows) => {
    const lines = [...groupBy(rows, rateKey)].map(([key, versions]): Line => ({
      key, label: conditionsPhrase(versions[0]?.conditions ?? {}), versions: versions.toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    })).toSorted((a, b) => b.versions.length - a.versions.length || (a.label < b.label ? -1 : 1));
    return { source: rows[0]?.source ?? '', lines: lines.slice(0, most), omitted: Math.max(0, lines.length - most) };
  });
}

/** The statuses that one source gave the route. */
export function statusesOf(history: readonly ChartRow[], source: string): readonly StatusVersion[] {
  return history.filter((row): row is StatusVersion => row.what === 'status' && row.status !== null && row.source === source);
}

/** What was in force at some time after `from`. */
export function since(history: readonly ChartRow[], from: string): readonly ChartRow[] {
  return history.filter(({ until }) => until === null || until > from);
}

/** The price of one unit, exact enough to draw. */
export function perUnit(version: PricedVersion): string {
  return quotient(version.amount, String(version.per), 30);
}
