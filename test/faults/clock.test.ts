import { readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { openTheatre, type Stage, type StageOptions, type Theatre } from './stage.ts';
import { held } from './wholeness.ts';
import { startHere } from './worker.ts';

const [CHECKED, BACK, FORWARD] = ['2026-11-20T10:30:00.000Z', '2026-11-20T09:30:00.000Z', '2026-11-20T11:00:00.000Z'] as const;

let theatre: Theatre;
beforeAll(async () => { theatre = await openTheatre(); });
afterAll(() => theatre.close());

/** A stage whose second check was at 10:30; then the clock is set back by an hour. */
async function setBack({ onTestFinished }: Pick<TestContext, 'onTestFinished'>, options?: StageOptions): Promise<Stage> {
  const stage = await theatre.stage(options);
  onTestFinished(() => stage.close());
  const ran = await stage.run(stage.command(CHECKED, 'check'));
  if (ran.code !== 0) throw new Error(ran.err);
  return stage;
}

describe('a clock that is set back by an hour', () => {
  it('keeps every check from capturing, says so, and is forgotten when it has caught up', async (context) => {
    const stage = await setBack(context);
    const before = await stage.withLedger(held);
    expect(await stage.run(stage.command(BACK, 'check'))).toMatchObject({
      code: 1, out: '', err: `this machine's clock says ${BACK}, but the last snapshot of flatkey is of ${CHECKED}: nothing was captured\n  where: flatkey\n  mend: set the clock right; checks go on by themselves when it has passed that time\n`,
    });
    expect(await stage.withLedger(held)).toEqual(before);
    const doctor = await stage.run(stage.command(BACK, 'doctor', '--json'));
    expect(JSON.parse(doctor.out)).toContainEqual(expect.objectContaining({ what: 'clock', state: 'bad', mend: 'this machine\'s clock is behind its own ledger: set it right' }));

    expect(await stage.run(stage.command(FORWARD, 'check'))).toMatchObject({ code: 0, err: '' });
    const after = await stage.withLedger(held);
    expect(after.snapshots.map(({ captured_at }) => captured_at).slice(1)).toEqual([CHECKED, FORWARD]);
    expect(after.snapshots.slice(0, 2)).toEqual(before.snapshots);
    expect(after.drift).toEqual(before.drift);
    expect(stage.mails).toHaveLength(1);
  });

  it('delays a mail that waits, and sends it once', async (context) => {
    const stage = await setBack(context, { env: { SMTP_URL: '' } });
    const [waiting] = await stage.withLedger((ledger) => ledger.deliveries({ state: 'due' }));
    stage.env['SMTP_URL'] = stage.smtp;
    await stage.run(stage.command(BACK, 'check'));
    expect(stage.mails).toEqual([]);
    await stage.run(stage.command(FORWARD, 'check'), stage.command('2026-11-20T11:30:00.000Z', 'check'));
    expect(stage.mails.map(({ message_id }) => message_id)).toEqual([waiting?.message_id]);
    expect(await stage.withLedger(async (ledger) => (await ledger.alerts({})).map(({ phase }) => phase))).toEqual(['opened']);
  });

  it('lets the worker say so once, and take over from one that died in what is now the future', async (context) => {
    const stage = await setBack(context);
    const dead = { host: hostname(), pid: 4_194_305, started: 'never' };
    await stage.withLedger(async (ledger) => {
      expect(await ledger.acquireLease('worker', dead, CHECKED, 600_000)).toBeNull();
      expect(await ledger.acquireLease('check', dead, CHECKED, 600_000)).toBeNull();
    });
    const worker = startHere(stage, () => BACK);
    await worker.said(/this machine's clock is behind its ledger: flatkey was last checked at 2026-11-20T10:30:00.000Z/);
    worker.signal('SIGTERM');
    expect(await worker.ended).toMatchObject({ code: 0, err: '' });
    expect((await stage.withLedger(held)).snapshots).toHaveLength(2);
  });

  it('seals no day twice, and never before it is over', async (context) => {
    const stage = await setBack(context);
    const sealed = (): readonly string[] => readdirSync(stage.folder).filter((name) => /^2026-.*\.sqlite$/.test(name));
    const midnight = startHere(stage, () => '2026-11-21T00:10:00.000Z');
    await midnight.said(/sealed .*2026-11-20\.sqlite/);
    midnight.signal('SIGTERM');
    expect(await midnight.ended).toMatchObject({ code: 0, err: '' });
    const bytes = readFileSync(join(stage.folder, '2026-11-20.sqlite'));

    for (const now of ['2026-11-20T23:10:00.000Z', '2026-11-21T00:40:00.000Z', '2026-11-22T00:10:00.000Z']) {
      const worker = startHere(stage, () => now);
      await worker.said(now === '2026-11-20T23:10:00.000Z' ? /clock is behind/ : now === '2026-11-21T00:40:00.000Z' ? /flatkey: checked/ : /sealed .*2026-11-21\.sqlite/);
      worker.signal('SIGTERM');
      expect(await worker.ended).toMatchObject({ code: 0, err: '' });
    }
    expect(sealed()).toEqual(['2026-11-20.sqlite', '2026-11-21.sqlite']);
    expect(readFileSync(join(stage.folder, '2026-11-20.sqlite')).equals(bytes)).toBe(true);
    expect((await stage.withLedger(held)).snapshots.map(({ captured_at }) => captured_at.slice(0, 10))).toEqual(['2026-11-20', '2026-11-20', '2026-11-21', '2026-11-21', '2026-11-22']);
  });
});
