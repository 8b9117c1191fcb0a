import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { driftEvent, type DriftEvent } from '../../domain/drift.ts';
import { rate } from '../../domain/rate.ts';
import { drawChart } from './chart.ts';
import { AT, factor, fell, moved, planInput, settingsOf, type PlanFixture } from '../fixtures.test-support.ts';
import { renderMail } from './mail.ts';
import { type Mail, type MailInput } from './mail-shape.ts';
import { messageId } from '../stages/message-id.ts';
import { type AlertContent } from '../content.ts';
import { planAlerts } from '../stages/plan.ts';

/** The mail about the first alert of a check, by the way the product takes. */
async function mailOf(events: readonly DriftEvent[], more: Partial<MailInput> = {}, input: PlanFixture = {}): Promise<Mail> {
  const rules = [{ name: 'procurement', to: ['ana@example.com'], match: {}, continue: false }];
  const { alerts: [alert] } = planAlerts(settingsOf(rules), planInput(events, input));
  const [delivery] = alert?.deliveries ?? [];
  if (alert === undefined || delivery === undefined) throw new Error('expected an alert with a delivery');
  return renderMail({
    from: 'driftledger@example.com', to: delivery.recipient, message_id: delivery.message_id, headline: alert.headline, key: alert.key,
    content: JSON.parse(alert.content) as AlertContent, events: alert.events.flatMap((position) => events[position] ?? []), pageUrl: 'https://prices.example.com/', ...more,
  });
}

/** The bytes as a mail server gets them. */
async function raw(mail: Mail): Promise<Buffer> {
  const transport = createTransport({ streamTransport: true, buffer: true });
  const { attachments = [], headers, ...rest } = mail;
  const { message } = await transport.sendMail({ ...rest, headers: { ...headers }, attachments: attachments.map((one) => ({ ...one })) });
  return Buffer.isBuffer(message) ? message : Buffer.from('');
}

/** The words that people see, without what a table adds around them. */
function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(/[\s·():,]+/u).filter((word) => word !== ''));
}

function seenIn(html: string): string {
  const $ = load(html.replace(/<(?=\/?(?:td|th|p|br|tr))/g, ' <'));
  $('head, thead').remove();
  return $.text();
}

describe('a mail', () => {
  it('begins with the conclusion in one sentence', async () => {
    const mail = await mailOf([moved('seedance-2.0-fast', '5.6', '7', { conditions: { group: 'default' } })]);
    expect(mail.text.split('\n')[0]).toBe('Flatkey raised seedance-2.0-fast, group default: $5.60 → $7.00 per 1,000,000 output tokens (+25 %) between 2026-11-22 05:10 and 06:10 UTC.');
    const status = await mailOf([fell('seedance-2.0')], {}, { groups: new Map([['seedance-2.0', ['Seedance2.0 Official']]]) });
    expect(status.text.split('\n')[0]).toBe('Seedance2.0 Official / seedance-2.0: available → unknown_failure. Flatkey\'s catalog says so since a check between 2026-11-22 05:10 and 06:10 UTC. That can be an account, a channel or an error that nobody parsed: test the route before you act.');
  });

  it('warns of a first strike where the reason reads like a retirement', async () => {
    const mail = await mailOf([fell('kimi-k2.5', 'unknown_failure', 'The source says "unknown_failure": worse. Its reason: "模型不存在"')]);
    expect(mail.text).toContain('it may be the first strike');
  });

  it('says the same in text and in HTML', async () => {
    const mail = await mailOf([moved('seedance-2.0-fast', '5.6', '7', { conditions: { group: 'default' }, explained_by: 'model_ratio 2.8 → 3.5' }), fell('seedance-2.0-fast')]);
    const [text, seen] = [wordsOf(mail.text), wordsOf(seenIn(mail.html))];
    expect([...seen].filter((word) => !text.has(word))).toEqual([]);
    // The address of a link stands behind its words there.
    expect([...text].filter((word) => !seen.has(word))).toEqual(['https', '//prices.example.com/routes?name=seedance-2.0-fast', '//prices.example.com/drift?since=2026-11-22T05%3A10%3A00.000Z']);
  });

  it('shows the reader\'s own time beside UTC', async () => {
    const mail = await mailOf([moved('a', '1', '2')], { zone: 'Europe/Berlin' });
    expect(mail.text).toContain('Source: flatkey, captured 2026-11-22 06:10 UTC (07:10 Europe/Berlin), compared with the capture of 2026-11-22 05:10 UTC (06:10 Europe/Berlin).');
  });

  it('has the headers by which mail programs treat it rightly, the same at every attempt', async () => {
    const links = { unsubscribe: 'https://prices.example.com/u/abc' };
    const parsed = await simpleParser(await raw(await mailOf([moved('a', '1', '2')], { links })));
    expect(parsed.messageId).toBe(messageId('flatkey route a', 'ana@example.com', '2026-11-22T06:10:00.000Z'));
    expect(parsed.inReplyTo).toBe(parsed.references);
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(parsed.headers.get('list')).toMatchObject({ unsubscribe: { url: 'https://prices.example.com/u/abc' } });
    expect(parsed.date?.toISOString()).toBe('2026-11-22T06:10:00.000Z');
    const again = await simpleParser(await raw(await mailOf([moved('a', '2', '3')], { links }, { at: '2026-11-23T06:10:00.000Z' })));
    expect(again.messageId).not.toBe(parsed.messageId);
    expect(again.inReplyTo).toBe(parsed.inReplyTo);
  });

  it('fetches nothing from anywhere', async () => {
    const mail = await mailOf([moved('a', '1', '2')], { chart: { png: Buffer.from([137, 80]), alt: '$1 until 22 November, then $2' } });
    const $ = load(mail.html);
    expect($('link, script, iframe, form').length).toBe(0);
    expect($('img').map((_, image) => $(image).attr('src')).get()).toEqual(['cid:chart@driftledger.invalid']);
    expect($('img').attr('alt')).toBe('$1 until 22 November, then $2');
    expect(mail.html).not.toMatch(/url\(|@import/);
    expect(mail.attachments).toMatchObject([{ cid: 'chart@driftledger.invalid', contentDisposition: 'inline' }]);
  });

  it('lets no scraped word act: no header, no markup, no direction, no formula', async () => {
    const evil = '=cmd|"x"\r\nBcc: eve@example.com\u202E<script>alert(1)</script>';
    const events = [
      moved(evil, '1', '2', { conditions: { group: evil, note: evil }, explained_by: evil }),
      driftEvent({ kind: 'route.status_changed', source: 'flatkey', route: evil, severity: 'critical', before: evil, after: evil, after_raw: evil, reason: evil }),
    ];
    const mail = await mailOf(events, {}, { publisher: evil, groups: new Map([[evil, [evil]]]) });
    const parsed = await simpleParser(await raw(mail));
    expect(parsed.headers.has('bcc')).toBe(false);
    expect([parsed.to].flat().map((one) => one?.text)).toEqual(['ana@example.com']);
    expect(load(mail.html)('script').length).toBe(0);
    for (const part of [mail.subject, mail.text, mail.html]) expect(part).not.toMatch(/[\u202E\r]/u);
  });

  it('tells a source that cannot be read, with the date of what is still shown', async () => {
    const mail = await mailOf([], {}, { source: 'fal', publisher: 'fal.ai', read: false, findings: [{ kind: 'source.challenged', source: 'fal', message: 'expected prices; found a bot check' }] });
    expect(mail.subject).toBe('⏱ fal unread: challenge page');
    expect(mail.text.split('\n')[0]).toBe('expected prices; found a bot check. The last good prices of fal are still shown, with their own date.');
    expect(load(mail.html)('table').length).toBe(0);
  });
});

describe('a digest of a busy week', () => {
  const digest = (headline: (index: number) => string, count: number) => renderMail({
    from: 'driftledger@example.com', to: 'ana@example.com', message_id: '<d@x>', headline: 'Weekly digest', key: 'digest', events: [], pageUrl: 'https://prices.example.com/',
    content: { kind: 'digest', period: 'weekly', from: AT, until: AT, rules: {}, quiet: false, scorecards: [], alerts: Array.from({ length: count }, (_, index) => ({ id: index, headline: headline(index), severity: 'info', source: 'flatkey', at: AT, phase: 'opened', key: `k${index}` })) },
  });

  it('names every message: for its reader there is no other word', async () => {
    const { text, html } = await digest((index) => `▲ +20 % some-model-of-a-usual-length-${index}, group Economy (Flatkey): $0.6720 → $0.8064 per 1,000,000 output tokens`, 120);
    for (let index = 0; index < 120; index += 1) for (const part of [text, html]) expect(part).toContain(`some-model-of-a-usual-length-${index},`);
  });

  it('stays below 100 KB in letters that take three bytes each, and counts the rest', async () => {
    const mail = await digest((index) => `${index} ${'长'.repeat(200)}`, 5000);
    expect((await raw(mail)).length).toBeLessThan(100_000);
    expect(mail.text).toMatch(/… and 4,?9\d\d more/);
  });
});

describe('a mail about ten thousand rows', () => {
  const event = factor(10_000);

  it('stays below 100 KB with its chart, counts what it leaves out and attaches it, in less than 2 s of work', async () => {
    const started = process.cpuUsage();
    const row = { ...rate({ meter: 'output_token', per: 1_000_000, amount: '1.1', conditions: { group: 'Economy' } }), what: 'rate', source: 'flatkey', from: '2026-11-01T00:00:00.000Z', until: null, approximate: false, promotion: null } as const;
    const chart = await drawChart({ route: 'model-00000', source: 'flatkey', rate: null }, [row], AT);
    const mail = await mailOf([event], { allRows: event.folded, chart });
    const bytes = await raw(mail);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(2000);
    expect(bytes.length).toBeLessThan(100_000);
    expect(mail.attachments?.[0]?.cid).toBe('chart@driftledger.invalid');
    expect(mail.subject).toBe('▲ Flatkey group "Economy" 0.55 → 0.60: 10,000 prices up 9.1 %');
    const [, words = ''] = /… and 9,991 more: (.+); the page lists them\./.exec(mail.text) ?? [];
    const file = mail.attachments?.[1];
    expect(words).toContain(`10,000 rows are attached (${file?.filename ?? ''})`);
    const content = file?.content ?? Buffer.from('');
    const rows = parse(file?.filename.endsWith('.gz') === true ? gunzipSync(content) : content, { columns: true }) as readonly Record<string, string>[];
    expect(rows).toHaveLength(words.startsWith('all') ? 10_000 : Number(/the ([\d,]+) weightiest/.exec(words)?.[1]?.replaceAll(',', '')));
    expect(rows).toContainEqual(expect.objectContaining({ route: 'model-00000', before: '1', after: '1.1', per: '1000000', currency: 'USD' }));
  });

  it('stays below 100 KB where ten thousand routes moved, in letters that take three bytes each, and shows numbers in words where the picture is too large', async () => {
    const events = Array.from({ length: 10_000 }, (_, index) => moved(`供应商/模型-${index}-${'长'.repeat(60)}`, '1', '2', { conditions: { group: '经济组'.repeat(8) } }));
    const chart = { png: Buffer.alloc(60_000, 7), alt: 'from $1.00 to $2.00' };
    const mail = await mailOf(events, { chart });
    expect((await raw(mail)).length).toBeLessThan(100_000);
    expect(mail.text).toContain('from $1.00 to $2.00');
    expect(load(mail.html).text()).toContain('from $1.00 to $2.00');
    expect(mail.attachments?.map(({ filename }) => filename)).toEqual([expect.stringMatching(/^changes/)]);
  });

  it('attaches the weightiest rows where not even the compressed file fits', async () => {
    const noise = event.folded.map((one, index) => ({ ...one, route: `r${(Math.imul(index + 1, 2_654_435_761) >>> 0).toString(36)}${(Math.imul(index + 7, 40_503_977) >>> 0).toString(36)}` }));
    const mail = await mailOf([event], { allRows: noise });
    expect(mail.text).toContain('weightiest of 10,000 rows are attached (changes-part.csv.gz)');
    expect((await raw(mail)).length).toBeLessThan(100_000);
  });

  it('keeps formulas out of the attached file', async () => {
    const events = Array.from({ length: 60 }, (_, index) => moved(`=1+${index}`, '1', '2'));
    const [file] = (await mailOf(events)).attachments ?? [];
    const rows = parse(file?.content ?? Buffer.from(''), { columns: true }) as readonly Record<string, string>[];
    expect(rows).toHaveLength(60);
    expect(rows.every((row) => row['route']?.startsWith("'=") === true)).toBe(true);
  });
});
