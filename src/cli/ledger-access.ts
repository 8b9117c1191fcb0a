import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../domain/finding.ts';
import { isHolderAlive } from '../ledger/holder.ts';
import { type Ledger, type LedgerReader } from '../ledger/port.ts';
import { noLedger, openSqliteLedger } from '../ledger/sqlite/index.ts';
import { type Options } from './options.ts';
import { type World } from './world.ts';

/** The ledger that `--db` names, for queries only. */
export async function withReader<T>(options: Options, work: (ledger: LedgerReader) => Promise<T>): Promise<T> {
  return using(openSqliteLedger({ file: dbOf(options), mode: 'read', isAlive: isHolderAlive }), work);
}

/** The ledger that `--db` names, created when it is not there. */
export async function withLedger<T>(world: Pick<World, 'checkpoint'>, options: Options, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  return using(openSqliteLedger({ file: dbOf(options), mode: 'write', isAlive: isHolderAlive, checkpoint: world.checkpoint }), work);
}

/** The ledger that `--db` names, for acts on what it holds. @throws LedgerError when there is none: a mistyped name makes no new one */
export async function withKnownLedger<T>(world: Pick<World, 'checkpoint'>, options: Options, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  if (!existsSync(dbOf(options))) throw noLedger(dbOf(options));
  return withLedger(world, options, work);
}

/** The file that `--db` names. @throws UsageError when that is no name of a file */
export function dbOf(options: Options): string {
  const file = textOf(options, 'db') ?? 'snapshots/ledger.sqlite';
  if (file === '') throw new UsageError({ what: 'the name of the ledger is empty', where: '--db', mend: 'name a file, such as snapshots/ledger.sqlite' });
  if (isFolder(file)) throw new UsageError({ what: 'this is a folder, and the ledger is a file', where: file, mend: `name the file, such as --db ${join(file, 'ledger.sqlite')}` });
  return file;
}

export function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

/** A file that is to be written: its folder is there. @throws UsageError */
export function needFolder(file: string): void {
  const folder = dirname(file);
  if (!isFolder(folder)) throw new UsageError({ what: 'there is no such folder', where: folder, mend: 'make it first, or name a file in a folder that is there' });
}

/** An option that holds text; undefined when it was not given. */
export function textOf(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

async function using<L extends Ledger, T>(ledger: L, work: (ledger: L) => Promise<T>): Promise<T> {
  try {
    return await work(ledger);
  } finally {
    await ledger.close();
  }
}
