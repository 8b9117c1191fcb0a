import { type DeliveryMode } from '../../domain/alert.ts';
import { MAY_HAVE_ARRIVED } from '../../domain/alert-record.ts';
import {
  type Channel, type ClaimedDelivery, type DeliveryAttempt, type DeliveryLogEntry, type DeliveryQuery, type DeliveryRecord, type DeliveryRow, type DeliveryState, type Holder,
} from '../port.ts';
import { queryAlerts } from './alert-rows.ts';
import { type Connection } from './database.ts';
import { filter } from './filter.ts';
import { fromMs, fromMsOrNull, toMs } from './time.ts';

interface Row {
  readonly id: number;
  readonly alert_id: number;
  readonly channel: Channel;
  readonly recipient: string;
  readonly message_id: string;
  readonly mode: DeliveryMode;
  readonly state: DeliveryState;
  readonly due_at: number;
  readonly attempts: number;
  readonly claim_until: number | null;
  readonly claim_holder: string | null;
  readonly settled_at: number | null;
  readonly bundled_into: number | null;
}

export type Outbox = ReturnType<typeof createOutbox>;

/** The outbox: who must be told what, who is telling it now, and what came of it. */
export function createOutbox(db: Connection, isAlive: (holder: Holder) => boolean) {
  const sql = prepare(db);

  /** A claim ends with its lease, and at once when its holder is dead. */
  const orphan = (now: number): Row | undefined =>
    sql.claimed.all().find((row) => (row.claim_until ?? 0) <= now || row.claim_holder === null || !isAlive(JSON.parse(row.claim_holder) as Holder));

  function claim(now: string, holder: Holder, leaseMs: number): ClaimedDelivery | null {
    const at = toMs(now);
    for (let lost = orphan(at), row = lost ?? sql.nextDue.get(at); row !== undefined; lost = orphan(at), row = lost ?? sql.nextDue.get(at)) {
      const off = sql.offSince.get(row.channel, row.recipient);
      if (off !== undefined) {
        drop(row.id, at, off.words);
        continue;
      }
      sql.claim.run(at + leaseMs, JSON.stringify(holder), row.id);
      const alert = queryAlerts(db, { id: row.alert_id })[0];
      if (alert === undefined) throw new Error(`delivery ${row.id} has no alert: the ledger is damaged, run "driftledger doctor"`);
      return { id: row.id, alert, channel: row.channel, recipient: row.recipient, message_id: row.message_id, attempts: row.attempts, perhaps: lost !== undefined || sql.logOf.all(row.id).some(({ words }) => words.includes(MAY_HAVE_ARRIVED)) };
    }
    return null;
  }

  /** What was sent stays sent, also when a sender that had lost its claim comes late with another answer. */
  function settle(id: number, attempt: DeliveryAttempt): void {
    const at = toMs(attempt.at);
    const due = attempt.due_at === undefined ? null : toMs(attempt.due_at);
    switch (attempt.outcome) {
      case 'retry': sql.settle.run('due', due, attempt.tried === false ? 0 : 1, null, id); break;
      // Nothing was tried: the recipient has had its most for this hour.
      case 'held': sql.hold.run(due, id); break;
      case 'sent': sql.settle.run('sent', null, 1, at, id); break;
      case 'dead':
      case 'gone': sql.settle.run('dead', null, 1, at, id); break;
    }
    sql.log.run(id, at, attempt.outcome, attempt.words, id);
  }

  function drop(id: number, at: number, words: string): void {
    sql.drop.run(at, id);
    sql.log.run(id, at, 'dropped', words, id);
  }

  return {
    claim, settle,
    /** Puts a message's deliveries in the queue, or on hold. */
    add(alertId: number, deliveries: readonly DeliveryRecord[]): void {
      for (const { channel, recipient, message_id, due_at, mode } of deliveries) sql.add.run(alertId, channel, recipient, message_id, mode, mode === 'immediately' ? 'due' : 'held', toMs(due_at));
    },
    isKnown: (messageId: string): boolean => sql.known.get(messageId) !== undefined,
    bundle(ids: readonly number[], into: number, at: number): void {
      for (const id of ids) sql.bundle.run(into, at, id);
    },
    holdFor(id: number, { mode, due_at }: Pick<DeliveryRecord, 'mode' | 'due_at'>): void {
      sql.holdFor.run(mode, toMs(due_at), id);
    },
    /** Drops what waits for a recipient that wants nothing more. */
    dropAll(channel: Channel, recipient: string, at: number, words: string): void {
      for (const { id } of sql.waitingFor.all(channel, recipient)) drop(id, at, words);
    },
    recipientOf: (id: number): { readonly channel: Channel; readonly recipient: string } | undefined => sql.recipientOf.get(id),
    list(query: DeliveryQuery): readonly DeliveryRow[] {
      const { sql: where, values } = filter({ 'state = ?': query.state, 'alert_id = ?': query.alert, 'recipient = ?': query.recipient });
      return db.prepare<(string | number)[], Row>(`SELECT * FROM delivery${where} ORDER BY id DESC LIMIT ?`).all(...values, query.limit ?? -1)
        .map((row) => ({
          id: row.id, alert: row.alert_id, channel: row.channel, recipient: row.recipient, message_id: row.message_id, mode: row.mode, state: row.state, attempts: row.attempts,
          due_at: fromMs(row.due_at), settled_at: fromMsOrNull(row.settled_at), bundled_into: row.bundled_into,
          log: sql.logOf.all(row.id).map((entry) => ({ at: fromMs(entry.at), outcome: entry.outcome, words: entry.words })),
        }));
    },
    attemptCounts: () => sql.attemptCounts.all(),
    retry(ids: readonly number[] | 'all', now: string): number {
      const chosen = ids === 'all' ? sql.dead.all().map((row) => row.id) : ids;
      return chosen.reduce((count, id) => count + sql.revive.run(toMs(now), id).changes, 0);
    },
    sentSince: (channel: Channel, recipient: string, since: string): readonly string[] => sql.sentSince.all(channel, recipient, toMs(since)).map((row) => fromMs(row.settled_at)),
  };
}

function prepare(db: Connection) {
  return {
    nextDue: db.prepare<[number], Row>(`SELECT * FROM delivery WHERE state = 'due' AND due_at <= ? ORDER BY due_at, id LIMIT 1`),
    claimed: db.prepare<[], Row>(`SELECT * FROM delivery WHERE state = 'claimed' ORDER BY id`),
    claim: db.prepare<[number, string, number]>(`UPDATE delivery SET state = 'claimed', claim_until = ?, claim_holder = ? WHERE id = ?`),
    settle: db.prepare(`UPDATE delivery SET state = ?, due_at = coalesce(?, due_at), attempts = attempts + ?, claim_until = NULL, claim_holder = NULL, settled_at = ? WHERE id = ? AND state <> 'sent'`),
    hold: db.prepare<[number | null, number]>(`UPDATE delivery SET state = 'held', mode = 'overflow', due_at = coalesce(?, due_at), claim_until = NULL, claim_holder = NULL WHERE id = ? AND state <> 'sent'`),
    holdFor: db.prepare<[DeliveryMode, number, number]>(`UPDATE delivery SET mode = ?, due_at = ? WHERE id = ? AND state = 'held'`),
    drop: db.prepare<[number, number]>(`UPDATE delivery SET state = 'dropped', claim_until = NULL, claim_holder = NULL, settled_at = ? WHERE id = ?`),
    bundle: db.prepare<[number, number, number]>(`UPDATE delivery SET state = 'bundled', bundled_into = ?, settled_at = ? WHERE id = ? AND state = 'held'`),
    add: db.prepare('INSERT OR IGNORE INTO delivery (alert_id, channel, recipient, message_id, mode, state, due_at) VALUES (?, ?, ?, ?, ?, ?, ?)'),
    known: db.prepare<[string], { id: number }>('SELECT id FROM delivery WHERE message_id = ? LIMIT 1'),
    offSince: db.prepare<[string, string], { words: string }>('SELECT words FROM recipient_off WHERE channel = ? AND recipient = ?'),
    waitingFor: db.prepare<[string, string], { id: number }>(`SELECT id FROM delivery WHERE channel = ? AND recipient = ? AND state IN ('due', 'held')`),
    recipientOf: db.prepare<[number], { channel: Channel; recipient: string }>('SELECT channel, recipient FROM delivery WHERE id = ?'),
    log: db.prepare(`INSERT INTO delivery_attempt (delivery_id, number, at, outcome, words) SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ? FROM delivery_attempt WHERE delivery_id = ?`),
    logOf: db.prepare<[number], { at: number; outcome: DeliveryLogEntry['outcome']; words: string }>('SELECT at, outcome, words FROM delivery_attempt WHERE delivery_id = ? ORDER BY number'),
    attemptCounts: db.prepare<[], { channel: Channel; outcome: DeliveryLogEntry['outcome']; count: number }>(
      'SELECT d.channel, a.outcome, count(*) AS count FROM delivery_attempt a JOIN delivery d ON d.id = a.delivery_id GROUP BY d.channel, a.outcome ORDER BY d.channel, a.outcome'),
    dead: db.prepare<[], { id: number }>(`SELECT id FROM delivery WHERE state = 'dead'`),
    revive: db.prepare<[number, number]>(`UPDATE delivery SET state = 'due', due_at = ?, attempts = 0, settled_at = NULL WHERE id = ? AND state IN ('dead', 'dropped')`),
    sentSince: db.prepare<[string, string, number], { settled_at: number }>(`SELECT settled_at FROM delivery WHERE channel = ? AND recipient = ? AND settled_at >= ? AND state = 'sent' ORDER BY settled_at`),
  };
}
