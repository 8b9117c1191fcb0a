import { decimalFromText, type Decimal } from '../../domain/decimal.ts';

/** How a catalog writes amounts. */
export interface PriceStyle {
  /** ISO 4217 code; a printed sign must agree with it. */
  readonly currency: string;
  /** The character before the fraction; the other one groups thousands. */
  readonly decimal: '.' | ',';
  /** Words that may stand around the amount ("/ 1M tokens"), compared without regard to case and spacing. */
  readonly words: readonly string[];
}

const SIGNS: Readonly<Record<string, readonly string[]>> = {
  USD: ['US$', '$'], EUR: ['€'], GBP: ['£'], CNY: ['¥', '￥', 'RMB', '元'], JPY: ['¥', '￥', '円'], KRW: ['₩'], INR: ['₹'],
};
const GROUPED = /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/;
const MAX_LENGTH = 200;

/**
 * Reads one amount exactly: "$1,234.50" → "1234.50", "1e-07" → "0.0000001". Nothing may stand beside the amount but the
 * sign of the configured currency and the words that the settings name: "$5 $3", "3¢" or "from $2" give undefined.
 */
export function amountFromText(text: string, style: PriceStyle): Decimal | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const bare = withoutCurrency(withoutWords(plainSpaces(text), style.words), style.currency);
  if (bare === undefined) return undefined;
  const dotted = style.decimal === '.' ? bare : swapSeparators(bare);
  return decimalFromText(GROUPED.test(dotted) ? dotted.replaceAll(',', '') : dotted);
}

/** Spaces of all kinds as single ones, none at the ends. */
export function plainSpaces(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/**
 * A JSON number as printed, rid of what a binary float adds: "0.30000000000000004" is 0.3. Only a number of 16 or 17
 * significant digits that becomes at most 12 when rounded to 15 is such noise; every other text stays as it is.
 */
export function withoutFloatNoise(text: Decimal): Decimal {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  if (digits.length < 16 || digits.length > 17 || fraction === '' || digits.endsWith('0')) return text;
  const rounded = roundDigits(digits, 15);
  const clean = rounded.text.replace(/0+$/, '');
  if (clean.length > 12) return text;
  // The digits up to the point are the whole digits without leading zeros, or none (and then zeros follow the point).
  const point = digits.length - fraction.length + (rounded.carried ? 1 : 0);
  const padded = point > 0 ? clean.padEnd(point, '0') : '0'.repeat(-point) + clean;
  const before = point > 0 ? padded.slice(0, point) : '0';
  const after = padded.slice(Math.max(point, 0));
  return `${text.startsWith('-') ? '-' : ''}${before}${after === '' ? '' : `.${after}`}`;
}

function roundDigits(digits: string, keep: number): { readonly text: string; readonly carried: boolean } {
  const up = (digits[keep] ?? '0') >= '5';
  const head = digits.slice(0, keep);
  const text = up ? String(BigInt(head) + 1n) : head;
  return { text, carried: text.length > keep };
}

/** Takes each of the words away once. A word that begins or ends with a digit never takes part of a longer number along. */
function withoutWords(text: string, words: readonly string[]): string {
  let rest = text;
  for (const word of words.map(plainSpaces).toSorted((a, b) => b.length - a.length)) {
    const at = word === '' ? -1 : rest.toLowerCase().indexOf(word.toLowerCase());
    if (at < 0) continue;
    const [before, after] = [rest.slice(0, at), rest.slice(at + word.length)];
    const splitsNumber = (NUMERIC.test(before.slice(-1)) && NUMERIC.test(word.slice(0, 1))) || (NUMERIC.test(word.slice(-1)) && NUMERIC.test(after.slice(0, 1)));
    if (!splitsNumber) rest = `${before} ${after}`.trim();
  }
  return rest;
}

const NUMERIC = /[\d.,]/;

function withoutCurrency(text: string, currency: string): string | undefined {
  const signs = [...(SIGNS[currency] ?? []), currency];
  const before = signs.find((sign) => text.startsWith(sign)) ?? '';
  const after = signs.find((sign) => text.endsWith(sign)) ?? '';
  const rest = text.slice(before.length, Math.max(before.length, text.length - after.length)).trim();
  return /^[\d.,eE+-]+$/.test(rest) ? rest : undefined;
}

function swapSeparators(text: string): string {
  return text.replaceAll(/[.,]/g, (sign) => (sign === '.' ? ',' : '.'));
}
