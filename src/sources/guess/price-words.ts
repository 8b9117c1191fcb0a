import { type Meter } from '../../domain/vocabulary.ts';

/** What the words of a key or header say that an amount is for. */
export interface PriceWords {
  readonly meter: Meter;
  /** For how many units; undefined when the words do not say. */
  readonly per: number | undefined;
  readonly service: 'batch' | 'flex' | undefined;
  readonly currency: string | undefined;
}

const MONEY = new Set(['price', 'prices', 'pricing', 'cost', 'costs', 'usd', 'eur', 'cny', 'rmb', 'gbp', 'jpy', 'fee', 'charge', 'rate', 'rates', '$', '€', '£', '¥']);
/** Words of numbers that look like prices and are none, and of conditions that nobody can read out of one word. */
const OTHERS = new Set(['max', 'min', 'limit', 'limits', 'context', 'window', 'discount', 'percent', 'ratio', 'multiplier', 'created', 'updated', 'version', 'above', 'over', 'below', 'under', 'long', 'priority', 'monthly', 'month', 'annual', 'year', 'old', 'previous', 'original', 'storage', 'training',
  'cent', 'cents', 'credit', 'credits', 'point', 'points', 'dbu', 'hour', 'hourly', 'day', 'finetune']);
const CURRENCIES: Readonly<Record<string, string>> = { usd: 'USD', eur: 'EUR', gbp: 'GBP', cny: 'CNY', rmb: 'CNY', jpy: 'JPY', krw: 'KRW', inr: 'INR' };

/** The words of a key or header: "inputPricePer1M" → input, price, per, 1m. */
export function wordsOf(text: string): readonly string[] {
  const spaced = text.slice(0, 300).replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll(/([a-z])(\d)/gi, '$1 $2').toLowerCase();
  return spaced.split(/[^\p{L}\p{N}$€£¥]+/u).flatMap((word) => word.split(/([$€£¥])/u)).filter((word) => word !== '');
}

/** Whether words speak of money at all. */
export function speaksOfMoney(words: readonly string[]): boolean {
  return words.some((word) => MONEY.has(word));
}

/** What is counted, as far as the words say it for certain; undefined otherwise. */
export function priceWords(words: readonly string[]): PriceWords | undefined {
  if (words.some((word) => OTHERS.has(word))) return undefined;
  const meter = meterOf((...any) => any.some((word) => words.includes(word)));
  if (meter === undefined) return undefined;
  const service = words.includes('batch') || words.includes('batches') ? 'batch' : words.includes('flex') ? 'flex' : undefined;
  const currency = words.map((word) => CURRENCIES[word]).find((code) => code !== undefined);
  return { meter, per: perOf(words, meter), service, currency };
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

const MILLION = new Set(['1m', 'million', 'millions', 'mtok', 'mtoken', 'mtokens', '1000000', 'm']);
const THOUSAND = new Set(['1k', 'thousand', 'ktok', 'ktokens', '1000', 'k']);

function perOf(words: readonly string[], meter: Meter): number | undefined {
  const joined = words.join(' ');
  if (words.some((word) => MILLION.has(word)) || /\b1 (?:m|000 000)\b/.test(joined)) return 1_000_000;
  if (words.some((word) => THOUSAND.has(word)) || /\b1 k\b/.test(joined)) return 1000;
  const counted = meter.endsWith('token') ? ['token', 'tokens'] : meter === 'character' ? ['character'] : [];
  if (counted.length === 0) return 1;
  return counted.some((word) => joined.includes(`per ${word}`)) ? 1 : undefined;
}
