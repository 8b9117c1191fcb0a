import { type Formula, type Limits } from '../../domain/reading.ts';
import { type SnapshotRoute } from '../../domain/source.ts';
import { type Status } from '../../domain/vocabulary.ts';
import { type Connection } from './database.ts';
import { type Dictionary } from './dictionary.ts';
import { RATE_VALUE_COLUMNS, fromRateRow, sameRateValue, toRateRow, type RateRow } from './rate-row.ts';
import { fromMs } from './time.ts';

interface RouteValue {
  readonly page_id: number;
  readonly status: Status | null;
  readonly status_raw: string | null;
  readonly groups_id: number;
  readonly endpoints_id: number;
  readonly formula_id: number | null;
  readonly limits_id: number | null;
}
interface RouteVersionRow extends RouteValue {
  readonly route_id: number;
  readonly from_at: number;
  readonly until_at: number | null;
  readonly snapshot_id: number;
}
const ROUTE_VALUE_COLUMNS = ['page_id', 'status', 'status_raw', 'groups_id', 'endpoints_id', 'formula_id', 'limits_id'] as const;

/** When a snapshot's content holds from, and until when at most: an import ends where the next snapshot begins. */
export interface Span {
  readonly snapshot: number;
  readonly from: number;
  /** null: nothing later is known, what is written is in force. */
  readonly until: number | null;
}

/** Writes routes and rates as versions with a validity interval, and reads them back. */
export interface Versions {
  /** Makes the route say this from `span.from` on. */
  put(sourceId: number, route: SnapshotRoute, hash: Buffer, span: Span): void;
  /** Makes the route absent from `span.from` on. */
  remove(sourceId: number, name: string, span: Span): void;
  at(sourceId: number, at: number, names?: readonly string[]): readonly SnapshotRoute[];
}

export function createVersions(db: Connection, words: Dictionary): Versions {
  const findRoute = db.prepare<[number, string], { id: number }>('SELECT id FROM route WHERE source_id = ? AND name = ?');
  const addRoute = db.prepare<[number, string]>('INSERT INTO route (source_id, name) VALUES (?, ?)');
  const setRoute = db.prepare('UPDATE route SET hash = ?, vendor_id = ?, aliases = ? WHERE id = ?');
  const setHash = db.prepare<[null, number]>('UPDATE route SET hash = ? WHERE id = ?');
  const rates = versionTable<RateRow>(db, 'rate_version', ['route_id', 'key_id'], RATE_VALUE_COLUMNS);
  const routes = versionTable<RouteVersionRow>(db, 'route_version', ['route_id'], ROUTE_VALUE_COLUMNS);

  function routeId(sourceId: number, name: string): { id: number; isNew: boolean } {
    const found = findRoute.get(sourceId, name)?.id;
    return found === undefined ? { id: Number(addRoute.run(sourceId, name).lastInsertRowid), isNew: true } : { id: found, isNew: false };
  }

  function put(sourceId: number, route: SnapshotRoute, hash: Buffer, span: Span): void {
    const { id, isNew } = routeId(sourceId, route.route);
    if (span.until === null) setRoute.run(hash, route.vendor === undefined ? null : words.text(route.vendor), route.aliases === undefined ? null : JSON.stringify(route.aliases), id);
    routes.put(isNew ? undefined : routes.inForce(id, span.from)[0], { route_id: id, ...routeValue(route, words) }, sameRouteValue, span);
    const before = new Map(isNew ? [] : rates.inForce(id, span.from).map((row) => [row.key_id, row]));
    for (const one of route.rates) {
      const row = toRateRow(one, words);
      rates.put(before.get(row.key_id), { route_id: id, ...row }, sameRateValue, span);
      before.delete(row.key_id);
    }
    for (const gone of before.values()) rates.end(gone, span);
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

  return { put, remove, at };
}

function byKey(a: { meter: string; role: string; conditions: object }, b: typeof a): number {
  const [x, y] = [JSON.stringify([a.meter, a.role, a.conditions]), JSON.stringify([b.meter, b.role, b.conditions])];
  return x < y ? -1 : x > y ? 1 : 0;
}

interface Interval { readonly from_at: number; readonly until_at: number | null; readonly snapshot_id: number }

/**
 * One table of versions. An interval is ended where a new value begins; where the new value ends before the old one
 * did (an import between two snapshots), the rest of the old interval is written again behind it.
 */
function versionTable<Row extends Interval & { readonly route_id: number }>(db: Connection, name: string, key: readonly string[], values: readonly string[]) {
  const columns = [...key, 'from_at', 'until_at', 'snapshot_id', ...values];
  const matches = [...key, 'from_at'].map((column) => `${column} = ?`).join(' AND ');
  const insertSql = db.prepare(`INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
  const endSql = db.prepare(`UPDATE ${name} SET until_at = ? WHERE ${matches}`);
  const deleteSql = db.prepare(`DELETE FROM ${name} WHERE ${matches}`);
  const inForceSql = db.prepare<[number, number, number], Row>(`SELECT * FROM ${name} WHERE route_id = ? AND from_at <= ? AND (until_at IS NULL OR until_at > ?)`);

  type Value = Omit<Row, keyof Interval>;
  const insert = (value: Value | Row, interval: Interval): void => {
    const row = { ...value, ...interval } as Readonly<Record<string, unknown>>;
    insertSql.run(...columns.map((column) => row[column]));
  };
  const keyOf = (row: Row): readonly unknown[] => [...key, 'from_at'].map((column) => (row as unknown as Readonly<Record<string, unknown>>)[column]);

  function end(row: Row, span: Span): void {
    if (row.from_at === span.from) deleteSql.run(...keyOf(row));
    else endSql.run(span.from, ...keyOf(row));
    const outlives = span.until !== null && (row.until_at === null || row.until_at > span.until);
    if (outlives) insert(row, { from_at: span.until, until_at: row.until_at, snapshot_id: row.snapshot_id });
  }

  return {
    inForce: (routeId: number, at: number): readonly Row[] => inForceSql.all(routeId, at, at),
    end,
    put(before: Row | undefined, value: Value, same: (a: Row, b: Row) => boolean, span: Span): void {
      if (before !== undefined) {
        if (same(before, value as Row)) return;
        end(before, span);
      }
      insert(value, { from_at: span.from, until_at: span.until, snapshot_id: span.snapshot });
    },
  };
}

function routeValue(route: SnapshotRoute, words: Dictionary): RouteValue {
  return {
    page_id: words.text(route.url),
    status: route.status,
    status_raw: route.status_raw,
    groups_id: words.text(JSON.stringify(route.groups)),
    endpoints_id: words.text(JSON.stringify(route.endpoints)),
    formula_id: route.formula === null ? null : words.text(JSON.stringify(route.formula)),
    limits_id: route.limits === null ? null : words.text(JSON.stringify(route.limits)),
  };
}

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

function sameRouteValue(a: RouteValue, b: RouteValue): boolean {
  return ROUTE_VALUE_COLUMNS.every((column) => a[column] === b[column]);
}
