import { compareDecimals, product } from '../../domain/decimal.ts';
import { METER_UNITS } from '../../domain/vocabulary.ts';
import { type CatalogSettings, type RateSetting } from './catalog-settings.ts';
import { currencyCodeOf, isHundredth, quantityOf } from './unit-words.ts';

/** Words of a header that change nothing about its price. */
const NEUTRAL: ReadonlySet<string> = new Set(['price', 'prices', 'pricing', 'cost', 'costs', 'rate', 'rates', 'fee', 'fees', 'charge', 'charges', 'list', 'regular', 'standard', 'base', 'api', 'usage', 'per', 'for', 'of', 'in', 'the', 'a', 'an', 'each', 'us', 'dollar', 'dollars']);
const SIGNS: ReadonlyMap<string, readonly string[]> = new Map([['$', ['USD']], ['€', ['EUR']], ['£', ['GBP']], ['¥', ['CNY', 'JPY']], ['₩', ['KRW']], ['₹', ['INR']]]);
const QUANTITY_WORD = /^(?:\d{1,12}(?:k|m|b|bn)?|k|m|b|bn|thousands?|millions?|billions?)?(?:tok(?:en)?s?)?$/;

type Priced = Pick<CatalogSettings, 'currency' | 'rates'>;

/** What keeps a header from being the column that the settings mean; undefined where nothing does. */
export interface HeaderFault {
  /** A word that is not known here: it may be another column. */
  readonly other: string | undefined;
  /** Another unit or currency than that of the rate. */
  readonly unit: string | undefined;
}

/** Checks the words of one named column's header beyond those of the settings. */
export type HeaderCheck = (column: string, beyond: readonly string[]) => HeaderFault;

/**
 * Where a header only contains the words of the settings, its other words must leave the price what it is: "Max input" is
 * another column, and "Input ($/1K)" contradicts a rate for a million. Columns of no rate may be headed as they like.
 */
export function headerCheck(settings: Priced): HeaderCheck {
  return (column, beyond) => {
    const rates = settings.rates.filter((rate) => [rate.amount].flat().includes(column));
    const first = (fault: (rate: RateSetting) => string | undefined): string | undefined => rates.map(fault).find((one) => one !== undefined);
    return { other: first((rate) => otherWord(beyond, rate)), unit: first((rate) => unitFault(beyond, rate, settings)) };
  };
}

function otherWord(beyond: readonly string[], rate: RateSetting): string | undefined {
  const word = beyond.find((one) => !NEUTRAL.has(one) && !isHundredth(one) && !isUnitOf(one, rate) && !QUANTITY_WORD.test(one) && currenciesOf(one).length === 0);
  if (word !== undefined) return `the word "${word.slice(0, 40)}", which the settings do not name`;
  const quantity = quantityOf(beyond);
  return quantity === null || (quantity !== undefined && typeof rate.per === 'object') ? `"${shown(beyond)}", which may be another unit than that of the settings` : undefined;
}

/** Checks a caption against the rates of one column: a unit or a currency that the header says itself is nearer. */
export type CaptionCheck = (column: string, header: readonly string[], caption: readonly string[]) => string | undefined;

/** "Prices per 1K tokens" above a column that the settings read for a million; of other numbers in a caption nothing is known. */
export function captionCheck(settings: Priced): CaptionCheck {
  return (column, header, caption) => {
    const units = quantityOf(header) === undefined && !header.some(isHundredth) && caption.includes('per');
    const money = header.every((word) => currenciesOf(word).length === 0);
    const rates = settings.rates.filter((rate) => [rate.amount].flat().includes(column));
    return rates.map((rate) => (money ? currencyFault(caption, rate, settings) : undefined) ?? (units ? quantityFault(caption, rate) : undefined)).find((one) => one !== undefined);
  };
}

function unitFault(beyond: readonly string[], rate: RateSetting, settings: Priced): string | undefined {
  return currencyFault(beyond, rate, settings) ?? quantityFault(beyond, rate);
}

function currencyFault(beyond: readonly string[], rate: RateSetting, settings: Priced): string | undefined {
  const currency = typeof rate.currency === 'string' ? rate.currency : settings.currency;
  const foreign = beyond.find((word) => currenciesOf(word).length > 0 && !currenciesOf(word).includes(currency));
  return foreign === undefined ? undefined : `"${foreign}" where the settings say ${currency}`;
}

function shown(words: readonly string[]): string {
  return words.join(' ').slice(0, 60);
}

function currenciesOf(word: string): readonly string[] {
  return SIGNS.get(word) ?? [currencyCodeOf(word) ?? []].flat();
}

/** "second" for a price of video seconds. */
function isUnitOf(word: string, { meter }: RateSetting): boolean {
  return typeof meter === 'string' && METER_UNITS[meter].split('_').some((unit) => word === unit || word === `${unit}s` || (unit === 'second' && word === 'sec'));
}

/** Holds the printed unit against that of the rate: an amount × scale is asked for `per` units. */
function quantityFault(beyond: readonly string[], rate: RateSetting): string | undefined {
  const quantity = quantityOf(beyond);
  const cents = beyond.some(isHundredth);
  if (quantity === null || typeof rate.per === 'object' || (quantity === undefined && !cents)) return undefined;
  const scale = product(rate.scale ?? '1', cents ? '100' : '1');
  const agrees = compareDecimals(quantity === undefined ? scale : product(String(quantity), scale), quantity === undefined ? '1' : String(rate.per)) === 0;
  return agrees ? undefined : `"${shown(beyond)}" where the settings read an amount for ${rate.per}${rate.scale === undefined ? '' : ` (× ${rate.scale})`}`;
}
