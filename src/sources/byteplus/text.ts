/**
 * The page's punctuation drifts within one table (full-width colons, en dashes, escaped hyphens, "4k" beside "4K").
 * Everything is brought to one alphabet here, so that no later step needs to know the variants.
 */

const SAME_CHARACTER: Readonly<Record<string, string>> = {
  '：': ':', '（': '(', '）': ')', '，': ',', '；': ';', '％': '%', '＄': '$', '／': '/', '［': '[', '］': ']', '＊': '*', '～': '~',
  '–': '-', '—': '-', '−': '-', '‐': '-', '‑': '-', '‒': '-', '－': '-',
  '≦': '≤', '⩽': '≤', '≧': '≥', '⩾': '≥', '＞': '>', '＜': '<',
  '\u00a0': ' ', '\u2009': ' ', '\u202f': ' ', '\u3000': ' ', '\t': ' ', '\r': ' ',
  '\u200b': '', '\u200c': '', '\u200d': '', '\u2060': '', '\ufeff': '',
};
/** Most cells are plain already. */
const ASCII = /^[\n -~]*$/;
const VARIANT = new RegExp(`[${Object.keys(SAME_CHARACTER).join('')}]`, 'g');

/** One alphabet for all variants of a character; line breaks stay. */
export function plainCharacters(text: string): string {
  const plain = ASCII.test(text) ? text : text.replace(VARIANT, (character) => SAME_CHARACTER[character] ?? character);
  return plain.includes('=') ? plain.replaceAll('<=', '≤').replaceAll('>=', '≥') : plain;
}

const UNEVEN = /^\s|\s$|\s\s|[^\S ]/;

/** White space of any kind as one space, none at the ends. */
export function oneLine(text: string): string {
  return UNEVEN.test(text) ? text.replace(/\s+/g, ' ').trim() : text;
}

/** Stands where mark-up begins or ends inside a line, until `withoutSeams` has looked at both sides of it. */
export const SEAM = '\ue000';

/**
 * Text rid of its seams. A digit that is dressed apart from the number before it is a footnote's mark, and never one
 * more digit of a price ("3.5<sup>1</sup>"): there the seam becomes a gap, and the cell has two amounts.
 */
export function withoutSeams(text: string): string {
  return text.includes(SEAM) ? text.replace(/(?<=\d[.,]?)\ue000+(?=[.,]?\d)/g, ' ').replaceAll(SEAM, '') : text;
}

/** At most `length` characters, with an ellipsis where something was cut: for messages and `said`. */
export function short(text: string, length = 160): string {
  const line = oneLine(text);
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}

/** Lower-case words joined by a separator: "Standard White Model" → "standard_white_model". */
export function slug(text: string, separator = '_'): string {
  return text.toLowerCase().split(/[^a-z0-9]+/).filter((word) => word !== '').join(separator);
}

/** Lower-case words of a text; punctuation separates. */
export function words(text: string): readonly string[] {
  return text.toLowerCase().split(/[^a-z0-9.]+/).filter((word) => word !== '');
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', nbsp: ' ', quot: '"', apos: "'", '#39': "'", '#124': '|', le: '≤', ge: '≥', times: '×' };

/** The few character entities that occur in the page's Markdown. */
export function withoutEntities(text: string): string {
  return text.replace(/&(#?[a-z0-9]{2,6});/gi, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole);
}
