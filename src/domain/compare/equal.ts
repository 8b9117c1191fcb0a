import { compareDecimals, equalDecimals, percentChange, product, toSignificant, withinTolerance, type Decimal } from '../decimal.ts';
import { samePricePerUnit, type Conditions, type Promotion, type Rate } from '../rate.ts';

/** Computed prices of two captures that differ by no more than this share of the larger are one price: floats on their way. */
export const COMPUTED_TOLERANCE: Decimal = '0.000001';

/** A price with so many digits was printed by a machine: 0.30000000000000004 is a binary float's 0.3, and no person's price. */
const FLOAT_DIGITS = 16;
/** What a few sums or products of binary floats lose. */
const FLOAT_NOISE: Decimal = '0.00000000000001';

/**
 * The same price for one unit: computed prices (factors on both sides) within the tolerance, read ones exactly, but for
 * the last digits of a binary float. "7.0" and "7" are one price, and so are 7 per 1,000 and 7,000 per 1,000,000.
 */
export function samePrice(before: Rate, after: Rate, tolerance: Decimal): boolean {
  const computed = before.factors !== undefined && after.factors !== undefined;
  return samePricePerUnit(before, after, computed ? (a, b) => a === b || withinTolerance(a, b, tolerance) : tolerance === '0' ? equalDecimals : equalAsRead);
}

function equalAsRead(a: Decimal, b: Decimal): boolean {
  return equalDecimals(a, b) || ((isFloat(a) || isFloat(b)) && withinTolerance(a, b, FLOAT_NOISE));
}

/** Whether an amount has more digits than anybody writes. */
export function isFloat(amount: Decimal): boolean {
  return amount.length > FLOAT_DIGITS && amount.replace('.', '').replace(/^[-0]+/, '').length >= FLOAT_DIGITS;
}

/** So many digits of a binary float are no noise. */
const SURE_DIGITS = 12;

/** An amount without the last digits of a binary float: "11.520000000000000576" is 11.52. For what people read and for likeness; what is kept keeps every digit. */
export function withoutFloatDigits(amount: Decimal): Decimal {
  return isFloat(amount) ? toSignificant(amount, SURE_DIGITS) : amount;
}

/** The change of the price of one unit; null where one of the two has no amount or another currency. */
export function priceMove(before: Rate, after: Rate): { readonly percent: Decimal | null; readonly rises: boolean } | null {
  if (before.amount === null || after.amount === null || before.currency !== after.currency) return null;
  const [from, to] = before.per === after.per
    ? [before.amount, after.amount]
    : [product(before.amount, String(after.per)), product(after.amount, String(before.per))];
  return { percent: percentChange(from, to), rises: compareDecimals(from, to) < 0 };
}

/** The rate as it is billed today: the effective amount where a promotion gives one. */
export function asPaid(rate: Rate): Rate {
  const effective = rate.promotion?.effective_amount;
  return effective == null ? rate : { ...rate, amount: effective };
}

/** Same names, same values, same order: the quick look that spares an unchanged catalog every calculation. */
export function sameVerbatim(before: readonly Rate[], after: readonly Rate[]): boolean {
  return before.length === after.length && before.every((rate, index) => {
    const other = after[index];
    return other !== undefined && rate.amount === other.amount && rate.per === other.per && rate.kind === other.kind && rate.currency === other.currency
      && sameName(rate, other) && samePromotion(rate.promotion, other.promotion);
  });
}

/** The same meter, role and conditions, compared without building keys. */
export function sameName(a: Rate, b: Rate): boolean {
  return a.meter === b.meter && a.role === b.role && sameConditions(a.conditions, b.conditions);
}

function sameConditions(a: Conditions, b: Conditions): boolean {
  if (a === b) return true;
  const keys = Object.keys(a) as (keyof Conditions)[];
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

/** The same discount, dates and audience; amounts are compared as numbers. */
export function samePromotion(a: Promotion | undefined, b: Promotion | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return sameAmount(a.percent_off, b.percent_off) && sameAmount(a.effective_amount, b.effective_amount)
    && a.from === b.from && a.until === b.until && a.audience === b.audience;
}

function sameAmount(a: Decimal | null, b: Decimal | null): boolean {
  return a === b || (a !== null && b !== null && equalDecimals(a, b));
}

/** The order of code points, which no locale changes. */
export function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
