import { UsageError } from '../domain/finding.ts';
import { type HistoryRow } from '../ledger/port.ts';
import { withDated } from './dated.ts';
import { EXIT } from './exit-codes.ts';
import { textOf } from './ledger-access.ts';
import { conditionsText } from './prices.ts';
import { printJson, printTable, shortTime } from './print.ts';
import { type Options } from './options.ts';
import { readTime } from '../domain/times.ts';
import { type World } from './world.ts';

/** `driftledger history <route>`: every version of every rate and status of a route. */
export async function run(world: World, [route = '']: readonly string[], options: Options): Promise<number> {
  const since = textOf(options, 'since');
  const rows = await withDated(options, async (ledger) => {
    const found = await ledger.history(route, since === undefined ? undefined : readTime(since, 'since', '--since', world.now()));
    if (found.length > 0 || (await ledger.history(route)).length > 0) return found;
    throw new UsageError({ what: `the ledger knows no route named "${route}"`, where: 'the first word', mend: '"driftledger prices --route \'*part-of-the-name*\'" finds names' });
  });
  if (options['json'] === true) printJson(world, rows);
  else if (rows.length === 0) world.err('nothing was in force since then\n');
  else printTable(world, ['from', 'until', 'source', 'what', 'value', 'conditions'], rows.map((row) => [
    shortTime(row.from), row.until === null ? 'in force' : shortTime(row.until), row.source, row.what === 'rate' ? `${row.meter} per ${row.per}` : 'status', valueText(row), row.what === 'rate' ? conditionsText(row.conditions) : '',
  ]));
  return EXIT.done;
}

function valueText(row: HistoryRow): string {
  if (row.what === 'status') return row.status ?? 'no status';
  return `${row.amount ?? '–'} ${row.currency}${row.kind === 'list' ? '' : ` (${row.kind})`}${row.role === 'rate' ? '' : ` ${row.role}`}`;
}
