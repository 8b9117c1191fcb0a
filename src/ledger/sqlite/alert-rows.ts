import { type AlertPhase, type AlertStanding } from '../../domain/alert.ts';
import { type Severity } from '../../domain/vocabulary.ts';
import { type AlertReader, type AlertRow } from '../port.ts';
import { type Connection } from './database.ts';
import { filter } from './filter.ts';
import { fromMs, toMs } from './time.ts';

interface Row extends Omit<AlertRow, 'opened_at'> {
  readonly at: number;
  readonly phase: AlertPhase;
  readonly standing: AlertStanding | null;
  readonly severity: Severity;
}

/** Messages, newest first. */
export function queryAlerts(db: Connection, query: Parameters<AlertReader['alerts']>[0]): readonly AlertRow[] {
  const { sql, values } = filter({
    'a.id = ?': query.id, 'a.id < ?': query.before, 'key.value = ?': query.key, 'source.name = ?': query.source, 'a.severity = ?': query.severity, 'a.at >= ?': query.since === undefined ? undefined : toMs(query.since),
  });
  return db.prepare<(string | number)[], Row>(`
    SELECT a.id, key.value AS key, source.name AS source, a.check_id AS "check", a.phase, state.standing, a.severity, a.headline, a.at, snapshot.id AS snapshot,
      (SELECT count(*) FROM alert earlier WHERE earlier.key_id = a.key_id AND earlier.id <= a.id) AS revision, a.content
    FROM alert a JOIN text key ON key.id = a.key_id LEFT JOIN source ON source.id = a.source_id LEFT JOIN alert_state state ON state.key_id = a.key_id
    LEFT JOIN snapshot ON snapshot.check_id = a.check_id${sql} ORDER BY a.id DESC LIMIT ?`)
    .all(...values, query.limit ?? -1)
    .map(({ at, ...row }) => ({ ...row, opened_at: fromMs(at) }));
}
