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
  });
}
