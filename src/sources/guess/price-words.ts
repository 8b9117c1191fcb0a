import { type Meter } from '../../domain/vocabulary.ts';
import { currencyCodeOf, isPartOfCurrency, quantityOf } from '../lib/unit-words.ts';

/** What the words of a key or header say that an amount is for. */
export interface PriceWords {
  readonly meter: Meter;
  /** For how many units; undefined when the words do not say, null when they say it in a way that is not understood. */
  readonly per: number | null | undefined;
  readonly service: 'batch' | 'flex' | undefined;
  readonly currency: string | undefined;
}

const MONEY = new Set(['price', 'prices', 'pricing', 'cost', 'costs', 'usd', 'eur', 'cny', 'rmb', 'gbp', 'jpy', 'fee', 'charge', 'rate', 'rates', '$', '€', '£', '¥']);
/** Words of numbers that look like prices and are none, and of conditions that nobody can read out of one word. */
const OTHERS = new Set(['max', 'min', 'limit', 'limits', 'context', 'window', 'discount', 'percent', 'ratio', 'multiplier', 'created', 'updated', 'version', 'above', 'over', 'below', 'under', 'long', 'priority', 'monthly', 'month', 'annual', 'year', 'old', 'previous', 'original', 'storage', 'training',
  'markup', 'credit', 'credits', 'point', 'points', 'dbu', 'hour', 'hourly', 'day', 'finetune']);

const SIGN_CODES: ReadonlyMap<string, string> = new Map([['€', 'EUR'], ['£', 'GBP']]);
const KNOWN_SIGNS: ReadonlySet<string> = new Set(['$', '€', '£']);
const OTHER_DOLLARS: ReadonlySet<string> = new Set(['a', 'au', 'c', 'ca', 'hk', 'mx', 'nt', 'nz', 'r', 's', 'sg']);

/** A sign that is not one of the currencies told apart here: a yen sign may be of two, and "R$" is no dollar. */
function hasForeignSign(words: readonly string[]): boolean {
  return words.some((word, at) => /^\p{Sc}$/u.test(word) && (!KNOWN_SIGNS.has(word) || OTHER_DOLLARS.has(words[at - 1] ?? '')));
}

const PHRASE = /(?:\bper\s{1,3}|\/\s?)(?:[\d,.]{1,15}\s?)?(?:(?:k|m|b|thousand|million|billion)\b\s?)?(?:[km]?tok(?:en)?s?\b|characters?\b)?/gi;

/** What a sentence around prices says of all of them, as words to read each price with: "per 1k tokens", "cents", "eur". */
export function wordsAbout(text: string): readonly string[] {
  const units = [...new Set([...text.slice(0, 200_000).matchAll(PHRASE)].map(([phrase]) => wordsOf(phrase).join(' ')))];
  const counts = units.map((phrase) => phrase.split(' ')).filter((words) => quantityOf(words) !== undefined);
  const money = wordsOf(text).filter((word) => isPartOfCurrency(word) || currencyCodeOf(word) !== undefined || /^\p{Sc}$/u.test(word));
  return [...counts.flat(), ...new Set(money)];
}

/** The words of a key or header: "inputPricePer1M" → input, price, per, 1m; a slash is "per", and signs of money are words. */
export function wordsOf(text: string): readonly string[] {
  const spaced = text.slice(0, 300).replaceAll('/', ' per ').replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll(/([a-z])(\d)/gi, '$1 $2').toLowerCase();
  return spaced.split(/[^\p{L}\p{N}\p{Sc}]+/u).flatMap((word) => word.split(/(\p{Sc})/u)).filter((word) => word !== '');
}

/** Whether words speak of money at all. */
export function speaksOfMoney(words: readonly string[]): boolean {
  return words.some((word) => MONEY.has(word));
}

/** What is counted, as far as the words say it for certain; undefined otherwise. */
export function priceWords(words: readonly string[]): PriceWords | undefined {
  if (words.some((word) => OTHERS.has(word) || isPartOfCurrency(word)) || hasForeignSign(words)) return undefined;
  const meter = meterOf((...any) => any.some((word) => words.includes(word)));
  if (meter === undefined) return undefined;
  const service = words.includes('batch') || words.includes('batches') ? 'batch' : words.includes('flex') ? 'flex' : undefined;
  const currencies = [...new Set(words.flatMap((word) => currencyCodeOf(word) ?? SIGN_CODES.get(word) ?? []))];
  // A dollar sign alone is left to the currency of the whole page.
  return currencies.length > 1 || (words.includes('$') && currencies.length === 1 && currencies[0] !== 'USD') ? undefined : { meter, per: perOf(words, meter), service, currency: currencies[0] };
}

function meterOf(has: (...any: readonly string[]) => boolean): Meter | undefined {
  const [input, output] = [has('input', 'inputs', 'prompt'), has('output', 'outputs', 'completion', 'completions')];
  if (has('cache', 'cached', 'caching')) {
    if (has('write', 'writes', 'creation')) return 'cache_write_token';
    return has('audio') ? 'cached_audio_input_token' : 'cached_input_token';
  }
  if (has('second', 'seconds', 'sec')) return has('gpu') ? 'gpu_second' : has('audio') ? 'audio_second' : has('video') ? 'video_second' : undefined;
  if (has('minute', 'minutes')) return has('audio') ? 'audio_minute' : undefined;
  if (has('audio')) return input === output ? undefined : input ? 'audio_input_token' : 'audio_output_token';
  if (has('image', 'images')) {
    if (has('token', 'tokens')) return input === output ? undefined : input ? 'image_input_token' : 'image_output_token';
    return input ? 'input_image' : 'image';
  }
  if (has('character', 'characters', 'chars')) return 'character';
  if (has('megapixel', 'megapixels')) return 'megapixel';
  if (has('request', 'requests', 'call', 'calls')) return 'request';
  if (has('reasoning', 'video')) return undefined;
  return input === output ? undefined : input ? 'input_token' : 'output_token';
}

/** Tokens and characters are asked by the thousand or million; everything else by the piece, unless "per" says otherwise. */
function perOf(words: readonly string[], meter: Meter): number | null | undefined {
  const quantity = quantityOf(words);
  if (meter.endsWith('token') || meter === 'character') return quantity;
  // "1k" is a resolution to an image.
  return quantity === undefined || quantity === 1 ? 1 : /\bper (?:\d|thousand|million)/.test(words.join(' ')) ? quantity : null;
}
