import { describe, expect, it } from 'vitest';
import { type DigestContent } from '../src/alerts/index.ts';
import { reachableBy, subscriptionsOf } from '../src/cli/alert-settings.ts';
import { parseConfig } from '../src/config/index.ts';
import { openDigests } from '../src/monitor/digests.ts';
import { ADAPTERS } from '../src/sources/index.ts';
import { readinessReasons } from '../src/web/readiness.ts';
import { check, deliveryTo, on, recordOf } from './support/alert-parts.ts';
import { engines } from './support/engines.ts';
import { freshLedger } from './support/open-ledger.ts';

const ANA = 'ana@example.com';
type When = 'immediately' | 'daily' | 'weekly';
const configOf = (when: When, more: { readonly to?: string; readonly digest_at?: string } = {}) => parseConfig(JSON.stringify({
  sources: [], alerts: { defaults: { digest_at: more.digest_at ?? '08:00' }, rules: [{ name: 'all', to: [more.to ?? ANA], when }] },
}), 'schedules.json', ADAPTERS);

it('gives a reader whose address is written in two ways one digest', () => {
  const rules = [{ name: 'a', to: [ANA], when: 'daily' }, { name: 'b', to: ['Ana@Example.com'], when: 'daily' }, { name: 'c', to: ['Ana@Example.com'], when: 'weekly' }];
  const twice = parseConfig(JSON.stringify({ sources: [], alerts: { rules } }), 'schedules.json', ADAPTERS);
  expect(subscriptionsOf(twice).map(({ to, period }) => [to, period])).toEqual([[ANA, 'daily'], [ANA, 'weekly']]);
});

for (const engine of engines) {
  describe(`messages held for a digest, when the rules have changed, on ${engine.id}`, () => {
    const open = freshLedger(engine);

    /** Something is held on Monday the 2nd at 10:00, then the digests that were ever due are opened by the rules of now. */
    async function heldThen(mode: 'daily' | 'weekly', due_at: string) {
      const { ledger } = open();
      await check(ledger, on(2), { alerts: [recordOf({ headline: 'a rose', deliveries: [deliveryTo(ANA, '<held@x.invalid>', { mode, due_at })] })] });
      return async (config: ReturnType<typeof configOf>, at: string) => {
        await openDigests({ ledger, now: () => at, startedAt: on(2, '09:00'), subscriptions: () => subscriptionsOf(config), reachable: reachableBy(config), publisher: () => 'Tiny' });
        const [held] = (await ledger.deliveries({})).filter(({ message_id }) => message_id === '<held@x.invalid>');
        const told = (await ledger.alerts({ since: at })).flatMap(({ content, phase }) => (phase === 'digest' ? (JSON.parse(content) as DigestContent).alerts.map(({ headline }) => headline) : []));
        return { told, state: held?.state, mode: held?.mode, late: (await readinessReasons({ ledger, now: () => at, schedule: () => [] })).filter((words) => words.includes('waits')) };
      };
    }

    it.each([['tell at once', configOf('immediately')], ['leave the reader out', configOf('daily', { to: 'ben@example.com' })]])('tells them at once, and once, where the rules now %s', async (_, config) => {
      const at = await heldThen('daily', on(3, '08:00'));
      expect(await at(config, on(2, '10:10'))).toMatchObject({ told: ['a rose'], state: 'bundled', late: [] });
      expect(await at(config, on(3, '08:30'))).toMatchObject({ told: [] });
      expect((await open().ledger.deliveries({ recipient: ANA })).map(({ state }) => state)).toEqual(['due', 'bundled']);
    });

    it('tells them with the daily digest that took the place of the weekly one', async () => {
      const at = await heldThen('weekly', on(9, '08:00'));
      expect(await at(configOf('daily'), on(2, '12:00'))).toMatchObject({ state: 'held', mode: 'daily', late: [] });
      expect(await at(configOf('daily'), on(3, '08:00'))).toMatchObject({ told: ['a rose'], state: 'bundled' });
    });

    it('tells them with the weekly digest that took the place of the daily one, and does not call them late before', async () => {
      const at = await heldThen('daily', on(3, '08:00'));
      await at(configOf('weekly'), on(2, '12:00'));
      expect(await at(configOf('weekly'), on(8))).toMatchObject({ told: [], state: 'held', mode: 'weekly', late: [] });
      expect(await at(configOf('weekly'), on(9, '08:01'))).toMatchObject({ told: ['a rose'], state: 'bundled' });
    });

    it('tells them at the hour that the reader chose since', async () => {
      const at = await heldThen('daily', on(3, '08:00'));
      const late = configOf('daily', { digest_at: '18:00' });
      await at(late, on(2, '12:00'));
      expect(await at(late, on(2, '18:00'))).toMatchObject({ told: ['a rose'], state: 'bundled' });
    });

    it('calls late what no digest took', async () => {
      const at = await heldThen('daily', on(3, '08:00'));
      expect((await at(configOf('daily'), on(2, '12:00'))).late).toEqual([]);
      expect(await readinessReasons({ ledger: open().ledger, now: () => on(3, '08:16'), schedule: () => [] })).toEqual(['1 delivery waits longer than 15 minutes']);
    });
  });
}
