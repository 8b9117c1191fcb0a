import { type AlertStanding, type AlertState, type Pin, type SubjectState, type SubjectValue } from '../../domain/alert.ts';
import { type Severity } from '../../domain/vocabulary.ts';
import { type AlertAct } from '../port.ts';
import { type Connection } from './database.ts';
import { type Dictionary } from './dictionary.ts';
import { filter } from './filter.ts';
import { fromMs, fromMsOrNull, toMs, toMsOrNull } from './time.ts';

interface Row {
  readonly key_id: number;
  readonly key: string;
  readonly source: string | null;
  readonly standing: AlertStanding;
  readonly severity: Severity;
  readonly opened_at: number;
  readonly changed_at: number;
  readonly resolved_at: number | null;
  readonly subjects: string;
  readonly ack_by: string | null;
  readonly ack_why: string | null;
  readonly ack_at: number | null;
}

export interface StateQuery {
  readonly standing?: AlertStanding;
  readonly source?: string | null;
  readonly key?: string;
  readonly since?: string;
  readonly limit?: number;
}

export type AlertStates = ReturnType<typeof createAlertStates>;

/** What each cause came to, the values that people acknowledged, and the log of what was done. */
export function createAlertStates(db: Connection, words: Dictionary) {
  const sql = prepare(db);
  const sourceId = (name: string | null): number | null => (name === null ? null : (sql.findSource.get(name)?.id ?? null));

  function log(key: string | null, act: AlertAct): void {
    sql.log.run(key === null ? null : words.text(key), toMs(act.at), act.what, act.by, act.words);
  }

  /**
   * Writes the state that a message or a quiet move leads to. What a person said after `memoryAt` is kept: whoever
   * planned this state did not know of it. It still covers the cause as long as no value moved on.
   */
  function advance(state: AlertState, memoryAt: number): void {
    const known = sql.get.get(words.text(state.key));
    const said = known?.ack_at != null && known.ack_at > memoryAt ? known : null;
    if (known?.ack_at != null && said === null && state.acknowledgement === null) {
      log(state.key, { at: state.changed_at, what: 'acknowledgement ended', by: null, words: state.standing === 'resolved' ? 'resolved' : 'a further value' });
    }
    if (said === null) return put(state);
    const covered = state.standing === 'open' && sameValues(subjectsOf(said), state.subjects);
    put({ ...state, standing: covered ? 'acknowledged' : state.standing, acknowledgement: toState(said).acknowledgement });
  }

  function put(state: AlertState): void {
    const { acknowledgement: ack } = state;
    sql.put.run(words.text(state.key), sourceId(state.source), state.standing, state.severity, toMs(state.opened_at), toMs(state.changed_at), toMsOrNull(state.resolved_at),
      JSON.stringify(state.subjects), ack?.by ?? null, ack?.why ?? null, toMsOrNull(ack?.at));
  }

  return {
    advance, put, log,
    get(key: string): AlertState | null {
      const row = sql.get.get(words.text(key));
      return row === undefined ? null : toState(row);
    },
    query(query: StateQuery): readonly AlertState[] {
      const { sql: where, values } = filter({
        'a.standing = ?': query.standing, 'key.value = ?': query.key, 'source.name = ?': query.source ?? undefined,
        'a.changed_at >= ?': query.since === undefined ? undefined : toMs(query.since),
      }, ...(query.source === null ? ['a.source_id IS NULL'] : []));
      return db.prepare<(string | number)[], Row>(`${SELECT}${where} ORDER BY a.changed_at DESC, a.key_id DESC LIMIT ?`).all(...values, query.limit ?? -1).map(toState);
    },
    /** Alerts of a source that are not resolved, or were after `since`. */
    remembered(source: string, since: number): readonly AlertState[] {
      return db.prepare<[string, number], Row>(`${SELECT} WHERE source.name = ? AND (a.standing <> 'resolved' OR a.resolved_at >= ?) ORDER BY a.key_id`).all(source, since).map(toState);
    },
    pins(source: string): readonly Pin[] {
      return sql.pinsOf.all(source).map(({ at, ...pin }) => ({ ...pin, at: fromMs(at) }));
    },
    pin(source: string | null, key: string, pin: Pin): void {
      sql.pin.run(sourceId(source), pin.subject, pin.value, words.text(key), pin.by, toMs(pin.at));
    },
    logOf(key: string | null): readonly AlertAct[] {
      return (key === null ? sql.logOfNone.all() : sql.logOf.all(key)).map((row) => ({ at: fromMs(row.at), what: row.what, by: row.by, words: row.words }));
    },
  };
}

/** An alert that does not follow its values one by one cannot say so. */
function sameValues(before: AlertState['subjects'], after: AlertState['subjects']): boolean {
  const values = Object.entries(after);
  return values.length > 0 && values.every(([subject, { now }]) => before[subject]?.now === now);
}

function subjectsOf(row: Pick<Row, 'subjects'>): Readonly<Record<string, SubjectState>> {
  return JSON.parse(row.subjects) as Readonly<Record<string, SubjectState>>;
}

function toState(row: Row): AlertState {
  return {
    key: row.key, source: row.source, standing: row.standing, severity: row.severity, opened_at: fromMs(row.opened_at), changed_at: fromMs(row.changed_at),
    resolved_at: fromMsOrNull(row.resolved_at), subjects: subjectsOf(row),
    acknowledgement: row.ack_at === null ? null : { by: row.ack_by ?? '', why: row.ack_why ?? '', at: fromMs(row.ack_at) },
  };
}

const SELECT = 'SELECT a.*, key.value AS key, source.name AS source FROM alert_state a JOIN text key ON key.id = a.key_id LEFT JOIN source ON source.id = a.source_id';

function prepare(db: Connection) {
  return {
    findSource: db.prepare<[string], { id: number }>('SELECT id FROM source WHERE name = ?'),
    get: db.prepare<[number], Row>(`${SELECT} WHERE a.key_id = ?`),
    put: db.prepare(`INSERT INTO alert_state (key_id, source_id, standing, severity, opened_at, changed_at, resolved_at, subjects, ack_by, ack_why, ack_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (key_id) DO UPDATE SET source_id = excluded.source_id, standing = excluded.standing, severity = excluded.severity, opened_at = excluded.opened_at,
        changed_at = excluded.changed_at, resolved_at = excluded.resolved_at, subjects = excluded.subjects, ack_by = excluded.ack_by, ack_why = excluded.ack_why, ack_at = excluded.ack_at`),
    pin: db.prepare(`INSERT INTO alert_pin (source_id, subject, value, key_id, by_whom, at) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (coalesce(source_id, 0), subject) DO UPDATE SET value = excluded.value, key_id = excluded.key_id, by_whom = excluded.by_whom, at = excluded.at`),
    pinsOf: db.prepare<[string], { subject: string; value: SubjectValue; by: string; at: number }>(
      'SELECT p.subject, p.value, p.by_whom AS "by", p.at FROM alert_pin p JOIN source ON source.id = p.source_id WHERE source.name = ? ORDER BY p.subject'),
    log: db.prepare('INSERT INTO alert_log (key_id, at, what, by_whom, words) VALUES (?, ?, ?, ?, ?)'),
    logOf: db.prepare<[string], ActRow>('SELECT at, what, by_whom AS "by", words FROM alert_log WHERE key_id = (SELECT id FROM text WHERE value = ?) ORDER BY id'),
    logOfNone: db.prepare<[], ActRow>('SELECT at, what, by_whom AS "by", words FROM alert_log WHERE key_id IS NULL ORDER BY id'),
  };
}

interface ActRow {
  readonly at: number;
  readonly what: AlertAct['what'];
  readonly by: string | null;
  readonly words: string;
}
