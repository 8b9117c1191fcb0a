import { describe, expect, it, onTestFinished } from 'vitest';
import { createMailSender } from '../src/alerts/index.ts';
import { type AlertContent } from '../src/alerts/content.ts';
import { sendWith } from '../src/cli/mail-sender.ts';
import { webhookSender } from '../src/cli/webhook-sender.ts';
import { parseConfig } from '../src/config/index.ts';
import { deliverDue, type Send } from '../src/monitor/deliver-due.ts';
import { ADAPTERS } from '../src/sources/index.ts';
import { check, deliveryTo, recordOf } from './support/alert-parts.ts';
import { engines, here } from './support/engines.ts';
import { freshLedger } from './support/open-ledger.ts';
import { startMannerlyServer } from './support/smtp-server.ts';

const ANA = 'ana@example.com';
const config = parseConfig(JSON.stringify({ sources: [], alerts: { rules: [{ name: 'all', to: [ANA] }], webhooks: [{ name: 'hook', url: 'https://hook.example/', secret_env: 'HOOK_SECRET' }] } }), 'schedules.json', ADAPTERS);
const at = (minute: number): string => new Date(Date.UTC(2026, 10, 2, 10, minute)).toISOString();
const content: AlertContent = { kind: 'source', publisher: 'Tiny', at: at(0), previous_at: null, groups: {}, rules: { [ANA]: 'all' }, findings: [{ kind: 'source.challenged', source: 'tiny', message: 'expected prices; found a bot check' }] };
const alertTo = (number: number, ...deliveries: readonly ReturnType<typeof deliveryTo>[]) => recordOf({ key: `tiny ${number}`, headline: `alert ${number}`, content: JSON.stringify(content), deliveries });

for (const engine of engines) {
  describe(`what is due on ${engine.id}`, () => {
    const open = freshLedger(engine);
    let time = at(0);
    const round = (minute: number, send: Send, most = 20) => {
      time = at(minute);
      return deliverDue({ ledger: open().ledger, holder: here, now: () => time, send, mostPerHour: () => most, checkpoint: () => {} });
    };
    const world = { env: {} as Record<string, string>, now: () => time, random: () => 0 };
    const rows = async () => (await open().ledger.deliveries({})).toReversed().map(({ state, attempts, mode, message_id }) => ({ state, attempts, mode, message_id }));
    async function smtp() {
      const server = await startMannerlyServer();
      const sender = createMailSender(server.url);
      onTestFinished(async () => { sender.close(); await server.close(); });
      return { server, send: sendWith(config, sender, world, open().ledger) };
    }

    it('waits for its configuration without using up an attempt, however long that takes', async () => {
      const { ledger } = open();
      await check(ledger, at(0), { alerts: [alertTo(1, deliveryTo(ANA, '<mail@x.invalid>', { due_at: at(0) }), deliveryTo('hook', '<hook@x.invalid>', { channel: 'webhook', due_at: at(0) }))] });
      delete world.env['HOOK_SECRET'];
      const unset = sendWith(config, null, world, ledger);
      const hook = webhookSender(() => config, world, async () => ({ status: 503, headers: {}, text: 'not now' }));
      const either = (mail: Send): Send => (delivery, events) => (delivery.channel === 'mail' ? mail : hook)(delivery, events);
      for (let minute = 1; minute <= 70; minute++) expect(await round(minute, either(unset))).toMatchObject({ retry: 2 });
      expect(await rows()).toMatchObject([{ state: 'due', attempts: 0 }, { state: 'due', attempts: 0 }]);
      // Now both can be asked, and say "later" once.
      const { server, send } = await smtp();
      server.behave('greylists after the text');
      world.env['HOOK_SECRET'] = 'whsec_b2xkIHNlY3JldCBvZiB0aGUgdGVzdHM=';
      expect(await round(72, either(send))).toMatchObject({ retry: 2, dead: 0 });
      expect(await rows()).toMatchObject([{ state: 'due', attempts: 1 }, { state: 'due', attempts: 1 }]);
      server.behave('takes');
      expect(await round(80, either(send))).toMatchObject({ sent: 1, retry: 1 });
    });

    const five = () => check(open().ledger, at(0), { alerts: [1, 2, 3, 4, 5].map((number) => alertTo(number, deliveryTo(ANA, `<${number}@x.invalid>`, { due_at: at(0) }))) });

    it('keeps to the most mails an hour after the server was away, too', async () => {
      await five();
      const { server, send } = await smtp();
      server.behave('greylists');
      expect(await round(1, send, 2)).toMatchObject({ retry: 5 });
      server.behave('takes');
      expect(await round(10, send, 2)).toMatchObject({ sent: 2, held: 3 });
      expect((await rows()).slice(2)).toMatchObject([1, 2, 3].map(() => ({ state: 'held', mode: 'overflow', attempts: 1 })));
    });

    it('never collects a mail that may have arrived: it goes out under the same Message-ID when the hour is over', async () => {
      await five();
      const { server, send } = await smtp();
      server.behave('takes and drops the line');
      expect(await round(1, send, 2)).toMatchObject({ retry: 5 });
      server.behave('greylists');
      expect(await round(10, send, 2)).toMatchObject({ retry: 5 });
      server.behave('takes');
      expect(await round(20, send, 2)).toMatchObject({ sent: 2, retry: 3, held: 0 });
      expect(await round(30, send, 2)).toMatchObject({ sent: 0, retry: 0, held: 0 });
      expect(await round(81, send, 2)).toMatchObject({ sent: 2, retry: 1, held: 0 });
      expect(new Set(server.taken.map(({ message_id }) => message_id)).size).toBe(5);
    });

    it('never collects a mail whose sender died with it', async () => {
      const { ledger } = open();
      await five();
      const { send } = await smtp();
      expect(await round(1, send, 20)).toMatchObject({ sent: 5 });
      await check(ledger, at(2), { alerts: [alertTo(6, deliveryTo(ANA, '<6@x.invalid>', { due_at: at(2) }))] });
      await ledger.claimDelivery(at(3), { host: 'test', pid: 999_999, started: 'long ago' }, 1000);
      expect(await round(10, send, 5)).toMatchObject({ retry: 1, held: 0 });
      expect(await round(62, send, 5)).toMatchObject({ sent: 1 });
    });
  });
}
