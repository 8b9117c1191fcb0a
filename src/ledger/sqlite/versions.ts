import { rateKey, type Rate } from '../../domain/rate.ts';
import { type Formula, type Limits } from '../../domain/reading.ts';
import { type SnapshotRoute } from '../../domain/source.ts';
import { type Status } from '../../domain/vocabulary.ts';
import { type Connection } from './database.ts';
import { type Dictionary } from './dictionary.ts';
import { createIntervals, type Span } from './intervals.ts';
import { bindRate, fromRateRow, RATE_VALUE_COLUMNS, sameRateValue, toRateRow, type KeyedRateValue, type RateRow } from './rate-row.ts';
import { fromMs, toMsOrNull } from './time.ts';

interface RouteValue {
  readonly page_id: number;
  readonly status: Status | null;
  readonly status_raw: string | null;
  readonly groups_id: number;
  readonly endpoints_id: number;
  readonly formula_id: number | null;
  readonly limits_id: number | null;
}
const NOTHING_PRESENT = [null, null, null, null, null, null, null] as const;

interface RouteVersionRow extends RouteValue {
  readonly route_id: number;
  readonly from_at: number;
  readonly until_at: number | null;
  readonly snapshot_id: number;
}
const ROUTE_VALUE_COLUMNS = ['page_id', 'status', 'status_raw', 'groups_id', 'endpoints_id', 'formula_id', 'limits_id'] as const;

/** Writes routes and rates as versions with a validity interval, and reads them back. */
export interface Versions {
  /** Makes the route say this from `span.from` on. */
  put(sourceId: number, route: SnapshotRoute, hash: Buffer, span: Span): void;
  /** Makes the route absent from `span.from` on. */
  remove(sourceId: number, name: string, span: Span): void;
  at(sourceId: number, at: number, names?: readonly string[]): readonly SnapshotRoute[];
  /** Each of these as it was at the last instant before `at` at which it was there. */
  last(sourceId: number, at: number, names: readonly string[]): readonly SnapshotRoute[];
}

export function createVersions(db: Connection, words: Dictionary): Versions {
  const findRoute = db.prepare<[number, string], { id: number }>('SELECT id FROM route WHERE source_id = ? AND name = ?');
  const addRoute = db.prepare('INSERT INTO route (source_id, name, hash, vendor_id, aliases, probe_checked_at, probe_detected_at, probe_reason_id, probed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const setRoute = db.prepare('UPDATE route SET hash = ?, vendor_id = ?, aliases = ?, probe_checked_at = ?, probe_detected_at = ?, probe_reason_id = ?, probed = ? WHERE id = ?');
  const setHash = db.prepare<[null, number]>('UPDATE route SET hash = ? WHERE id = ?');
  const rates = createIntervals<RateRow, KeyedRateValue>(db, 'rate_version', ['key_id'], RATE_VALUE_COLUMNS, bindRate);
  const routes = createIntervals<RouteVersionRow, RouteValue>(db, 'route_version', [], ROUTE_VALUE_COLUMNS, bindRoute);

  function put(sourceId: number, route: SnapshotRoute, hash: Buffer, span: Span): void {
    const known = span.first ? undefined : findRoute.get(sourceId, route.route)?.id;
    if (known !== undefined && span.until === null) setRoute.run(...present(route, hash), known);
    const id = known ?? Number(addRoute.run(sourceId, route.route, ...(span.until === null ? present(route, hash) : NOTHING_PRESENT)).lastInsertRowid);
    const value = routeValue(route, words);
    if (known === undefined) {
      routes.begin(id, value, span);
      for (const one of route.rates) rates.begin(id, toRateRow(one, words), span);
      return;
    }
    const [version] = routes.inForce(id, span.from);
    if (version === undefined || !sameRouteValue(version, value)) routes.begin(id, value, span, version);
    const before = new Map(rates.inForce(id, span.from).map((row) => [row.key_id, row]));
    for (const one of route.rates) {
      const row = toRateRow(one, words);
      const old = before.get(row.key_id);
      if (old === undefined || !sameRateValue(old, row)) rates.begin(id, row, span, old);
      before.delete(row.key_id);
    }
    for (const gone of before.values()) rates.end(gone, span);
  }

  /** What is kept of a route's present beside its versions: its hash, and the source's own last look at it. */
  function present(route: SnapshotRoute, hash: Buffer) {
    return [
      hash, route.vendor === undefined ? null : words.text(route.vendor), route.aliases === undefined ? null : JSON.stringify(route.aliases),
      toMsOrNull(route.status_checked_at), toMsOrNull(route.status_detected_at), route.status_reason === undefined ? null : words.text(route.status_reason),
      route.status_probed === undefined ? null : route.status_probed ? 1 : 0,
    ];
  }

  function remove(sourceId: number, name: string, span: Span): void {
    const id = findRoute.get(sourceId, name)?.id;
    if (id === undefined) return;
    if (span.until === null) setHash.run(null, id);
    for (const row of routes.inForce(id, span.from)) routes.end(row, span);
    for (const row of rates.inForce(id, span.from)) rates.end(row, span);
  }

  const namedRoute = db.prepare<[number, string], { id: number; name: string; vendor_id: number | null; aliases: string | null }>(
    'SELECT id, name, vendor_id, aliases FROM route WHERE source_id = ? AND name = ?');
  const allRoutes = db.prepare<[number], { id: number; name: string; vendor_id: number | null; aliases: string | null }>(
    'SELECT id, name, vendor_id, aliases FROM route WHERE source_id = ? ORDER BY name');

  function at(sourceId: number, instant: number, names?: readonly string[]): readonly SnapshotRoute[] {
    const wanted = names === undefined ? allRoutes.all(sourceId) : names.toSorted().flatMap((name) => namedRoute.all(sourceId, name));
    return wanted.flatMap((route) => {
      const version = routes.inForce(route.id, instant)[0];
      if (version === undefined) return [];
      return [{
        route: route.name,
        ...fromRouteValue(version, words),
        ...(route.vendor_id === null ? {} : { vendor: words.textOf(route.vendor_id) }),
        ...(route.aliases === null ? {} : { aliases: JSON.parse(route.aliases) as readonly string[] }),
        rates: rates.inForce(route.id, instant).map((row) => fromRateRow(row, words)).toSorted(byKey),
        captured_at: fromMs(instant),
      }];
    });
  }

  const lastUntil = db.prepare<[number, string, number], { until_at: number | null }>(
    'SELECT max(v.until_at) AS until_at FROM route JOIN route_version v ON v.route_id = route.id WHERE route.source_id = ? AND route.name = ? AND v.until_at <= ?');

  function last(sourceId: number, instant: number, names: readonly string[]): readonly SnapshotRoute[] {
    return names.flatMap((name) => {
      const until = lastUntil.get(sourceId, name, instant)?.until_at ?? null;
      return until === null ? [] : at(sourceId, until - 1, [name]);
    });
  }

  return { put, remove, at, last };
}

function byKey(a: Rate, b: Rate): number {
  const [x, y] = [rateKey(a), rateKey(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function routeValue(route: SnapshotRoute, words: Dictionary): RouteValue {
  return {
    page_id: words.text(route.url),
    status: route.status,
    status_raw: route.status_raw,
    groups_id: words.text(listText(route.groups)),
    endpoints_id: words.text(listText(route.endpoints)),
    formula_id: route.formula === null ? null : words.text(JSON.stringify(route.formula)),
    limits_id: route.limits === null ? null : words.text(JSON.stringify(route.limits)),
  };
}

/** Readers share one list among the routes that have it: its text is made once. */
function listText(list: readonly string[]): string {
  let text = listTexts.get(list);
  if (text === undefined) listTexts.set(list, (text = JSON.stringify(list)));
  return text;
}

const listTexts = new WeakMap<readonly string[], string>();

function fromRouteValue(row: RouteValue, words: Dictionary): Omit<SnapshotRoute, 'route' | 'rates' | 'captured_at'> {
  return {
    url: words.textOf(row.page_id),
    status: row.status,
    status_raw: row.status_raw,
    groups: JSON.parse(words.textOf(row.groups_id)) as readonly string[],
    endpoints: JSON.parse(words.textOf(row.endpoints_id)) as readonly string[],
    formula: row.formula_id === null ? null : (JSON.parse(words.textOf(row.formula_id)) as Formula),
    limits: row.limits_id === null ? null : (JSON.parse(words.textOf(row.limits_id)) as Limits),
  };
}

function bindRoute(value: RouteValue) {
  return [value.page_id, value.status, value.status_raw, value.groups_id, value.endpoints_id, value.formula_id, value.limits_id];
}

function sameRouteValue(a: RouteValue, b: RouteValue): boolean {
  return ROUTE_VALUE_COLUMNS.every((column) => a[column] === b[column]);
}
