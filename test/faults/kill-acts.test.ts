import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { signLink, type LinkAct } from '../../src/alerts/links.ts';
import { type Ledger } from '../../src/ledger/port.ts';
import { type Step } from './orders.ts';
import { openTheatre, type Stage, type Theatre } from './stage.ts';

const [CHECKED, NOW, LATER] = ['2026-11-20T10:30:00.000Z', '2026-11-20T11:00:00.000Z', '2026-11-20T11:30:00.000Z'] as const;
/** What the rise of one route's own ratio is: two meters in two groups. */
const VALUES = 4;

let theatre: Theatre;
beforeAll(async () => { theatre = await openTheatre(); });
afterAll(() => theatre.close());

/** A stage where one alert is open, and ana@example.com was told. */
async function opened({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Promise<Stage> {
  const stage = await theatre.stage();
  onTestFinished(() => stage.close());
  const ended = await stage.run(stage.command(CHECKED, 'check'));
  if (ended.code !== 0) throw new Error(ended.err);
  return stage;
}

/** Everything that an act of a person could have left behind. */
async function acts(ledger: Ledger) {
  const { states, pins, silences } = await ledger.alertMemory('flatkey', LATER);
  const [state] = states;
  return {
    standing: state?.standing, why: state?.acknowledgement?.why, pins: pins.length, silences: silences.map(({ reason }) => reason),
    log: state === undefined ? [] : (await ledger.alertLog(state.key)).map(({ what, words }) => `${what}: ${words}`), integrity: await ledger.integrity(),
  };
}

const NOTHING = { standing: 'open', why: undefined, pins: 0, silences: [], log: [], integrity: [] };
const ACKNOWLEDGED = { ...NOTHING, standing: 'acknowledged', why: 'budgeted', pins: VALUES, log: ['acknowledged: budgeted'] };
const SILENCED = { ...NOTHING, silences: ['migration'], log: [expect.stringMatching(/^silenced: silence 1 until .*: migration$/) as string] };

const acknowledge = (stage: Stage): Step => stage.command(NOW, 'alerts', 'ack', '1', '--by', 'Ana', '--why', 'budgeted');
const silence = (stage: Stage): Step => stage.command(NOW, 'alerts', 'silence', '--alert', '1', '--until', '7d', '--reason', 'migration', '--by', 'Ana');

async function press(stage: Stage, act: LinkAct): Promise<Step & { readonly do: 'press' }> {
  const key = await stage.withLedger((ledger) => ledger.linkKey());
  const token = signLink({ act, alert: 1, recipient: 'ana@example.com', expires: '2026-12-20T10:00:00.000Z' }, key);
  return { do: 'press', now: NOW, path: `/act/${token}`, form: act === 'ack' ? { reason: 'budgeted' } : { reason: 'migration', days: '7' } };
}

describe.concurrent('a person’s act that is cut off', () => {
  it.for([
    ['alerts ack', 'acknowledge.pinned', acknowledge, ACKNOWLEDGED],
    ['alerts ack', 'acknowledge.written', acknowledge, ACKNOWLEDGED],
    ['alerts silence', 'silence.written', silence, SILENCED],
    ['the link to acknowledge', 'acknowledge.written', (stage: Stage) => press(stage, 'ack'), ACKNOWLEDGED],
    ['the link to acknowledge', 'link.used', (stage: Stage) => press(stage, 'ack'), ACKNOWLEDGED],
    ['the link to silence', 'silence.written', (stage: Stage) => press(stage, 'silence'), SILENCED],
    ['the link to silence', 'link.used', (stage: Stage) => press(stage, 'silence'), SILENCED],
  ] as const)('%s at %s has done nothing, and does it when it is tried again', async ([, at, act, done], context) => {
    const stage = await opened(context);
    const step = await act(stage);
    expect(await stage.kill(at, step)).toMatchObject({ signal: 'SIGKILL' });
    expect(await stage.withLedger(acts)).toEqual(NOTHING);
    expect(await stage.run(step)).toMatchObject({ code: 0, err: '' });
    expect(await stage.withLedger(acts)).toEqual(done);
  });

  it.for(['ack', 'silence'] as const)('a link to %s is used up by the try that did it', async (act, context) => {
    const stage = await opened(context);
    const step = await press(stage, act);
    const { out } = await stage.run(step, { ...step, now: LATER });
    expect(out).toMatch(act === 'ack' ? /^200 .*<h1>Acknowledged.*200 .*This was done before/s : /^200 .*<h1>Silenced.*200 .*This was done before/s);
    expect(await stage.withLedger(acts)).toEqual(act === 'ack' ? ACKNOWLEDGED : SILENCED);
  });

  it('alerts unsilence at silence.ended leaves the silence in force, and ends it when it is tried again', async (context) => {
    const stage = await opened(context);
    const step = stage.command(LATER, 'alerts', 'unsilence', '1', '--by', 'Ben');
    expect(await stage.run(silence(stage))).toMatchObject({ code: 0 });
    expect(await stage.kill('silence.ended', step)).toMatchObject({ signal: 'SIGKILL' });
    expect(await stage.withLedger(acts)).toEqual(SILENCED);
    expect(await stage.run(step)).toMatchObject({ code: 0, err: '' });
    expect(await stage.withLedger(acts)).toMatchObject({ silences: [], log: [...SILENCED.log, 'unsilenced: silence 1'] });
  });
});

describe.concurrent('sealing a day that is cut off', () => {
  it.for([['seal.computed', []], ['seal.filed', ['2026-11-20.sqlite']]] as const)('at %s leaves a whole file or none, and the next try makes the same one', async ([at, left], context) => {
    const stage = await opened(context);
    const seal: Step = { do: 'seal', date: '2026-11-20', folder: stage.folder };
    const file = join(stage.folder, '2026-11-20.sqlite');
    const sealed = (): readonly string[] => readdirSync(stage.folder).filter((name) => name.startsWith('2026') || name.endsWith('.part'));
    expect(await stage.kill(at, seal)).toMatchObject({ signal: 'SIGKILL' });
    expect(sealed()).toEqual(left);
    const first = existsSync(file) ? readFileSync(file, 'hex') : null;
    expect(await stage.run(seal)).toMatchObject({ code: 0 });
    expect([readFileSync(file, 'hex'), null]).toContain(first);
    expect(sealed()).toEqual(['2026-11-20.sqlite']);
    const questioned = await stage.run({ do: 'run', now: LATER, args: ['prices', '--db', file, '--route', 'seedance-2.0-fast', '--json'] });
    expect(JSON.parse(questioned.out)).toHaveLength(VALUES);
  });
});
