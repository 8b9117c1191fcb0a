import { EMPTY_CELL, type Block, type Cell, type Table } from './blocks.ts';
import { oneLine, plainCharacters, SEAM, withoutEntities, withoutSeams } from './text.ts';

/**
 * The page's own Markdown as blocks. A scanner of our own rather than a Markdown library: rows without a header are no
 * table to CommonMark but must be reported here, a line after a table must not become its last row, and 100 KB of
 * damaged text has to pass in milliseconds.
 */
export function markdownBlocks(markdown: string): readonly Block[] {
  const lines = markdown.split(/\r\n|\r|\n/);
  const blocks: Block[] = [];
  let fence: string | null = null;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const mark = /^ {0,3}(```|~~~)/.exec(line)?.[1];
    if (fence !== null || mark !== undefined) {
      if (fence === null) fence = mark ?? null;
      else if (mark === fence) fence = null;
      continue;
    }
    if (startsTable(line, lines[at + 1] ?? '')) {
      const end = tableEnd(lines, at);
      blocks.push(tableOf(lines.slice(at, end)));
      at = end - 1;
      continue;
    }
    const block = headingOrProse(line);
    if (block !== null) blocks.push(block);
  }
  return blocks;
}

/** True where the text stops inside a table row, also between two of its cells: half a page. */
export function stopsInsideRow(markdown: string): boolean {
  const end = markdown.trimEnd();
  const [before = '', last = ''] = ['', ...end.slice(-20_000).split(/\r\n|\r|\n/)].slice(-2).map((line) => line.trim());
  if (!last.startsWith('|')) return false;
  if (!last.endsWith('|') || last.endsWith('\\|')) return true;
  return markdown === end && before.startsWith('|') && pipes(last) < pipes(before);
}

function pipes(row: string): number {
  return row.split('|').length - row.split('\\|').length;
}

const PIPED = /^\s{0,3}\|/;

function startsTable(line: string, next: string): boolean {
  return PIPED.test(line) || (line.includes('|') && !line.trimStart().startsWith('>') && isDelimiter(next));
}

/** `|---|:--:|`, with or without the outer pipes. */
function isDelimiter(line: string): boolean {
  const inner = line.trim().replace(/^\|/, '').replace(/\|$/, '');
  return line.includes('|') && inner.split('|').every((part) => /^\s*:?-+:?\s*$/.test(part));
}

function tableEnd(lines: readonly string[], start: number): number {
  const leading = PIPED.test(lines[start] ?? '');
  let end = start + 1;
  while (end < lines.length && (leading ? PIPED.test(lines[end] ?? '') : (lines[end] ?? '').includes('|'))) end += 1;
  return end;
}

function tableOf(lines: readonly string[]): Table {
  const delimiter = isDelimiter(lines[1] ?? '');
  const rows = lines.filter((line) => !isDelimiter(line)).map(rowOf);
  return delimiter ? { kind: 'table', header: rows[0] ?? [], rows: rows.slice(1) } : { kind: 'table', header: null, rows };
}

/** Cells between unescaped pipes. A missing outer pipe is allowed on either side. */
function rowOf(line: string): readonly Cell[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === '|') {
      parts.push(line.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(line.slice(start));
  if ((parts[0] ?? '').trim() === '') parts.shift();
  if (parts.length > 0 && (parts.at(-1) ?? '').trim() === '') parts.pop();
  return parts.map(markdownCell);
}

/** One cell of the dialect: `<br>` breaks lines, bullets and indents are dropped, quoted lines are kept apart. */
export function markdownCell(source: string): Cell {
  if (source.trim() === '') return EMPTY_CELL;
  const lines: string[] = [];
  const quoted: string[] = [];
  for (const raw of source.split(/<br\s{0,3}\/?>|\n/i)) {
    const line = plainCharacters(raw).trim();
    const quote = isQuote(line);
    const text = inlineText(withoutBullet(quote ? line.replace(/^>+\s*/, '') : line));
    if (text !== '') (quote ? quoted : lines).push(text);
  }
  return { lines, quoted };
}

function withoutBullet(line: string): string {
  return line.replace(/^(?:[*+•·-]|\d{1,2}\.)\s+(?=\S)/, '');
}

/** A line that opens with ">" is prose, unless the sign is a comparison ("> 2.61 million pixels"). */
export function isQuote(line: string): boolean {
  return line.startsWith('>') && !/^>\s*\d[\d.,]*\s*(?:million|m|mega|k)?\s?(?:pixels?|px|mp)\b/i.test(line);
}

const MARKED_UP = /[<[*_`\\&]/;

/** Text without inline mark-up: bold, code, links, tags, entities, backslashes. Raised and lowered text stands apart; struck-out text keeps its tildes and so stays unreadable. */
function inlineText(text: string): string {
  if (!MARKED_UP.test(text)) return oneLine(plainCharacters(text));
  const plain = text
    .replace(/<\/?su[pb](?:\s[^<>]{0,400})?>/gi, ' ')
    .replace(/<\/?[a-z][^<>]{0,400}>/gi, SEAM)
    .replace(/!?\[([^[\]]{0,300})\]\((?:[^()]|\([^()]{0,50}\)){0,500}\)/g, `${SEAM}$1${SEAM}`)
    .replace(/(?<!\\)(?:\*\*|__|`)/g, SEAM)
    .replace(/\\([!-/:-@[-`{-~])/g, '$1');
  return oneLine(plainCharacters(withoutSeams(withoutEntities(plain))));
}

function headingOrProse(line: string): Block | null {
  const heading = /^ {0,3}(#{1,6})\s+(\S.*)$/.exec(line);
  if (heading !== null) return { kind: 'heading', level: heading[1]?.length ?? 1, text: inlineText(heading[2] ?? '') };
  const text = inlineText(plainCharacters(line).replace(/^[\s>]*(?:[*+-]\s+)?/, ''));
  return text === '' ? null : { kind: 'prose', text };
}
