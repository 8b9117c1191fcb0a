import { describe, expect, it } from 'vitest';
import { type CauseQuery } from '../src/ledger/port.ts';
import { check, deliveryTo, KEY, on, recordOf, stateOf } from './support/alert-parts.ts';
import { engines, here } from './support/engines.ts';
import { freshLedger } from './support/open-ledger.ts';

for (const engine of engines) {
  describe(`causes on ${engine.id}`, () => {
    const open = freshLedger(engine);

    /** Four causes, one in each standing, in the order of their last message: open, acknowledged, silenced, resolved. */
    async function filled() {
      const { ledger } = open();
      await check(ledger, on(1), { alerts: [
        recordOf({ key: 'gone', severity: 'notice', state: stateOf({ key: 'gone', severity: 'notice' }) }),
        recordOf({ key: 'hush', state: stateOf({ key: 'hush' }) }),
        recordOf({ key: 'known', state: stateOf({ key: 'known' }) }),
        recordOf({ severity: 'critical', state: stateOf({ severity: 'critical' }) }),
      ] });
      await check(ledger, on(2), { alerts: [recordOf({ key: 'gone', phase: 'resolved', severity: 'notice', state: stateOf({ key: 'gone', standing: 'resolved', changed_at: on(2), resolved_at: on(2) }) })] });
      await ledger.acknowledge({ alert: 3, by: 'Ana', why: 'agreed', at: on(3) });
      await ledger.addSilence({ match: { key: 'hush' }, reason: 'migration', by: 'Ben', at: on(3), until: on(9) });
      return ledger;
    }
    const keys = async (query: Partial<CauseQuery> = {}) => (await (await filled()).alertCauses({ at: on(4), ...query })).map(({ key }) => key);

    it('lists each once, the one with the newest message first, with where it stands and who said what', async () => {
      expect(await (await filled()).alertCauses({ at: on(4) })).toEqual([
        expect.objectContaining({ id: 5, key: 'gone', phase: 'resolved', revision: 2, stands: 'resolved', standing: 'resolved', since: on(1), opened_at: '2026-11-02T10:00:01.000Z', acknowledgement: null, silence: null }),
        expect.objectContaining({ id: 4, key: KEY, stands: 'open', revision: 1, source: 'tiny', check: 1 }),
        expect.objectContaining({ id: 3, key: 'known', stands: 'acknowledged', acknowledgement: { by: 'Ana', why: 'agreed', at: on(3) } }),
        expect.objectContaining({ id: 2, key: 'hush', stands: 'silenced', standing: 'open', silence: { id: 1, until: on(9), by: 'Ben', reason: 'migration' } }),
      ]);
    });

    it.each([
      [{ standing: 'open' }, [KEY]], [{ standing: 'acknowledged' }, ['known']], [{ standing: 'silenced' }, ['hush']], [{ standing: 'resolved' }, ['gone']],
      [{ severity: 'critical' }, [KEY]], [{ source: 'tiny', severity: 'notice' }, ['gone']], [{ source: 'other' }, []],
      [{ since: on(2) }, ['gone']], [{ limit: 2 }, ['gone', KEY]], [{ before: 4, limit: 2 }, ['known', 'hush']], [{ standing: 'open', before: 4 }, []],
    ] as const)('finds by %j', async (query, found) => {
      expect(await keys(query)).toEqual(found);
    });

    it('takes a silence for what it is: from its beginning, until its end or its being ended, and never over what is resolved', async () => {
      const ledger = await filled();
      const standing = async (at: string) => (await ledger.alertCauses({ at, standing: 'silenced' })).map(({ key }) => key);
      expect([await standing(on(2)), await standing(on(3)), await standing(on(8)), await standing(on(9))]).toEqual([[], ['hush'], ['hush'], []]);
      await ledger.addSilence({ match: { key: 'gone' }, reason: 'x', by: 'Ben', at: on(4), until: on(9) });
      expect(await standing(on(5))).toEqual(['hush']);
      expect(await ledger.alertCauses({ at: on(5), standing: 'resolved' })).toMatchObject([{ key: 'gone', silence: { id: 2 } }]);
      await ledger.endSilence(1, on(5), 'Ana');
      expect(await standing(on(6))).toEqual([]);
    });

    it('calls a cause silenced by a glob only when its last message was kept from people', async () => {
      const ledger = await filled();
      const { id } = await ledger.addSilence({ match: { route: '*' }, reason: 'all', by: 'Ben', at: on(4), until: on(20) });
      expect((await ledger.alertCauses({ at: on(5), standing: 'silenced' })).map(({ key }) => key)).toEqual(['hush']);
      await check(ledger, on(5), { alerts: [recordOf({ phase: 'changed', state: stateOf(), silenced_by: [id] })] });
      expect((await ledger.alertCauses({ at: on(6), standing: 'silenced' })).map(({ key, silence }) => [key, silence?.id])).toEqual([[KEY, id], ['hush', 1]]);
    });

    it('leaves out a digest that has been told, and shows one that waits', async () => {
      const { ledger } = open();
      await ledger.recordAlerts([recordOf({ key: 'digest a@example.com', source: null, phase: 'digest', deliveries: [deliveryTo('a@example.com', '<d>')] })], on(1));
      expect(await ledger.alertCauses({ at: on(1) })).toMatchObject([{ id: 1, stands: null, source: null, since: on(1) }]);
      const claimed = await ledger.claimDelivery(on(1), here, 1000);
      await ledger.settleDelivery(claimed?.id ?? 0, { at: on(1), outcome: 'sent', words: '250 ok' });
      expect(await ledger.alertCauses({ at: on(1) })).toEqual([]);
    });
  });
}
