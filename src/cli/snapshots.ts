import { EXIT } from './exit-codes.ts';
import { needSource, withDated } from './dated.ts';
import { textOf } from './ledger-access.ts';
import { countOf } from './numbers.ts';
import { printJson, printTable, shortTime } from './print.ts';
import { type Options } from './options.ts';
import { readTime } from '../domain/times.ts';
import { type World } from './world.ts';

/** `driftledger snapshots`: the dated snapshots, newest first. */
export async function run(world: World, _args: readonly string[], options: Options): Promise<number> {
  const [source, since] = [textOf(options, 'source'), textOf(options, 'since')];
  const query = { limit: countOf(options, 'limit'), ...(source === undefined ? {} : { source }), ...(since === undefined ? {} : { since: readTime(since, 'since', '--since', world.now()) }) };
  const rows = await withDated(options, async (ledger) => {
    const found = await ledger.snapshots(query);
    if (found.length === 0) await needSource(ledger, source);
    return found;
  });
  if (options['json'] === true) printJson(world, rows);
  else if (rows.length === 0) world.err(source === undefined && since === undefined ? 'no snapshot yet: run "driftledger check"\n' : 'no snapshot for this question\n');
  else printTable(world, ['id', 'source', 'captured', 'rows', 'routes', 'unread', 'reader', 'sha256'], rows.map((row) => [row.id, row.source, shortTime(row.captured_at), row.rows, row.routes, row.unread, row.reader, row.sha256.slice(0, 16)]), [0, 3, 4, 5]);
  return EXIT.done;
}
