import { type Conditions } from '../../domain/rate.ts';
import { type Unread } from '../../domain/reading.ts';
import { type FoundRate } from '../../domain/settle.ts';
import { cellProse, cellText, rowText, type Cell } from './blocks.ts';
import { readCell, withoutArithmetic, type CellArithmetic, type CellEntry } from './cell.ts';
import { type Column } from './columns.ts';
import { peak } from './labels.ts';
import { isTwinModel, readModelCell, type ModelCell } from './models.ts';
import { RowFault } from './row-fault.ts';
import { rateOf, type RowContext } from './row-rates.ts';
import { type Section } from './sections.ts';
import { outputTier, promptTier, type TierScale } from './tiers.ts';
import { short, slug } from './text.ts';

/** What one row of a price table says about one route. */
export interface FoundRow {
  readonly route: string;
  readonly aliases: readonly string[];
  readonly rates: readonly FoundRate[];
  /** Resolutions the row says it does not support. */
  readonly unsupported: readonly string[];
  /** The prose of the row's cells: promotions and limits may stand there. */
  readonly prose: string;
  readonly arithmetic: readonly { readonly arithmetic: CellArithmetic; readonly amount: string }[];
}

export interface TableReading {
  readonly rows: readonly FoundRow[];
  readonly unread: readonly Unread[];
  /** Some amount was read with the page's standing unit, because the table prints none. */
  readonly standing: boolean;
}

/** Reads the rows of a table whose columns are known. A row that holds an unknown word is unread as a whole. */
export function readRows(columns: readonly Column[], rows: readonly (readonly Cell[])[], section: Section): TableReading {
  const found: FoundRow[] = [];
  const unread: Unread[] = [];
  let standing = false;
  let carried: Carried = { model: null, tier: null };
  for (const cells of rows) {
    if (cells.every((cell) => cellText(cell) === '')) continue;
    try {
      const row = openRow(columns, cells, carried);
      carried = row;
      const context = { columns, cells, section, trimmed: columns.every((column) => column.role !== 'price' || column.unit === null) };
      for (const [index, id] of row.model.ids.entries()) {
        const reading = readRow({ ...context, id }, row, index === 0);
        found.push(reading.row);
        unread.push(...reading.unread);
        standing ||= reading.standing;
      }
    } catch (fault) {
      if (!(fault instanceof RowFault)) throw fault;
      // What this row would have lent to the rows below is not known, except a model it did name.
      carried = { model: modelNamed(columns, cells, carried), tier: null };
      for (const route of carried.model?.ids ?? [null]) unread.push({ route, said: short(rowText(cells)), reason: fault.message });
    }
  }
  return { rows: found, unread, standing };
}

/** Cells that a row leaves empty because the one above spans it; null where nobody can tell. */
interface Carried {
  readonly model: ModelCell | null;
  readonly tier: Conditions | null;
}

interface Row extends Carried {
  readonly model: ModelCell;
  readonly tier: Conditions;
  /** False where the model is the one of the row above. */
  readonly own: boolean;
}

function openRow(columns: readonly Column[], cells: readonly Cell[], carried: Carried): Row {
  const model = modelNamed(columns, cells, carried);
  if (model === null) throw new RowFault('no readable model id in this row');
  if (model.ids.some(isTwinModel)) throw new RowFault('a model id of the Volcengine twin, whose prices are in CNY');
  if (cells.length !== columns.length) throw new RowFault(`${cells.length} cells under ${columns.length} columns: nobody can tell which is missing`);
  const own = model.ids.join() !== carried.model?.ids.join();
  return { model, own, tier: tierOf(columns, cells, own ? {} : carried.tier) };
}

function modelNamed(columns: readonly Column[], cells: readonly Cell[], carried: Carried): ModelCell | null {
  const cell = cells[columns.findIndex((column) => column.role === 'model')];
  if (cell === undefined || cell.lines.length === 0) return carried.model;
  return readModelCell(cell) ?? null;
}

function readRow(context: RowContext, row: Row, first: boolean): { readonly row: FoundRow; readonly unread: readonly Unread[]; readonly standing: boolean } {
  const { columns, cells, id } = context;
  const base = { ...rowConditions(columns, cells), ...row.tier };
  const rates: FoundRate[] = [];
  const unread: Unread[] = [];
  const arithmetic: FoundRow['arithmetic'][number][] = [];
  const unsupported = [...unsupportedIn(row.model.prose)];
  let standing = false;
  columns.forEach((column, at) => {
    const text = cellText(cells[at]);
    if (column.role === 'unknown_price' && !/^-*$/.test(text)) unread.push({ route: id, said: short(`${column.name}: ${text}`), reason: column.reason });
    if (column.role !== 'price') return;
    if (text === '' && !row.own) unread.push({ route: id, said: short(rowText(cells)), reason: `empty under "${column.name}": merged with the cell above, or no price` });
    const reading = readCell(text);
    if (!reading.ok) throw new RowFault(reading.reason);
    for (const entry of reading.entries) {
      unsupported.push(...unsupportedBy(entry));
      const found = rateOf(entry, column, base, context);
      if (found === null) continue;
      rates.push(found.rate);
      standing ||= found.standing;
      const behind = reading.arithmetic ?? withoutArithmetic(cellProse(cells[at])).arithmetic;
      if (behind !== null && found.rate.amount !== null && reading.entries.length === 1) arithmetic.push({ arithmetic: behind, amount: found.rate.amount });
    }
  });
  const prose = [row.model.prose, ...cells.map(cellProse)].join(' ');
  return { row: { route: routeName(columns, id), aliases: first ? row.model.aliases : [], rates, unsupported, prose, arithmetic }, unread, standing };
}

function routeName(columns: readonly Column[], id: string): string {
  const column = columns.find((one) => one.role === 'model');
  return column?.role === 'model' ? `${column.prefix}${column.prefix === '' ? id : id.toLowerCase().replaceAll(' ', '-')}` : id;
}

function tierOf(columns: readonly Column[], cells: readonly Cell[], carried: Conditions | null): Conditions {
  const at = columns.findIndex((column) => column.role === 'tier');
  const column = columns[at];
  if (column?.role !== 'tier') return {};
  const text = cellText(cells[at]);
  if (text !== '') return tierConditions(text, column.scale ?? '1000');
  if (carried === null) throw new RowFault('no pricing tier in this row, and the one above could not be read');
  return carried;
}

function tierConditions(text: string, scale: TierScale): Conditions {
  if (/^(?:-+|\/|none|not applicable|n\/a|all)$/i.test(text)) return {};
  let conditions: Conditions = {};
  for (const part of text.split(/\s?(?:;|,|&|\band\b)\s?(?=(?:prompt|input|output|off-?\s?peak|peak)\b)/i)) {
    const prompt = promptTier(part, scale);
    const output = outputTier(part, scale);
    const hours = peak(part);
    if (prompt !== undefined) conditions = { ...conditions, prompt_tokens: prompt };
    else if (output !== undefined) conditions = { ...conditions, tier: output };
    else if (hours !== undefined) conditions = { ...conditions, ...hours };
    else throw new RowFault(`unknown pricing tier "${short(text, 60)}"`);
  }
  return conditions;
}

/** Mode and billing term of the row. A list of several modes under one amount is no condition, only a remark. */
function rowConditions(columns: readonly Column[], cells: readonly Cell[]): Conditions {
  let conditions: Conditions = {};
  columns.forEach((column, at) => {
    const cell = cells[at];
    const text = cellText(cell);
    if (text === '' || /^-+$/.test(text)) return;
    if (column.role === 'mode') {
      if (text.length > 300) throw new RowFault('a generation mode of more than 300 characters');
      const several = (cell?.lines.length ?? 0) > 1 || (text.match(/\bmodel\b/gi)?.length ?? 0) > 1;
      conditions = { ...conditions, ...(several ? { note: cell?.lines.join('; ') ?? '' } : { option: slug(text) }) };
    }
    if (column.role === 'term' && !/^(?:postpaid|prepaid|pay-as-you-go)$/i.test(text)) conditions = { ...conditions, tier: text.toLowerCase() };
  });
  return conditions;
}

function unsupportedBy(entry: CellEntry): readonly string[] {
  const { resolution } = entry.conditions;
  return entry.value.kind === 'not_offered' && resolution !== undefined ? [resolution].flat() : [];
}

/** "1080p output is not supported." */
function unsupportedIn(prose: string): readonly string[] {
  const match = /((?:\d{3,4}p|\dk)(?:(?:\s?[,/]\s?|\s(?:and|or)\s)(?:\d{3,4}p|\dk)){0,4})(?: video)?(?: outputs?)? (?:is|are) not (?:yet )?supported/i.exec(prose);
  return match === null ? [] : (match[1] ?? '').toLowerCase().match(/\d{3,4}p|\dk/g) ?? [];
}
