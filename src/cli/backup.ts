import { EXIT } from './exit-codes.ts';
import { dbOf, needFolder } from './ledger-access.ts';
import { isHolderAlive } from '../ledger/holder.ts';
import { openSqliteLedger } from '../ledger/sqlite/index.ts';
import { printJson } from './print.ts';
import { type Options } from './options.ts';
import { type World } from './world.ts';

/** `driftledger backup <file>`: a consistent copy, checked before it is called one. */
export async function run(world: World, [file = '']: readonly string[], options: Options): Promise<number> {
  needFolder(file);
  const ledger = openSqliteLedger({ file: dbOf(options), mode: 'read', isAlive: isHolderAlive });
  try {
    await ledger.backup(file);
  } finally {
    await ledger.close();
  }
  const copy = openSqliteLedger({ file, mode: 'read', isAlive: isHolderAlive });
  const faults = await copy.integrity();
  const snapshots = (await copy.snapshots({})).length;
  await copy.close();
  if (faults.length > 0) throw new Error(`the copy is damaged: ${faults[0]}`);
  if (options['json'] === true) printJson(world, { file, snapshots });
  else world.out(`${file}: ${snapshots} snapshots, checked\n`);
  return EXIT.done;
}
