import { type LedgerReader } from '../../ledger/port.ts';

/** RFC 7089: an answer of a date says which date it is of, and that it hangs on the date asked for. */
export async function mementoHeaders(ledger: Pick<LedgerReader, 'snapshots'>, at: string): Promise<Readonly<Record<string, string>>> {
  const [newest] = await ledger.snapshots({ until: at, limit: 1 });
  return { Vary: 'Accept-Datetime', ...(newest === undefined ? {} : { 'Memento-Datetime': new Date(newest.captured_at).toUTCString() }) };
}
