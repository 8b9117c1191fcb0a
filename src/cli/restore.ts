import { copyFileSync, constants, existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../domain/finding.ts';
import { isHolderAlive } from '../ledger/holder.ts';
import { makeFolder } from '../ledger/make-folder.ts';
import { LedgerError, openSqliteLedger } from '../ledger/sqlite/index.ts';
import { EXIT } from './exit-codes.ts';
import { dbOf, isFolder } from './ledger-access.ts';
import { printJson } from './print.ts';
import { type Options } from './options.ts';
import { type World } from './world.ts';

/** `driftledger restore <file>`: puts a backup where the ledger belongs. What is there is never overwritten. */
export async function run(world: World, [file = '']: readonly string[], options: Options): Promise<number> {
  const target = dbOf(options);
  if (!existsSync(file) || isFolder(file)) throw new UsageError({ what: existsSync(file) ? 'this is a folder, and a backup is a file' : 'there is no such backup', where: file, mend: 'name the file that "driftledger backup" wrote' });
  const backup = openSqliteLedger({ file, mode: 'read', isAlive: isHolderAlive });
  const faults = await backup.integrity();
  const snapshots = (await backup.snapshots({})).length;
  await backup.close();
  if (faults.length > 0) throw new LedgerError({ what: `this backup is damaged: ${faults[0]}`, file, mend: 'take an older backup; nothing was changed' });
  if (existsSync(target)) throw new LedgerError({ what: 'there is a ledger here already, and a restore never overwrites one', file: target, mend: 'move it away first, or restore to another place with --db' });
  // What a removed ledger left beside it would be taken for the restored one's journal.
  for (const left of [`${target}-wal`, `${target}-shm`]) if (existsSync(left)) rmSync(left);
  makeFolder(dirname(target));
  copyFileSync(file, target, constants.COPYFILE_EXCL);
  if (options['json'] === true) printJson(world, { file: target, snapshots });
  else world.out(`${target}: ${snapshots} snapshots, restored from ${file}\n`);
  return EXIT.done;
}
