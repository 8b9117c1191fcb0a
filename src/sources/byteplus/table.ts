import { compareDecimals, printedDigits, product, sum, toDigits } from '../../domain/decimal.ts';
import { rate, type Conditions, type Promotion } from '../../domain/rate.ts';
import { type Unread } from '../../domain/reading.ts';
import { type FoundRate } from '../../domain/settle.ts';
import { type Meter } from '../../domain/vocabulary.ts';
import { cellProse, cellText, rowText, type Cell } from './blocks.ts';
import { readCell, withoutArithmetic, type CellArithmetic, type CellEntry, type CellOffer } from './cell.ts';
import { meterOfItem, type Column } from './columns.ts';
import { peak } from './labels.ts';
import { isTwinModel, readModelCell, type ModelCell } from './models.ts';
import { type Section } from './sections.ts';
import { outputTier, promptTier, type TierScale } from './tiers.ts';
import { short, slug } from './text.ts';
import { meterByUnit, parseUnit, STANDING_TOKEN_UNIT, type PriceUnit } from './units.ts';

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
  /** The table printed no unit at all and was read with the page's standing one. */
  readonly trimmed: boolean;
}

type PriceColumn = Extract<Column, { role: 'price' }>;
const MAX_AMOUNT = '1000000';

/** Reads the rows of a table whose columns are known. A row that holds an unknown word is unread as a whole. */
export function readRows(columns: readonly Column[], rows: readonly (readonly Cell[])[], section: Section): TableReading {
  const found: FoundRow[] = [];
  const unread: Unread[] = [];
  const trimmed = columns.every((column) => column.role !== 'price' || column.unit === null);
  let carried: Carried = { model: null, tier: {} };
  for (const row of rows) {
    if (row.every((cell) => cellText(cell) === '')) continue;
    try {
      const { carried: next, results } = readRow(columns, row, section, carried, trimmed);
      carried = next;
      found.push(...results.rows);
      unread.push(...results.unread);
    } catch (fault) {
      if (!(fault instanceof RowFault)) throw fault;
      // A row that names a model nobody can read must not lend its predecessor's name to the rows below.
      carried = { model: fault.model, tier: {} };
      const said = short(rowText(row));
      for (const route of fault.model?.ids ?? [null]) unread.push({ route, said, reason: fault.message });
    }
  }
  return { rows: found, unread, trimmed: trimmed && found.some((row) => row.rates.some(({ unit }) => unit === 'token' || unit === 'token_hour')) };
}

/** Cells that a row leaves empty because the one above spans it. */
interface Carried {
  readonly model: ModelCell | null;
  readonly tier: Conditions;
}

class RowFault extends Error {
  readonly model: ModelCell | null;
  constructor(message: string, model: ModelCell | null) {
    super(message);
    this.model = model;
  }
}

function readRow(columns: readonly Column[], row: readonly Cell[], section: Section, carried: Carried, trimmed: boolean): {
  readonly carried: Carried; readonly results: Pick<TableReading, 'rows' | 'unread'>;
} {
  const model = modelOf(columns, row, carried);
  if (row.length !== columns.length) throw new RowFault(`${row.length} cells under ${columns.length} columns: nobody can tell which is missing`, model);
  const own = model !== carried.model;
  const tier = tierOf(columns, row, own ? {} : carried.tier, model);
  const base = { ...rowConditions(columns, row, model), ...tier };
  const rows: FoundRow[] = [];
  const unread: Unread[] = [];
  for (const [index, id] of model.ids.entries()) {
    const rates: FoundRate[] = [];
    const unsupported = [...unsupportedIn(model.prose)];
    const arithmetic: FoundRow['arithmetic'][number][] = [];
    columns.forEach((column, at) => {
      const cell = row[at];
      if (column.role === 'unknown_price' && cellText(cell) !== '' && readCell(cellText(cell)).ok) unread.push({ route: id, said: short(`${column.name}: ${cellText(cell)}`), reason: column.reason });
      if (column.role !== 'price') return;
      if (cellText(cell) === '' && !own) unread.push({ route: id, said: short(rowText(row)), reason: `empty under "${column.name}": merged with the cell above, or no price` });
      const reading = readCell(cellText(cell));
      if (!reading.ok) throw new RowFault(reading.reason, model);
      const quoted = withoutArithmetic(cellProse(cell)).arithmetic;
      for (const entry of reading.entries) {
        unsupported.push(...unsupportedBy(entry));
        const one = rateOf(entry, column, base, { columns, row, section, id, model, trimmed });
        if (one === null) continue;
        rates.push(one);
        const behind = reading.arithmetic ?? quoted;
        if (behind !== null && one.amount !== null && reading.entries.length === 1) arithmetic.push({ arithmetic: behind, amount: one.amount });
      }
    });
    const prose = [model.prose, ...row.map(cellProse)].join(' ');
    rows.push({ route: routeName(columns, id), aliases: index === 0 ? model.aliases : [], rates, unsupported, prose, arithmetic });
  }
  return { carried: { model, tier }, results: { rows, unread } };
}

function modelOf(columns: readonly Column[], row: readonly Cell[], carried: Carried): ModelCell {
  const cell = row[columns.findIndex((column) => column.role === 'model')];
  if (cell === undefined || cell.lines.length === 0) {
    if (carried.model === null) throw new RowFault('no model in this row and none readable above it', null);
    return carried.model;
  }
  const model = readModelCell(cell);
  if (model === undefined) throw new RowFault(`"${short(cellText(cell), 60)}" is no model id`, null);
  if (model.ids.some(isTwinModel)) throw new RowFault('a model id of the Volcengine twin, whose prices are in CNY', null);
  return model;
}

function routeName(columns: readonly Column[], id: string): string {
  const column = columns.find((one) => one.role === 'model');
  return column?.role === 'model' ? `${column.prefix}${column.prefix === '' ? id : id.toLowerCase().replaceAll(' ', '-')}` : id;
}

function tierOf(columns: readonly Column[], row: readonly Cell[], carried: Conditions, model: ModelCell): Conditions {
  const at = columns.findIndex((column) => column.role === 'tier');
  const column = columns[at];
  if (column?.role !== 'tier') return {};
  const text = cellText(row[at]);
  if (text === '') return carried;
  return tierConditions(text, column.scale ?? '1000', model);
}

function tierConditions(text: string, scale: TierScale, model: ModelCell): Conditions {
  if (/^(?:-+|\/|none|not applicable|n\/a|all)$/i.test(text)) return {};
  let conditions: Conditions = {};
  for (const part of text.split(/\s?(?:;|,|&|\band\b)\s?(?=(?:prompt|input|output|off-?\s?peak|peak)\b)/i)) {
    const prompt = promptTier(part, scale);
    const output = outputTier(part, scale);
    const hours = peak(part);
    if (prompt !== undefined) conditions = { ...conditions, prompt_tokens: prompt };
    else if (output !== undefined) conditions = { ...conditions, tier: output };
    else if (hours !== undefined) conditions = { ...conditions, ...hours };
    else throw new RowFault(`unknown pricing tier "${short(text, 60)}"`, model);
  }
  return conditions;
}

/** Mode and billing term of the row. A list of several modes under one amount is no condition, only a remark. */
function rowConditions(columns: readonly Column[], row: readonly Cell[], model: ModelCell): Conditions {
  let conditions: Conditions = {};
  columns.forEach((column, at) => {
    const cell = row[at];
    const text = cellText(cell);
    if (text === '' || /^-+$/.test(text)) return;
    if (column.role === 'mode') {
      if (text.length > 300) throw new RowFault('a generation mode of more than 300 characters', model);
      const several = (cell?.lines.length ?? 0) > 1 || (text.match(/\bmodel\b/gi)?.length ?? 0) > 1;
      conditions = { ...conditions, ...(several ? { note: cell?.lines.join('; ') ?? '' } : { option: slug(text) }) };
    }
    if (column.role === 'term' && !/^(?:postpaid|prepaid|pay-as-you-go)$/i.test(text)) conditions = { ...conditions, tier: text.toLowerCase() };
  });
  return conditions;
}

interface RowContext {
  readonly columns: readonly Column[];
  readonly row: readonly Cell[];
  readonly section: Section;
  readonly id: string;
  readonly model: ModelCell;
  readonly trimmed: boolean;
}

function rateOf(entry: CellEntry, column: PriceColumn, base: Conditions, context: RowContext): FoundRate | null {
  if (entry.value.kind === 'not_offered') return null;
  const cellUnit = entry.value.kind === 'amount' && entry.value.unit !== null ? parseUnit(entry.value.unit) : null;
  const unit = unitOf(entry, column, cellUnit, context);
  const meter = meterOfRow(column, unit, context);
  const service = column.service ?? (unit.counts === 'token' ? context.section.service : null);
  const conditions = withService({ ...base, ...entry.conditions }, service, base, entry);
  const said = short(`${column.printed}: ${entry.said}`);
  if (entry.value.kind === 'on_request') return { ...rate({ meter, amount: null, per: unit.per, kind: 'on_request', said }), conditions };
  const { amount, offer } = entry.value;
  if (compareDecimals(amount, MAX_AMOUNT) > 0) throw new RowFault(`the amount ${amount} is beyond any price`, context.model);
  return { ...rate({ meter, amount, per: unit.per, said, ...(offer === null ? {} : { promotion: promotionOf(amount, offer) }) }), conditions };
}

function unitOf(entry: CellEntry, column: PriceColumn, cellUnit: PriceUnit | null, context: RowContext): PriceUnit {
  if (entry.value.kind === 'amount' && entry.value.unit !== null && cellUnit === null) throw new RowFault(`unknown unit "${entry.value.unit}" in a cell`, context.model);
  if (column.unit !== null && cellUnit !== null && !sameUnit(column.unit, cellUnit)) throw new RowFault(`the cell says "${cellUnit.counts}" where its column says "${column.unit.counts}"`, context.model);
  const unit = column.unit ?? cellUnit;
  if (unit !== null) return unit;
  if (column.name === 'price' && context.columns.some((one) => one.role === 'model' && one.prefix === 'plan/')) return { counts: 'unit', per: 1, perHour: false };
  const ofTokens = column.meter !== 'by_row' || column.service !== null;
  if (!context.trimmed || !ofTokens) throw new RowFault(`no unit for "${column.name}"`, context.model);
  return { ...STANDING_TOKEN_UNIT, perHour: column.meter === 'storage_token_hour' };
}

function sameUnit(a: PriceUnit, b: PriceUnit): boolean {
  return a.counts === b.counts && a.per === b.per && a.perHour === b.perHour;
}

function meterOfRow(column: PriceColumn, unit: PriceUnit, context: RowContext): Meter {
  const at = context.columns.findIndex((one) => one.role === 'item');
  const item = at < 0 ? '' : cellText(context.row[at]);
  if (column.meter !== 'by_row') return column.meter;
  const video = context.section.video || /seedance/i.test(context.id);
  const meter = item !== '' && !/^(?:-+|not applicable)$/i.test(item) ? meterOfItem(item, unit) : meterByUnit(unit, video);
  if (meter === undefined) throw new RowFault(item === '' ? `a price per ${unit.counts} of nothing named` : `unknown billing item "${short(item, 60)}"`, context.model);
  if ((meter === 'storage_token_hour') !== unit.perHour) throw new RowFault(`"${item}" and its unit do not agree about hours`, context.model);
  return meter;
}

/** Peak hours are a service of their own while online; under flex or batch they are a tier of it. */
function withService(conditions: FoundRate['conditions'], service: string | null, base: Conditions, entry: CellEntry): FoundRate['conditions'] {
  const hours = entry.conditions.service ?? base.service;
  if (hours === undefined) return service === null ? conditions : { ...conditions, service };
  return service === null || service === 'online' ? { ...conditions, service: hours } : { ...conditions, service, tier: hours };
}

function promotionOf(amount: string, offer: CellOffer): Promotion {
  const effective = offer.percent_off === null ? null : product(amount, sum('100', `-${offer.percent_off}`), '0.01');
  return { percent_off: offer.percent_off, effective_amount: effective === null ? null : atLeastDigits(effective, amount), from: null, until: null, audience: null };
}

/** Not fewer digits than the list price was printed with: 5.6 less 25 % is 4.2, 10.70 less 10 % is 9.63. */
function atLeastDigits(value: string, like: string): string {
  return printedDigits(value) >= printedDigits(like) ? value : toDigits(value, printedDigits(like));
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
