import { describe, expect, it } from 'vitest';
import { driftEvent, type DriftEvent } from '../../domain/drift.ts';
import { type PendingEvent } from '../../domain/alert.ts';
import { confirm, type Confirmed, type ConfirmSettings } from './confirm.ts';
import { fell, moved } from '../fixtures.test-support.ts';

const TWICE: ConfirmSettings = { status: { captures: 2, minutes: 60 }, rate: { captures: 1, minutes: 0 } };
const at = (minute: number): string => new Date(Date.UTC(2026, 10, 22, 6, minute)).toISOString();
const back = (route: string): DriftEvent => driftEvent({ ...fell(route), before: 'unknown_failure', after: 'available', direction: 'better' });

/** What waits, as the ledger gives it back: with the id of its row. */
function kept(confirmed: Confirmed): readonly PendingEvent[] {
  return confirmed.pending.map(({ position: _position, ...one }, index) => ({ ...one, drift: one.drift ?? 100 + index }));
}

describe('confirm', () => {
  it('tells a price at once', () => {
    const { ready, pending } = confirm([moved('a', '1', '2')], [], TWICE, at(0));
    expect(ready).toMatchObject([{ position: 0, drift: null, because: 'one capture is enough for this kind of change' }]);
    expect(pending).toEqual([]);
  });

  it('lets a status wait for a second capture, and then tells the row that was recorded first', () => {
    const first = confirm([fell('a')], [], TWICE, at(0));
    expect(first).toMatchObject({ ready: [], flapped: [], pending: [{ subject: 'status a', captures: 1, position: 0 }] });
    const second = confirm([], kept(first), TWICE, at(30));
    expect(second).toMatchObject({ ready: [{ position: null, drift: 100, because: 'held for 2 captures' }], pending: [] });
  });

  it('believes what has stood long enough, however few captures there were', () => {
    const settings = { ...TWICE, status: { captures: 5, minutes: 60 } };
    const first = confirm([fell('a')], [], settings, at(0));
    const second = confirm([], kept(first), settings, at(59));
    expect(second.ready).toEqual([]);
    expect(confirm([], kept(second), settings, at(60)).ready).toMatchObject([{ because: 'held for 60 minutes' }]);
  });

  it('makes there and back one note, and no alert', () => {
    const first = confirm([fell('a')], [], TWICE, at(0));
    const second = confirm([back('a')], kept(first), TWICE, at(10));
    expect(second).toMatchObject({ ready: [], pending: [], flapped: [{ drift: 100, since: at(0) }] });
  });

  it('starts anew when the value moves on to a third one', () => {
    const first = confirm([fell('a', 'degraded')], [], TWICE, at(0));
    const onward = driftEvent({ ...fell('a'), before: 'degraded' });
    const second = confirm([onward], kept(first), TWICE, at(10));
    expect(second).toMatchObject({ ready: [], flapped: [], pending: [{ captures: 1, since: at(10), event: { before: 'available', after: 'unknown_failure' } }] });
    expect(confirm([], kept(second), TWICE, at(20)).ready).toHaveLength(1);
    expect(confirm([back('a')], kept(second), TWICE, at(20))).toMatchObject({ ready: [], pending: [], flapped: [{ drift: 100 }] });
  });

  it('forgets what waits for a route that is gone', () => {
    const first = confirm([fell('a'), fell('b')], [], TWICE, at(0));
    const removed = driftEvent({ kind: 'route.removed', source: 'flatkey', route: 'a', before: 'a', severity: 'warning', reason: 'gone' });
    const second = confirm([removed], kept(first), TWICE, at(30));
    expect(second.ready.map(({ event }) => `${event.kind} ${event.route}`)).toEqual(['route.removed a', 'route.status_changed b']);
    expect(second.pending).toEqual([]);
  });
});
