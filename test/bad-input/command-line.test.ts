import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/ledger/sqlite/driver.ts';
import { commandLine } from '../support/command-line.ts';

/** What somebody may type: each wrong use says the place, what was wrong and the mend, exits with 2 (or 1), and harms nothing. */

const line = commandLine();
const capture = join(line.folder, 'pricing.json');
const text = join(line.folder, 'notes.txt');
const backup = join(line.folder, 'backup.sqlite');
const sealed = join(line.folder, '2026-06-24.sqlite');
const notes = join(line.folder, 'notes.sqlite');
const versioned = join(line.folder, 'versioned.sqlite');
const missing = join(line.folder, 'missing.json');
const inMissing = join(line.folder, 'no', 'such', 'file');
const inFolder = join(line.folder, 'copy.sqlite');
const fresh = join(line.folder, 'fresh.sqlite');

const TIME = 'give a date (2026-11-24), an instant (2026-11-24T10:00:00Z) or a span (7d, 12h)';
const FILE = 'name a saved capture (JSON, HTML, Markdown or text)';
const SQLITE = 'name the right file with --db, or restore a backup; nothing was changed';
const SEALED = 'prices, history, snapshots, diff and export answer from it; for this, name the ledger with --db; nothing was changed';
const CONDITION = 'write key=value with one of resolution, audio, input, duration_s, tier, aspect, group, region, service, prompt_tokens, option, other, note, valid_until, audience, such as resolution=720p';
const CONFIG = 'run this in the folder of schedules.json, or name the file with --config';

type Case = readonly [words: readonly string[], what: string, where: string, mend: string, code?: number];

const notATime = (option: string, words: (time: string) => readonly string[]) => (time: string): Case => [words(time), `"${time}" is not a time`, option, TIME];
const TIMES: readonly Case[] = [
  ...['2026-02-30', '2026-13-01', '2026-1-1', '99999-01-01', '2026-11-01T25:00:00Z', '2026-11-01T24:00:00Z', '2026-11-01T10:00:00', '2026-11-01 10:00', '2026-06-31T10:00:00+02:00', '9999-12-31T23:59:59-14:00', 'tomorrow', '-7d', '7x', '7', '', '١٢٣٤-٠١-٠١']
    .map(notATime('--at', (time) => ['prices', '--at', time])),
  ...['yesterday', '2026-02-30', '-7d'].map(notATime('--since', (time) => ['drift', '--since', time])),
  notATime('--since', (time) => ['history', 'm', '--since', time])('7x'),
  notATime('the first date', (time) => ['diff', time, '2026-11-01'])('2026-02-30'),
  notATime('the second date', (time) => ['diff', '2026-11-01', time])('soon'),
  notATime('--captured-at', (time) => ['import', 'shop', capture, '--captured-at', time])('2026-11-31'),
  [['import', 'shop', capture, '--captured-at', '2027-01-01T00:00:00Z'], '2027-01-01T00:00:00.000Z is in the future', '--captured-at', 'give the instant at which the file was saved'],
  [['import', 'shop', capture, '--captured-at', '2026-11-01T10:00:00Z'], 'there is a snapshot of shop at 2026-11-01T10:00:00.000Z already (snapshot 1)', '--captured-at', 'give the instant at which this file was saved; nothing was stored'],
  [['diff', '2026-10-01', '2026-11-02'], 'no source has a snapshot at both dates', 'at the first: nothing; at the second: shop', 'choose dates at or after the first snapshot ("driftledger snapshots" lists them)'],
];

const WORDS: readonly Case[] = [
  [['prices', '--meter', 'tokens'], '"tokens" is not a meter', '--meter', 'one of video_second, video_token'],
  [['prices', '--where', 'resolution'], '"resolution" is not a condition', '--where', CONDITION],
  [['prices', '--where', '=720p'], '"=720p" is not a condition', '--where', CONDITION],
  [['prices', '--where', '__proto__=x'], '"__proto__=x" is not a condition', '--where', CONDITION],
  [['prices', '--source', 'nope'], 'the ledger knows no source "nope"', '--source', 'one of shop'],
  [['snapshots', '--source', 'nope'], 'the ledger knows no source "nope"', '--source', 'one of shop'],
  [['diff', '2026-11-01', '2026-11-02', '--source', 'nope'], 'the ledger knows no source "nope"', '--source', 'one of shop'],
  [['snapshots', '--limit', '-1'], '"-1" is not a whole number from 1 to 9999999', '--limit', 'give a number, such as --limit 100'],
  [['drift', '--limit', '1e3'], '"1e3" is not a whole number from 1 to 9999999', '--limit', 'give a number, such as --limit 100'],
  [['drift', '--severity', 'loud'], '"loud" is not a severity', '--severity', 'one of info, notice, warning, critical'],
  [['drift', '--kind', 'price.up'], '"price.up" is not a kind of drift', '--kind', 'one of rate.increased, rate.decreased'],
  [['history', 'nope'], 'the ledger knows no route named "nope"', 'the first word', `"driftledger prices --route '*part-of-the-name*'" finds names`],
  [['check', 'nope'], 'there is no source "nope"', 'schedules.json', 'one of shop'],
  [['read', 'nope', capture], '"nope" is neither a source nor an adapter', 'the first word', 'one of shop, byteplus'],
  [['read', 'json', capture], 'the adapter "json" cannot read without settings', 'schedules.json', 'add a source with this adapter, and name that source'],
  [['read', 'shop', capture, '--url', 'not a url'], '"not a url" is not an http or https address', '--url', 'give the address of the page, such as https://example.com/prices, without a password'],
  [['import', 'shop', capture, '--captured-at', '2026-11-03', '--url', 'https://ana:pw@shop.example/'], 'an address with a user or password in it', '--url', 'give the address of the page, such as https://example.com/prices, without a password'],
  [['sources', 'try', 'ftp://shop.example/'], '"ftp://shop.example/" is not an http or https address', 'sources try', 'give the address of the page'],
  [['alerts', 'explode'], '"explode" is not something to do with alerts', 'alerts', 'one of list, show, ack, silence, silences, unsilence, retry, switch-on, test'],
  [['alerts', 'show', '99'], 'there is no alert 99', 'alerts show', '"driftledger alerts list" shows them'],
  [['alerts', 'test', '--to', 'ana'], 'ana is no mail address', '--to', 'give one such as ana@example.com'],
  [['alerts', 'test', '--to', 'ana@example.com'], 'SMTP_URL is not set', 'the environment', 'set SMTP_URL=smtp://user:password@host:port'],
  [['export', '--format', 'pdf'], '"pdf" is not a format', '--format', 'one of csv, json, sqlite'],
  [['export', '--format', 'sqlite'], 'a SQLite file does not go to a terminal', '--output', 'name a file with -o FILE'],
  ...['99999', 'http', '80.5', '-1', ''].map((port): Case => [['start', '--port', port], `"${port}" is not a port`, '--port', 'give a whole number from 0 to 65535, such as --port 8787; 0 takes any free one']),
];

const FILES: readonly Case[] = [
  [['read', 'shop', missing], 'there is no such file', missing, FILE],
  [['read', 'shop', line.folder], 'this is a folder', line.folder, 'name a saved capture in it (JSON, HTML, Markdown or text)'],
  [['export', '--format', 'csv', '-o', capture], 'an export never overwrites a file', capture, 'name a file that does not exist yet'],
  [['export', '--format', 'csv', '-o', inMissing], 'there is no such folder', join(line.folder, 'no', 'such'), 'make it first, or name a file in a folder that is there'],
  [['backup', text], 'a backup never overwrites a file', text, 'name a file that does not exist yet', 1],
  [['backup', inMissing], 'there is no such folder', join(line.folder, 'no', 'such'), 'make it first, or name a file in a folder that is there'],
  [['restore', backup], 'there is a ledger here already, and a restore never overwrites one', line.db, 'move it away first, or restore to another place with --db', 1],
  [['restore', missing, '--db', fresh], 'there is no such backup', missing, 'name the file that "driftledger backup" wrote'],
  [['restore', text, '--db', fresh], 'this file is not a SQLite database', text, SQLITE, 1],
  [['restore', line.folder, '--db', fresh], 'this is a folder, and a backup is a file', line.folder, 'name the file that "driftledger backup" wrote'],
  [['prices', '--db', text], 'this file is not a SQLite database', text, SQLITE, 1],
  [['check', '--db', text], 'this file is not a SQLite database', text, SQLITE, 1],
  ...[['drift'], ['sources'], ['alerts', 'list'], ['disagreements'], ['check'], ['import', 'shop', capture, '--captured-at', '2026-11-02T10:00:00Z'], ['backup', inFolder], ['alerts', 'retry']]
    .map((words): Case => [[...words, '--db', sealed], 'this is a sealed day, not a ledger', sealed, SEALED, 1]),
  ...[['check'], ['prices'], ['start', '--port', '0']].flatMap((words) => [notes, versioned].map((file): Case => [[...words, '--db', file], 'this SQLite file holds something else than a ledger', file, 'name another file with --db; nothing was changed', 1])),
  [['restore', notes, '--db', fresh], 'this SQLite file holds something else than a ledger', notes, 'name another file with --db; nothing was changed', 1],
  [['prices', '--db', line.folder], 'this is a folder, and the ledger is a file', line.folder, `name the file, such as --db ${line.db}`],
  [['check', '--db', join(text, 'ledger.sqlite')], 'the folder of the ledger is a file', join(text, 'ledger.sqlite'), 'name another file with --db', 1],
  [['prices', '--db', missing], 'there is no ledger here yet', missing, 'run "driftledger check" first, or name another file with --db', 1],
  [['prices', '--db', ''], 'the name of the ledger is empty', '--db', 'name a file, such as snapshots/ledger.sqlite'],
  [['check', '--config', missing], 'there is no configuration here', missing, CONFIG],
  [['check', '--config', line.folder], 'this is a folder, and the configuration is a file', line.folder, CONFIG],
  [['demo', '--once', '--folder', text], 'this is a file', text, 'name a folder with --folder; it is made when it is not there'],
];

/** Told by the parser of the command line, in its own form. */
const USAGE: readonly (readonly [words: readonly string[], message: string])[] = [
  [['explode'], "error: unknown command 'explode'\n(Did you mean export?)"],
  [['prices', '--colour', 'red'], "error: unknown option '--colour'"],
  [['prices', '--route'], "error: option '--route <glob>' argument missing"],
  [['prices', 'm'], "error: too many arguments for 'prices'. Expected 0 arguments but got 1."],
  [['history'], "error: missing required argument 'route'"],
  [['diff', '2026-11-01'], "error: missing required argument 'b'"],
  [['export'], "error: required option '--format <format>' not specified"],
  [['import', 'shop', capture], "error: required option '--captured-at <instant>' not specified"],
];

describe('wrong use', () => {
  beforeAll(async () => {
    writeFileSync(capture, JSON.stringify({ success: true, group_ratio: { default: 1 }, data: [{ model_name: 'm', quota_type: 0, model_ratio: 1, enable_groups: ['default'] }] }));
    writeFileSync(text, 'nothing that a program reads\n');
    line.configure({ network: { allowPrivate: true }, sources: [{ id: 'shop', adapter: 'flatkey', url: 'http://127.0.0.1:9/api/pricing', cron: '*/30 * * * *' }] });
    await line.json(['import', 'shop', capture, '--captured-at', '2026-11-01T10:00:00Z']);
    await line.json(['backup', backup]);
    copyFileSync('snapshots/2026-06-24.sqlite', sealed);
    for (const [file, version] of [[notes, 0], [versioned, 2]] as const) {
      const db = new Database(file);
      db.exec(`CREATE TABLE note (text TEXT); PRAGMA user_version = ${version}`);
      db.close();
    }
  });
  afterAll(() => { line.remove(); });

  it.each([...TIMES, ...WORDS, ...FILES].map((one) => [one[0].join(' ').replaceAll(line.folder, '…'), one] as const))('%s', async (_name, [words, what, where, mend, code = 2]) => {
    const ran = await line.run(...words);
    expect(ran).toMatchObject({ code, out: '' });
    const said = `${what}\n  where: ${where}\n  mend: ${mend}`;
    expect(ran.err.slice(0, said.length)).toBe(said);
    expect(ran.err.trimEnd().split('\n')).toHaveLength(3);
  });

  it.each(USAGE.map((one) => [one[1], one] as const))('%s', async (_name, [words, message]) => {
    expect(await line.run(...words)).toEqual({ code: 2, out: '', err: `${message}\n(add --help for the options)\n` });
  });

  it.each(['', '[', '%', '_', '\\', "'; DROP TABLE rate_version;--", `${'*'.repeat(2000)}x`, '*'.repeat(500)])('the glob %j matches what it says and nothing else, quickly', async (glob) => {
    const { code, out, err } = await line.run('prices', '--route', glob);
    const nothing = 'no price was in force at 2026-11-20 10:00 UTC for this question\n';
    expect({ code, found: out.includes('m '), err }).toEqual(/^\*+$/.test(glob) ? { code: 0, found: true, err: '' } : { code: 0, found: false, err: nothing });
  });

  it('leaves the ledger, the files and the folder as they were', async () => {
    const files = readdirSync(line.folder).toSorted();
    const bytes = [capture, text, backup, sealed, notes, versioned].map((file) => readFileSync(file, 'latin1'));
    const good = await line.json(['prices']);
    for (const [words] of [...TIMES, ...WORDS, ...FILES]) await line.run(...words);
    expect(readdirSync(line.folder).toSorted()).toEqual(files);
    expect([capture, text, backup, sealed, notes, versioned].map((file) => readFileSync(file, 'latin1'))).toEqual(bytes);
    expect(await line.json(['prices'])).toEqual(good);
    expect(await line.json(['snapshots'])).toHaveLength(1);
  });

  it('takes what only looks wrong', async () => {
    for (const words of [['prices', '--at', '0d'], ['prices', '--at', '2024-02-29'], ['prices', '--at', '2026-11-20T12:00:00.123456789+02:00'], ['drift', '--kind', 'rate.*'], ['prices', '--route', '*'], ['prices', '--where', 'group=default', '--where', 'tier=']]) {
      expect({ words, ...await line.run(...words) }).toMatchObject({ words, code: 0 });
    }
    mkdirSync(join(line.folder, 'new'));
    expect(await line.run('export', '--format', 'json', '-o', join(line.folder, 'new', 'prices.json'))).toEqual({ code: 0, out: '', err: '' });
  });
});
