import { type Conditions, type Rate } from '../../domain/rate.ts';
import { type EvidenceClass, type Status } from '../../domain/vocabulary.ts';
import { type CarriedPage, type HistoryRow, type PriceQuery, type PriceRow } from '../port.ts';
import { type Connection } from './database.ts';
import { type Dictionary } from './dictionary.ts';
import { filter } from './filter.ts';
import { globToLike } from './glob.ts';
import { fromRateRow, type RateRow } from './rate-row.ts';
import { fromMs, fromMsOrNull, toMs } from './time.ts';

interface SnapshotAt {
  readonly id: number;
  readonly source_id: number;
  readonly source: string;
  readonly evidence_class: EvidenceClass;
  readonly captured_at: number;
  readonly carried: string | null;
}

interface RouteAt {
  readonly id: number;
  readonly route: string;
  readonly status: Status | null;
  readonly status_raw: string | null;
  readonly page_id: number;
}

/** `route_id` and the columns of a rate in the order of the query below: as lists, because objects cost half of the time. */
type RateTuple = [routeId: number, key: number, amount: string | null, terms: number, loose: number | null, promotion: number | null, said: number | null, names: number | null, values: string | null];

/** The rows in force at an instant: for each source, those of its last snapshot at or before it. */
export function queryPrices(db: Connection, words: Dictionary, query: PriceQuery): readonly PriceRow[] {
  const { sql, values } = filter({
    's.captured_at = (SELECT max(captured_at) FROM snapshot WHERE source_id = source.id AND captured_at <= ?)': toMs(query.at),
    'source.name = ?': query.source,
  });
  const snapshots = db.prepare<(string | number)[], SnapshotAt>(`
    SELECT s.id, s.source_id, source.name AS source, source.evidence_class, s.captured_at, s.carried
    FROM source JOIN snapshot s ON s.source_id = source.id${sql} ORDER BY source.name`).all(...values);
  const byName = query.route === undefined ? '' : ` AND route.name LIKE ? ESCAPE '\\'`;
  // CROSS JOIN keeps SQLite to this order: routes by name, then the versions of each.
  const routes = db.prepare<(string | number)[], RouteAt>(`
    SELECT route.id, route.name AS route, rv.status, rv.status_raw, rv.page_id FROM route CROSS JOIN route_version rv
    WHERE route.source_id = ?${byName} AND rv.route_id = route.id AND rv.from_at <= ? AND (rv.until_at IS NULL OR rv.until_at > ?)`);
  const rates = db.prepare<(string | number)[]>(`
    SELECT v.route_id, v.key_id, v.amount, v.terms_id, v.loose_id, v.promotion_id, v.said_id, v.factor_names_id, v.factor_values FROM route CROSS JOIN rate_version v
    WHERE route.source_id = ?${byName} AND v.route_id = route.id AND v.from_at <= ? AND (v.until_at IS NULL OR v.until_at > ?) ORDER BY route.name, v.key_id`).raw(true);
  return snapshots.flatMap((snapshot) => {
    const bound = [snapshot.source_id, ...(query.route === undefined ? [] : [globToLike(query.route)]), snapshot.captured_at, snapshot.captured_at];
    const inForce = new Map(routes.all(...bound).map((row) => [row.id, row]));
    const capturedAt = capturedAtOf(snapshot, words);
    const all: PriceRow[] = [];
    for (const tuple of rates.all(...bound) as RateTuple[]) {
      const route = inForce.get(tuple[0]);
      if (route !== undefined) all.push(toPriceRow(route, tuple, snapshot, words, capturedAt));
    }
    return query.meter === undefined && query.where === undefined ? all : all.filter((row) => matches(row, query));
  });
}

function toPriceRow(route: RouteAt, [, key_id, amount, terms_id, loose_id, promotion_id, said_id, factor_names_id, factor_values]: RateTuple, snapshot: SnapshotAt, words: Dictionary, capturedAt: (pageId: number) => string): PriceRow {
  const rate = fromRateRow({ key_id, amount, terms_id, loose_id, promotion_id, said_id, factor_names_id, factor_values }, words);
  return {
    source: snapshot.source, evidence_class: snapshot.evidence_class, route: route.route,
    meter: rate.meter, unit: rate.unit, per: rate.per, amount: rate.amount, currency: rate.currency, conditions: rate.conditions,
    role: rate.role, kind: rate.kind, approximate: rate.approximate ?? false, promotion: rate.promotion ?? null,
    status: route.status, status_raw: route.status_raw, captured_at: capturedAt(route.page_id), snapshot: snapshot.id,
    said: rate.said ?? null, url: words.textOf(route.page_id), factors: rate.factors ?? null,
  };
}

function rateFields(rate: Rate) {
  return {
    meter: rate.meter, unit: rate.unit, per: rate.per, amount: rate.amount, currency: rate.currency, conditions: rate.conditions,
    role: rate.role, kind: rate.kind, approximate: rate.approximate ?? false, promotion: rate.promotion ?? null,
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
      ...rates.all(id, from).map((row): HistoryRow => {
        const rate = fromRateRow(row, words);
        return { what: 'rate', ...head(row), ...rateFields(rate), said: rate.said ?? null, factors: rate.factors ?? null };
      }),
      ...statuses.all(id, from).map((row): HistoryRow => ({
        what: 'status', ...head(row), status: row.status, status_raw: row.status_raw,
        groups: JSON.parse(words.textOf(row.groups_id)) as readonly string[], endpoints: JSON.parse(words.textOf(row.endpoints_id)) as readonly string[],
      })),
    ].toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  });
}
