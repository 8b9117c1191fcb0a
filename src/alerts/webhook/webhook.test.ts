import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, expect, it } from 'vitest';
import { driftEvent } from '../../domain/drift.ts';
import { rate } from '../../domain/rate.ts';
import { type AlertContent } from '../content.ts';
import { MOST_ATTEMPTS } from '../mail/send-mail.ts';
import { sendWebhook, type Post, type WebhookAttempt } from './webhook.ts';
import { type WebhookMessage } from './webhook-message.ts';
import { webhookBody } from './webhook-templates.ts';

const [OLD, NEW] = ['b2xkIHNlY3JldCBvZiB0aGUgdGVzdHM=', 'bmV3IHNlY3JldCBvZiB0aGUgdGVzdHM='].map((secret) => `whsec_${secret}`) as [string, string];
const closing: (() => void)[] = [];
afterEach(() => { for (const close of closing.splice(0)) close(); });

const content: AlertContent = { kind: 'route', publisher: 'Tiny', at: '2026-11-22T06:10:00.000Z', previous_at: '2026-11-22T05:10:00.000Z', groups: {}, rules: { hook: 'all' } };

function message(fields: Partial<WebhookMessage> = {}): WebhookMessage {
  const moved = rate({ meter: 'video_token', per: 1000, amount: '0.0140', conditions: { resolution: '720p' } });
  const { folded: _, ...event } = driftEvent({ kind: 'rate.increased', source: 'tiny', route: 'seedance-2.0', severity: 'warning', reason: 'rose', before: '0.0112', after: '0.0140', before_per: 1000, after_per: 1000, change_percent: '25' }, moved);
  return {
    message_id: '<abc.1@driftledger.invalid>', alert: 7, key: 'tiny route seedance-2.0', phase: 'opened', severity: 'warning', headline: '▲ +25 % seedance-2.0', source: 'tiny',
    content, events: [{ ...event, id: 12, observed_at: '2026-11-22T06:10:00.000Z' }], link: 'https://prices.example/alerts/7', ...fields,
  };
}

/** A real receiver; `fetch` is the post, so that nothing of ours stands between. */
async function receiver(status: number, headers: Readonly<Record<string, string>> = {}, text = ''): Promise<{ url: string; post: Post; got: { headers: IncomingHttpHeaders; body: string }[] }> {
  const got: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      got.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(status, headers).end(text);
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  closing.push(() => { server.closeAllConnections(); server.close(); });
  const post: Post = async ({ url, headers: sent, body }) => {
    const answer = await fetch(url, { method: 'POST', headers: sent, body, redirect: 'manual' });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, post, got };
}

function attempt(post: Post, fields: Partial<WebhookAttempt> = {}): WebhookAttempt {
  // The package's own check wants a signature of the last five minutes.
  return { post, at: new Date().toISOString(), attempts: 0, random: 0, ...fields };
}

it('signs by Standard Webhooks with an id that is the same in every attempt', async () => {
  const { url, post, got } = await receiver(200, {}, 'thanks');
  const target = { url, template: 'standard', secrets: [OLD] } as const;
  expect(await sendWebhook(target, message(), attempt(post))).toMatchObject({ outcome: 'sent', words: 'HTTP 200: thanks' });
  await sendWebhook(target, message(), attempt(post, { attempts: 3 }));
  expect(got.map(({ headers }) => headers['webhook-id'])).toEqual(['abc.1@driftledger.invalid', 'abc.1@driftledger.invalid']);
  for (const { headers, body } of got) {
    const verified = new Webhook(OLD).verify(body, headers as Record<string, string>);
    expect(verified).toMatchObject({
      specversion: '1.0', id: 'abc.1@driftledger.invalid', type: 'driftledger.alert.opened', subject: 'tiny route seedance-2.0',
      data: { alert: 7, severity: 'warning', link: 'https://prices.example/alerts/7', previous_at: '2026-11-22T05:10:00.000Z',
        events: [{ kind: 'rate.increased', route: 'seedance-2.0', meter: 'video_token', unit: 'token', before: '0.0112', after: '0.0140', after_per: 1000, currency: 'USD', conditions: { resolution: '720p' }, observed_at: '2026-11-22T06:10:00.000Z' }] },
    });
    expect(() => new Webhook(NEW).verify(body, headers as Record<string, string>)).toThrow('No matching signature');
  }
});

it('signs with both secrets while one replaces the other', async () => {
  const { url, post, got } = await receiver(204);
  await sendWebhook({ url, template: 'standard', secrets: [NEW, OLD] }, message(), attempt(post));
  const [{ headers, body }] = got as [typeof got[number]];
  for (const secret of [OLD, NEW]) expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toHaveProperty('type', 'driftledger.alert.opened');
});

it('waits with a message whose secret is none, and never shows the secret', async () => {
  const { url, post, got } = await receiver(200);
  const outcome = await sendWebhook({ url, template: 'standard', secrets: ['whsec_not base64!'] }, message(), attempt(post, { attempts: MOST_ATTEMPTS - 1 }));
  expect(outcome).toMatchObject({ outcome: 'retry', tried: false, words: expect.stringContaining('secret cannot be read') as string });
  expect(outcome.words).not.toContain('not base64');
  expect(got).toEqual([]);
});

it.each([
  [400, {}, 'retry', 30], [404, {}, 'retry', 30], [500, {}, 'retry', 30], [301, { location: 'http://127.0.0.1:1/' }, 'retry', 30],
  [429, { 'retry-after': '600' }, 'retry', 600], [503, { 'retry-after': '999999999' }, 'retry', 86_400], [503, { 'retry-after': '1' }, 'retry', 30], [500, { 'retry-after': '600' }, 'retry', 30],
  [410, {}, 'gone', null],
] as const)('after HTTP %i %j: %s in %s seconds', async (status, headers, outcome, seconds) => {
  const { url, post } = await receiver(status, headers, `${'no '.repeat(400)}\u202e`);
  const at = '2026-11-22T06:10:00.000Z';
  const found = await sendWebhook({ url, template: 'slack', secrets: [] }, message(), attempt(post, { at }));
  expect(found.outcome).toBe(outcome);
  expect(found.due_at === undefined ? null : (Date.parse(found.due_at) - Date.parse(at)) / 1000).toBe(seconds);
  expect(found.words.length).toBeLessThan(620);
  expect(found.words).toMatch(new RegExp(`^HTTP ${status}: no no`));
});

it('backs off with jitter for days, then gives up', async () => {
  const post: Post = async () => ({ failure: 'ECONNREFUSED: nobody listens' });
  let at = '2026-11-22T06:10:00.000Z';
  const begun = Date.parse(at);
  const outcomes = [];
  for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts++) {
    const found = await sendWebhook({ url: 'http://127.0.0.1:1/', template: 'discord', secrets: [] }, message(), { post, at, attempts, random: 1 });
    outcomes.push(found.outcome);
    at = found.due_at ?? at;
  }
  expect(outcomes).toEqual([...Array.from({ length: MOST_ATTEMPTS - 1 }, () => 'retry'), 'dead']);
  expect((Date.parse(at) - begun) / 86_400_000).toBeGreaterThan(2);
});

it('keeps hostile words from pinging, linking or marking up in chats', () => {
  const hostile = '<!channel> @everyone [x](https://evil.test) *b* `c` <@123> & \u202e';
  const told = message({ headline: hostile, content: { kind: 'service', at: content.at, rules: {}, what: 'dead', words: [hostile] }, events: [] });
  const slack = JSON.stringify(webhookBody('slack', told));
  expect(slack).not.toMatch(/<!channel|<@123/);
  expect(slack).toContain('&lt;!channel&gt;');
  const discord = webhookBody('discord', told);
  expect(discord).toMatchObject({ allowed_mentions: { parse: [] } });
  const [embed] = (discord as { embeds: { description: string }[] }).embeds;
  expect(embed?.description).toBe('\\<!channel\\> \\@everyone \\[x\\]\\(https\\://evil.test\\) \\*b\\* \\`c\\` \\<\\@123\\> & ?');
  const teams = JSON.stringify(webhookBody('teams', told));
  expect(teams).not.toContain('"TextBlock"');
  for (const body of [slack, JSON.stringify(discord), teams]) expect(body).not.toContain('\u202e');
});

it('stays within what the chats take, however much moved', () => {
  const words = Array.from({ length: 500 }, (_, index) => `${index} ${'&*'.repeat(200)}`);
  const told = message({ headline: '&*'.repeat(2500), content: { kind: 'service', at: content.at, rules: {}, what: 'dead', words }, events: [] });
  const slack = webhookBody('slack', told) as { blocks: { text?: { text: string } }[] };
  expect(slack.blocks.every(({ text }) => (text?.text.length ?? 0) <= 3000)).toBe(true);
  expect(slack.blocks[0]?.text?.text.length).toBeLessThanOrEqual(150);
  expect(JSON.stringify(webhookBody('teams', told)).length).toBeLessThan(28_000);
  const discord = webhookBody('discord', told) as { embeds: { title: string; description: string }[] };
  expect(discord.embeds[0]?.title.length).toBeLessThanOrEqual(256);
  expect(discord.embeds[0]?.description.length).toBeLessThanOrEqual(4096);
});
