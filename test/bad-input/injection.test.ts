import { parse } from 'csv-parse/sync';
import { load } from 'cheerio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMailCatcher, type MailCatcher } from '../../src/demo/mail-catcher.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite/index.ts';
import { type Ledger } from '../../src/ledger/port.ts';
import { createWeb } from '../../src/web/index.ts';
import { startAnswering, type AnsweringServer } from '../support/answers.ts';
import { commandLine, type CommandLine } from '../support/command-line.ts';

/** A catalog whose every word is hostile, on its way to each place where somebody reads it. */

const NAMES = [
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "'; DROP TABLE rate_version;--", '=HYPERLINK("https://evil.example","x")', '+1+1', '-2+3', '@SUM(1)', '|calc', '＝1+1', '\t=1+1',
  'red \u001b[31mtext\u001b]0;title\u0007', 'two\r\nBcc: eve@evil.example\r\n\r\nlines', 'nul\u0000end', 'bidi \u202Etxt.exe\u202C', 'zero\u200Bwidth', '../../etc/passwd', '__proto__', 'constructor', '${7*7}{{7*7}}<%=7%>', '%s%n', '*', '_',
];
const GROUP = '=cmd|"/C calc"!A0 <marquee>\u202E';

const catalog = (ratio: string, status: string): string => JSON.stringify({
  success: true, group_ratio: { [GROUP]: 1 },
  data: NAMES.map((name) => ({ model_name: name, quota_type: 0, model_ratio: Number(ratio), enable_groups: [GROUP], supported_endpoint_types: ['<i>endpoint</i>'], availability_status: status, availability_reason: '<svg onload=alert(1)>\u001b[2J' })),
});

/** What steers a terminal or turns the reading direction; line ends and tabs are mark-up's own. */
const UNSEEN = /(?![\t\n\r])[\p{Bidi_Control}\p{Cc}]/gu;

const HARMLESS_TEXT = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]*$/u;

describe('a catalog whose words are hostile', () => {
  let server: AnsweringServer;
  let catcher: MailCatcher;
  let line: CommandLine;
  let ledger: Ledger;

  beforeAll(async () => {
    [server, catcher] = await Promise.all([startAnswering({ body: catalog('1', 'available') }), startMailCatcher()]);
    line = commandLine({ env: { SMTP_URL: catcher.url } });
    line.configure({
      network: { allowPrivate: true }, sources: [{ id: 'shop', adapter: 'flatkey', url: `${server.url}/api/pricing`, cron: '*/30 * * * *', publisher: 'Shop <marquee>' }],
      alerts: { from: 'ledger@example.com', rules: [{ name: 'all', to: ['ana@example.com'], match: { severity: 'info' } }] },
    });
    await line.json(['check']);
    line.advance(30);
    server.say({ body: catalog('2', 'unknown_failure') });
    await line.json(['check']);
    ledger = openSqliteLedger({ file: line.db, mode: 'read', isAlive: () => true });
  });
  afterAll(async () => {
    await Promise.all([ledger.close(), server.close(), catcher.close()]);
    line.remove();
  });

  it('is kept to the letter, and means the same the next time', async () => {
    const prices = await line.json<readonly { readonly route: string; readonly amount: string; readonly conditions: { readonly group: string } }[]>(['prices']);
    expect(prices.map(({ route }) => route)).toEqual(NAMES.toSorted());
    expect(new Set(prices.map(({ amount, conditions }) => `${amount} ${conditions.group}`))).toEqual(new Set([`4 ${GROUP}`]));
    for (const name of NAMES) expect((JSON.parse((await line.run('history', '--json', '--', name)).out) as readonly { readonly what: string }[]).filter(({ what }) => what === 'rate')).toHaveLength(2);
    line.advance(30);
    expect(await line.json(['check'])).toMatchObject({ drift: [], findings: [] });
  });

  it('runs nothing in a spreadsheet, and is whole for machines', async () => {
    const cells = (csv: string): readonly (readonly string[])[] => parse(csv, { relax_quotes: false });
    const dangerous = cells((await line.run('export', '--format', 'csv')).out).flat().filter((cell) => /^[=+\-@\t\r\n\0|＝＋－＠]/u.test(cell));
    expect(dangerous).toEqual([]);
    const raw = cells((await line.run('export', '--format', 'csv', '--raw-csv')).out);
    expect(raw.slice(1).map((row) => row[2])).toEqual(NAMES.toSorted());
  });

  it('moves no cursor and colours nothing on a terminal', async () => {
    for (const words of [['prices'], ['drift'], ['snapshots'], ['sources'], ['alerts', 'list'], ['history', NAMES[10] ?? ''], ['diff', '45m', '0d']]) {
      const { code, out, err } = await line.run(...words);
      expect(code).toBe(0);
      expect(out.split('\n').filter((text) => !HARMLESS_TEXT.test(text))).toEqual([]);
      expect(err.split('\n').filter((text) => !HARMLESS_TEXT.test(text))).toEqual([]);
    }
    const { err } = await line.run('history', 'nope\u001b[2J\u202E');
    expect(err).toContain('the ledger knows no route named "nope?[2J?"');
  });

  it('is text on every page', async () => {
    const app = createWeb({ ledger, now: line.now, version: '0', schedule: () => [], notices: () => [] });
    const route = (name: string): string => `/routes/${encodeURIComponent(name)}`;
    const addresses = ['/', '/drift', '/alerts', '/?q=%3Cscript%3E', '/drift?q=%22%3E%3Cimg%20src%3Dx%3E', ...NAMES.filter((name) => !name.includes('/')).map(route), route('<script>nope</script>')];
    for (const address of addresses) {
      const response = await app.request(`http://127.0.0.1${address}`);
      const body = await response.text();
      const page = load(body);
      expect({
        address, status: response.status,
        elements: page('script, svg[onload], iframe, object, embed, i, marquee').toArray().map((element) => page.html(element)),
        attributes: page('*').toArray().flatMap((element) => ('attribs' in element ? Object.entries(element.attribs) : [])).filter(([name, value]) => name.startsWith('on') || /^\s*javascript:/i.test(value)),
        images: page('img').toArray().filter((element) => element.attribs['src'] === 'x').length,
        unseen: body.match(UNSEEN), policy: response.headers.get('content-security-policy'),
      }).toEqual({ address, status: address.includes('nope') ? 404 : 200, elements: [], attributes: [], images: 0, unseen: null, policy: expect.stringContaining("default-src 'none'") });
    }
  });

  it('adds no header, no recipient and no mark-up to a mail', () => {
    expect(catcher.mails.length).toBeGreaterThan(0);
    for (const mail of catcher.mails) {
      expect(mail.to).toBe('ana@example.com');
      expect(mail.subject).toMatch(HARMLESS_TEXT);
      expect(mail.text.split('\n').filter((text) => !HARMLESS_TEXT.test(text.replaceAll('\r', '')))).toEqual([]);
      const page = load(mail.html);
      expect(page('script, svg, iframe, object, i, marquee').toArray().map((element) => page.html(element))).toEqual([]);
      expect(page('img').toArray().filter((element) => !(element.attribs['src'] ?? '').startsWith('cid:') && !(element.attribs['src'] ?? '').startsWith('data:image/png;base64,'))).toEqual([]);
      expect(mail.html.match(UNSEEN)).toBeNull();
    }
  });
});
