import { SourceRefusal } from '../../domain/finding.ts';

/**
 * Browsers stop at 512 nested elements, so no real page needs more; an HTML parser that follows the standard takes time in
 * the square of the depth, so a page of a million open `<div>` would stop the worker.
 */
const MAX_DEPTH = 512;

/** Elements without an end tag, or whose end tag may be left out: counting them would see depth where there is none. */
const NOT_COUNTED: ReadonlySet<string> = new Set([
  'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr',
  'html', 'head', 'body', 'p', 'li', 'dt', 'dd', 'option', 'optgroup', 'rb', 'rt', 'rp', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th', 'colgroup', 'caption',
]);
/** A table in a table stands in a cell, a row and a body, whose tags are not counted. */
const TABLE_FLOORS = 4;
const RAW_TEXT: ReadonlySet<string> = new Set(['script', 'style', 'textarea', 'title']);

/**
 * Refuses a page that nests deeper than any browser would. One pass over the text.
 * @throws SourceRefusal
 */
export function refuseDeepHtml(text: string): void {
  const lower = text.toLowerCase();
  const tagAt = /<(\/?)([a-z][a-z0-9-]{0,40})/iy;
  let depth = 0;
  let at = text.indexOf('<');
  while (at !== -1) {
    if (text.startsWith('<!--', at)) {
      const end = after(text, '-->', at + 4);
      at = end === -1 ? -1 : text.indexOf('<', end);
      continue;
    }
    tagAt.lastIndex = at;
    const tag = tagAt.exec(text);
    if (tag === null) {
      at = text.indexOf('<', at + 1);
      continue;
    }
    const name = (tag[2] ?? '').toLowerCase();
    const end = tagEnd(text, at + tag[0].length);
    if (RAW_TEXT.has(name) && tag[1] === '') at = lower.indexOf(`</${name}`, end);
    else {
      const floors = name === 'table' ? TABLE_FLOORS : NOT_COUNTED.has(name) ? 0 : 1;
      depth = Math.max(0, depth + (tag[1] === '' ? floors : -floors));
      if (depth > MAX_DEPTH) throw new SourceRefusal('source.unreadable', { expected: `a page of at most ${MAX_DEPTH} nested elements, as browsers show`, found: 'one that nests deeper' });
      at = text.indexOf('<', end);
    }
  }
}

/** Behind the ">" of a tag; one inside a quoted attribute does not count. */
function tagEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const sign = text[at];
    if (sign === '>') return at + 1;
    at = sign === '"' || sign === '\'' ? after(text, sign, at + 1) : at + 1;
    if (at === -1) return text.length;
  }
  return at;
}

function after(text: string, sign: string, from: number): number {
  const found = text.indexOf(sign, from);
  return found === -1 ? -1 : found + sign.length;
}
