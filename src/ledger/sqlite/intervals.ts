import { type Connection } from './database.ts';

/** When a snapshot's content holds from, and until when at most: an import ends where the next snapshot begins. */
export interface Span {
  readonly snapshot: number;
  readonly from: number;
  /** null: nothing later is known, what is written is in force. */
  readonly until: number | null;
  /** Nothing was ever kept of this source: there is nothing to look for. */
  readonly first: boolean;
}

interface Interval {
  readonly route_id: number;
  readonly from_at: number;
  readonly until_at: number | null;
  readonly snapshot_id: number;
}

type Bound = string | number | null;

/**
 * One table of versions. An interval is ended where a new value begins; where the new value ends before the old one
 * did (an import between two snapshots), the rest of the old interval is written again behind it.
 */
export interface Intervals<Row extends Interval, Value> {
  /** The versions of a route in force at an instant. */
  inForce(routeId: number, at: number): readonly Row[];
  /** Begins a value in this span; `before` is what was in force until now. */
  begin(routeId: number, value: Value, span: Span, before?: Row): void;
  /** Ends a version where the span begins. */
  end(row: Row, span: Span): void;
}

/** `key` and `values` are the columns beside route and interval; `bind` gives a value's columns in that order. */
export function createIntervals<Row extends Interval & Value, Value>(
  db: Connection, table: string, key: readonly string[], values: readonly string[], bind: (value: Value) => readonly Bound[],
): Intervals<Row, Value> {
  const columns = ['route_id', 'from_at', 'until_at', 'snapshot_id', ...key, ...values];
  const matches = ['route_id', ...key, 'from_at'].map((column) => `${column} = ?`).join(' AND ');
  const insert = db.prepare<Bound[]>(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
  const setEnd = db.prepare<Bound[]>(`UPDATE ${table} SET until_at = ? WHERE ${matches}`);
  const remove = db.prepare<Bound[]>(`DELETE FROM ${table} WHERE ${matches}`);
  const inForce = db.prepare<[number, number, number], Row>(`SELECT * FROM ${table} WHERE route_id = ? AND from_at <= ? AND (until_at IS NULL OR until_at > ?)`);
  const keyOf = (row: Row): readonly Bound[] => [row.route_id, ...bind(row).slice(0, key.length), row.from_at];

  function end(row: Row, span: Span): void {
    if (row.from_at === span.from) remove.run(...keyOf(row));
    else setEnd.run(span.from, ...keyOf(row));
    const outlives = span.until !== null && (row.until_at === null || row.until_at > span.until);
    if (outlives) insert.run(row.route_id, span.until, row.until_at, row.snapshot_id, ...bind(row));
  }

  return {
    inForce: (routeId, at) => inForce.all(routeId, at, at),
    end,
    begin(routeId, value, span, before) {
      if (before !== undefined) end(before, span);
      insert.run(routeId, span.from, span.until, span.snapshot, ...bind(value));
    },
  };
}
