import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { FIRST, openTheatre, runChild, type Ended, type Stage, type Theatre } from './stage.ts';
import { MOUNTS, readOnly, smallDisk, smallFiles, WITHOUT_MOUNTS } from './surroundings.ts';
import { held, type Held } from './wholeness.ts';

const [NOW, LATER, LAST] = ['2026-11-20T10:30:00.000Z', '2026-11-20T11:00:00.000Z', '2026-11-20T11:30:00.000Z'] as const;

let theatre: Theatre;
beforeAll(async () => { theatre = await openTheatre(); });
afterAll(() => theatre.close());

async function begun({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Promise<{ readonly stage: Stage; readonly before: Held }> {
  const stage = await theatre.stage();
  onTestFinished(() => stage.close());
  return { stage, before: await stage.withLedger(held) };
}

/** One command in a process of its own, behind a command that makes its surroundings; `db` may lie elsewhere than the stage's. */
function command(stage: Stage, surroundings: readonly string[], words: readonly string[], db = stage.db): Promise<Ended> {
  return runChild({ db, steps: [{ do: 'run', now: NOW, args: [...words, '--db', db, '--config', stage.config] }] }, { SMTP_URL: stage.smtp }, surroundings);
}

/** Three lines: what happened, which file, what to do. */
function says(what: RegExp, file: string, mend: RegExp): unknown {
  return expect.stringMatching(new RegExp(`^(?:messages: .*\n)?${what.source}\n  where: ${file}\n  mend: ${mend.source}\n`));
}

/** Everything that was stored is as it was; and with room again, the change is found and told, once. */
async function expectNothingLost(stage: Stage, before: Held): Promise<void> {
  const left = await stage.withLedger(held);
  expect(left.snapshots.slice(0, 1)).toEqual(before.snapshots);
  expect(left.captures.slice(0, 1)).toEqual(before.captures);
  expect(left.prices).toMatchObject(before.prices);
  expect(await stage.run(stage.command(LATER, 'check'), stage.command(LAST, 'check'))).toMatchObject({ code: 0 });
  const after = await stage.withLedger(held);
  expect(after.drift.map(({ kind }) => kind)).toEqual(Array.from({ length: 4 }, () => 'rate.increased'));
  expect(new Set(stage.mails.map(({ message_id }) => message_id)).size).toBe(1);
}

describe.concurrent('a disk that is full', () => {
  // From "nothing can be opened" over "a capture cannot be kept" to "that it was told cannot be written down".
  it.skipIf(!MOUNTS).for([0, 48, 88, 128, 192])(`with %i KiB left says so, and harms nothing that was stored${WITHOUT_MOUNTS}`, async (spare, context) => {
    const { stage, before } = await begun(context);
    const folder = join(stage.folder, 'small');
    mkdirSync(folder);
    const db = join(folder, 'ledger.sqlite');
    const kib = Math.ceil(statSync(stage.db).size / 4096) * 4 + spare;
    const ran = await command(stage, smallDisk({ folder, kept: stage.folder, kib }), ['check'], db);
    expect(ran).toMatchObject({ code: 1, signal: null, err: says(/the disk is full: this was not stored, everything before it is/, db, /free some space and run the check again/) });
    await expectNothingLost(stage, before);
  });

  it('on which the ledger itself may not grow keeps what was stored in the log beside it', async (context) => {
    const { stage, before } = await begun(context);
    const ran = await command(stage, smallFiles(Math.ceil(statSync(stage.db).size / 1024)), ['check']);
    // The log may grow to the size of the ledger: all is stored, and only the move from the log to the ledger must wait.
    expect(ran).toMatchObject({ code: 0, signal: null, err: 'messages: 1 sent\n' });
    expect(statSync(`${stage.db}-wal`).size).toBeGreaterThan(0);
    await expectNothingLost(stage, before);
  });

  it('with 16 KiB for a file refuses the check with what to look at', async (context) => {
    const { stage, before } = await begun(context);
    const ran = await command(stage, smallFiles(16), ['check']);
    expect(ran).toMatchObject({ code: 1, signal: null, err: says(/the disk (?:is full|refused a read or a write): this was not stored, everything before it is/, stage.db, /.*(?:space).*/) });
    await expectNothingLost(stage, before);
  });
});

describe.concurrent('a disk that is read-only', () => {
  it.skipIf(!MOUNTS)(`lets everything be asked, and nothing be checked${WITHOUT_MOUNTS}`, async (context) => {
    const { stage, before } = await begun(context);
    const bytes = readFileSync(stage.db);
    const refused = { code: 1, signal: null, out: '', err: says(/the ledger cannot be (?:opened|written)/, stage.db, /.*writable for this user/) };
    const [checked, started, asked] = await Promise.all([
      command(stage, readOnly(stage.folder), ['check']), command(stage, readOnly(stage.folder), ['start', '--port', '0']), command(stage, readOnly(stage.folder), ['prices', '--json', '--at', FIRST]),
    ]);
    expect(checked).toMatchObject(refused);
    expect(started).toMatchObject(refused);
    expect(asked).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(asked.out)).toEqual(before.prices[1]?.map((row) => expect.objectContaining({ route: row.route, meter: row.meter, amount: row.amount, conditions: row.conditions }) as unknown));
    expect(readFileSync(stage.db).equals(bytes)).toBe(true);
    expect(readdirSync(stage.folder).toSorted()).toEqual(['ledger.sqlite', 'schedules.json']);
    await expectNothingLost(stage, before);
  });

  it.skipIf(!MOUNTS)(`is named where only the ledger itself is read-only${WITHOUT_MOUNTS}`, async (context) => {
    const { stage, before } = await begun(context);
    const bytes = readFileSync(stage.db);
    expect(await command(stage, readOnly(stage.db), ['check'])).toMatchObject({ code: 1, signal: null, err: says(/the ledger cannot be written/, stage.db, /make the file and its folder writable for this user/) });
    expect(readFileSync(stage.db).equals(bytes)).toBe(true);
    await expectNothingLost(stage, before);
  });

  it.skipIf(!MOUNTS)(`is named where there is no ledger yet, nor its folder${WITHOUT_MOUNTS}`, async (context) => {
    const { stage } = await begun(context);
    const bare = join(stage.folder, 'bare');
    mkdirSync(bare);
    const [none, deep] = [join(bare, 'ledger.sqlite'), join(bare, 'deep', 'ledger.sqlite')];
    expect(await command(stage, readOnly(bare), ['check'], none)).toMatchObject({ code: 1, err: says(/the ledger cannot be opened/, none, /make the folder exist and be writable for this user/) });
    expect(await command(stage, readOnly(bare), ['check'], deep)).toMatchObject({ code: 1, err: says(/the folder of the ledger (?:cannot be made|is read-only)/, deep, /.*name another file with --db/) });
    expect(readdirSync(bare)).toEqual([]);
  });

  it('is no matter where a file stands in the place of the folder', async (context) => {
    const { stage } = await begun(context);
    const db = join(stage.config, 'ledger.sqlite');
    const ran = await stage.run({ do: 'run', now: NOW, args: ['check', '--db', db, '--config', stage.config] });
    expect(ran).toMatchObject({ code: 1, err: says(/the folder of the ledger is a file/, db, /name another file with --db/) });
  });
});
