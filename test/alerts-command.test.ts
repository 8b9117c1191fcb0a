import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planWith } from '../src/cli/alert-settings.ts';
import { runCommand } from '../src/cli/run-main.ts';
import { parseConfig } from '../src/config/index.ts';
import { type Ledger } from '../src/ledger/port.ts';
import { checkSource } from '../src/monitor/check-source.ts';
import { registerSource } from '../src/monitor/run-round.ts';
import { ADAPTERS } from '../src/sources/index.ts';
import { engines, here } from './support/engines.ts';
import { servedBy, testClock, tinySource, type TinyCatalog } from './support/fake-source.ts';

const CONFIG = { sources: [], alerts: { from: 'driftledger@example.com', rules: [{ name: 'procurement', to: ['ana@example.com'] }] } };

describe('driftledger alerts', () => {
  let folder: string;
  let file: string;
  let clock: ReturnType<typeof testClock>;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'driftledger-'));
    file = join(folder, 'ledger.sqlite');
    clock = testClock('2026-11-20T10:00:00.000Z');
  });
  afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

  async function withLedger<T>(work: (ledger: Ledger) => Promise<T>): Promise<T> {
    const ledger = engines[0]?.open({ file });
    if (ledger === undefined) throw new Error('no engine');
    try {
      return await work(ledger);
    } finally {
      await ledger.close();
    }
  }

  /** Checks the tiny source, half an hour after the last check, with the real planner. */
  async function check(...catalogs: readonly TinyCatalog[]): Promise<void> {
    await withLedger(async (ledger) => {
      await registerSource(ledger, tinySource());
      for (const catalog of catalogs) {
        clock.advance(30);
        await checkSource(tinySource(), { ledger, capturer: servedBy(() => catalog, clock.now), now: clock.now, planAlerts: planWith(parseConfig(JSON.stringify(CONFIG), 'schedules.json', ADAPTERS)), checkpoint: () => {} }, { cause: 'manual' });
      }
    });
  }

  async function driftledger(...argv: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
    const said = { out: '', err: '' };
    const code = await runCommand(['node', 'driftledger', ...argv, '--db', file], {
      now: clock.now, env: {}, terminal: false, stop: new AbortController().signal, checkpoint: () => {},
      out: (text) => { said.out += text; }, err: (text) => { said.err += text; },
    });
    return { code, ...said };
  }
  const json = async (...argv: readonly string[]): Promise<unknown> => JSON.parse((await driftledger(...argv, '--json')).out);

  it('lists causes with where they stand, and who acknowledged them', async () => {
    await check({ a: { price: '1' }, b: { price: '1' } }, { a: { price: '1.5' }, b: { price: '1' } }, { a: { price: '1.5' }, b: { price: '3' } });
    await driftledger('alerts', 'ack', '1', '--by', 'Ana', '--why', 'agreed');
    const { out } = await driftledger('alerts', 'list');
    expect(out).toMatch(/^ +2 {2}open +2026-11-20 11:30 UTC .*ana@example\.com due$/m);
    expect(out).toMatch(/^ +1 {2}acknowledged +2026-11-20 11:00 UTC .*Ana: agreed +ana@example\.com due$/m);
    expect(await json('alerts', 'list', '--standing', 'acknowledged')).toMatchObject([{ id: 1, standing: 'acknowledged', acknowledgement: { by: 'Ana', why: 'agreed' }, deliveries: [{ recipient: 'ana@example.com' }] }]);
    expect(await json('alerts', 'list', '--since', '2026-11-20T11:15:00Z')).toMatchObject([{ id: 2 }]);
  });

  it('shows the life of an alert: cause, evidence, stages, messages, the server’s words and what people did', async () => {
    await check({ a: { price: '1' } }, { a: { price: '1.5' } }, { a: { price: '2' } });
    await withLedger(async (ledger) => {
      await ledger.claimDelivery(clock.now(), here, 60_000);
      await ledger.settleDelivery(1, { at: clock.now(), outcome: 'dead', words: '550 no such user' });
    });
    await driftledger('alerts', 'ack', '2', '--by', 'Ana', '--why', 'agreed');
    const captures = await withLedger((ledger) => ledger.captures({}));
    const { out, code } = await driftledger('alerts', 'show', '2');
    expect(code).toBe(0);
    for (const { sha256 } of captures.slice(1)) expect(out).toContain(sha256);
    expect(out).not.toContain(captures[0]?.sha256);
    expect(out).toContain('acknowledged by Ana, 2026-11-20 11:30 UTC: agreed');
    expect(out).toMatch(/^ +1 +mail +ana@example\.com +dead +2026-11-20 11:30 UTC +dead +550 no such user$/m);
    expect(out).toMatch(/^ +1 +2026-11-20 11:00 UTC +opened/m);
    expect(out).toMatch(/^ +2 +2026-11-20 11:30 UTC +changed/m);
    expect(out).toMatch(/^route +ana@example\.com by the rule "procurement"$/m);
    expect(out).toMatch(/^2026-11-20 11:30 UTC +acknowledged +Ana +agreed$/m);
    expect(await json('alerts', 'show', '2')).toMatchObject({
      id: 2, phase: 'changed', standing: 'acknowledged', events: [{ before: '1.5', after: '2' }], messages: [{ id: 1 }, { id: 2 }], deliveries: [{ state: 'due' }],
      evidence: [{ snapshot: 2, captures: [{ sha256: captures[1]?.sha256, final_url: 'http://tiny.test/catalog' }] }, { snapshot: 3, captures: [{ sha256: captures[2]?.sha256 }] }],
      stages: expect.arrayContaining([{ stage: 'route', words: 'ana@example.com by the rule "procurement"' }]), log: [{ what: 'acknowledged', by: 'Ana' }], state: { standing: 'acknowledged' },
    });
  });

  it('acknowledges: the same value is not told again, a further one is', async () => {
    await check({ a: { price: '1' } }, { a: { price: '2' } });
    expect((await driftledger('alerts', 'ack', '1', '--by', 'Ana', '--why', 'agreed')).out).toBe('alert 1 is acknowledged by Ana: 1 value pinned, a further one alerts again\n');
    await check({ a: { price: '2' } });
    expect(await json('alerts', 'list')).toMatchObject([{ id: 1, standing: 'acknowledged' }]);
    await check({ a: { price: '3' } });
    expect(await json('alerts', 'list')).toMatchObject([{ id: 2, standing: 'open', phase: 'changed', acknowledgement: null }]);
  });

  it('tells a rise that came while a route was not listed', async () => {
    await check({ a: { price: '1' }, b: { price: '1' } }, { b: { price: '1' } }, { a: { price: '2' }, b: { price: '1' } });
    expect(await json('alerts', 'list')).toMatchObject([{ standing: 'open', phase: 'changed', headline: expect.stringContaining('+100 % a (Tiny): $1.00 → $2.00 per request') as unknown }]);
  });

  it('silences for a while, says what it hid, and ends a silence', async () => {
    const silenced = await driftledger('alerts', 'silence', '--route', 'a*', '--until', '7d', '--reason', 'moving', '--by', 'ana@example.com');
    expect(silenced.out).toBe('silence 1 holds until 2026-11-27 10:00 UTC: route a*\n');
    await check({ a: { price: '1' }, b: { price: '1' } }, { a: { price: '2' }, b: { price: '1' } });
    expect((await driftledger('alerts', 'silence')).out).toMatch(/^ 1 {2}in force +2026-11-27 10:00 UTC +route a\* +ana@example\.com +moving +1$/m);
    expect((await driftledger('alerts', 'show', '1')).out).toMatch(/Silences\n.*\n 1 {2}2026-11-27 10:00 UTC +ana@example\.com +moving/);
    expect((await driftledger('alerts', 'unsilence', '1', '--by', 'Ben')).out).toBe('silence 1 is ended; it hid 1 alert: 1\n');
    expect(await json('alerts', 'silences')).toMatchObject([{ id: 1, in_force: false }]);
    expect((await driftledger('alerts', 'unsilence', '1', '--by', 'Ben')).err).toContain('no silence 1 is in force');
  });

  it('silences the cause of one alert until the end of a date', async () => {
    await check({ a: { price: '1' } }, { a: { price: '2' } });
    expect(await json('alerts', 'silence', '--alert', '1', '--until', '2026-11-30', '--reason', 'known', '--by', 'Ana')).toMatchObject({ match: { key: (await withLedger((ledger) => ledger.alerts({})))[0]?.key }, until: '2026-11-30T23:59:59.999Z' });
  });

  it('switches a recipient on again, and tells in "doctor" what is off and what is dead', async () => {
    await check({ a: { price: '1' } }, { a: { price: '2' } });
    await withLedger(async (ledger) => {
      await ledger.settleDelivery(1, { at: clock.now(), outcome: 'dead', words: '550 no such user' });
      await ledger.switchOff('mail', 'ben@example.com', clock.now(), 'unsubscribed by a link');
    });
    expect(await json('doctor')).toEqual(expect.arrayContaining([
      { what: 'deliveries', state: 'bad', found: '1 delivery was given up; the last, to ana@example.com: 550 no such user', mend: 'mend what the words say, then "driftledger alerts retry"' },
      { what: 'recipients', state: 'note', found: 'mail to ben@example.com is off since 2026-11-20 11:00 UTC: unsubscribed by a link', mend: '"driftledger alerts switch-on ben@example.com", or take it out of the rules' },
    ]));
    expect((await driftledger('alerts', 'switch-on', 'ben@example.com')).code).toBe(0);
    expect((await driftledger('alerts', 'retry')).out).toBe('1 dead delivery waits to be sent again\n');
    expect((await driftledger('alerts', 'switch-on', 'ben@example.com')).err).toContain('is not switched off');
  });

  it.each([
    [['explode'], 'one of list, show, ack'],
    [['show'], 'which alert?'], [['show', 'x'], '"x" is not an id'], [['show', '9'], 'there is no alert 9'],
    [['ack', '1'], 'who acknowledges it?'], [['ack', '1', '--by', 'Ana'], 'why is it all right?'], [['ack', '9', '--by', 'Ana', '--why', 'ok'], 'there is no alert 9'],
    [['silence', '--by', 'Ana'], 'silence what?'], [['silence', '--route', 'a'], 'until when?'], [['silence', '--route', 'a', '--until', '2026-01-01', '--reason', 'x', '--by', 'Ana'], 'is over already'],
    [['unsilence', '1'], 'who ends it?'], [['list', '--standing', 'asleep'], 'one of open, acknowledged, silenced, resolved'],
  ])('refuses %j with words that help', async (argv, words) => {
    await check({ a: { price: '1' } });
    const { code, err, out } = await driftledger('alerts', ...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
  });
});
