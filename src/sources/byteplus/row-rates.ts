import { printedDigits, product, sum, toDigits } from '../../domain/decimal.ts';
import { beyondAnyPrice, isBeyondAnyPrice } from '../../domain/plausible.ts';
import { rate, type Conditions, type Promotion } from '../../domain/rate.ts';
import { type FoundRate } from '../../domain/settle.ts';
import { type Meter } from '../../domain/vocabulary.ts';
import { cellText, type Cell } from './blocks.ts';
import { type CellEntry, type CellOffer } from './cell.ts';
import { meterOfItem, type Column } from './columns.ts';
import { RowFault } from './row-fault.ts';
import { type Section } from './sections.ts';
import { short } from './text.ts';
import { meterByUnit, parseUnit, STANDING_TOKEN_UNIT, type PriceUnit } from './units.ts';

type PriceColumn = Extract<Column, { role: 'price' }>;

/** The row that an amount stands in. */
export interface RowContext {
  readonly columns: readonly Column[];
  readonly cells: readonly Cell[];
  readonly section: Section;
  readonly id: string;
  /** No price column of the table prints a unit. */
  readonly trimmed: boolean;
}

/**
 * The rate that one entry of a price cell stands for; null where it says that nothing is offered.
 * @throws RowFault when unit, meter or amount are not certain
 */
export function rateOf(entry: CellEntry, column: PriceColumn, base: Conditions, context: RowContext): { readonly rate: FoundRate; readonly standing: boolean } | null {
  const { value } = entry;
  if (value.kind === 'not_offered') return null;
  const printed = printedUnit(entry, column);
  const unit = printed ?? unprintedUnit(column, context);
  const meter = meterOfRow(column, unit, context);
  // Images and calls carry no service of their own, except where their table stands apart from the online one.
  const service = column.service ?? (unit.counts !== 'token' && context.section.service === 'online' ? null : context.section.service);
  const conditions = withService({ ...base, ...entry.conditions }, service, entry.conditions.service ?? base.service);
  const common = { meter, per: unit.per, said: short(`${column.printed}: ${entry.said}`) };
  const standing = printed === null && unit.counts === 'token';
  if (value.kind === 'on_request') return { rate: { ...rate({ ...common, amount: null, kind: 'on_request' }), conditions }, standing };
  const asked = { amount: value.amount, currency: 'USD' };
  if (isBeyondAnyPrice(asked)) throw new RowFault(beyondAnyPrice(asked));
  const offer = value.offer === null ? {} : { promotion: promotionOf(value.amount, value.offer) };
  return { rate: { ...rate({ ...common, amount: value.amount, ...offer }), conditions }, standing };
}

/** The unit of the column; a cell may repeat it, or give it where the column has none. */
function printedUnit(entry: CellEntry, column: PriceColumn): PriceUnit | null {
  const words = entry.value.kind === 'amount' ? entry.value.unit : null;
  if (words === null) return column.unit;
  const unit = parseUnit(words);
  if (unit === null) throw new RowFault(`unknown unit "${words}" in a cell`);
  if (column.unit !== null && !sameUnit(column.unit, unit)) throw new RowFault(`the cell says "${words}" where its column says "${column.unit.counts}"`);
  return unit;
}

/** A trimmed copy drops the units of all token columns alike; a plan is priced as it is. Anything else is not certain. */
function unprintedUnit(column: PriceColumn, context: RowContext): PriceUnit {
  if (context.columns.some((one) => one.role === 'model' && one.prefix === 'plan/')) return { counts: 'unit', per: 1, perHour: false };
  const ofTokens = column.meter !== 'by_row' || column.service !== null;
  if (!context.trimmed || !ofTokens) throw new RowFault(`no unit for "${column.name}"`);
  return { ...STANDING_TOKEN_UNIT, perHour: column.meter === 'storage_token_hour' };
}

function sameUnit(a: PriceUnit, b: PriceUnit): boolean {
  return a.counts === b.counts && a.per === b.per && a.perHour === b.perHour;
}

function meterOfRow(column: PriceColumn, unit: PriceUnit, context: RowContext): Meter {
  if (column.meter !== 'by_row') return column.meter;
  const item = cellText(context.cells[context.columns.findIndex((one) => one.role === 'item')]);
  const named = item !== '' && !/^(?:-+|not applicable)$/i.test(item);
  const meter = named ? meterOfItem(item, unit) : meterByUnit(unit, context.section.video || /seedance/i.test(context.id));
  if (meter === undefined) throw new RowFault(named ? `unknown billing item "${short(item, 60)}"` : `a price per ${unit.counts} of nothing named`);
  if ((meter === 'storage_token_hour') !== unit.perHour) throw new RowFault(`"${item}" and its unit do not agree about hours`);
  return meter;
}

/** Peak hours are a service of their own while online; under flex or batch they are a tier of it. */
function withService(conditions: FoundRate['conditions'], service: string | null, hours: Conditions['service']): FoundRate['conditions'] {
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

