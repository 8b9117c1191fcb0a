import { type Silence, type SilenceMatch } from '../../domain/alert.ts';
import { type AlertActs } from '../port.ts';
import { type AlertStates } from './alert-states.ts';
import { type Connection } from './database.ts';
import { filter } from './filter.ts';
import { fromMs, fromMsOrNull, toMs } from './time.ts';

interface Row {
  readonly id: number;
  readonly match: string;
  readonly reason: string;
  readonly by_whom: string;
  readonly created_at: number;
  readonly until_at: number;
  readonly ended_at: number | null;
  readonly reminded_at: number | null;
}

export type Silences = ReturnType<typeof createSilences>;

/** What people do not want to hear of, until when and why, and what that has kept from them. */
export function createSilences(db: Connection, states: AlertStates, checkpoint: (name: string) => void) {
  const insert = db.prepare('INSERT INTO silence (match, reason, by_whom, created_at, until_at) VALUES (?, ?, ?, ?, ?)');
  const finish = db.prepare<[number, number, number, number]>('UPDATE silence SET ended_at = ? WHERE id = ? AND ended_at IS NULL AND created_at <= ? AND until_at > ?');
  const remind = db.prepare<[number, number]>('UPDATE silence SET reminded_at = ? WHERE id = ?');
  const hide = db.prepare<[number, number]>('INSERT OR IGNORE INTO silence_hidden (silence_id, alert_id) VALUES (?, ?)');
  const hiddenBy = db.prepare<[number], { alert_id: number }>('SELECT alert_id FROM silence_hidden WHERE silence_id = ? ORDER BY alert_id');

  /** Newest first. In force: begun, not ended, not run out. */
  function query({ at, id }: { readonly at?: string; readonly id?: number }): readonly Silence[] {
    const then = at === undefined ? undefined : toMs(at);
    const { sql, values } = filter({ 'id = ?': id, 'created_at <= ?': then, 'until_at > ?': then, 'coalesce(ended_at, until_at) > ?': then });
    return db.prepare<(string | number)[], Row>(`SELECT * FROM silence${sql} ORDER BY id DESC`).all(...values).map((row) => ({
      id: row.id, match: JSON.parse(row.match) as SilenceMatch, reason: row.reason, by: row.by_whom, created_at: fromMs(row.created_at), until: fromMs(row.until_at),
      ended_at: fromMsOrNull(row.ended_at), reminded_at: fromMsOrNull(row.reminded_at), hidden: hiddenBy.all(row.id).map(({ alert_id }) => alert_id),
    }));
  }

  return {
    query,
    add({ match, reason, by, at, until }: Parameters<AlertActs['addSilence']>[0]): Silence {
      const id = Number(insert.run(JSON.stringify(match), reason, by, toMs(at), toMs(until)).lastInsertRowid);
      states.log(match.key ?? null, { at, what: 'silenced', by, words: `silence ${id} until ${until}: ${reason}` });
      checkpoint('silence.written');
      const [silence] = query({ id });
      if (silence === undefined) throw new Error(`silence ${id} cannot be read back: the ledger is damaged, run "driftledger doctor"`);
      return silence;
    },
    end(id: number, at: string, by: string): boolean {
      const ended = finish.run(toMs(at), id, toMs(at), toMs(at)).changes === 1;
      if (ended) states.log(query({ id })[0]?.match.key ?? null, { at, what: 'unsilenced', by, words: `silence ${id}` });
      checkpoint('silence.ended');
      return ended;
    },
    remind(id: number, at: string): void {
      remind.run(toMs(at), id);
    },
    hide(id: number, alertId: number): void {
      hide.run(id, alertId);
    },
  };
}
