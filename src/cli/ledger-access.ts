import { isHolderAlive } from '../ledger/holder.ts';
import { type Ledger, type LedgerReader } from '../ledger/port.ts';
import { openSqliteLedger } from '../ledger/sqlite/index.ts';
import { type Options } from './program.ts';
import { type World } from './world.ts';

/** The ledger that `--db` names, for queries only. */
export async function withReader<T>(options: Options, work: (ledger: LedgerReader) => Promise<T>): Promise<T> {
  return using(openSqliteLedger({ file: dbOf(options), mode: 'read', isAlive: isHolderAlive }), work);
}

/** The ledger that `--db` names, created when it is not there. */
export async function withLedger<T>(world: Pick<World, 'checkpoint'>, options: Options, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  return using(openSqliteLedger({ file: dbOf(options), mode: 'write', isAlive: isHolderAlive, checkpoint: world.checkpoint }), work);
}

export function dbOf(options: Options): string {
  return textOf(options, 'db') ?? 'snapshots/ledger.sqlite';
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
