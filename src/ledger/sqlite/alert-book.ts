import { type AlertMemory, type AlertState, type PendingEvent, type PendingFailure, type SubjectValue } from '../../domain/alert.ts';
import { type AlertActs, type AlertRecord, type CheckCommit, type LooseRecord, type PendingCommit } from '../port.ts';
import { queryAlerts } from './alert-rows.ts';
import { type AlertStates } from './alert-states.ts';
import { type Connection } from './database.ts';
import { type Outbox } from './deliveries.ts';
import { type Dictionary } from './dictionary.ts';
import { type Silences } from './silences.ts';
import { toMs } from './time.ts';

/** Resolved alerts are remembered so long: what moves again within it is reopened. */
const REMEMBERED_MS = 30 * 86_400_000;

export type AlertBook = ReturnType<typeof createAlertBook>;

/** Messages, with all that is kept in one transaction with them. */
export function createAlertBook(
  db: Connection, parts: { readonly words: Dictionary; readonly states: AlertStates; readonly silences: Silences; readonly outbox: Outbox }, checkpoint: (name: string) => void,
) {
  const { words, states, silences, outbox } = parts;
  const sql = prepare(db);
  const sourceId = (name: string | null): number | null => (name === null ? null : (sql.findSource.get(name)?.id ?? null));

  /** What a check tells, and what it leaves for the next one. */
  function commit(check: CheckCommit, sourceOfCheck: number, driftIds: readonly number[]): void {
    const at = toMs(check.finished_at);
    // Nothing was read before planning: whatever a person said stands.
    const memoryAt = check.memory_at === undefined ? Number.NEGATIVE_INFINITY : toMs(check.memory_at);
    for (const alert of check.alerts) write(alert, { at, checkId: check.checkId, driftIds, memoryAt });
    for (const state of check.quiet ?? []) states.advance(state, memoryAt);
    if (check.pending !== undefined) keepPending(sourceOfCheck, check.pending, driftIds);
  }

  function write(alert: AlertRecord, made: { readonly at: number; readonly checkId: number | null; readonly driftIds: readonly number[]; readonly memoryAt: number }): number {
    const id = Number(sql.add.run(sourceId(alert.source), made.checkId, words.text(alert.key), made.at, alert.phase, alert.severity, alert.headline, alert.content).lastInsertRowid);
    for (const position of alert.events) {
      const driftId = made.driftIds[position];
      if (driftId !== undefined) sql.tie.run(id, driftId);
    }
    for (const driftId of alert.earlier) sql.tieEarlier.run(id, driftId);
    for (const silence of alert.silenced_by) silences.hide(silence, id);
    if (alert.state !== null) states.advance(alert.state, made.memoryAt);
    outbox.add(id, alert.deliveries);
    return id;
  }

  function keepPending(source: number, { pending, failure }: PendingCommit, driftIds: readonly number[]): void {
    const kept = pending.map(({ position, ...event }): PendingEvent => ({ ...event, drift: position === null ? event.drift : (driftIds[position] ?? null) }));
    if (kept.length === 0 && failure === null) sql.clearPending.run(source);
    else sql.setPending.run(source, JSON.stringify({ pending: kept, failure } satisfies Pick<AlertMemory, 'pending' | 'failure'>));
  }

  function record(records: readonly LooseRecord[], at: number): readonly number[] {
    return records.flatMap((one) => {
      if (isKept(one, at)) return [];
      const id = write({ ...one, deliveries: one.deliveries.filter(({ message_id }) => !outbox.isKnown(message_id)) }, { at, checkId: null, driftIds: [], memoryAt: at });
      outbox.bundle(one.bundle ?? [], id, at);
      checkpoint('alert.recorded');
      return [id];
    });
  }

  function isKept({ key, phase, deliveries }: LooseRecord, at: number): boolean {
    return deliveries.length === 0 ? sql.kept.get(words.text(key), phase, at) !== undefined : deliveries.every(({ message_id }) => outbox.isKnown(message_id));
  }

  function memory(source: string, at: string): AlertMemory {
    const kept = sql.pending.get(source);
    const { pending, failure } = kept === undefined ? { pending: [], failure: null } : JSON.parse(kept.content) as { readonly pending: readonly PendingEvent[]; readonly failure: PendingFailure | null };
    return { states: states.remembered(source, toMs(at) - REMEMBERED_MS), pins: states.pins(source), pending, failure, silences: silences.query({ at }) };
  }

  function acknowledge({ alert: id, by, why, at }: Parameters<AlertActs['acknowledge']>[0]): AlertState | null {
    const [message] = queryAlerts(db, { id });
    if (message === undefined || message.phase === 'digest' || message.phase === 'reminder') return null;
    const known = states.get(message.key) ?? stateOfOld(message.key);
    const acknowledged: AlertState = { ...known, standing: known.standing === 'resolved' ? 'resolved' : 'acknowledged', acknowledgement: { by, why, at } };
    const followed = Object.entries(known.subjects).map(([subject, { now }]) => [subject, now] as const);
    const values = known.standing === 'resolved' ? [] : followed.length > 0 ? followed : valuesIn(message.content);
    for (const [subject, value] of values) states.pin(known.source, known.key, { subject, value, by, at });
    checkpoint('acknowledge.pinned');
    states.put(acknowledged);
    states.log(known.key, { at, what: 'acknowledged', by, words: why });
    checkpoint('acknowledge.written');
    return acknowledged;
  }

  /** A cause of a time when no state was kept: opened by its first message. */
  function stateOfOld(key: string): AlertState {
    const messages = queryAlerts(db, { key });
    const [last, first] = [messages[0], messages.at(-1)];
    if (last === undefined || first === undefined) throw new Error(`no message about "${key}": the ledger is damaged, run "driftledger doctor"`);
    return { key, source: last.source, standing: 'open', severity: last.severity, opened_at: first.opened_at, changed_at: last.opened_at, resolved_at: null, subjects: {}, acknowledgement: null };
  }

  return { commit, record, memory, acknowledge };
}

/** The values that a message about many names itself (`subjects` of its content). */
function valuesIn(content: string): readonly (readonly [string, SubjectValue])[] {
  const parsed: unknown = JSON.parse(content);
  const subjects = typeof parsed === 'object' && parsed !== null && 'subjects' in parsed ? parsed.subjects : null;
  if (typeof subjects !== 'object' || subjects === null) return [];
  return Object.entries(subjects).flatMap(([subject, value]: [string, unknown]) => (typeof value === 'string' || value === null ? [[subject, value] as const] : []));
}

function prepare(db: Connection) {
  return {
    findSource: db.prepare<[string], { id: number }>('SELECT id FROM source WHERE name = ?'),
    add: db.prepare('INSERT INTO alert (source_id, check_id, key_id, at, phase, severity, headline, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
    tie: db.prepare<[number, number]>('UPDATE drift SET alert_id = ? WHERE id = ?'),
    tieEarlier: db.prepare<[number, number]>('INSERT OR IGNORE INTO alert_event (alert_id, drift_id) VALUES (?, ?)'),
    kept: db.prepare<[number, string, number], { id: number }>('SELECT id FROM alert WHERE key_id = ? AND phase = ? AND at = ? LIMIT 1'),
    pending: db.prepare<[string], { content: string }>('SELECT p.content FROM alert_pending p JOIN source ON source.id = p.source_id WHERE source.name = ?'),
    setPending: db.prepare('INSERT INTO alert_pending (source_id, content) VALUES (?, ?) ON CONFLICT (source_id) DO UPDATE SET content = excluded.content'),
    clearPending: db.prepare<[number]>('DELETE FROM alert_pending WHERE source_id = ?'),
  };
}
