import { CsvError, parse } from 'csv-parse/sync';
import { pageText, type CapturedPage } from '../../domain/capture.ts';
import { SourceRefusal } from '../../domain/finding.ts';
import { type Reading } from '../../domain/reading.ts';
import { composeSingle, type Adapter } from '../../domain/source.ts';
import { catalogRequest } from '../lib/catalog-request.ts';
import { headerCheck } from '../lib/header-words.ts';
import { readCatalog } from '../lib/read-catalog.ts';
import { refuseHtml, refuseWrongPage } from '../lib/recognise.ts';
import { columnRefusal, matchColumns, namedCells } from '../lib/table-columns.ts';
import { csvSettings } from './settings.ts';
import { type CsvSettings } from './shape.ts';

const VERSION = 1;
const EXPECTED = 'a CSV table with a header line';
/** Characters of one line; the longest of a published price list has some thousands. */
const MAX_RECORD = 32_000;

/** A price list served as plain CSV, its columns found by the words of their headers. */
export const csv = {
  name: 'csv',
  version: VERSION,
  publisher: 'configured',
  evidence_class: 'catalog',
  settings: csvSettings,
  follow: catalogRequest,
  read: readCsv,
  compose: composeSingle,
} as const satisfies Adapter<CsvSettings>;

/** @throws SourceRefusal when the page is not CSV (also when a line has more or fewer cells than the header), or lacks a column */
function readCsv(page: CapturedPage, _source: unknown, settings: CsvSettings): Reading {
  refuseWrongPage(page);
  refuseHtml(page, EXPECTED);
  const [headers = [], ...lines] = csvLines(pageText(page), settings.delimiter);
  const match = matchColumns(settings.columns, headers, headerCheck(settings));
  if (match.kind === 'refused') throw columnRefusal(match);
  const rows = lines.map((cells, index) => ({ value: namedCells(match.at, cells), names: {}, at: String(index) }));
  return { reader: `csv@${VERSION}`, ...readCatalog(rows, settings, 'the CSV table') };
}

/** All lines of a CSV text as cells; empty lines are left out. @throws SourceRefusal with the line that is wrong */
export function csvLines(text: string, delimiter: string): readonly (readonly string[])[] {
  try {
    return parse(text, { delimiter, bom: true, trim: true, skip_empty_lines: true, max_record_size: MAX_RECORD });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new SourceRefusal('source.unreadable', { expected: EXPECTED, found: `a text that is not: ${error.message.slice(0, 200)}` });
  }
}
