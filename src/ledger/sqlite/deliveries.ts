import { type Severity } from '../../domain/vocabulary.ts';
import { type AlertRow, type ClaimedDelivery, type DeliveryAttempt, type DeliveryRow, type DeliveryState, type Holder } from '../port.ts';
import { type Connection } from './database.ts';
import { filter } from './filter.ts';
import { fromMs, fromMsOrNull, toMs } from './time.ts';

interface DeliveryRecord {
  readonly id: number;
  readonly alert_id: number;
  readonly channel: string;
  readonly recipient: string;
  readonly message_id: string;
  readonly state: DeliveryState;
  readonly due_at: number;
  readonly attempts: number;
  readonly claim_until: number | null;
  readonly claim_holder: string | null;
  readonly settled_at: number | null;
}

/** The outbox: who must be told what, who is telling it now, and what came of it. */
export function createOutbox(db: Connection, isAlive: (holder: Holder) => boolean) {
  const nextDue = db.prepare<[number], DeliveryRecord>(`SELECT * FROM delivery WHERE state = 'due' AND due_at <= ? ORDER BY due_at, id LIMIT 1`);
  const claimed = db.prepare<[], DeliveryRecord>(`SELECT * FROM delivery WHERE state = 'claimed' ORDER BY id`);
  const claim = db.prepare<[number, string, number]>(`UPDATE delivery SET state = 'claimed', claim_until = ?, claim_holder = ? WHERE id = ?`);
  const settle = db.prepare(`UPDATE delivery SET state = ?, due_at = coalesce(?, due_at), attempts = attempts + 1, claim_until = NULL, claim_holder = NULL, settled_at = ? WHERE id = ?`);
  const logAttempt = db.prepare(`INSERT INTO delivery_attempt (delivery_id, number, at, outcome, words) SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ? FROM delivery_attempt WHERE delivery_id = ?`);
  const logOf = db.prepare<[number], { at: number; outcome: DeliveryAttempt['outcome']; words: string }>('SELECT at, outcome, words FROM delivery_attempt WHERE delivery_id = ? ORDER BY number');
  const revive = db.prepare<[number, number]>(`UPDATE delivery SET state = 'due', due_at = ?, settled_at = NULL WHERE id = ? AND state = 'dead'`);
  const dead = db.prepare<[], { id: number }>(`SELECT id FROM delivery WHERE state = 'dead'`);

  /** A claim ends with its lease, and at once when its holder is dead. */
  const orphan = (now: number): DeliveryRecord | undefined =>
    claimed.all().find((row) => (row.claim_until ?? 0) <= now || row.claim_holder === null || !isAlive(JSON.parse(row.claim_holder) as Holder));

  return {
    claim(now: string, holder: Holder, leaseMs: number): ClaimedDelivery | null {
      const at = toMs(now);
      const row = orphan(at) ?? nextDue.get(at);
      if (row === undefined) return null;
      claim.run(at + leaseMs, JSON.stringify(holder), row.id);
      const alert = queryAlerts(db, { id: row.alert_id })[0];
      if (alert === undefined) throw new Error(`delivery ${row.id} has no alert: the ledger is damaged, run "driftledger doctor"`);
      return { id: row.id, alert, channel: row.channel, recipient: row.recipient, message_id: row.message_id, attempts: row.attempts };
    },
    settle(id: number, attempt: DeliveryAttempt): void {
      const at = toMs(attempt.at);
      const state = attempt.outcome === 'retry' ? 'due' : attempt.outcome;
      settle.run(state, attempt.due_at === undefined ? null : toMs(attempt.due_at), attempt.outcome === 'retry' ? null : at, id);
      logAttempt.run(id, at, attempt.outcome, attempt.words, id);
    },
    list(query: { readonly state?: DeliveryState; readonly alert?: number; readonly limit?: number }): readonly DeliveryRow[] {
      const { sql, values } = filter({ 'state = ?': query.state, 'alert_id = ?': query.alert });
      return db.prepare<(string | number)[], DeliveryRecord>(`SELECT * FROM delivery${sql} ORDER BY id DESC LIMIT ?`).all(...values, query.limit ?? -1)
        .map((row) => ({
          id: row.id, alert: row.alert_id, channel: row.channel, recipient: row.recipient, message_id: row.message_id, state: row.state, attempts: row.attempts,
          due_at: fromMs(row.due_at), settled_at: fromMsOrNull(row.settled_at),
          log: logOf.all(row.id).map((entry) => ({ at: fromMs(entry.at), outcome: entry.outcome, words: entry.words })),
        }));
    },
    retry(ids: readonly number[] | 'all', now: string): number {
      const chosen = ids === 'all' ? dead.all().map((row) => row.id) : ids;
      return chosen.reduce((count, id) => count + revive.run(toMs(now), id).changes, 0);
    },
  };
}

interface AlertRecordRow {
  readonly id: number;
  readonly key: string;
  readonly source: string;
  readonly severity: Severity;
  readonly headline: string;
  readonly opened_at: number;
  readonly snapshot: number | null;
  readonly revision: number;
  readonly content: string;
}

/** Alerts, newest first. */
export function queryAlerts(db: Connection, query: { readonly since?: string; readonly id?: number; readonly limit?: number }): readonly AlertRow[] {
  const { sql, values } = filter({ 'a.id = ?': query.id, 'c.finished_at >= ?': query.since === undefined ? undefined : toMs(query.since) });
  return db.prepare<(string | number)[], AlertRecordRow>(`
    SELECT a.id, key.value AS key, source.name AS source, a.severity, a.headline, c.finished_at AS opened_at, snapshot.id AS snapshot,
      (SELECT count(*) FROM alert earlier WHERE earlier.key_id = a.key_id AND earlier.id <= a.id) AS revision, a.content
    FROM alert a JOIN text key ON key.id = a.key_id JOIN source ON source.id = a.source_id JOIN check_run c ON c.id = a.check_id
    LEFT JOIN snapshot ON snapshot.check_id = a.check_id${sql} ORDER BY a.id DESC LIMIT ?`)
    .all(...values, query.limit ?? -1)
    .map((row) => ({ ...row, opened_at: fromMs(row.opened_at) }));
}

interface LeaseRow { readonly host: string; readonly pid: number; readonly started: string; readonly until_at: number }

/** One holder a name. A lease outlives neither its time nor its holder's process. */
export function createLeases(db: Connection, isAlive: (holder: Holder) => boolean) {
  const get = db.prepare<[string], LeaseRow>('SELECT host, pid, started, until_at FROM lease WHERE name = ?');
  const put = db.prepare(`INSERT INTO lease (name, host, pid, started, until_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET host = excluded.host, pid = excluded.pid, started = excluded.started, until_at = excluded.until_at`);
  const drop = db.prepare('DELETE FROM lease WHERE name = ? AND host = ? AND pid = ? AND started = ?');
  const same = (a: Holder, b: Holder): boolean => a.host === b.host && a.pid === b.pid && a.started === b.started;
  return {
    acquire(name: string, holder: Holder, now: string, leaseMs: number): Holder | null {
      const row = get.get(name);
      const held = row !== undefined && row.until_at > toMs(now) && !same(row, holder) && isAlive(row);
      if (held) return { host: row.host, pid: row.pid, started: row.started };
      put.run(name, holder.host, holder.pid, holder.started, toMs(now) + leaseMs);
      return null;
    },
    release(name: string, holder: Holder): void {
      drop.run(name, holder.host, holder.pid, holder.started);
    },
  };
}
