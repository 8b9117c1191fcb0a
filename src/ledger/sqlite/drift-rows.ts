import { type Conditions } from '../../domain/rate.ts';
import { METER_UNITS, type DriftKind, type Meter, type Role, type Severity } from '../../domain/vocabulary.ts';
import { type DriftQuery, type DriftRow } from '../port.ts';
import { type Connection } from './database.ts';
import { readDriftDetail } from './drift-detail.ts';
import { filter } from './filter.ts';
import { globToLike } from './glob.ts';
import { fromMs, toMs } from './time.ts';

interface Row {
  readonly id: number;
  readonly snapshot_id: number;
  readonly captured_at: number;
  readonly source: string;
  readonly kind: DriftKind;
  readonly severity: Severity;
  readonly route: string | null;
  readonly meter: Meter | null;
  readonly role: Role | null;
  readonly conditions: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly change_percent: string | null;
  readonly reason: string;
  readonly explained_by: string | null;
  readonly rows: number;
  readonly detail: string | null;
  readonly superseded: number;
  readonly parent: number | null;
}

const SELECT = `SELECT d.id, d.snapshot_id, s.captured_at, source.name AS source, kind.value AS kind, severity.value AS severity, route.name AS route,
  k.meter, k.role, k.conditions, d.before, d.after, d.change_percent, d.reason, d.explained_by, d.rows, d.detail, d.superseded, d.parent
FROM drift d
JOIN snapshot s ON s.id = d.snapshot_id
JOIN source ON source.id = s.source_id
JOIN text kind ON kind.id = d.kind_id
JOIN text severity ON severity.id = d.severity_id
LEFT JOIN route ON route.id = d.route_id
LEFT JOIN rate_key k ON k.id = d.key_id`;

/** Events of the check that made a message, and those of earlier checks that it tells. */
const TOLD_BY = `d.id IN (WITH told(alert_id) AS (SELECT ?)
  SELECT own.id FROM drift own JOIN told ON own.alert_id = told.alert_id UNION ALL SELECT earlier.drift_id FROM alert_event earlier JOIN told ON earlier.alert_id = told.alert_id)`;

/** Recorded events, newest first. */
export function queryDrift(db: Connection, query: DriftQuery): readonly DriftRow[] {
  const { sql, values } = filter({
    's.captured_at >= ?': query.since === undefined ? undefined : toMs(query.since),
    's.captured_at <= ?': query.until === undefined ? undefined : toMs(query.until),
    'source.name = ?': query.source,
    "kind.value LIKE ? ESCAPE '\\'": query.kind === undefined ? undefined : globToLike(query.kind),
    'severity.value = ?': query.severity,
    "route.name LIKE ? ESCAPE '\\'": query.route === undefined ? undefined : globToLike(query.route),
    'd.snapshot_id = ?': query.snapshot,
    [TOLD_BY]: query.alert,
    'd.id < ?': query.before,
  }, ...(query.folded === true ? [] : ['d.parent IS NULL']));
  return db.prepare<(string | number)[], Row>(`${SELECT}${sql} ORDER BY d.id DESC LIMIT ?`).all(...values, query.limit ?? -1).map(toDriftRow);
}

function toDriftRow(row: Row): DriftRow {
  const detail = readDriftDetail(row);
  return {
    id: row.id, kind: row.kind, source: row.source, route: row.route, meter: row.meter, role: row.role,
    unit: row.meter === null ? null : METER_UNITS[row.meter],
    conditions: detail.conditions ?? (row.conditions === null ? {} : (JSON.parse(row.conditions) as Conditions)),
    currency: detail.currency, before: row.before, after: row.after, before_per: detail.before_per, after_per: detail.after_per,
    before_rate: detail.before_rate, after_rate: detail.after_rate,
    before_raw: detail.before_raw, after_raw: detail.after_raw, change_percent: row.change_percent, direction: detail.direction,
    severity: row.severity, reason: row.reason, explained_by: row.explained_by, rows: row.rows,
    snapshot: row.snapshot_id, observed_at: fromMs(row.captured_at), superseded: row.superseded === 1, folded_under: row.parent,
  };
}
