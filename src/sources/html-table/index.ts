import { pageText, type CapturedPage, type CaptureRequest } from '../../domain/capture.ts';
import { SourceRefusal } from '../../domain/finding.ts';
import { type Reading } from '../../domain/reading.ts';
import { composeSingle, type Adapter, type SourceIdentity } from '../../domain/source.ts';
import { catalogRequest } from '../lib/catalog-request.ts';
import { captionCheck, headerCheck, type CaptionCheck, type HeaderCheck } from '../lib/header-words.ts';
import { type Found } from '../lib/json-path.ts';
import { readCatalog } from '../lib/read-catalog.ts';
import { excerpt, isHtml, refuseWrongPage } from '../lib/recognise.ts';
import { changedHeader, columnRefusal, matchColumns, namedCells, wordsBeyond, wordsIn, wordsOfColumn, type ColumnMatch, type Columns } from '../lib/table-columns.ts';
import { htmlTableSettings, type HtmlTableSettings } from './settings.ts';
import { pageTables, type TableGrid } from './table-grid.ts';

const VERSION = 1;
/** Headers stand at the top; a row further down that says the same words is a sub-heading of something else. */
const HEADER_ROWS = 5;

/** Price tables of any web page, their columns found by the words of their headers. */
export const htmlTable = {
  name: 'html-table',
  version: VERSION,
  publisher: 'configured',
  evidence_class: 'catalog',
  settings: htmlTableSettings,
  follow,
  read: readTables,
  compose: composeSingle,
} as const satisfies Adapter<HtmlTableSettings>;

function follow(source: SourceIdentity, settings: HtmlTableSettings, pages: readonly CapturedPage[]): readonly CaptureRequest[] {
  return catalogRequest(source, settings, pages).map((request) => (settings.render === 'browser'
    ? { ...request, method: 'browser', waitFor: { selector: settings.table } } : request));
}

/** @throws SourceRefusal when no table is there, or none with all the columns that the settings name */
function readTables(page: CapturedPage, _source: unknown, settings: HtmlTableSettings): Reading {
  refuseWrongPage(page);
  const text = pageText(page);
  if (!isHtml(text)) throw refusal('an HTML page with a table', `text that starts with ${excerpt(text.trimStart())}`);
  const lower = text.toLowerCase();
  // HTML may leave out many end tags, never this one: without it the rest of the prices did not arrive.
  if (lower.lastIndexOf('<table') > lower.lastIndexOf('</table')) {
    throw new SourceRefusal('source.unreadable', { expected: 'a whole HTML page', found: 'half of one: it breaks off inside a table' });
  }
  const rows = tableRows(pageTables(text, settings.table, settings.ignore), settings);
  return { reader: `html-table@${VERSION}`, ...readCatalog(rows, settings, `the tables at "${settings.table}"`) };
}

/** The rows of every table that has all the columns, as objects of the named cells. */
function tableRows(tables: readonly TableGrid[], settings: HtmlTableSettings): readonly Found[] {
  if (tables.length === 0) throw refusal(`a table at "${settings.table}"`, 'none');
  const [check, captions] = [headerCheck(settings), captionCheck(settings)];
  const match = remembered((headers) => matchColumns(settings.columns, headers, check));
  const rows: Found[] = [];
  let refused: Extract<ColumnMatch, { kind: 'refused' }> | undefined;
  let read = 0;
  for (const [index, table] of tables.entries()) {
    const head = findHead(table, settings.columns, check, match);
    const caption = head.kind === 'refused' ? undefined : captionRefusal(table, head, settings.columns, captions);
    if (caption !== undefined) throw columnRefusal(caption);
    if (head.kind === 'refused') {
      if (head.contradicts === true) throw columnRefusal(head);
      refused ??= head;
      continue;
    }
    read += 1;
    const headers = table.rows[head.row]?.cells.join('\n');
    for (const [line, row] of table.rows.slice(head.row + 1).entries()) {
      const value = namedCells(head.at, row.cells);
      // Long tables repeat their header between sections; neither that line nor an empty one is a row.
      const none = row.heads || row.title || row.cells.join('\n') === headers || Object.values(value).every((text) => text === '');
      if (!none) rows.push({ value, names: {}, at: `${index}.${line}` });
    }
  }
  if (read === 0 && refused !== undefined) throw columnRefusal(refused);
  return rows;
}

type Matches = (headers: readonly string[]) => ColumnMatch;

/** A page may repeat one header over a hundred tables. */
function remembered(match: Matches): Matches {
  const known = new Map<string, ColumnMatch>();
  return (headers) => {
    const said = headers.join('\n');
    const found = known.get(said) ?? match(headers);
    known.set(said, found);
    return found;
  };
}

type Head = Extract<ColumnMatch, { kind: 'columns' }> & { readonly row: number };

/** The header row of a table: one of the first, alone or stacked under the head rows above it ("Price" over "Input"). */
function findHead(table: TableGrid, columns: Columns, check: HeaderCheck, matches: Matches): Head | Extract<ColumnMatch, { kind: 'refused' }> {
  let refused: Extract<ColumnMatch, { kind: 'refused' }> | undefined;
  for (const [row, { cells }] of table.rows.slice(0, HEADER_ROWS).entries()) {
    const whole = stacked(table, row);
    for (const headers of whole.some((header, column) => header !== cells[column]) ? [cells, whole] : [cells]) {
      const match = matches(headers);
      if (match.kind === 'columns') return contradiction(match.at, columns, whole, check) ?? { ...match, row };
      if (match.contradicts === true) return match;
      if (headers.some((header) => header !== '')) refused ??= match;
    }
  }
  return refused ?? { kind: 'refused', expected: 'a table with a header row', found: 'an empty table' };
}

/** A unit or currency in the head rows above ("Price per 1K tokens" over "Input") that is not the one of the settings. */
function contradiction(at: ReadonlyMap<string, number>, columns: Columns, whole: readonly string[], check: HeaderCheck): Extract<ColumnMatch, { kind: 'refused' }> | undefined {
  for (const [name, place] of at) {
    const words = wordsOfColumn(columns[name] ?? []);
    const { unit } = check(name, wordsBeyond(words, whole[place] ?? ''));
    if (unit !== undefined) return changedHeader(words, whole[place] ?? '', unit, true);
  }
  return undefined;
}

/** A caption that says another unit or currency than the settings, of a column whose own header says neither. */
function captionRefusal(table: TableGrid, head: Head, columns: Columns, check: CaptionCheck): Extract<ColumnMatch, { kind: 'refused' }> | undefined {
  for (const [name, place] of head.at) {
    const header = stacked(table, head.row)[place] ?? '';
    const unit = check(name, wordsIn(header), wordsIn(table.caption));
    if (unit !== undefined) return changedHeader(wordsOfColumn(columns[name] ?? []), `${header} (${table.caption})`, unit, true);
  }
  return undefined;
}

function stacked(table: TableGrid, row: number): readonly string[] {
  const heads = table.rows.slice(0, row + 1).filter((one, index) => one.heads || index === row);
  const width = Math.max(0, ...heads.map((one) => one.cells.length));
  return Array.from({ length: width }, (_, column) => [...new Set(heads.map((one) => one.cells[column] ?? ''))].filter((text) => text !== '').join(' '));
}

function refusal(expected: string, found: string): SourceRefusal {
  return new SourceRefusal('source.shape_changed', { expected, found });
}
