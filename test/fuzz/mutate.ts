import { type Random } from '../simulate/random.ts';

/** What damage looks like: one edit of a page's text. `other` is a page of the same or another source, for what is spliced in. */
type Edit = (text: string, random: Random, other: string) => string;

/** Numbers that no price list prints, and some that look like prices and are not. */
const HOSTILE_NUMBERS = ['1e-7', '1e400', '-1', '-0.5', 'NaN', 'Infinity', '0', '00.50', '0x1F', '1_000', '1,5', '1.2.3', '.5', '5.', '9'.repeat(40), `0.${'0'.repeat(38)}1`, '1'.repeat(400), '1e9', '1e-320', '１２', '٣', '½', '$', '999999999999', '9007199254740993'] as const;
const PIECES = ['$', '(', ')', '**', '/', '|', '"', '\\', '{', '}', '[', ']', '[1,"', '0', ',', '. ', '; ', ' and ', ' per ', ' with audio ', ' 720p', '# a\n', '<', '</td>', '<td rowspan=9999>', '<!--', ']]>', '&amp;', '&#0;', '\n- ', '\n|---|', '~~', '`', '\r', '\t', '"a":', 'null', 'true', '=HYPERLINK("x")', '__proto__', 'constructor', 'self.__next_f.push([1,"', '_ROUTER_DATA='] as const;
const UNICODE = ['\u0000', '\uFEFF', '\u202E', '\u200B', '\u00A0', '\uD800', '\uDC00', '\u{1F4B8}', 'é', 'e\u0301', '＄', '：', '，', '中文', '\u2028', 'İ', 'ß', 'ﬁ', '\u0301'.repeat(50)] as const;
/** What opens and what closes. */
type Nest = readonly [string, string];
const NESTS: readonly [Nest, ...Nest[]] = [['[', ']'], ['{"a":', '}'], ['(', ')'], ['<div>', '</div>'], ['<table><tr><td>', '</td></tr></table>'], ['**', '**'], ['> ', '\n'], ['- ', '\n  '], ['((x', ')'], ['\\"', '\\"']];

const at = (text: string, random: Random): number => random.between(0, text.length);
const put = (text: string, place: number, piece: string, cut = 0): string => text.slice(0, place) + piece + text.slice(place + cut);
const span = (text: string, random: Random): readonly [number, number] => {
  const start = at(text, random);
  // Mostly short spans, sometimes a large part of the page.
  return [start, Math.min(text.length, start + random.between(1, random.next() < 0.9 ? 40 : Math.max(1, text.length >> 1)))];
};

/** Each number of a page is as likely to be hit as any other: damage to prices is what matters. */
function replaceNumber(text: string, random: Random): string {
  const from = at(text, random);
  const rest = text.slice(from, from + 2000);
  const found = /\d+(?:\.\d+)?/.exec(rest);
  return found === null ? text : put(text, from + found.index, random.pick(HOSTILE_NUMBERS), found[0].length);
}

const EDITS: readonly [Edit, ...Edit[]] = [
  (text, random) => { const place = at(text, random); return put(text, place, String.fromCharCode((text.charCodeAt(place) || 0) ^ (1 << random.between(0, 6))), 1); },
  (text, random) => { const [from, to] = span(text, random); return text.slice(0, from) + text.slice(to); },
  (text, random) => { const [from, to] = span(text, random); return put(text, to, text.slice(from, to)); },
  (text, random) => { const [from, to] = span(text, random); return put(text.slice(0, from) + text.slice(to), at(text, random), text.slice(from, to)); },
  (text, random, other) => { const [from, to] = span(other, random); return put(text, at(text, random), other.slice(from, to), random.between(0, to - from)); },
  replaceNumber, replaceNumber, replaceNumber,
  (text, random) => put(text, at(text, random), random.pick(PIECES)),
  (text, random) => put(text, at(text, random), random.pick(UNICODE), random.between(0, 1)),
  (text, random) => { const [open, close] = random.pick(NESTS); const depth = 2 ** random.between(1, 9); return put(text, at(text, random), open.repeat(depth) + (random.next() < 0.5 ? close.repeat(depth) : '')); },
  (text, random) => put(text, at(text, random), random.pick(PIECES).repeat(2 ** random.between(2, 8))),
  // An opened thing that is never closed: one closing sign is taken out.
  (text, random) => { const from = at(text, random); const place = [')', '}', ']', '>', '"'].map((sign) => text.indexOf(sign, from)).filter((found) => found >= 0).toSorted((a, b) => a - b)[0]; return place === undefined ? text : put(text, place, '', 1); },
  (text, random) => text.slice(0, at(text, random)),
  (text, random) => { const [from, to] = span(text, random); return put(text, from, text.slice(from, to).toUpperCase(), to - from); },
];

/** The size up to which a reading must take no more than 50 ms of CPU; longer pages in proportion. */
export const FULL_SIZE = 100_000;

/**
 * One to eight edits of a page, and now and then the page repeated to 100 KB.
 * @returns bytes, some of them no UTF-8 in one page of twenty
 */
export function mutate(page: string, random: Random, other: string): Uint8Array {
  let text = page;
  for (let edits = random.next() < 0.6 ? random.between(1, 3) : random.between(1, 8); edits > 0; edits -= 1) text = random.pick(EDITS)(text, random, other);
  if (random.next() < 0.002 && text.length > 0) text = text.repeat(Math.ceil(FULL_SIZE / text.length)).slice(0, FULL_SIZE);
  const bytes = new TextEncoder().encode(text);
  if (random.next() < 0.05) for (let count = random.between(1, 4); count > 0 && bytes.length > 0; count -= 1) bytes[random.between(0, bytes.length - 1)] = random.between(0, 255);
  return bytes;
}
