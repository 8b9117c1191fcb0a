import { describe, expect, it } from 'vitest';
import { type PendingRecord } from '../src/ledger/port.ts';
import { check, deliveryTo, KEY, on, PRICE, recordOf, rise, snapshotOf, stateOf } from './support/alert-parts.ts';
import { engines } from './support/engines.ts';
import { freshLedger } from './support/open-ledger.ts';

for (const engine of engines) {
  describe(`alerts over time on ${engine.id}`, () => {
    const open = freshLedger(engine);
    const pendingRise = (fields: Partial<PendingRecord> = {}): PendingRecord => ({ subject: PRICE, event: rise('a', '1', '2'), drift: null, position: 0, since: on(1), captures: 1, ...fields });

    it('keeps a message with its phase, its check and the standing of its cause', async () => {
      const { ledger } = open();
      await check(ledger, on(1), { snapshot: snapshotOf(on(1)), alerts: [recordOf({ state: stateOf() })] });
      await check(ledger, on(2), { snapshot: snapshotOf(on(2)), alerts: [recordOf({ phase: 'resolved', state: stateOf({ standing: 'resolved', changed_at: on(2), resolved_at: on(2) }) })] });
      expect(await ledger.alerts({})).toMatchObject([
        { phase: 'resolved', standing: 'resolved', revision: 2, check: 2, snapshot: 2, opened_at: '2026-11-02T10:00:01.000Z', source: 'tiny' },
        { phase: 'opened', standing: 'resolved', revision: 1, check: 1, snapshot: 1 },
      ]);
      expect(await ledger.alerts({ since: on(2) })).toHaveLength(1);
      expect(await ledger.alerts({ key: 'another' })).toEqual([]);
      expect(await ledger.alertStates({ key: KEY })).toEqual([stateOf({ standing: 'resolved', changed_at: on(2), resolved_at: on(2) })]);
    });

    it('finds the events of a message, those of earlier checks too', async () => {
      const { ledger } = open();
      const first = await check(ledger, on(1), { snapshot: snapshotOf(on(1), { drift: [rise('a', '1', '2')] }), alerts: [] });
      await check(ledger, on(2), { snapshot: snapshotOf(on(2), { drift: [rise('b', '1', '2'), rise('c', '1', '2')] }), alerts: [recordOf({ events: [1], earlier: first.drift.map(({ id }) => id) })] });
      expect((await ledger.drift({ alert: 1 })).map(({ route }) => route)).toEqual(['c', 'a']);
      expect((await ledger.drift({})).map(({ route }) => route)).toEqual(['c', 'b', 'a']);
    });

    it('says under which event a folded one stands', async () => {
      const { ledger } = open();
      const factor = { ...rise('a', '1', '2'), kind: 'factor.changed', route: null, meter: null, role: null, folded: [rise('a', '1', '2')] } as const;
      await check(ledger, on(1), { snapshot: snapshotOf(on(1), { drift: [factor] }) });
      expect((await ledger.drift({ folded: true })).map(({ kind, folded_under }) => [kind, folded_under])).toEqual([['rate.increased', 1], ['factor.changed', null]]);
    });

    it('remembers what waits to be confirmed under the row it was recorded as', async () => {
      const { ledger } = open();
      const failure = { kind: 'source.unreachable', since: on(1), checks: 2 } as const;
      await check(ledger, on(1), { snapshot: snapshotOf(on(1), { drift: [rise('b', '1', '2'), rise('a', '1', '2')] }), pending: { pending: [pendingRise({ position: 1 }), pendingRise({ subject: 'known', drift: 77, position: null })], failure } });
      const { position: _, ...kept } = pendingRise();
      expect(await ledger.alertMemory('tiny', on(1))).toMatchObject({ pending: [{ ...kept, drift: 2 }, { ...kept, subject: 'known', drift: 77 }], failure });
      await check(ledger, on(2));
      expect((await ledger.alertMemory('tiny', on(2))).pending).toHaveLength(2);
      await check(ledger, on(3), { pending: { pending: [], failure: null } });
      expect(await ledger.alertMemory('tiny', on(3))).toMatchObject({ pending: [], failure: null });
    });

    it('remembers of a source what is open, and what was resolved within 30 days', async () => {
      const { ledger } = open();
      const resolved = (key: string, at: string) => stateOf({ key, standing: 'resolved', changed_at: at, resolved_at: at });
      await check(ledger, on(20), { quiet: [stateOf({ key: 'open' }), resolved('fresh', on(15)), resolved('old', '2026-10-05T10:00:00.000Z'), stateOf({ key: 'service', source: null })] });
      const keys = async (at: string) => (await ledger.alertMemory('tiny', at)).states.map(({ key }) => key);
      expect(await keys('2026-11-04T10:00:00.000Z')).toEqual(['open', 'fresh', 'old']);
      expect(await keys('2026-11-04T10:00:00.001Z')).toEqual(['open', 'fresh']);
      expect((await ledger.alertStates({ source: null })).map(({ key }) => key)).toEqual(['service']);
      expect((await ledger.alertStates({ source: 'tiny', standing: 'resolved', since: on(10) })).map(({ key }) => key)).toEqual(['fresh']);
      expect(await ledger.alertStates({ limit: 1 })).toHaveLength(1);
    });

    it('leaves nothing of a check that dies with its alerts half written', async () => {
      const { ledger, crashAt, reopened } = open();
      crashAt('commit.written');
      const dying = check(ledger, on(1), {
        snapshot: snapshotOf(on(1), { drift: [rise('a', '1', '2')] }), alerts: [recordOf({ events: [0], state: stateOf(), deliveries: [deliveryTo('a@example.com', '<1@x>')] })], pending: { pending: [pendingRise()], failure: null },
      });
      await expect(dying).rejects.toThrow('crash at commit.written');
      await reopened(async (again) => {
        expect(await Promise.all([again.alerts({}), again.deliveries({}), again.alertStates({}), again.drift({})])).toEqual([[], [], [], []]);
        expect(await again.alertMemory('tiny', on(2))).toMatchObject({ states: [], pending: [] });
        expect(await again.interruptedChecks()).toHaveLength(1);
      });
    });

    describe('a message that no check made', () => {
      const digest = recordOf({ key: 'digest', source: null, phase: 'digest', deliveries: [deliveryTo('a@example.com', '<d@x>')] });

      it('is kept once, however often it is handed over', async () => {
        const { ledger } = open();
        expect(await ledger.recordAlerts([digest], on(2))).toEqual([1]);
        expect(await ledger.recordAlerts([digest], on(3))).toEqual([]);
        expect(await ledger.alerts({})).toMatchObject([{ source: null, check: null, snapshot: null, phase: 'digest', standing: null, opened_at: on(2) }]);
        expect(await ledger.deliveries({})).toHaveLength(1);
      });

      it('goes to those only who do not have it yet', async () => {
        const { ledger } = open();
        await ledger.recordAlerts([digest], on(2));
        const wider = { ...digest, deliveries: [...digest.deliveries, deliveryTo('b@example.com', '<e@x>')] };
        expect(await ledger.recordAlerts([wider], on(2))).toEqual([2]);
        expect((await ledger.deliveries({})).map(({ message_id, alert }) => [message_id, alert])).toEqual([['<e@x>', 2], ['<d@x>', 1]]);
      });

      it('is known by its key, phase and time where it goes to nobody', async () => {
        const { ledger } = open();
        const toNobody = { ...digest, deliveries: [] };
        expect(await ledger.recordAlerts([toNobody, toNobody], on(2))).toEqual([1]);
        expect(await ledger.recordAlerts([toNobody], on(3))).toEqual([2]);
      });

      it('tells held deliveries in the same transaction, and no other', async () => {
        const { ledger, crashAt } = open();
        await check(ledger, on(1), { alerts: [recordOf({ deliveries: [deliveryTo('a@example.com', '<1@x>', { mode: 'daily' }), deliveryTo('b@example.com', '<2@x>')] })] });
        crashAt('alert.recorded');
        await expect(ledger.recordAlerts([{ ...digest, bundle: [1, 2] }], on(2))).rejects.toThrow('crash');
        expect((await ledger.deliveries({})).map(({ state }) => state)).toEqual(['due', 'held']);
        const [id] = await ledger.recordAlerts([{ ...digest, bundle: [1, 2] }], on(2));
        expect(await ledger.deliveries({ alert: 1 })).toMatchObject([{ id: 2, state: 'due', bundled_into: null }, { id: 1, state: 'bundled', bundled_into: id, settled_at: on(2) }]);
        expect(await ledger.integrity()).toEqual([]);
      });
    });
  });
}
