import { type AlertState, type SubjectState } from '../../src/domain/alert.ts';
import { driftEvent, type DriftEvent } from '../../src/domain/drift.ts';
import { routeReading } from '../../src/domain/reading.ts';
import { rate } from '../../src/domain/rate.ts';
import { type AlertRecord, type CheckCommit, type DeliveryRecord, type Ledger, type SnapshotCommit } from '../../src/ledger/port.ts';

/** "day 3" of the tests' own calendar, at an hour. */
export function on(day: number, time = '10:00'): string {
  return `2026-11-${String(day).padStart(2, '0')}T${time}:00.000Z`;
}

export const KEY = 'tiny route a';
export const PRICE = 'rate a ["request","rate",{}]';

export function stateOf(fields: Partial<AlertState> = {}, values: Readonly<Record<string, SubjectState>> = { [PRICE]: { from: '1', now: '2' } }): AlertState {
  return { key: KEY, source: 'tiny', standing: 'open', severity: 'warning', opened_at: on(1), changed_at: on(1), resolved_at: null, subjects: values, acknowledgement: null, ...fields };
}

export function recordOf(fields: Partial<AlertRecord> = {}): AlertRecord {
  return { key: KEY, source: 'tiny', phase: 'opened', severity: 'warning', headline: 'a rose', events: [], earlier: [], content: '{}', state: null, silenced_by: [], deliveries: [], ...fields };
}

export function deliveryTo(recipient: string, message_id: string, fields: Partial<DeliveryRecord> = {}): DeliveryRecord {
  return { channel: 'mail', recipient, message_id, due_at: on(1), mode: 'immediately', ...fields };
}

export function rise(route: string, before: string, after: string): DriftEvent {
  return driftEvent({ kind: 'rate.increased', source: 'tiny', route, severity: 'warning', reason: `${before} → ${after}`, before, after }, rate({ meter: 'request', amount: after }));
}

/** A snapshot that holds these prices (route → price per request) as far as they changed. */
export function snapshotOf(at: string, fields: Partial<SnapshotCommit> = {}, prices: Readonly<Record<string, string>> = {}, url = 'http://tiny.test/catalog'): SnapshotCommit {
  const changed = Object.entries(prices).map(([route, amount]) => ({
    route: { ...routeReading(route, { rates: [rate({ meter: 'request', amount })] }), url, captured_at: at }, hash: Buffer.from(`${route} ${amount}`.padEnd(32)).toString('hex'),
  }));
  return { captured_at: at, reader: 'tiny@1', settings: 'null', changed, removed: [], rowsHash: '00'.repeat(32), routes: changed.length, rates: changed.length, unread: [], carried: [], probes: [], drift: [], disagreements: [], ...fields };
}

/** A whole check at once: begun, captured nothing, committed a second later. */
export async function check(ledger: Ledger, at: string, fields: Partial<CheckCommit> = {}) {
  const checkId = await ledger.beginCheck({ source: 'tiny', started_at: at, cause: 'schedule', by: null });
  const finished = new Date(Date.parse(at) + 1000).toISOString();
  return ledger.commitCheck({
    checkId, source: 'tiny', finished_at: finished, findings: [], snapshot: null, alerts: [], memory_at: at,
    coverage: { reached: fields.snapshot != null, pages: 1, pages_failed: 0, rows: fields.snapshot?.rates ?? 0, unread: 0, unchanged: 0 }, ...fields,
  });
}
