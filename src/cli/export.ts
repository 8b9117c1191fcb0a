import { existsSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import { UsageError } from '../domain/finding.ts';
import { safeCell } from '../domain/plain-text.ts';
import { priceJson } from '../ledger/json.ts';
import { type PriceRow } from '../ledger/port.ts';
import { writeDurably } from '../ledger/sqlite/seal.ts';
import { withDated } from './dated.ts';
import { EXIT } from './exit-codes.ts';
import { needFolder, textOf } from './ledger-access.ts';
import { priceQuery, pricesOf } from './prices.ts';
import { type Options } from './options.ts';
import { sqliteExport } from '../ledger/sqlite/export-day.ts';
import { type World } from './world.ts';

const FORMATS = ['csv', 'json', 'sqlite'] as const;
type Format = (typeof FORMATS)[number];

/** `driftledger export`: a whole dated snapshot as CSV, JSON or a SQLite file of its own. */
export async function run(world: World, _args: readonly string[], options: Options): Promise<number> {
  const format = textOf(options, 'format') ?? '';
  if (!isFormat(format)) throw new UsageError({ what: `"${format}" is not a format`, where: '--format', mend: `one of ${FORMATS.join(', ')}` });
  const output = textOf(options, 'output');
  if (output !== undefined && existsSync(output)) throw new UsageError({ what: 'an export never overwrites a file', where: output, mend: 'name a file that does not exist yet' });
  if (output !== undefined) needFolder(output);
  if (format === 'sqlite' && output === undefined) throw new UsageError({ what: 'a SQLite file does not go to a terminal', where: '--output', mend: 'name a file with -o FILE' });
  const query = priceQuery(world, options);
  const bytes = await withDated(options, async (ledger) => {
    const rows = await pricesOf(ledger, query);
    switch (format) {
      case 'csv': return Buffer.from(toCsv(rows, options['rawCsv'] === true));
      case 'json': return Buffer.from(`${JSON.stringify(rows.map(priceJson), null, 2)}\n`);
      case 'sqlite': return sqliteExport(rows, { at: query.at });
      default: return format satisfies never;
    }
  });
  if (output === undefined) world.out(bytes.toString('utf8'));
  else writeDurably(output, bytes, 0o644);
  return EXIT.done;
}

function isFormat(word: string): word is Format {
  return (FORMATS as readonly string[]).includes(word);
}

/** RFC 4180. Cells that a spreadsheet would run as formulas begin with a quote, unless a machine reads them. */
export function toCsv(rows: readonly PriceRow[], raw: boolean): string {
  return stringify(rows.map((row) => [
    row.source, row.evidence_class, row.route, row.meter, row.unit, row.per, row.amount, row.currency, JSON.stringify(row.conditions), row.role, row.kind, row.approximate ? 'true' : 'false',
    row.promotion === null ? '' : JSON.stringify(row.promotion), row.status ?? '', row.status_raw ?? '', row.captured_at, row.snapshot, row.said ?? '', row.url,
  ].map((cell) => (raw || typeof cell !== 'string' ? cell : safeCell(cell)))), {
    header: true, record_delimiter: 'windows',
    columns: ['source', 'evidence_class', 'route', 'meter', 'unit', 'per', 'amount', 'currency', 'conditions', 'role', 'kind', 'approximate', 'promotion', 'status', 'status_raw', 'captured_at', 'snapshot', 'said', 'url'],
  });
}
