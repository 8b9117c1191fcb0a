import { decimalFromText, equalDecimals, product, quotient, type Decimal } from '../../../domain/decimal.ts';
import { type Factor } from '../../../domain/rate.ts';
import { isRecord, numberText } from '../json.ts';

/** A price as the website's surfaces give it: before the group's ratio, and after it for one group. */
export interface PricePair {
  readonly group: string;
  readonly configured: Decimal;
  /** The price of the group, as printed. */
  readonly amount: Decimal;
  /** Its exact product is the amount. */
  readonly factors: readonly Factor[];
  /** The lowest of several. */
  readonly from: boolean;
}

/** Reads `{configured: "7", plg: "6.3", from?: true}`; every key beside the two known ones is a group. Undefined when it is something else. */
export function pricePairs(value: unknown): readonly PricePair[] | undefined {
  if (!isRecord(value)) return undefined;
  const configured = priceText(value['configured']);
  const groups = Object.keys(value).filter((key) => key !== 'configured' && key !== 'from').toSorted();
  if (configured === undefined || groups.length === 0) return undefined;
  const pairs: PricePair[] = [];
  for (const group of groups) {
    const amount = priceText(value[group]);
    if (amount === undefined) return undefined;
    pairs.push({ group, configured, amount, factors: factorsOf(configured, amount, group), from: value['from'] === true });
  }
  return pairs;
}

/** The configured price and the group's ratio where their product is exactly the amount; the amount itself otherwise. */
function factorsOf(configured: Decimal, amount: Decimal, group: string): readonly Factor[] {
  const own: Factor = { name: 'configured', value: configured };
  if (equalDecimals(configured, '0')) return equalDecimals(amount, '0') ? [own] : [{ name: 'group_price', value: amount }];
  const ratio = quotient(amount, configured, 12);
  if (equalDecimals(product(configured, ratio), amount)) return [own, { name: 'group_ratio', scope: group, value: ratio }];

  return [{ name: 'group_price', value: amount }];
}

function priceText(value: unknown): Decimal | undefined {
  const text = typeof value === 'string' ? value.trim() : numberText(value);
  const decimal = text === undefined ? undefined : decimalFromText(text);
  return decimal === undefined || decimal.startsWith('-') ? undefined : decimal;
}
