import { describe, expect, it } from 'vitest';
import { driftEvent, type DriftEvent } from '../../domain/drift.ts';
import { type PendingEvent } from '../../domain/alert.ts';
import { confirm, type Confirmed, type ConfirmSettings } from './confirm.ts';
import { factor, fell, moved } from '../fixtures.test-support.ts';

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

  describe('a price that moves on while it waits', () => {
    const PATIENT: ConfirmSettings = { status: { captures: 2, minutes: 0 }, rate: { captures: 2, minutes: 0 } };
    /** What is told in the end, where each check found one list of events. */
    function play(...checks: readonly (readonly DriftEvent[])[]): { readonly told: readonly DriftEvent[]; readonly flapped: readonly DriftEvent[] } {
      const [told, flapped]: [DriftEvent[], DriftEvent[]] = [[], []];
      let waiting: readonly PendingEvent[] = [];
      checks.forEach((events, index) => {
        const confirmed = confirm(events, waiting, PATIENT, at(index * 10));
        told.push(...confirmed.ready.map(({ event }) => event));
        flapped.push(...confirmed.flapped.map(({ event }) => event));
        waiting = kept(confirmed);
      });
      return { told, flapped };
    }

    it('weighs and points as the whole way does, not as its last step', () => {
      expect(play([moved('x', '1', '2')], [moved('x', '2', '1.5')], []).told).toMatchObject([{ kind: 'rate.increased', direction: 'worse', severity: 'critical', change_percent: '50', before: '1', after: '1.5' }]);
      expect(play([moved('x', '2', '1')], [moved('x', '1', '1.5')], []).told).toMatchObject([{ kind: 'rate.decreased', direction: 'better', severity: 'notice', change_percent: '-25', before: '2', after: '1.5' }]);
    });

    it('compares the price of one unit where it is asked for more units now', () => {
      const perThousand = moved('x', '0.010', '0.012', { per: 1000 });
      const rescaled = driftEvent({ ...moved('x', '12', '14.4'), before: '0.012', before_per: 1000, before_rate: { amount: '0.012', per: 1000, currency: 'USD', kind: 'list' } });
      expect(play([perThousand], [rescaled], []).told).toMatchObject([{ kind: 'rate.increased', change_percent: '44', before: '0.010', before_per: 1000, after: '14.4', after_per: 1_000_000 }]);
    });

    it('points a status from where people knew it', () => {
      const worse = fell('a', 'retired');
      expect(play([worse], [driftEvent({ ...worse, before: 'retired', after: 'degraded', direction: 'better' })], []).told).toMatchObject([{ before: 'available', after: 'degraded', direction: 'worse', severity: 'notice' }]);
    });

    it('is forgotten when the rate is gone with its unit or its group', () => {
      const rose = moved('x', '5', '7');
      const gone = driftEvent({ ...rose, kind: 'rate.removed', before: '7', after: null, before_rate: rose.after_rate, after_rate: null });
      const unit = driftEvent({ kind: 'rate.unit_changed', source: 'flatkey', route: 'x', severity: 'warning', reason: '', before: '$7 per 1,000,000 output tokens', after: '$0.9 per request', rows: 2, folded: [gone] });
      expect(play([rose], [unit], []).told.map(({ kind }) => kind)).toEqual(['rate.unit_changed']);
      expect(play([rose], [driftEvent({ ...unit, kind: 'route.groups_changed' })], []).told.map(({ kind }) => kind)).toEqual(['route.groups_changed']);
      // The rise is still true where only the words around the price have changed.
      expect(play([rose], [driftEvent({ ...unit, kind: 'rate.conditions_changed' })], []).told.map(({ kind }) => kind)).toEqual(['rate.conditions_changed', 'rate.increased']);
    });

    it('is told with the value that a factor has given it since, or not at all', () => {
      const economy = { conditions: { group: 'Economy' } };
      const row = (before: string, after: string): DriftEvent => moved('model-00000', before, after, economy);
      const { told } = play([row('0.5', '1')], [factor(3)], []);
      expect(told.map(({ kind, before, after }) => [kind, before, after])).toEqual([['factor.changed', '0.55', '0.60'], ['rate.increased', '0.5', '1.1']]);
      expect(play([row('1.1', '1')], [factor(3)], [])).toMatchObject({ told: [{ kind: 'factor.changed' }], flapped: [{ before: '1.1', after: '1' }] });
    });

    it('is a factor too, with every row that it moved', () => {
      const [up] = [factor(2)];
      const down = driftEvent({ ...up, before: '0.60', after: '0.50', change_percent: '-16.666667', direction: 'better', severity: 'notice', explained_by: 'group_ratio[Economy] 0.6 → 0.5', folded: up.folded.map((one) => moved(one.route ?? '', one.after ?? '', '0.9', { conditions: { group: 'Economy' } })) });
      expect(play([up], [down], []).told).toMatchObject([{ before: '0.55', after: '0.50', change_percent: '-9.090909', direction: 'better', severity: 'notice', explained_by: 'group_ratio[Economy] 0.55 → 0.50', folded: [{ before: '1', after: '0.9' }, { before: '2', after: '0.9' }] }]);
    });
  });

  it('forgets what waits for a route that is gone', () => {
    const first = confirm([fell('a'), fell('b')], [], TWICE, at(0));
    const removed = driftEvent({ kind: 'route.removed', source: 'flatkey', route: 'a', before: 'a', severity: 'warning', reason: 'gone' });
    const second = confirm([removed], kept(first), TWICE, at(30));
    expect(second.ready.map(({ event }) => `${event.kind} ${event.route}`)).toEqual(['route.removed a', 'route.status_changed b']);
    expect(second.pending).toEqual([]);
  });
});
