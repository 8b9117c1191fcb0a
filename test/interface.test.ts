import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAnswering, type AnsweringServer } from './support/answers.ts';
import { commandLine } from './support/command-line.ts';

/** What others script against: every command's options and help, exit codes, and what a date means. */

const line = commandLine({ start: '2026-11-03T09:30:00.000Z' });
let server: AnsweringServer;

const catalog = (ratio: string): string => `{"success":true,"group_ratio":{"default":1},"data":[{"model_name":"m","quota_type":0,"model_ratio":${ratio},"enable_groups":["default"]}]}`;

beforeAll(async () => {
  server = await startAnswering({ body: catalog('1') });
  line.configure({ network: { allowPrivate: true }, sources: [{ id: 'shop', adapter: 'flatkey', url: `${server.url}/api/pricing`, cron: '*/30 * * * *' }] });
});
afterAll(async () => {
  await server.close();
  line.remove();
});

describe('the commands', () => {
  const COMMANDS = ['start', 'demo', 'check', 'read', 'import', 'reread', 'sources', 'snapshots', 'prices', 'history', 'diff', 'drift', 'disagreements', 'export', 'alerts', 'doctor', 'backup', 'restore'];

  it('are all listed, each with one line', async () => {
    const { code, out } = await line.run('--help');
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^  ${command}\\b.* {2,}\\S`, 'm'));
  });

  it.each(COMMANDS)('%s --help shows the common options and an example that begins as one types it', async (command) => {
    const { code, out, err } = await line.run(command, '--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const option of ['--json', '--db <path>', '--config <path>', '--help']) expect(out).toContain(option);
    expect(out).toMatch(new RegExp(`\\nExample:\\n  \\$ driftledger ${command}\\b`));
  });

  it('write no colour and no control character, whatever NO_COLOR says', async () => {
    const coloured = commandLine({ env: { FORCE_COLOR: '1' } });
    for (const words of [['--help'], ['check', '--help'], ['prices'], ['explode']]) {
      const { out, err } = await coloured.run(...words);
      expect(`${out}${err}`.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    }
    coloured.remove();
  });
});

describe('exit codes and dates', () => {
  it('0 when done, 10 when drift was found and asked for, 3 when a source could not be read', async () => {
    expect((await line.run('check', '--exit-code')).code).toBe(0);
    line.advance(24 * 60);
    server.say({ body: catalog('2') });
    expect((await line.run('check', '--exit-code')).code).toBe(10);
    expect((await line.run('drift', '--exit-code')).code).toBe(10);
    expect((await line.run('drift', '--exit-code', '--kind', 'route.removed')).code).toBe(0);
    expect((await line.run('diff', '2026-11-03', '2026-11-04', '--exit-code')).code).toBe(10);
    expect((await line.run('diff', '2026-11-03', '2026-11-03', '--exit-code')).code).toBe(0);
    line.advance(24 * 60);
    server.say({ status: 403, body: 'no' });
    expect((await line.run('check', '--exit-code')).code).toBe(3);
    expect((await line.run('check')).code).toBe(3);
  });

  const amounts = async (...words: readonly string[]): Promise<readonly string[]> => (await line.json<readonly { readonly amount: string }[]>(['prices', ...words])).map(({ amount }) => amount);

  it('a date is the end of its UTC day for --at, an instant is itself, a span goes back from now', async () => {
    expect(await amounts('--at', '2026-11-02')).toEqual([]);
    expect(await amounts('--at', '2026-11-03')).toEqual(['2']);
    expect(await amounts('--at', '2026-11-04')).toEqual(['4']);
    expect(await amounts('--at', '2026-11-04T00:00:00Z')).toEqual(['2']);
    expect(await amounts('--at', '2026-11-04T09:29:59.999Z')).toEqual(['2']);
    expect(await amounts('--at', '2026-11-04T10:30:00+01:00')).toEqual(['4']);
    expect(await amounts('--at', '25h')).toEqual(['2']);
    expect(await amounts('--at', '23h')).toEqual(['4']);
    expect(await amounts()).toEqual(['4']);
  });

  it('a date is the start of its UTC day for --since', async () => {
    const kinds = async (since: string): Promise<readonly string[]> => (await line.json<readonly { readonly kind: string }[]>(['drift', '--since', since])).map(({ kind }) => kind);
    expect(await kinds('2026-11-04')).toEqual(['rate.increased']);
    expect(await kinds('2026-11-05')).toEqual([]);
    expect(await kinds('25h')).toEqual(['rate.increased']);
    expect(await kinds('23h')).toEqual([]);
    expect(await line.json(['snapshots', '--since', '2026-11-04'])).toHaveLength(1);
    expect((await line.json<readonly { readonly what: string; readonly amount?: string }[]>(['history', 'm', '--since', '2026-11-05'])).filter(({ what }) => what === 'rate').map(({ amount }) => amount)).toEqual(['4']);
  });

  it('prints the JSON forms with the fields that others rely on', async () => {
    const [price] = await line.json<readonly object[]>(['prices']);
    expect(Object.keys(price ?? {})).toEqual(expect.arrayContaining(['source', 'evidence_class', 'route', 'meter', 'unit', 'per', 'amount', 'currency', 'conditions', 'role', 'kind', 'approximate', 'promotion', 'status', 'status_raw', 'captured_at', 'snapshot', 'said', 'url']));
    const form = ['kind', 'source', 'route', 'meter', 'conditions', 'before', 'after', 'change_percent', 'severity', 'reason', 'observed_at', 'explained_by', 'rows'];
    const [recorded] = await line.json<readonly object[]>(['drift']);
    const [compared] = await line.json<readonly object[]>(['diff', '2026-11-03', '2026-11-04']);
    expect(Object.keys(recorded ?? {})).toEqual(expect.arrayContaining([...form, 'before_raw', 'after_raw']));
    expect(Object.keys(compared ?? {})).toEqual(expect.arrayContaining(form));
    const file = join(line.folder, 'pricing.json');
    writeFileSync(file, catalog('1.25'));
    expect(Object.keys(await line.json<object>(['import', 'shop', file, '--captured-at', '2026-11-01']))).toEqual(['snapshots', 'findings', 'drift']);
    const { routes: [route] } = await line.json<{ readonly routes: readonly { readonly rates: readonly object[] }[] }>(['read', 'shop', file]);
    expect(route?.rates[0]).toMatchObject({ meter: 'input_token', unit: 'token', per: 1_000_000, amount: '2.5', currency: 'USD', conditions: { group: 'default' }, role: 'rate', kind: 'list' });
  });

  it('drift says which events an import has superseded', async () => {
    const own = commandLine();
    own.configure({ sources: [{ id: 'shop', adapter: 'flatkey', url: 'http://127.0.0.1:9/api/pricing', cron: '*/30 * * * *' }] });
    try {
      for (const [day, ratio] of [['2026-10-01', '1'], ['2026-10-20', '2'], ['2026-10-10', '1.5']] as const) {
        writeFileSync(join(own.folder, 'pricing.json'), catalog(ratio));
        await own.run('import', 'shop', join(own.folder, 'pricing.json'), '--captured-at', day);
      }
      expect((await own.run('drift', '--kind', 'rate.increased')).out.split('\n').filter((line) => line.includes('superseded by an import')).length).toBe(1);
    } finally {
      own.remove();
    }
  });

  it('read says how many price texts of a listing stayed unread', async () => {
    expect((await line.run('read', 'fal', 'src/sources/fal/fixtures/2026-10.listing.json')).err).toMatch(/^\d+ price texts, \d+ of them fully unread \(\d+\.\d %\)$/m);
  });

  it.each([['sources'], ['snapshots'], ['prices'], ['drift'], ['history', 'm'], ['alerts', 'list'], ['doctor'], ['reread'], ['alerts', 'retry'], ['diff', '2026-11-03', '2026-11-04']])('%s %s prints one JSON document with --json and nothing else on standard output', async (...words) => {
    const { code, out } = await line.run(...words, '--json');
    // The last check above was refused, and the doctor says so.
    expect(code).toBe(words[0] === 'doctor' ? 1 : 0);
    expect(typeof JSON.parse(out)).toBe('object');
  });
});
