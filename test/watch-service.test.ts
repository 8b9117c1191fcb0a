import { describe, expect, it } from 'vitest';
import { alertSettings } from '../src/cli/alert-settings.ts';
import { parseConfig } from '../src/config/index.ts';
import { type ClaimedDelivery, type DeliveryAttempt } from '../src/ledger/port.ts';
import { tellDue } from '../src/monitor/tell-due.ts';
import { watchService } from '../src/monitor/watch.ts';
import { ADAPTERS } from '../src/sources/index.ts';
import { check, deliveryTo, recordOf, snapshotOf, stateOf } from './support/alert-parts.ts';
import { engines } from './support/engines.ts';
import { freshLedger } from './support/open-ledger.ts';

const config = parseConfig(JSON.stringify({ sources: [], alerts: { rules: [{ name: 'all', to: ['ana@example.com'] }] } }), 'schedules.json', ADAPTERS);
const at = (hour: number, minute = 0): string => new Date(Date.UTC(2026, 10, 1, hour, minute)).toISOString();

for (const engine of engines) {
  describe(`alerts about the service itself on ${engine.id}`, () => {
    const open = freshLedger(engine);

    function started() {
      const { ledger } = open();
      const sent: ClaimedDelivery[] = [];
      let time = at(0);
      let answer: (delivery: ClaimedDelivery) => DeliveryAttempt = () => ({ at: time, outcome: 'sent', words: '250 ok' });
      const deps = {
        ledger, now: () => time, startedAt: at(0), alertSettings: () => alertSettings(config), mailing: () => true, checkpoint: () => {}, publisher: () => 'Tiny', subscriptions: () => [], mostPerHour: () => 20,
        watched: () => [{ id: 'tiny', stale_after_minutes: 90 }], reachable: alertSettings(config).reachable, holder: { host: 'test', pid: 1, started: '1' },
        send: async (delivery: ClaimedDelivery) => { const attempt = answer(delivery); if (attempt.outcome === 'sent') sent.push(delivery); return attempt; },
      };
      const look = async (now: string): Promise<readonly string[]> => { time = now; await watchService(deps); return (await ledger.alerts({ since: now })).map(({ headline }) => headline).filter((headline) => headline.includes('prices')); };
      const tell = async (now: string, how?: (delivery: ClaimedDelivery) => DeliveryAttempt): Promise<readonly string[]> => {
        time = now;
        if (how !== undefined) answer = how;
        await tellDue(deps);
        return sent.splice(0).map(({ alert }) => alert.headline);
      };
      return { ledger, look, tell };
    }

    const outage = (standing: 'open' | 'resolved', when: string) => stateOf({ key: 'tiny source', standing, changed_at: when, resolved_at: standing === 'resolved' ? when : null });

    it('tells an old source once and names it, keeps it while an outage is told after it, and says once that it is well', async () => {
      const { ledger, look } = started();
      await check(ledger, at(0), { snapshot: snapshotOf(at(0), {}, { a: '1' }) });
      expect(await look(at(1))).toEqual([]);
      expect(await look(at(2))).toEqual(['⏱ tiny: prices are older than they should be']);
      expect(await look(at(2, 1))).toEqual([]);
      await ledger.recordAlerts([recordOf({ key: 'tiny source', state: outage('open', at(3)), deliveries: [deliveryTo('ana@example.com', '<outage>')] })], at(3));
      expect(await look(at(3, 1))).toEqual([]);
      await check(ledger, at(4), { snapshot: snapshotOf(at(4), {}, { a: '1' }) });
      expect(await look(at(4, 1))).toEqual(['● tiny: prices are as fresh as they should be again']);
      expect(await look(at(4, 2))).toEqual([]);
    });

    it('tells no old source where its outage is told already', async () => {
      const { ledger, look } = started();
      await check(ledger, at(0), { snapshot: snapshotOf(at(0), {}, { a: '1' }) });
      await ledger.recordAlerts([recordOf({ key: 'tiny source', state: outage('open', at(1)), deliveries: [deliveryTo('ana@example.com', '<outage>')] })], at(1));
      expect(await look(at(5))).toEqual([]);
    });

    it('calls nothing late that can be sent now: after this machine slept, or when a person put dead letters back', async () => {
      const { ledger, tell } = started();
      const record = recordOf({ headline: 'a rose', deliveries: [deliveryTo('ana@example.com', '<rose>', { due_at: at(1) })] });
      await check(ledger, at(8), { alerts: [record] });
      expect(await tell(at(9), () => ({ at: at(9), outcome: 'dead', words: '554 no' }))).toEqual([]);
      await ledger.retryDeliveries('all', at(9, 20));
      // The alert about the dead letter was refused as well, and put back with it.
      expect((await tell(at(9, 20), () => ({ at: at(9, 20), outcome: 'sent', words: '250 ok' })))).toEqual(['a rose', '▲ messages were given up', '● no message is given up any more']);
      expect(await tell(at(9, 21))).toEqual([]);
    });
  });
}
