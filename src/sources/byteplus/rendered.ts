import { load } from 'cheerio/slim';
import { EMPTY_CELL, type Block, type Cell, type Table } from './blocks.ts';
import { isQuote } from './markdown.ts';
import { oneLine, plainCharacters, SEAM, withoutSeams } from './text.ts';

/** What this walk needs of a parsed node. */
interface Node {
  readonly type: string;
  readonly name?: string;
  readonly data?: string;
  readonly attribs?: Readonly<Record<string, string>>;
  readonly children?: readonly Node[];
}

const SILENT: ReadonlySet<string> = new Set(['script', 'style', 'noscript', 'template', 'svg', 'head', 'nav', 'button']);
const BREAKS: ReadonlySet<string> = new Set(['br', 'p', 'div', 'li', 'ul', 'ol', 'section', 'article', 'blockquote', 'tr', 'pre', 'aside', 'main', 'header', 'footer']);
const STRUCK: ReadonlySet<string> = new Set(['s', 'del', 'strike']);
/** A footnote's mark stands apart from the word or number that it belongs to. */
const RAISED: ReadonlySet<string> = new Set(['sup', 'sub']);
const MAX_SPAN = 200;
const MAX_CELLS = 50_000;

/** The page as it stands after JavaScript ran, as blocks: real tables, with row and column spans filled out. */
export function renderedBlocks(html: string): readonly Block[] {
  const root: Node | undefined = load(html).root().get(0);
  const blocks: Block[] = [];
  let line = '';
  const flush = (): void => {
    const text = oneLine(plainCharacters(withoutSeams(line))).replace(/^>+\s*/, '');
    if (text !== '') blocks.push({ kind: 'prose', text });
    line = '';
  };
  walk(root, {
    open(node) {
      const name = node.name ?? '';
      if (SILENT.has(name)) return false;
      const level = /^h([1-6])$/.exec(name)?.[1];
      if (name === 'table') {
        flush();
        blocks.push(tableOf(node));
        return false;
      }
      if (level !== undefined) {
        flush();
        const text = oneLine(plainCharacters(cellOf(node).lines.join(' ')));
        if (text !== '') blocks.push({ kind: 'heading', level: Number(level), text });
        return false;
      }
      if (BREAKS.has(name)) flush();
      line += seamOf(name);
      return true;
    },
    text: (data) => {
      line += data;
    },
    close: (node) => {
      if (BREAKS.has(node.name ?? '')) flush();
      line += seamOf(node.name ?? '');
    },
  });
  flush();
  return blocks;
}

/** What stands in a line where an element begins or ends. */
function seamOf(name: string): string {
  return RAISED.has(name) ? ' ' : SEAM;
}

/** Elements that have no end tag, or may leave it out. */
const UNCLOSED: ReadonlySet<string> = new Set([
  'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr', 'p', 'li', 'td', 'th', 'tr', 'thead', 'tbody', 'dd', 'dt', 'option',
]);
const MAX_DEPTH = 2_000;

/** True for HTML nested deeper than any page is: parsers take quadratic time for it. */
export function nestsTooDeep(html: string): boolean {
  let depth = 0;
  for (const [, close, name = '', selfClosed] of html.matchAll(/<(\/?)([a-z][a-z0-9-]{0,20})([^<>]{0,800}\/>)?/gi)) {
    if (selfClosed !== undefined || UNCLOSED.has(name.toLowerCase())) continue;
    depth = Math.max(0, depth + (close === '/' ? -1 : 1));
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

interface Visitor {
  /** @returns false to pass over what is inside */
  open(node: Node): boolean;
  text(data: string): void;
  close(node: Node): void;
}

/** Depth first without recursion: a damaged page may nest as deep as it is long. */
function walk(root: Node | undefined, visitor: Visitor): void {
  const stack: { readonly node: Node; next: number }[] = root === undefined ? [] : [{ node: root, next: 0 }];
  while (stack.length > 0) {
    const top = stack.at(-1);
    const child = top?.node.children?.[top.next];
    if (top === undefined || child === undefined) {
      if (top !== undefined) visitor.close(top.node);
      stack.pop();
      continue;
    }
    top.next += 1;
    if (child.type === 'text') visitor.text(child.data ?? '');
    else if (child.name !== undefined && visitor.open(child)) stack.push({ node: child, next: 0 });
  }
}

function tableOf(table: Node): Table {
  const rows = childRows(table);
  const grid = spread(rows.map((row) => row.cells));
  const first = rows[0];
  // A documentation table always has a first row of names; whether it is marked `th` depends on the release.
  return first === undefined ? { kind: 'table', header: null, rows: [] } : { kind: 'table', header: grid[0] ?? [], rows: grid.slice(1) };
}

function childRows(table: Node): readonly { readonly cells: readonly Node[] }[] {
  const rows: { cells: Node[] }[] = [];
  walk(table, {
    open(node) {
      if (node.name === 'tr') rows.push({ cells: [] });
      if (node.name === 'td' || node.name === 'th') {
        rows.at(-1)?.cells.push(node);
        return false;
      }
      return node.name !== 'table';
    },
    text: () => undefined,
    close: () => undefined,
  });
  return rows;
}

/** Fills out row and column spans, so that every row has a cell for every column. */
function spread(rows: readonly (readonly Node[])[]): readonly (readonly Cell[])[] {
  const grid: Cell[][] = rows.map(() => []);
  let cells = 0;
  rows.forEach((row, y) => {
    let x = 0;
    for (const node of row) {
      while (grid[y]?.[x] !== undefined) x += 1;
      const cell = cellOf(node);
      const height = Math.min(span(node, 'rowspan'), rows.length - y);
      const width = span(node, 'colspan');
      for (let dy = 0; dy < height; dy++) {
        for (let dx = 0; dx < width && cells < MAX_CELLS; dx++) {
          const line = grid[y + dy];
          if (line !== undefined) line[x + dx] = cell;
          cells += 1;
        }
      }
      x += width;
    }
  });
  return grid.map((row) => Array.from(row, (cell: Cell | undefined) => cell ?? EMPTY_CELL));
}

function span(node: Node, name: string): number {
  const value = node.attribs?.[name] ?? '1';
  return /^\d{1,3}$/.test(value) ? Math.min(Math.max(Number(value), 1), MAX_SPAN) : 1;
}

function cellOf(cell: Node): Cell {
  const lines: string[] = [];
  const quoted: string[] = [];
  let text = '';
  let quotes = 0;
  const flush = (): void => {
    const line = oneLine(plainCharacters(withoutSeams(text)));
    if (line !== '') (quotes > 0 || isQuote(line) ? quoted : lines).push(line.replace(quotes > 0 || isQuote(line) ? /^>+\s*/ : /^•\s*/, ''));
    text = '';
  };
  walk(cell, {
    open(node) {
      const name = node.name ?? '';
      if (SILENT.has(name)) return false;
      if (BREAKS.has(name)) flush();
      if (name === 'blockquote') quotes += 1;
      text += STRUCK.has(name) ? '~~' : seamOf(name);
      return true;
    },
    text: (data) => {
      text += data;
    },
    close(node) {
      const name = node.name ?? '';
      if (BREAKS.has(name)) flush();
      if (name === 'blockquote') quotes -= 1;
      text += seamOf(name);
    },
  });
  flush();
  return { lines, quoted };
}
