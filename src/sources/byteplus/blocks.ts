/**
 * What every form of the page (Markdown, Quill delta, rendered HTML) is reduced to before anything is read from it:
 * headings, tables of cells, and prose, in the order of the page.
 */

/** The lines of one table cell. Quoted lines hold prose and numbers that are not prices of the row. */
export interface Cell {
  readonly lines: readonly string[];
  readonly quoted: readonly string[];
}

export interface Table {
  readonly kind: 'table';
  /** null: the rows stand there without a header of their own. */
  readonly header: readonly Cell[] | null;
  readonly rows: readonly (readonly Cell[])[];
}

export interface Heading {
  readonly kind: 'heading';
  readonly level: number;
  readonly text: string;
}

export interface Prose {
  readonly kind: 'prose';
  readonly text: string;
}

export type Block = Table | Heading | Prose;

/** A table with the headings above it, outermost first, and the prose between the last heading or table and it. */
export interface PlacedTable {
  readonly table: Table;
  readonly headings: readonly string[];
  readonly before: string;
}

export const EMPTY_CELL: Cell = { lines: [], quoted: [] };

/** The text of a cell without its quoted prose, in one line. */
export function cellText(cell: Cell | undefined): string {
  return cell === undefined ? '' : cell.lines.join(' ').trim();
}

/** The quoted prose of a cell in one line. */
export function cellProse(cell: Cell | undefined): string {
  return cell === undefined ? '' : cell.quoted.join(' ').trim();
}

/** A row as a person would read it aloud. */
export function rowText(row: readonly Cell[]): string {
  return row.map(cellText).join(' | ');
}

/** Every table with its place. A heading ends the sections of its own level and below. */
export function placedTables(blocks: readonly Block[]): readonly PlacedTable[] {
  const placed: PlacedTable[] = [];
  let open: readonly Heading[] = [];
  let before: string[] = [];
  for (const block of blocks) {
    switch (block.kind) {
      case 'heading':
        open = [...open.filter((heading) => heading.level < block.level), block];
        before = [];
        break;
      case 'prose':
        before.push(block.text);
        break;
      case 'table':
        placed.push({ table: block, headings: open.map((heading) => heading.text), before: before.join(' ') });
        before = [];
        break;
      default:
        block satisfies never;
    }
  }
  return placed;
}

/** All prose of the page, one line a block. */
export function proseOf(blocks: readonly Block[]): readonly string[] {
  return blocks.flatMap((block) => (block.kind === 'prose' ? [block.text] : []));
}
