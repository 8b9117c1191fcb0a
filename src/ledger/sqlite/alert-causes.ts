import { type AlertPhase, type AlertStanding, type CauseStanding } from '../../domain/alert.ts';
import { type Severity } from '../../domain/vocabulary.ts';
import { type CauseQuery, type CauseRow } from '../port.ts';
import { type Connection } from './database.ts';
import { filter } from './filter.ts';
import { fromMs, toMs } from './time.ts';

interface Row {
  readonly id: number;
  readonly key: string;
  readonly source: string | null;
  readonly check: number | null;
  readonly phase: AlertPhase;
  readonly standing: AlertStanding | null;
  readonly stands: CauseStanding | null;
  readonly severity: Severity;
  readonly headline: string;
  readonly at: number;
  readonly snapshot: number | null;
  readonly revision: number;
  readonly since: number;
  readonly ack_by: string | null;
  readonly ack_why: string | null;
  readonly ack_at: number | null;
  readonly silence_id: number | null;
  readonly silence_until: number | null;
  readonly silence_by: string | null;
  readonly silence_reason: string | null;
}

/**
 * The last message of each cause. A silence covers a cause when it names its key, or has kept its last message from
 * people; of several the one that holds longest counts. The one value stands three times: for when silences hold.
 */
const CAUSES = `
  WITH in_force AS (SELECT * FROM silence WHERE created_at <= ? AND until_at > ? AND coalesce(ended_at, until_at) > ?),
  last AS (SELECT key_id, max(id) AS id, count(*) AS messages FROM alert GROUP BY key_id),
  cause AS (
    SELECT a.id, a.key_id, a.source_id, a.check_id, a.phase, a.severity, a.headline, a.at, last.messages AS revision, key.value AS key,
      (SELECT s.id FROM in_force s WHERE s.match ->> 'key' = key.value OR EXISTS (SELECT 1 FROM silence_hidden h WHERE h.silence_id = s.id AND h.alert_id = a.id)
        ORDER BY s.until_at DESC, s.id LIMIT 1) AS silence_id
    FROM last JOIN alert a ON a.id = last.id JOIN text key ON key.id = a.key_id
    WHERE a.phase NOT IN ('digest', 'reminder') OR EXISTS (SELECT 1 FROM delivery d WHERE d.alert_id = a.id AND d.state NOT IN ('sent', 'dropped'))
  ),
  shown AS (
    SELECT cause.id, cause.key, source.name AS source, cause.check_id AS "check", cause.phase, st.standing, cause.severity, cause.headline, cause.at, snapshot.id AS snapshot, cause.revision,
      coalesce(st.opened_at, cause.at) AS since, coalesce(st.changed_at, cause.at) AS changed_at, st.ack_by, st.ack_why, st.ack_at,
      s.id AS silence_id, s.until_at AS silence_until, s.by_whom AS silence_by, s.reason AS silence_reason,
      CASE WHEN s.id IS NOT NULL AND st.standing <> 'resolved' THEN 'silenced' ELSE st.standing END AS stands
    FROM cause LEFT JOIN alert_state st ON st.key_id = cause.key_id LEFT JOIN source ON source.id = cause.source_id
    LEFT JOIN snapshot ON snapshot.check_id = cause.check_id LEFT JOIN silence s ON s.id = cause.silence_id
  )
  SELECT * FROM shown`;

/** Causes, the one with the newest message first. */
export function queryCauses(db: Connection, query: CauseQuery): readonly CauseRow[] {
  const at = toMs(query.at);
  const { sql, values } = filter({
    'key = ?': query.key, 'stands = ?': query.standing, 'severity = ?': query.severity, 'source = ?': query.source, 'changed_at >= ?': query.since === undefined ? undefined : toMs(query.since), 'id < ?': query.before,
  });
  return db.prepare<(string | number)[], Row>(`${CAUSES}${sql} ORDER BY id DESC LIMIT ?`).all(at, at, at, ...values, query.limit ?? -1).map((row) => ({
    id: row.id, key: row.key, source: row.source, check: row.check, phase: row.phase, standing: row.standing, severity: row.severity, headline: row.headline, opened_at: fromMs(row.at),
    snapshot: row.snapshot, revision: row.revision, stands: row.stands, since: fromMs(row.since),
    acknowledgement: row.ack_at === null ? null : { by: row.ack_by ?? '', why: row.ack_why ?? '', at: fromMs(row.ack_at) },
    silence: row.silence_id === null ? null : { id: row.silence_id, until: fromMs(row.silence_until ?? 0), by: row.silence_by ?? '', reason: row.silence_reason ?? '' },
  }));
}
