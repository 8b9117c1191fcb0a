import { UsageError } from '../domain/finding.ts';

/** Which page of a list is asked for. */
export interface Asked {
  /** The key of the last item before it. */
  readonly cursor?: readonly string[];
  readonly limit: number;
}

/** One page of a list: what follows it begins after the key of its last item. */
export interface Page<T> {
  readonly items: readonly T[];
  /** null on the last page. */
  readonly after: readonly string[] | null;
}

/** Cuts a page out of a list that the ledger gave whole. The order is that of the keys, so a row that comes or goes between two pages moves no other. */
export function pageOf<T>(rows: readonly T[], keyOf: (row: T) => readonly string[], { cursor, limit }: Asked): Page<T> {
  const keyed = rows.map((row) => ({ row, key: keyOf(row) })).toSorted((a, b) => compareKeys(a.key, b.key));
  const rest = cursor === undefined ? keyed : keyed.filter(({ key }) => compareKeys(key, cursor) > 0);
  const page = rest.slice(0, limit);
  return { items: page.map(({ row }) => row), after: rest.length > limit ? page.at(-1)?.key ?? null : null };
}

/** Cuts a page out of a list that the ledger gave from the cursor on, newest first, with one row more than asked for. */
export function newestPage<T extends { readonly id: number }>(rows: readonly T[], { limit }: Asked): Page<T> {
  const items = rows.slice(0, limit);
  return { items, after: rows.length > limit ? [String(items.at(-1)?.id)] : null };
}

/** The id that a newest-first page begins before. @throws UsageError for a cursor of another list */
export function beforeId({ cursor }: Pick<Asked, 'cursor'>): { readonly before?: number } {
  if (cursor === undefined) return {};
  const [id = ''] = cursor;
  if (!/^\d{1,15}$/.test(id)) throw new UsageError({ what: 'the cursor is of another list', where: '?cursor', mend: 'take the address in "next" as it is, or begin again without a cursor' });
  return { before: Number(id) };
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index] ?? '';
    if (part !== other) return part < other ? -1 : 1;
  }
  return 0;
}
