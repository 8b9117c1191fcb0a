import { copyFileSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { Database } from '../../src/ledger/sqlite/driver.ts';
import { openTheatre, withLedgerAt, type Ended, type Stage, type Theatre } from './stage.ts';
import { held } from './wholeness.ts';

const NOW = '2026-11-20T10:30:00.000Z';

let theatre: Theatre;
beforeAll(async () => { theatre = await openTheatre(); });
afterAll(() => theatre.close());

/** A stage with a backup of its ledger, made before the damage. */
async function begun({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Promise<{ readonly stage: Stage; readonly backup: string }> {
  const stage = await theatre.stage();
  onTestFinished(() => stage.close());
  const backup = join(stage.folder, 'backup.sqlite');
  const made = await stage.run(stage.command(NOW, 'backup', backup));
  if (made.code !== 0) throw new Error(made.err);
  // What a reader leaves beside a ledger belongs to no other file.
  for (const tail of ['-wal', '-shm']) rmSync(`${stage.db}${tail}`, { force: true });
  return { stage, backup };
}

function overwrite(file: string, at: number, bytes: Uint8Array): void {
  const all = readFileSync(file);
  all.set(bytes, at);
  writeFileSync(file, all);
}

/** A database of somebody else's, in the place of the ledger. */
function foreign(file: string, version: number): void {
  writeFileSync(file, '');
  const db = new Database(file);
  db.exec(`CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO customer (name) VALUES ('Ana'); PRAGMA user_version = ${version}`);
  db.close();
}

function newer(file: string): void {
  const db = new Database(file);
  db.pragma('journal_mode = DELETE');
  db.pragma('user_version = 999');
  db.close();
}

/** Where nothing was touched but a name is wrong: the file stays as it is, byte for byte. */
const STRANGE: readonly (readonly [name: string, make: (file: string) => void, what: RegExp, mend: RegExp])[] = [
  ['a text', (file) => { writeFileSync(file, 'route;price\nseedance;7\n'.repeat(500)); }, /this file is not a SQLite database/, /name the right file with --db, or restore a backup; nothing was changed/],
  ['a database of somebody else', (file) => { foreign(file, 0); }, /this SQLite file holds something else than a ledger/, /name another file with --db; nothing was changed/],
  ['a database of somebody else that counts its versions too', (file) => { foreign(file, 1); }, /this SQLite file holds something else than a ledger/, /name another file with --db; nothing was changed/],
  ['a ledger of a newer program', newer, /this ledger was written by a newer driftledger \(schema 999, this program knows \d+\)/, /use the newer program; nothing was changed/],
];

/** Where bytes are lost. */
const DAMAGED: readonly (readonly [name: string, damage: (file: string) => void])[] = [
  ['cut off in the middle', (file) => { truncateSync(file, Math.floor(readFileSync(file).length / 2)); }],
  ['cut off within a page', (file) => { truncateSync(file, 4096 * 3 + 17); }],
  ['overwritten in the middle', (file) => { const { length } = readFileSync(file); overwrite(file, Math.floor(length / 4), Buffer.alloc(Math.floor(length / 2), 0xff)); }],
  ['overwritten where its tables are listed', (file) => { overwrite(file, 100, Buffer.alloc(3000, 0x5a)); }],
];

function threeLines(what: RegExp, file: string, mend: RegExp): unknown {
  return { code: 1, out: '', err: expect.stringMatching(new RegExp(`^${what.source}\n  where: ${file}\n  mend: ${mend.source}\n$`)) as string };
}

const everyCommand = (stage: Stage): readonly (() => Promise<Ended>)[] =>
  [['check'], ['prices'], ['drift'], ['alerts', 'list'], ['start', '--port', '0']].map((words) => () => stage.run(stage.command(NOW, ...words)));

async function doctorOn(stage: Stage): Promise<readonly { readonly what: string; readonly state: string; readonly found: string; readonly mend: string }[]> {
  const ran = await stage.run(stage.command(NOW, 'doctor', '--json'));
  return JSON.parse(ran.out) as Awaited<ReturnType<typeof doctorOn>>;
}

describe('a file that is no ledger of ours', () => {
  it.for(STRANGE)('%s is refused by every command with what it is, and stays as it is', async ([, make, what, mend], context) => {
    const { stage } = await begun(context);
    make(stage.db);
    const bytes = readFileSync(stage.db);
    for (const run of everyCommand(stage)) expect(await run()).toEqual({ signal: null, ...(threeLines(what, stage.db, mend) as object) });
    expect(await doctorOn(stage)).toContainEqual({ what: 'ledger', state: 'bad', found: expect.stringMatching(what) as string, mend: expect.stringMatching(mend) as string });
    expect(readFileSync(stage.db).equals(bytes)).toBe(true);
    expect([`${stage.db}-wal`, `${stage.db}-journal`].filter((file) => existsSync(file))).toEqual([]);
  });
});

describe('a ledger that is damaged', () => {
  it.for(DAMAGED)('%s is told apart from a fault of the program, and a backup takes its place', async ([, damage], context) => {
    const { stage, backup } = await begun(context);
    const before = await stage.withLedger(held);
    damage(stage.db);
    for (const run of everyCommand(stage)) {
      const ran = await run();
      // A query that needs none of what is lost may be answered; nothing else may go on as if all were well.
      expect(ran.code === 0 ? ran.err.replace('no alert yet\n', '') : ran).toEqual(ran.code === 0 ? '' : { signal: null, ...(threeLines(/the ledger file is damaged/, stage.db, /keep the file as it is, restore the last backup .*/) as object) });
    }
    expect((await stage.run(stage.command(NOW, 'check'))).code).toBe(1);
    expect(await doctorOn(stage)).toContainEqual(expect.objectContaining({ what: 'ledger', state: 'bad', mend: expect.stringMatching(/keep the file.*restore the last backup/) as string }));

    const beside = join(stage.folder, 'restored.sqlite');
    expect(await stage.run({ do: 'run', now: NOW, args: ['restore', backup, '--db', beside] })).toMatchObject({ code: 0 });
    expect(await withLedgerAt(beside, held)).toEqual(before);
    copyFileSync(beside, stage.db);
    expect(await stage.run(stage.command(NOW, 'check'))).toMatchObject({ code: 0, err: 'messages: 1 sent\n' });
    expect((await stage.withLedger(held)).snapshots).toHaveLength(2);
  });
});
