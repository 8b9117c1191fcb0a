import { compareDecimals, type Decimal } from '../../domain/decimal.ts';
import { type Reading } from '../../domain/reading.ts';
import { type RateInput } from '../lib/catalog-settings.ts';
import { wordsOf, type PriceWords } from './price-words.ts';

/** How far a guess can be trusted: a known payload, words that say everything, or an assumption that a person must check. */
export type Confidence = 'certain' | 'likely' | 'possible';

/** Settings that read a page, what they read, and why they were chosen. */
export interface Guess {
  readonly adapter: string;
  readonly settings: object;
  readonly reading: Reading;
  readonly confidence: Confidence;
  readonly reason: string;
}

/** A field or column of amounts, with what its words mean and what stands in it. */
export interface PriceField {
  /** Where the amount stands, for the settings: a path or a column's name. */
  readonly amount: string;
  /** As the page calls it. */
  readonly label: string;
  readonly words: PriceWords;
  readonly amounts: readonly Decimal[];
  /** Words that stand around the amounts. */
  readonly around: readonly string[];
}

export interface GuessedRates {
  readonly rates: readonly RateInput[];
  /** Sentences on what was assumed and not said. */
  readonly assumed: readonly string[];
}

const PER_MILLION = 1_000_000;

/** What the rows say about all their amounts, in fields or columns of their own. */
export interface RowWords {
  /** Where a row names its currency. */
  readonly currency: string | undefined;
  /** The different texts of a unit field ("1M tokens"); undefined when there is no such field. */
  readonly units: ReadonlySet<string> | undefined;
}

/**
 * The rates of price fields. Where nothing says for how many tokens an amount is asked, its size does: nobody asks a cent
 * for one token, and nobody a hundred-thousandth for a million. In between it stays open and the field is left out.
 */
export function guessedRates(fields: readonly PriceField[], row: RowWords): GuessedRates {
  const assumed: string[] = [];
  const rates = fields.flatMap((field): readonly RateInput[] => {
    const bySize = perBySize(field.amounts);
    const per = field.words.per === undefined && row.units === undefined ? bySize : field.words.per;
    if (per === null || (per === 1 && bySize === PER_MILLION && field.words.meter.endsWith('token'))) {
      assumed.push(`"${field.label}" is left out: ${per === 1 ? 'nobody asks that much for one token' : 'it says for how many it is asked, in words that are not understood'}`);
      return [];
    }
    if (per === undefined) {
      assumed.push(`"${field.label}" is left out: nothing ${row.units === undefined ? '' : 'but a unit beside it, which was not understood, '}says for how many it is asked`);
      return [];
    }
    if (field.words.per === undefined) assumed.push(`"${field.label}" is taken to be for ${per === 1 ? 'one token' : '1,000,000 tokens'}, by the size of its amounts only`);
    return [{
      meter: field.words.meter,
      amount: field.amount,
      ...(per === 1 && field.words.meter.endsWith('token') ? { per: PER_MILLION, scale: String(PER_MILLION) } : { per }),
      ...(row.currency === undefined ? (field.words.currency === undefined ? {} : { currency: field.words.currency }) : { currency: { path: row.currency } }),
      ...(field.words.service === undefined ? {} : { conditions: { service: field.words.service } }),
      ...(field.around.length === 0 ? {} : { words: [...field.around] }),
    }];
  });
  return { rates, assumed };
}

/** The words of a unit that all rows share, put between the words of each price: "per 1M tokens". */
export function commonUnit(row: RowWords): readonly string[] {
  const [only] = row.units ?? [];
  return row.units?.size === 1 && only !== undefined ? wordsOf(`per ${only}`) : [];
}

function perBySize(amounts: readonly Decimal[]): number | undefined {
  const priced = amounts.filter((amount) => compareDecimals(amount, '0') > 0).toSorted(compareDecimals);
  const middle = priced[Math.floor(priced.length / 2)];
  if (middle === undefined) return undefined;
  if (compareDecimals(middle, '0.01') >= 0) return PER_MILLION;
  return compareDecimals(middle, '0.0002') < 0 ? 1 : undefined;
}
