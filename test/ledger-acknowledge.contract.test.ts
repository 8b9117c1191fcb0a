import { describe, expect, it } from 'vitest';
import { check, KEY, on, PRICE, recordOf, snapshotOf, stateOf } from './support/alert-parts.ts';
import { engines } from './support/engines.ts';
import { freshLedger } from './support/open-ledger.ts';

for (const engine of engines) {
  describe(`acknowledging on ${engine.id}`, () => {
    const open = freshLedger(engine);
    const ana = { alert: 1, by: 'Ana', why: 'in the new contract', at: on(2) };
    const said = { by: 'Ana', why: 'in the new contract', at: on(2) };
    const opened = async () => {
      await check(open().ledger, on(1), { snapshot: snapshotOf(on(1)), alerts: [recordOf({ state: stateOf() })] });
      return open();
    };
    const stateNow = async () => (await open().ledger.alertStates({ key: KEY }))[0];

    it('pins the values of now, says who and why, and leaves its line in the log', async () => {
      const { ledger } = await opened();
      expect(await ledger.acknowledge(ana)).toEqual(stateOf({ standing: 'acknowledged', acknowledgement: said }));
      expect(await ledger.alertMemory('tiny', on(2))).toMatchObject({ pins: [{ subject: PRICE, value: '2', by: 'Ana', at: on(2) }], states: [{ standing: 'acknowledged', acknowledgement: said }] });
      expect(await ledger.alertLog(KEY)).toEqual([{ at: on(2), what: 'acknowledged', by: 'Ana', words: 'in the new contract' }]);
      expect(await ledger.alerts({ id: 1 })).toMatchObject([{ standing: 'acknowledged' }]);
    });

    it('takes the last word when it is said twice', async () => {
      const { ledger } = await opened();
      await ledger.acknowledge(ana);
      await ledger.acknowledge({ ...ana, by: 'Ben', at: on(3) });
      expect(await ledger.alertMemory('tiny', on(3))).toMatchObject({ pins: [{ subject: PRICE, by: 'Ben' }], states: [{ acknowledgement: { by: 'Ben' } }] });
      expect(await ledger.alertLog(KEY)).toHaveLength(2);
    });

    it('takes the values of a message about many from its content, where the state does not follow them', async () => {
      const { ledger } = open();
      await check(ledger, on(1), { snapshot: snapshotOf(on(1)), alerts: [recordOf({ content: JSON.stringify({ subjects: { x: '3', gone: null, odd: 7 } }), state: stateOf({}, {}) })] });
      await ledger.acknowledge(ana);
      expect((await ledger.alertMemory('tiny', on(2))).pins.map(({ subject, value }) => [subject, value])).toEqual([['gone', null], ['x', '3']]);
    });

    it('knows no such message, and no person acknowledges a digest', async () => {
      const { ledger } = open();
      expect(await ledger.acknowledge(ana)).toBeNull();
      await ledger.recordAlerts([recordOf({ key: 'digest', source: null, phase: 'digest' })], on(1));
      expect(await ledger.acknowledge(ana)).toBeNull();
      expect(await ledger.alertLog('digest')).toEqual([]);
    });

    it('keeps the word about a resolved alert, and pins nothing', async () => {
      const { ledger } = open();
      await check(ledger, on(1), { alerts: [recordOf({ phase: 'resolved', state: stateOf({ standing: 'resolved', resolved_at: on(1) }) })] });
      expect(await ledger.acknowledge(ana)).toMatchObject({ standing: 'resolved', acknowledgement: said });
      expect((await ledger.alertMemory('tiny', on(2))).pins).toEqual([]);
    });

    it('opens a state for a cause of a time that kept none', async () => {
      const { ledger } = open();
      await check(ledger, on(1), { alerts: [recordOf()] });
      await check(ledger, on(3), { alerts: [recordOf({ severity: 'critical' })] });
      expect(await ledger.acknowledge({ ...ana, alert: 2, at: on(4) })).toMatchObject({ standing: 'acknowledged', severity: 'critical', opened_at: '2026-11-01T10:00:01.000Z', changed_at: '2026-11-03T10:00:01.000Z', subjects: {} });
    });

    it.each(['acknowledge.pinned', 'acknowledge.written'])('leaves nothing when it dies at %s', async (point) => {
      const { ledger, crashAt, reopened } = await opened();
      crashAt(point);
      await expect(ledger.acknowledge(ana)).rejects.toThrow(`crash at ${point}`);
      await reopened(async (again) => {
        expect(await again.alertMemory('tiny', on(2))).toMatchObject({ pins: [], states: [{ standing: 'open', acknowledgement: null }] });
        expect(await again.alertLog(KEY)).toEqual([]);
      });
      expect(await ledger.acknowledge(ana)).toMatchObject({ standing: 'acknowledged' });
    });

    describe('while a check is under way that does not know of it', () => {
      it('stands when no value moved on', async () => {
        const { ledger } = await opened();
        await ledger.acknowledge(ana);
        await check(ledger, on(3), { memory_at: on(1), alerts: [recordOf({ phase: 'changed', state: stateOf({ severity: 'critical', changed_at: on(3) }) })] });
        expect(await stateNow()).toMatchObject({ standing: 'acknowledged', severity: 'critical', acknowledgement: said });
        expect(await ledger.alertLog(KEY)).toHaveLength(1);
      });

      it('is kept, but does not cover a further value', async () => {
        const { ledger } = await opened();
        await ledger.acknowledge(ana);
        await check(ledger, on(3), { memory_at: on(1), quiet: [stateOf({ changed_at: on(3) }, { [PRICE]: { from: '1', now: '3' } })] });
        expect(await stateNow()).toMatchObject({ standing: 'open', acknowledgement: said });
        expect((await ledger.alertMemory('tiny', on(3))).pins).toMatchObject([{ value: '2' }]);
      });

      it('is kept when the alert resolves', async () => {
        const { ledger } = await opened();
        await ledger.acknowledge(ana);
        await check(ledger, on(3), { memory_at: on(1), alerts: [recordOf({ phase: 'resolved', state: stateOf({ standing: 'resolved', resolved_at: on(3) }, { [PRICE]: { from: '1', now: '1' } }) })] });
        expect(await stateNow()).toMatchObject({ standing: 'resolved', acknowledgement: said });
      });
    });

    it('ends with a further value that a check found knowing of it, and the log says so', async () => {
      const { ledger } = await opened();
      await ledger.acknowledge(ana);
      await check(ledger, on(3), { alerts: [recordOf({ phase: 'changed', state: stateOf({ changed_at: on(3) }, { [PRICE]: { from: '1', now: '3' } }) })] });
      expect(await stateNow()).toMatchObject({ standing: 'open', acknowledgement: null });
      expect(await ledger.alertLog(KEY)).toMatchObject([{ what: 'acknowledged' }, { at: on(3), what: 'acknowledgement ended', by: null, words: 'a further value' }]);
    });
  });
}
