import { routeHash, rowsHash } from '../domain/canonical.ts';
import { type SnapshotRoute } from '../domain/source.ts';
import { type Ledger } from '../ledger/port.ts';
import { isPage, pageOf } from './capture-pages.ts';
import { readPages } from './read-pages.ts';
import { readerOf, type SourceSetup } from './source-setup.ts';

/** One stored snapshot, and what the present reader makes of its captures. */
export interface Reread {
  readonly source: string;
  readonly snapshot: number;
  readonly captured_at: string;
  readonly stored_reader: string;
  readonly reader: string;
  /** Why the present reader refuses the pages; null when it reads them. */
  readonly refused: string | null;
  /** As stored, and as read now; both without routes that only a carried page spoke for. */
  readonly before: readonly SnapshotRoute[];
  readonly after: readonly SnapshotRoute[] | null;
}

/** Reads the captures of all snapshots since an instant again. Adds readings beside the old ones; changes no evidence, no version, no drift. */
export async function reread(source: SourceSetup, ledger: Ledger, since: string, now: string): Promise<readonly Reread[]> {
  const results: Reread[] = [];
  for (const snapshot of (await ledger.snapshots({ source: source.id, since })).toReversed()) {
    const captures = (await ledger.captures({ source: source.id, since: snapshot.captured_at })).filter(isPage);
    const [first] = captures;
    const own = captures.filter((row) => row.check === first?.check);
    const { composition, refused, read } = readPages(source, await Promise.all(own.map((row) => pageOf(ledger, row))));
    const base = { source: source.id, snapshot: snapshot.id, captured_at: snapshot.captured_at, stored_reader: snapshot.reader, reader: readerOf(source) };
    const stored = await ledger.contentAt(source.id, snapshot.captured_at);
    const reason = refused[0]?.finding.message ?? null;
    if (read.length === 0) {
      results.push({ ...base, refused: reason ?? 'no capture of it is kept', before: stored, after: null });
      continue;
    }
    const after = composition.routes;
    const names = new Set(after.map(({ route }) => route));
    const carried = new Set(snapshot.carried.map((page) => page.url));
    results.push({ ...base, refused: reason, before: stored.filter((route) => names.has(route.route) || !carried.has(route.url)), after });
    const hash = rowsHash(after.toSorted((a, b) => (a.route < b.route ? -1 : 1)).map(routeHash));
    for (const row of own) {
      await ledger.recordReading({ capture: row.id, reader: readerOf(source), recorded_at: now, routes: after.length, rates: after.reduce((count, route) => count + route.rates.length, 0), unread: composition.unread.length, rows_hash: hash });
    }
  }
  return results;
}
