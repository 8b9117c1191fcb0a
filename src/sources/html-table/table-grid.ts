import { type Cheerio } from 'cheerio';
import { loadHtml } from '../lib/load-html.ts';
import { plainSpaces } from '../lib/price-text.ts';

// The node types belong to a library beneath cheerio that is no dependency of ours.
type Element = ReturnType<Cheerio<never>['children']>[number];
type Node = Element['children'][number];

/** One table as it is seen: every cell that spans rows or columns stands in each place it covers. */
export interface TableGrid {
  readonly rows: readonly GridRow[];
  /** The words of its caption; empty when it has none. */
  readonly caption: string;
}

export interface GridRow {
  readonly cells: readonly string[];
  /** All cells are `th`, or the row stands in the table's head. */
  readonly heads: boolean;
  /** One cell across the whole table: a section's title or a spacer, never a row of prices. */
  readonly title: boolean;
}

/** The bounds that HTML itself sets to spans; a table beyond the cell bound is cut off there and never fills the memory. */
const MAX_COLSPAN = 1000;
const MAX_ROWSPAN = 65_534;
const MAX_COLUMNS = 200;
const MAX_CELLS = 300_000;

interface Carried {
  readonly text: string;
  readonly rowsLeft: number;
}

/**
 * All tables of a page at a CSS selector, what `ignore` selects left out of their cells.
 * @throws SourceRefusal when the page nests deeper than browsers show
 */
export function pageTables(html: string, selector: string, ignore: readonly string[]): readonly TableGrid[] {
  const $ = loadHtml(html);
  $(['script', 'style', 'template', ...ignore].join(', ')).remove();
  return $(selector).filter('table').toArray().flatMap((element) => (element.type === 'tag' ? [tableGrid(element)] : []));
}

const MOST_PROSE = 200_000;

/** What a page says outside its tables, its first 200,000 characters. @throws SourceRefusal as `pageTables` does */
export function proseOutsideTables(html: string): string {
  const $ = loadHtml(html);
  $('script, style, template, table').remove();
  return plainSpaces($.root().text().slice(0, MOST_PROSE));
}

/** Lays a table out. Tables nested in its cells are their own. */
function tableGrid(table: Element): TableGrid {
  const rows: GridRow[] = [];
  let carried: (Carried | undefined)[] = [];
  let cellsSeen = 0;
  for (const row of directRows(table)) {
    const heads = row.parent !== null && 'name' in row.parent && row.parent.name === 'thead';
    const laid = layRow(row, carried);
    cellsSeen += laid.cells.length;
    if (cellsSeen > MAX_CELLS) break;
    rows.push({ cells: laid.cells, heads: heads || laid.allHeads, title: laid.title });
    carried = laid.carried;
  }
  return { rows, caption: childrenNamed(table, 'caption').map(cellText).join(' ') };
}

function directRows(table: Element): readonly Element[] {
  return childrenNamed(table, 'thead', 'tbody', 'tfoot', 'tr').flatMap((child) => (child.name === 'tr' ? [child] : childrenNamed(child, 'tr')));
}

/** Asked of every row of a page: selectors would take most of the time of a reading. */
function childrenNamed(parent: Element, ...names: readonly string[]): readonly Element[] {
  return parent.children.flatMap((child) => (child.type === 'tag' && names.includes(child.name) ? [child] : []));
}

interface LaidRow {
  readonly cells: readonly string[];
  readonly carried: (Carried | undefined)[];
  readonly allHeads: boolean;
  readonly title: boolean;
}

function layRow(row: Element, above: readonly (Carried | undefined)[]): LaidRow {
  const cells: string[] = [];
  const carried: (Carried | undefined)[] = [];
  const own = childrenNamed(row, 'td', 'th');
  const takeAbove = (): void => {
    for (let held = above[cells.length]; held !== undefined && held.rowsLeft > 0; held = above[cells.length]) {
      carried[cells.length] = { text: held.text, rowsLeft: held.rowsLeft - 1 };
      cells.push(held.text);
    }
  };
  for (const cell of own) {
    takeAbove();
    const text = cellText(cell);
    const rowsLeft = span(cell.attribs['rowspan'], MAX_ROWSPAN) - 1;
    for (let left = span(cell.attribs['colspan'], MAX_COLSPAN); left > 0 && cells.length < MAX_COLUMNS; left -= 1) {
      carried[cells.length] = { text, rowsLeft };
      cells.push(text);
    }
  }
  const title = own.length === 1 && cells.length > 1 && !above.some((held) => held !== undefined && held.rowsLeft > 0);
  takeAbove();
  return { cells, carried, allHeads: own.length > 0 && own.every((cell) => cell.name === 'th'), title };
}

/**
 * The words of a cell; elements stand apart, so that a footnote mark never becomes a digit of the price before it, and what
 * is struck out stands between "~~", so that it is no price and no name. Walked
 * without recursion, because a hostile page nests deeper than a call stack; a table inside the cell speaks for itself.
 */
function cellText(cell: Element): string {
  const words: string[] = [];
  const waiting: (Node | string)[] = cell.children.toReversed();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next === 'string') words.push(next);
    else if (next.type === 'text') words.push(next.data);
    else if (next.type === 'tag' && next.name !== 'table') {
      const [before, after] = isStruck(next) ? [' ~~', '~~ '] : SEPARATE.has(next.name) ? [' ', ' '] : ['', ''];
      words.push(before);
      waiting.push(after);
      for (const child of next.children.toReversed()) waiting.push(child);
    }
  }
  return plainSpaces(words.join(''));
}

/** Elements whose text is not one word with what stands beside them. Others (span, b, a) only dress part of a word. */
const SEPARATE: ReadonlySet<string> = new Set(['br', 'p', 'div', 'li', 'ul', 'ol', 'sup', 'sub', 'ins', 'small']);
const STRUCK: ReadonlySet<string> = new Set(['del', 's', 'strike']);

function isStruck(element: Element): boolean {
  return STRUCK.has(element.name) || /line-through/i.test(element.attribs['style'] ?? '');
}

function span(attribute: string | undefined, most: number): number {
  const text = attribute?.trim() ?? '';
  return /^[1-9]\d{0,5}$/.test(text) ? Math.min(Number(text), most) : 1;
}
