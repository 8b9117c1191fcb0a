import { load } from 'cheerio';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import { driftEvent } from '../../domain/drift.ts';
import { type AlertContent, type DigestContent, type MessageContent } from '../content.ts';
import { AT, BEFORE, moved } from '../fixtures.test-support.ts';
import { renderMail } from './mail.ts';
import { type Mail, type MailInput } from './mail-shape.ts';
import { messageId } from '../stages/message-id.ts';
import { phaseSubject } from '../words/words.ts';

const TO = 'ana@example.com';
const HOSTILE = ['\r\nBcc: eve@example.com', '\r\n\r\n<b>body</b>', '\u2028Bcc: eve@example.com', '\u0000', '\u202E', '=?UTF-8?Q?=0D=0ABcc:_eve@example.com?=', '<script>alert(1)</script>', '"><img src=//e.example/x>', '</title>', '</style>', '&amp;', ']]>', '<!--', 'ü官方▲', '\uD800', ' , <eve@example.com>', 'x'.repeat(300)];
const name = fc.array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ maxLength: 12 })), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));

async function sent(mail: Mail): Promise<Buffer> {
  const { attachments = [], headers, ...rest } = mail;
  const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail({ ...rest, headers: { ...headers }, attachments: attachments.map((one) => ({ ...one })) });
  if (!Buffer.isBuffer(message)) throw new Error('expected the whole message');
  return message;
}

function input(content: MessageContent, headline: string, key: string, more: Partial<MailInput> = {}): MailInput {
  return { from: 'driftledger@example.com', to: TO, message_id: messageId(key, TO, AT), headline, key, content, events: [], pageUrl: 'https://prices.example.com/', links: { unsubscribe: 'https://prices.example.com/u/1' }, ...more };
}

/** The mail says what we say and to whom we say it, whatever the names in it try. */
async function expectHarmless(mail: Mail): Promise<void> {
  const bytes = await sent(mail);
  const parsed = await simpleParser(bytes);
  expect([...parsed.headers.keys()].toSorted()).toEqual(['auto-submitted', 'content-type', 'date', 'from', 'in-reply-to', 'list', 'message-id', 'mime-version', 'references', 'subject', 'to', 'x-auto-response-suppress']);
  expect([parsed.to].flat().map((one) => one?.text)).toEqual([TO]);
  expect(oneLine(parsed.subject ?? '')).toBe(oneLine(mail.subject));
  expect(bytes.toString('latin1').split('\r\n\r\n')[0]?.split('\r\n').every((line) => line.length <= 998 && /^[\x20-\x7E\t]*$/.test(line))).toBe(true);
  const $ = load(mail.html);
  expect($('script, b, iframe, form, link').length).toBe(0);
  expect($('style, title').length).toBe(2);
  expect($('img').length).toBe(0);
  expect($('a').map((_, anchor) => $(anchor).attr('href')).get().every((address) => address.startsWith('https://prices.example.com/'))).toBe(true);
  expect(`${mail.subject}${mail.text.replaceAll('\n', ' ')}`).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E]/u);
}

/** A folded header loses how many blanks there were. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

describe('a mail with hostile names', () => {
  it('has our headers, our recipient and our markup only', async () => {
    const holds = fc.assert(fc.asyncProperty(name, name, name, name, async (route, group, publisher, reason) => {
      const events = [
        { ...moved(route, '1', '2', { conditions: { group, note: reason }, explained_by: reason }), source: group },
        driftEvent({ kind: 'route.status_changed', source: group, route, severity: 'critical', before: reason, after: 'unknown_failure', after_raw: reason, reason: `Its reason: "${reason}"` }),
      ];
      const content: AlertContent = {
        kind: 'route', publisher, at: AT, previous_at: BEFORE, groups: Object.fromEntries([[route, [group]]]), rules: { [TO]: reason }, phase: 'changed', acknowledged: { by: group, why: reason, at: BEFORE },
        stages: [{ stage: 'judge', words: reason }], findings: [{ kind: 'source.schema_note', source: group, message: reason }], broke_through: [{ id: 1, reason }],
      };
      await expectHarmless(await renderMail(input(content, phaseSubject('changed', events[0] ?? moved('x', '1', '2'), publisher, [group]), `${group} route ${route}`, { events })));
    }), { numRuns: 150 });
    await expect(holds).resolves.toBeUndefined();
  });

  it('is harmless as a digest too, with its calendar', async () => {
    const holds = fc.assert(fc.asyncProperty(name, name, async (one, other) => {
      const content: DigestContent = {
        kind: 'digest', period: 'weekly', from: BEFORE, until: AT, rules: { [TO]: one }, quiet: false, alerts: [{ id: 1, headline: one, severity: 'notice', source: other, at: AT, phase: 'opened', key: other }],
        scorecards: [{
          source: one, publisher: other, changes: { up: 1, down: 0, other: 0 }, unannounced: 1, creep: [{ route: one, meter: other, conditions: one, percent: '6', from: '$1.00', to: '$1.06', since: BEFORE }], hours_failing: 0, unverified: [{ what: one, why: other }],
          verified_unchanged: 1, not_reached: 0, promotions: [{ route: one, until: '2026-11-30', words: other }, { route: other, until: one, words: one }, { route: one, until: '2026-11-30T25:99:00Z', words: other }],
        }],
      };
      const mail = await renderMail(input(content, one, other));
      await expectHarmless(mail);
      const calendar = mail.attachments?.[0]?.content.toString('utf8') ?? '';
      expect(calendar.split('\r\n').filter((line) => /^(?:BEGIN|DTSTART|SUMMARY)/.test(line)).length).toBe(4);
    }), { numRuns: 80 });
    await expect(holds).resolves.toBeUndefined();
  });
});
