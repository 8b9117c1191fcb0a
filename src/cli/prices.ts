import { readCondition, readMeter } from '../domain/question.ts';
import { priceJson } from '../ledger/json.ts';
import { type PriceQuery, type PriceRow } from '../ledger/port.ts';
import { EXIT } from './exit-codes.ts';
import { textOf } from './ledger-access.ts';
import { needSource, withDated, type DatedReader } from './dated.ts';
import { printJson, printTable, shortTime } from './print.ts';
import { type Options } from './options.ts';
import { readTime } from '../domain/times.ts';
import { type World } from './world.ts';

/** `driftledger prices`: the rows in force at a time. */
export async function run(world: World, _args: readonly string[], options: Options): Promise<number> {
  const query = priceQuery(world, options);
  const rows = (await withDated(options, (ledger) => pricesOf(ledger, query))).map(priceJson);
  if (options['json'] === true) printJson(world, rows);
  else if (rows.length === 0) world.err(`no price was in force at ${shortTime(query.at)} for this question\n`);
  else printPrices(world, rows);
  return EXIT.done;
}

/** The rows that answer the question. @throws UsageError when it names a source that the ledger does not know */
export async function pricesOf(ledger: DatedReader, query: PriceQuery): Promise<readonly PriceRow[]> {
  const rows = await ledger.prices(query);
  if (rows.length === 0) await needSource(ledger, query.source);
  return rows;
}

/** The question that `--at`, `--source`, `--route`, `--meter` and `--where` ask. @throws UsageError that names the option */
export function priceQuery(world: World, options: Options): PriceQuery {
  const at = readTime(textOf(options, 'at') ?? world.now(), 'at', '--at', world.now());
  const meter = textOf(options, 'meter');
  const [source, route] = [textOf(options, 'source'), textOf(options, 'route')];
  return {
    at, ...(source === undefined ? {} : { source }), ...(route === undefined ? {} : { route }), ...(meter === undefined ? {} : { meter: readMeter(meter, '--meter') }),
    ...(Array.isArray(options['where']) ? { where: Object.fromEntries((options['where'] as readonly string[]).map((text) => readCondition(text, '--where'))) } : {}),
  };
}

function printPrices(world: World, rows: readonly Omit<PriceRow, 'factors'>[]): void {
  printTable(world, ['route', 'price', 'per', 'unit', 'conditions', 'kind', 'status', 'source', 'evidence', 'captured'], rows.map((row) => [
    row.route, row.amount === null ? '–' : `${row.approximate ? '~' : ''}${row.amount} ${row.currency}`, row.per, row.meter, conditionsText(row.conditions),
    row.role === 'rate' ? row.kind : `${row.kind} ${row.role}`, row.status, row.source, row.evidence_class, shortTime(row.captured_at),
  ]), [1, 2]);
}

/** "group Economy, resolution 720p" */
export function conditionsText(conditions: object): string {
  return Object.entries(conditions).map(([key, value]) => `${key} ${String(value)}`).join(', ');
}
