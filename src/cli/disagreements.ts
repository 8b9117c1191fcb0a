import { percentWords, sidesPhrase } from '../domain/compare/index.ts';
import { EXIT } from './exit-codes.ts';
import { textOf, withReader } from './ledger-access.ts';
import { printJson, printTable } from './print.ts';
import { type Options } from './options.ts';
import { type World } from './world.ts';

/** `driftledger disagreements`: what is said in two places and is unequal now, with who says what and the arithmetic. */
export async function run(world: World, _args: readonly string[], options: Options): Promise<number> {
  const rows = await withReader(options, (ledger) => ledger.openDisagreements(textOf(options, 'source')));
  if (options['json'] === true) printJson(world, rows);
  else if (rows.length === 0) world.err('no disagreement is open\n');
  else printTable(world, ['route', 'scenario', 'apart', 'who says what', 'arithmetic'], rows.map((row) => [
    row.route, row.scenario, row.difference_percent === null ? '' : percentWords(row.difference_percent), sidesPhrase(row), row.arithmetic ?? '',
  ]), [2]);
  return EXIT.done;
}
