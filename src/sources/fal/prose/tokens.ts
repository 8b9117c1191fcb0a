import { decimalFromText, type Decimal } from '../../../domain/decimal.ts';
import { mendWord } from './spelling.ts';

/**
 * Price prose as tokens. Markup is gone by then, so that a bold mark that moved, a sign outside the bold or a doubled
 * space never change what is read.
 */
export type Token =
  | { readonly kind: 'money'; readonly amount: Decimal; readonly currency: string; readonly cents: boolean; /** Set where the digits are no one number: as they stand there. */ readonly written?: string }
  | { readonly kind: 'number'; readonly value: Decimal }
  /** "720p", "4k", "1024x1024", "848px": lower case, no spaces. */
  | { readonly kind: 'size'; readonly text: string }
  /** "5s", "10 seconds", "1-minute". */
  | { readonly kind: 'span'; readonly count: Decimal; readonly unit: 'second' | 'minute' }
  /** "4 MP" */
  | { readonly kind: 'megapixels'; readonly count: Decimal }
  /** "2x", "x0.6" */
  | { readonly kind: 'factor'; readonly value: Decimal }
  | { readonly kind: 'percent'; readonly value: Decimal }
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'sign'; readonly text: string };

const NUMBER = String.raw`(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|0,\d+|\d+(?:\.\d+)?|\.\d+)`;
const CURRENCY = String.raw`(?:US\$|\$|€|£|¥)`;
const SPAN_UNIT = String.raw`(seconds?|secs?|s|minutes?|mins?)(?![\p{L}\p{N}_])`;

/** One rule a shape, tried in this order at every position; each is anchored, so the scan is linear. */
const RULES: readonly (readonly [RegExp, (match: RegExpExecArray) => Token | undefined])[] = [
  [/\s+/uy, () => undefined],
  // "$(0.0045 x number of images)": a term of a formula, whose number is said elsewhere in the same text.
  [/\$ ?\([^)$]{0,80}\)/uy, () => ({ kind: 'sign', text: '$()' })],
  // "$1,5", "$1.234,56": a comma or a point follows the number that can be read, and further digits.
  [new RegExp(`(${CURRENCY}) ?(?=\\d)(?!${NUMBER}(?![\\d]|[.,]\\d))(\\d[\\d.,]{0,40}\\d)`, 'uy'), (m) => ({ kind: 'money', amount: '0', currency: 'USD', cents: false, written: m[2] ?? '' })],
  [new RegExp(`(${CURRENCY}) ?(${NUMBER})( ?(?:cents?|¢)(?!\\p{L}))?`, 'uy'), (m) => money(m[2], m[1], m[3])],
  [new RegExp(`(${NUMBER}) ?(cents?|¢)(?!\\p{L})`, 'uy'), (m) => money(m[1], '$', m[2])],
  [new RegExp(`(${NUMBER}) ?(\\$|€|£|USD|dollars?)(?![\\d.(]|\\p{L})( ?(?:cents?|¢)(?!\\p{L}))?`, 'uy'), (m) => money(m[1], m[2], m[3])],
  [new RegExp(`USD ?(${NUMBER})(?![\\d\\p{L}])`, 'uy'), (m) => money(m[1], 'USD', undefined)],
  [/(\d{2,5}) ?[x*] ?(\d{2,5})(?: ?px| ?pixels)?(?!\p{L}|\.?\d)/uy, (m) => ({ kind: 'size', text: `${m[1]}x${m[2]}` })],
  [/(\d{3,4}) ?p(?:x|ixels?)?(?![\p{L}\d])/iuy, (m) => ({ kind: 'size', text: m[0].replace(/ /g, '').toLowerCase().replace(/pixels?$/, 'px') })],
  [/(\d{1,2}(?:\.\d)?) ?k(?![\p{L}\d])/iuy, (m) => ({ kind: 'size', text: `${m[1]}k` })],
  [new RegExp(`(${NUMBER}) ?(?:MP|megapixels?)(?!\\p{L})`, 'uy'), (m) => counted(m[1], (count) => ({ kind: 'megapixels', count }))],
  [new RegExp(`(${NUMBER}) ?${SPAN_UNIT}`, 'uy'), (m) => counted(m[1], (count) => ({ kind: 'span', count, unit: (m[2] ?? '').startsWith('m') ? 'minute' : 'second' }))],
  [new RegExp(`(${NUMBER})x(?![\\p{L}\\d])`, 'uy'), (m) => counted(m[1], (value) => ({ kind: 'factor', value }))],
  [new RegExp(`x(${NUMBER})(?![\\p{L}\\d])`, 'uy'), (m) => counted(m[1], (value) => ({ kind: 'factor', value }))],
  [new RegExp(`%(${NUMBER})|(${NUMBER}) ?(?:%|percent)`, 'uy'), (m) => counted(m[1] ?? m[2], (value) => ({ kind: 'percent', value }))],
  // "v1.5" is the name of a version.
  [/v\d{1,3}(?:\.\d{1,3}){1,3}(?![\p{L}\d])/iuy, (m) => ({ kind: 'word', text: m[0].toLowerCase() })],
  // "3D" is a word, and no three of anything.
  [/[234][dD](?![\p{L}\d])/uy, (m) => ({ kind: 'word', text: m[0].toLowerCase() })],
  [/\d+(?:st|nd|rd|th)(?!\p{L})/uy, (m) => ({ kind: 'word', text: m[0] })],
  [new RegExp(`(${NUMBER}) ?(M|K|B|k)(?!\\p{L})`, 'uy'), (m) => counted(m[1], (value) => ({ kind: 'number', value: magnified(value, m[2]) }))],
  [new RegExp(NUMBER, 'uy'), (m) => counted(m[0], (value) => ({ kind: 'number', value }))],
  [/\p{L}[\p{L}\p{N}_]*(?:['’-](?=\p{L})[\p{L}\p{N}_]+)*/uy, (m) => ({ kind: 'word', text: mendWord(m[0].toLowerCase()) })],
  [/<=|>=|[^\p{L}\p{N}\s]/uy, (m) => ({ kind: 'sign', text: m[0] })],
];

/** Splits one sentence into tokens. Never throws; what no rule knows is a sign. */
export function tokenize(sentence: string): readonly Token[] {
  const text = plain(sentence);
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const found = firstMatch(text, at);
    if (found === undefined) {
      at += 1;
      continue;
    }
    if (found.token !== undefined) tokens.push(found.token);
    at = found.end;
  }
  return tokens;
}

function firstMatch(text: string, at: number): { readonly token: Token | undefined; readonly end: number } | undefined {
  for (const [shape, make] of RULES) {
    shape.lastIndex = at;
    const match = shape.exec(text);
    if (match !== null && match[0] !== '') return { token: make(match), end: shape.lastIndex };
  }
  return undefined;
}

const SPELLED: Readonly<Record<string, string>> = { two: '2', three: '3', four: '4', five: '5', six: '6', eight: '8', ten: '10', twelve: '12', fifteen: '15', twenty: '20', thirty: '30', sixty: '60' };

/** Takes Markdown off and writes typographic signs in their plain form; "5-second" and "per-second" become two words. */
function plain(sentence: string): string {
  return sentence
    .replace(/\[([^[\]]{1,200})\]\([^()]{0,300}\)/g, '$1')
    .replace(/\\([$*_~])/g, '$1')
    // A struck-out price is not asked any more.
    .replace(/~~[^~]{0,200}~~/g, ' ')
    .replace(/[`~]/g, (sign) => (sign === '~' ? ' approximately ' : ''))
    .replace(/\*\*+|__+/g, '')
    .replace(/(?<=^|[\s(])\*(?=\S)|(?<=[^\s\d])\*(?=[\s,.;:)]|$)|(?<=\d)\*(?=[\s,.;:)](?!\s{0,3}\d)|$)/g, '')
    .replace(/\b(i|e)\.(e|g)\b\.?/gi, '$1 $2')
    .replace(/[×✕✖]/g, 'x')
    .replace(/[–—−]/g, ' - ')
    .replace(/≈/g, ' approximately ')
    .replace(/[≤]/g, ' <= ')
    .replace(/[≥]/g, ' >= ')
    .replace(/÷/g, '/')
    .replace(/[\u00a0\u202f]/g, ' ')
    // "$3/M tokens", "per MTok": a million is meant; a small m is a minute.
    .replace(/(?<=\/ ?|\bper )M(?:[Tt]ok(?:en)?s?\b|(?=[ ,.;)]|$))/g, (said) => (said === 'M' ? '1M' : '1M tokens'))
    .replace(/(?<=\/ ?|\bper )K(?= (?:[a-z]{2,12} ){0,2}(?:tokens?|char(?:acter)?s?)\b)/g, '1K')
    .replace(/\b(?:two|three|four|five|six|eight|ten|twelve|fifteen|twenty|thirty|sixty)(?=[- ](?:second|minute)s?\b)/gi, (word) => SPELLED[word.toLowerCase()] ?? word)
    .replace(/\b(per|each)-(?=\p{L})/giu, '$1 ')
    .replace(/(?<=\d)-(?=[A-Za-z])/g, ' ')
    .replace(/(?<=\d[pPkKsx])-(?=\d)/g, ' - ')
    .replace(/\s+/g, ' ');
}

function money(digits: string | undefined, sign: string | undefined, cents: string | undefined): Token | undefined {
  const currency = { '€': 'EUR', '£': 'GBP', '¥': 'CNY' }[sign ?? ''] ?? 'USD';
  return counted(digits, (amount) => ({ kind: 'money', amount, currency, cents: cents !== undefined }));
}

function counted(digits: string | undefined, make: (value: Decimal) => Token): Token | undefined {
  const value = readNumber(digits ?? '');
  return value === undefined ? undefined : make(value);
}

/** "1,000" is a thousand; "0,00625" has a decimal comma, because no thousands follow a lone zero. */
function readNumber(digits: string): Decimal | undefined {
  return decimalFromText(/^0,\d+$/.test(digits) ? digits.replace(',', '.') : digits.replaceAll(',', ''));
}

function magnified(value: Decimal, letter: string | undefined): Decimal {
  const zeros = letter === 'B' ? 9 : letter === 'M' ? 6 : 3;
  const [whole = '0', fraction = ''] = value.split('.');
  const digits = whole + fraction.padEnd(zeros, '0');
  const point = whole.length + zeros;
  return decimalFromText(point < digits.length ? `${digits.slice(0, point)}.${digits.slice(point)}` : digits) ?? value;
}
