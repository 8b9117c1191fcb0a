import { type HistoryRow, type PriceQuery, type PriceRow, type SnapshotRow } from '../ledger/port.ts';
import { isSealedFile, openSealedDay } from '../ledger/sqlite/sealed-day.ts';
import { UsageError } from '../domain/finding.ts';
import { type SnapshotRoute } from '../domain/source.ts';
import { dbOf, withReader } from './ledger-access.ts';
import { type Options } from './options.ts';

/** What both the ledger and a sealed day can answer. */
export interface DatedReader {
  prices(query: PriceQuery): Promise<readonly PriceRow[]>;
  snapshots(filter: { readonly source?: string; readonly since?: string; readonly until?: string; readonly limit?: number }): Promise<readonly SnapshotRow[]>;
  contentAt(source: string, at: string): Promise<readonly SnapshotRoute[]>;
  sources(): Promise<readonly { readonly id: string }[]>;
  history(route: string, since?: string): Promise<readonly HistoryRow[]>;
}

/** Nothing found is an answer only about a source that the ledger knows. @throws UsageError */
export async function needSource(ledger: Pick<DatedReader, 'sources'>, name: string | undefined): Promise<void> {
  if (name === undefined) return;
  const known = (await ledger.sources()).map(({ id }) => id);
  if (!known.includes(name)) throw new UsageError({ what: `the ledger knows no source "${name}"`, where: '--source', mend: known.length === 0 ? 'run "driftledger check" first' : `one of ${known.join(', ')}` });
}

/** Opens what `--db` names, be it the ledger or a sealed day. */
export async function withDated<T>(options: Options, work: (ledger: DatedReader) => Promise<T>): Promise<T> {
  const file = dbOf(options);
  if (!isSealedFile(file)) return withReader(options, work);
  const day = openSealedDay(file);
  try {
    return await work(day);
  } finally {
    day.close();
  }
}
