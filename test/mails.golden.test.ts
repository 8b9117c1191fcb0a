import { load } from 'cheerio';
import { parse as parseCsv } from 'csv-parse/sync';
import { HtmlValidate } from 'html-validate';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { beforeAll, describe, expect, it } from 'vitest';
import { CASES } from '../src/alerts/cases.test-support.ts';
import { renderMail } from '../src/alerts/mail/mail.ts';
import { type Mail } from '../src/alerts/mail/mail-shape.ts';

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // Mail programs drop style sheets: styles stand in the elements.
    'no-inline-style': 'off',
    // Written as HTML is, by hand: "<!doctype html>", void elements without a slash.
    'doctype-style': 'off',
    // A subject may be longer than what a search engine shows.
    'long-title': 'off',
  },
});

/** The bytes as a mail server gets them; the boundary is fixed, all else is the mail's own. */
async function sent(mail: Mail): Promise<Buffer> {
  const { attachments = [], headers, ...rest } = mail;
  const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail({ ...rest, headers: { ...headers }, attachments: attachments.map((one) => ({ ...one })), baseBoundary: 'fixed' });
  if (!Buffer.isBuffer(message)) throw new Error('expected the whole message');
  return message;
}

/** Every word that a person reads in the HTML, pictures by their alternative text; the heads of columns are the table's own. */
function wordsSeen(html: string): readonly string[] {
  const $ = load(html);
  $('head, thead').remove();
  $('img').each((_, image) => { $(image).replaceWith(` ${$(image).attr('alt') ?? ''} `); });
  $('a').each((_, anchor) => { $(anchor).append(` ${$(anchor).attr('href') ?? ''}`); });
  $('td, th, p, br, tr, li, h2').before(' ').after(' ');
  return words($.text());
}

function words(text: string): readonly string[] {
  return text.split(/[\s·:,•→-]+/u).filter((word) => word !== '').toSorted();
}

describe.each(Object.entries(CASES))('the mail of the case %s', (name, make) => {
  let mail: Mail;
  let bytes: Buffer;
  beforeAll(async () => {
    mail = await renderMail(await make());
    bytes = await sent(mail);
  });

  it('is what the golden files hold', async () => {
    const headers = bytes.toString('utf8').split('\r\n\r\n')[0] ?? '';
    const attached = (mail.attachments ?? []).map(({ filename, contentType, contentDisposition, cid }) => `[${contentDisposition} ${filename}; ${contentType}${cid === undefined ? '' : `; ${cid}`}]`);
    await expect(`${headers.replaceAll('\r\n', '\n')}\n\nSubject in words: ${mail.subject}\n${attached.join('\n')}`.trimEnd()).toMatchFileSnapshot(`golden/mails/${name}.headers.txt`);
    await expect(mail.text).toMatchFileSnapshot(`golden/mails/${name}.text.txt`);
    await expect(mail.html).toMatchFileSnapshot(`golden/mails/${name}.html`);
  });

  it('is read by a mail parser of other hands as what it is', async () => {
    const parsed = await simpleParser(bytes);
    expect([parsed.subject, parsed.messageId, parsed.inReplyTo, parsed.text, parsed.html]).toEqual([mail.subject, mail.messageId, mail.inReplyTo, mail.text, expect.stringContaining('<!doctype html>')]);
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(parsed.headers.get('list')).toMatchObject({ unsubscribe: { url: 'https://prices.example.com/act/g7h8i9' }, 'unsubscribe-post': { name: 'List-Unsubscribe=One-Click' } });
    expect(parsed.attachments.map(({ content }) => content.toString('base64'))).toEqual((mail.attachments ?? []).map(({ content }) => content.toString('base64')));
    expect(bytes.length).toBeLessThan(100_000);
  });

  it('is valid HTML', async () => {
    const report = await validator.validateString(mail.html);
    expect(report.results.flatMap(({ messages }) => messages.map(({ line, ruleId, message }) => `${line}: ${ruleId}: ${message}`))).toEqual([]);
  });

  it('says the same in text and in HTML, word for word', () => {
    expect(wordsSeen(mail.html)).toEqual(words(mail.text));
  });

  it('begins with a conclusion that a telephone shows whole, without a number that lacks its unit', () => {
    const [lead = ''] = mail.text.split('\n');
    expect(lead).toMatch(/[.!?"]$/);
    expect(lead.length).toBeLessThan(460);
    expect(mail.subject.length).toBeGreaterThan(10);
  });

  it('asks nothing of any server', () => {
    const $ = load(mail.html);
    expect($('link, script, iframe, object, embed, form, video, audio, base, [background], [srcset], [poster]').length).toBe(0);
    expect($('[src]').map((_, one) => $(one).attr('src')).get().filter((source) => !source.startsWith('cid:'))).toEqual([]);
    expect(mail.html).not.toMatch(/url\(|@import|@font-face/i);
  });
});

describe('what is attached', () => {
  it('is every changed row as CSV where the table leaves some out', async () => {
    const { attachments = [] } = await renderMail(await (CASES['group-factor'] ?? missing)());
    const rows = parseCsv(attachments[0]?.content ?? Buffer.from(''), { columns: true }) as readonly unknown[];
    expect([attachments[0]?.filename, rows.length]).toEqual(['changes.csv', 412]);
  });

  it('is a calendar where promotions end, with lines as RFC 5545 wants them', async () => {
    const { attachments = [] } = await renderMail(await (CASES['digest-weekly'] ?? missing)());
    const calendar = attachments[0]?.content.toString('utf8') ?? '';
    expect(calendar).toContain('DTSTART;VALUE=DATE:20261130\r\n');
    expect(calendar.replaceAll('\r\n ', '')).toContain('SUMMARY:Promotion ends: bytedance/seedance-2.0/fast/text-to-video (fal.ai)');
    expect(calendar.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
    expect((await renderMail(await (CASES['digest-weekly'] ?? missing)())).attachments).toEqual(attachments);
  });
});

function missing(): never {
  throw new Error('the case is gone');
}
