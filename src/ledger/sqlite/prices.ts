import { type Conditions } from '../../domain/rate.ts';
import { type EvidenceClass, type Status } from '../../domain/vocabulary.ts';
import { type CarriedPage, type HistoryRow, type PriceQuery, type PriceRow } from '../port.ts';
import { type Connection } from './database.ts';
import { type Dictionary } from './dictionary.ts';
import { filter } from './filter.ts';
import { globToLike } from './glob.ts';
import { storedRate, type RateRow } from './rate-row.ts';
import { fromMs, fromMsOrNull, toMs } from './time.ts';

interface SnapshotAt {
  readonly id: number;
  readonly source_id: number;
  readonly source: string;
  readonly evidence_class: EvidenceClass;
  readonly captured_at: number;
  readonly carried: string | null;
}

/** A route in force, with its rates as one JSON text. */
type RouteAt = [name: string, status: Status | null, statusRaw: string | null, pageId: number, rates: string];
type RateAt = [key: number, amount: string | null, terms: number, loose: number | null, promotion: number | null, said: number | null, names: number | null, values: string | null];

/**
 * One row a route: each value that SQLite hands over by itself costs more than reading it out of a text. CROSS JOIN keeps
 * SQLite to this order, routes by name and then the versions of each.
 */
const ROUTES_AT = (byName: string): string => `
  SELECT route.name, rv.status, rv.status_raw, rv.page_id, (
    SELECT json_group_array(json_array(v.key_id, v.amount, v.terms_id, v.loose_id, v.promotion_id, v.said_id, v.factor_names_id, v.factor_values))
    FROM rate_version v WHERE v.route_id = route.id AND v.from_at <= @at AND (v.until_at IS NULL OR v.until_at > @at))
  FROM route CROSS JOIN route_version rv
  WHERE route.source_id = @source${byName} AND rv.route_id = route.id AND rv.from_at <= @at AND (rv.until_at IS NULL OR rv.until_at > @at) ORDER BY route.name`;

/** The rows in force at an instant: for each source, those of its last snapshot at or before it. */
export function queryPrices(db: Connection, words: Dictionary, query: PriceQuery): readonly PriceRow[] {
  const { sql, values } = filter({
    's.captured_at = (SELECT max(captured_at) FROM snapshot WHERE source_id = source.id AND captured_at <= ?)': toMs(query.at),
    'source.name = ?': query.source,
  });
  const snapshots = db.prepare<(string | number)[], SnapshotAt>(`
    SELECT s.id, s.source_id, source.name AS source, source.evidence_class, s.captured_at, s.carried
    FROM source JOIN snapshot s ON s.source_id = source.id${sql} ORDER BY source.name`).all(...values);
  const routes = db.prepare<[Readonly<Record<string, string | number>>]>(ROUTES_AT(query.route === undefined ? '' : ` AND route.name LIKE @name ESCAPE '\\'`)).raw(true);
  return snapshots.flatMap((snapshot) => {
    const capturedAt = capturedAtOf(snapshot, words);
    const all: PriceRow[] = [];
    const name = query.route === undefined ? {} : { name: globToLike(query.route) };
    for (const route of routes.all({ at: snapshot.captured_at, source: snapshot.source_id, ...name }) as RouteAt[]) {
      const rates = (JSON.parse(route[4]) as RateAt[]).toSorted((a, b) => a[0] - b[0]);
      for (const rate of rates) all.push(toPriceRow(route, rate, snapshot, words, capturedAt));
    }
    return query.meter === undefined && query.where === undefined ? all : all.filter((row) => matches(row, query));
  });
}

function toPriceRow([route, status, status_raw, pageId]: RouteAt, columns: RateAt, snapshot: SnapshotAt, words: Dictionary, capturedAt: (pageId: number) => string): PriceRow {
  const [key_id, amount, terms_id, loose_id, promotion_id, said_id, factor_names_id, factor_values] = columns;
  const rate = storedRate({ key_id, amount, terms_id, loose_id, promotion_id, said_id, factor_names_id, factor_values }, words);
  // Every field stands in one literal: spreading costs most of the time.
  return {
    source: snapshot.source, evidence_class: snapshot.evidence_class, route,
    meter: rate.meter, unit: rate.unit, per: rate.per, amount, currency: rate.currency, conditions: rate.conditions,
    role: rate.role, kind: rate.kind, approximate: rate.approximate, promotion: rate.promotion,
    status, status_raw, captured_at: capturedAt(pageId), snapshot: snapshot.id,
    said: rate.said, url: words.textOf(pageId), factors: rate.factors,
  };
}

/** A carried page keeps the time of its own last good capture. */
function capturedAtOf(snapshot: SnapshotAt, words: Dictionary): (pageId: number) => string {
  const ownTime = fromMs(snapshot.captured_at);
  if (snapshot.carried === null) return () => ownTime;
  const carried = new Map((JSON.parse(snapshot.carried) as readonly CarriedPage[]).map((page) => [page.url, page.captured_at]));
  return (pageId) => carried.get(words.textOf(pageId)) ?? ownTime;
}

function matches(row: PriceRow, query: PriceQuery): boolean {
  if (query.meter !== undefined && row.meter !== query.meter) return false;
  return Object.entries(query.where ?? {}).every(([key, value]) => String(row.conditions[key as keyof Conditions] ?? '').toLowerCase() === value.toLowerCase());
}

/** Every version of every rate and status of a route, oldest first. */
export function queryHistory(db: Connection, words: Dictionary, route: string, since: string | undefined): readonly HistoryRow[] {
  const routes = db.prepare<[string], { id: number; name: string; source: string }>(
    'SELECT route.id, route.name, source.name AS source FROM route JOIN source ON source.id = route.source_id WHERE route.name = ? ORDER BY source.name').all(route);
  const from = since === undefined ? 0 : toMs(since);
  const rates = db.prepare<[number, number], RateRow>('SELECT * FROM rate_version WHERE route_id = ? AND (until_at IS NULL OR until_at > ?) ORDER BY from_at, key_id');
  const statuses = db.prepare<[number, number], { from_at: number; until_at: number | null; snapshot_id: number; status: Status | null; status_raw: string | null; groups_id: number; endpoints_id: number }>(
    'SELECT * FROM route_version WHERE route_id = ? AND (until_at IS NULL OR until_at > ?) ORDER BY from_at');
  return routes.flatMap(({ id, name, source }) => {
    const head = (row: { from_at: number; until_at: number | null; snapshot_id: number }) =>
      ({ source, route: name, from: fromMs(row.from_at), until: fromMsOrNull(row.until_at), snapshot: row.snapshot_id });
    return [
      ...rates.all(id, from).map((row): HistoryRow => ({ what: 'rate', ...head(row), ...storedRate(row, words) })),
      ...statuses.all(id, from).map((row): HistoryRow => ({
        what: 'status', ...head(row), status: row.status, status_raw: row.status_raw,
        groups: JSON.parse(words.textOf(row.groups_id)) as readonly string[], endpoints: JSON.parse(words.textOf(row.endpoints_id)) as readonly string[],
      })),
    ].toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  });
}
