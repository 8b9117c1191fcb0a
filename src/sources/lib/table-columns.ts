import { z } from 'zod';
import { SourceRefusal } from '../../domain/finding.ts';
import { type HeaderCheck } from './header-words.ts';
import { plainSpaces } from './price-text.ts';

/**
 * Columns of a table by the words of their headers. A row becomes an object whose keys are the names given here, so that
 * `route` and `rates` speak of "input" and not of "Input price ($/1M tokens)".
 */
const headerWords = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)], { error: 'expected the words of a header, or a list of them' });

export const columnsSetting = z.record(
  z.string().regex(/^[a-z][a-z0-9_]*$/i, 'expected a short name of letters, digits and "_" for a column'),
  z.union([headerWords, z.strictObject({ header: headerWords, optional: z.literal(true) })], { error: 'expected the words of a header, a list of them, or {"header": …, "optional": true}' }),
).describe('Name → the words of the column\'s header (several: any of them). A header fits when it is these words, or when it alone contains them; beyond them that of a price may hold "price" and the unit and currency of its rate, but no other word. A column that is not there refuses the page unless it is optional.');

export type Columns = z.output<typeof columnsSetting>;

/** Which column each name stands for, or what keeps the headers from being these. */
export type ColumnMatch =
  | { readonly kind: 'columns'; readonly at: ReadonlyMap<string, number> }
  /** `contradicts`: the column is there, in another unit or currency. */
  | { readonly kind: 'refused'; readonly expected: string; readonly found: string; readonly contradicts?: true };

/** Finds the named columns among the headers of one table; `check` judges what a header says beyond the words of the settings. */
export function matchColumns(columns: Columns, headers: readonly string[], check: HeaderCheck): ColumnMatch {
  const plain = headers.map(plainHeader);
  const spoken = plain.map((header) => ` ${wordsOf(header)} `);
  const at = new Map<string, number>();
  for (const [name, setting] of Object.entries(columns)) {
    const words = wordsOfColumn(setting);
    const optional = typeof setting === 'object' && 'header' in setting;
    const places = words.flatMap((one) => placesOf(plainHeader(one), plain, spoken));
    const [place, second] = [...new Set(places)];
    if (second !== undefined) return { kind: 'refused', expected: `one column headed ${quoted(words)}`, found: `several: ${quoted(headers)}` };
    if (place !== undefined) {
      const { other, unit } = check(name, wordsBeyond(words, headers[place] ?? ''));
      if (other !== undefined || unit !== undefined) return changedHeader(words, headers[place] ?? '', other ?? unit ?? '', other === undefined);
      at.set(name, place);
    }
    else if (!optional) return { kind: 'refused', expected: `a column headed ${quoted(words)}`, found: `the columns ${quoted(headers)}` };
  }
  return { kind: 'columns', at };
}

/** The refusal of a header that contains the words of the settings, and others that make it another price. */
export function changedHeader(words: readonly string[], header: string, reason: string, contradicts: boolean): Extract<ColumnMatch, { kind: 'refused' }> {
  return { kind: 'refused', expected: `a column headed ${quoted(words)} and nothing that changes its price`, found: `${quoted([header])}: ${reason}`, ...(contradicts ? { contradicts } : {}) };
}

/** The words of a column's setting. */
export function wordsOfColumn(setting: Columns[string]): readonly string[] {
  return [typeof setting === 'object' && 'header' in setting ? setting.header : setting].flat();
}

/** One row as an object of the named columns. */
export function namedCells(at: ReadonlyMap<string, number>, cells: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries([...at].map(([name, place]) => [name, cells[place] ?? '']));
}

/** What a table without the expected headers is to a reader. */
export function columnRefusal(match: Extract<ColumnMatch, { kind: 'refused' }>): SourceRefusal {
  return new SourceRefusal('source.shape_changed', { expected: match.expected, found: match.found });
}

/** The headers that are exactly these words, or else those that contain them as whole words. */
function placesOf(words: string, headers: readonly string[], spoken: readonly string[]): readonly number[] {
  const exact = headers.flatMap((header, index) => (header === words ? [index] : []));
  const own = ` ${wordsOf(words)} `;
  return exact.length > 0 ? exact : spoken.flatMap((header, index) => (header.includes(own) ? [index] : []));
}

/** What a header says beyond the first of the texts that it contains; nothing where it is one of them. */
export function wordsBeyond(texts: readonly string[], header: string): readonly string[] {
  const plain = plainHeader(header);
  const text = texts.map(plainHeader).find((one) => one === plain || ` ${wordsOf(plain)} `.includes(` ${wordsOf(one)} `));
  if (text === undefined || text === plain) return [];
  return ` ${wordsOf(plain)} `.replace(` ${wordsOf(text)} `, ' ').split(' ').filter((word) => word !== '');
}

/** The words of a header or a caption, lower case. */
export function wordsIn(text: string): readonly string[] {
  return wordsOf(plainHeader(text)).split(' ').filter((word) => word !== '');
}

function plainHeader(text: string): string {
  return plainSpaces(text).toLowerCase();
}

function wordsOf(text: string): string {
  // Signs and comparisons are words of their own, and a slash is "per".
  return text.replaceAll('/', ' per ').replaceAll(/[\p{S}%‰]/gu, ' $& ').replaceAll(/[^\p{L}\p{N}\p{S}%‰]+/gu, ' ').trim();
}

const MOST_SHOWN = 12;

function quoted(texts: readonly string[]): string {
  const shown = texts.slice(0, MOST_SHOWN).map((text) => JSON.stringify(text.slice(0, 60))).join(', ');
  return texts.length > MOST_SHOWN ? `${shown} and ${texts.length - MOST_SHOWN} more` : shown;
}
