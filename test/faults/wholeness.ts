import { sha256 } from '../../src/domain/canonical.ts';
import { type CaptureRow, type DriftRow, type Ledger, type PriceRow, type SnapshotRow } from '../../src/ledger/port.ts';
import { chainHash } from '../../src/ledger/sqlite/commit-check.ts';

/** What a ledger holds, as far as nothing may ever be taken from it. */
export interface Held {
  readonly snapshots: readonly SnapshotRow[];
  readonly captures: readonly CaptureRow[];
  readonly drift: readonly DriftRow[];
  /** What was in force when each snapshot was made, by its id. */
  readonly prices: Readonly<Record<number, readonly PriceRow[]>>;
}

/** Reads all of it. @throws Error when a chain is broken, a body is not what its hash says, or the file itself is not sound */
export async function held(ledger: Ledger): Promise<Held> {
  const [faults, newestFirst, captures, drift] = [await ledger.integrity(), await ledger.snapshots({}), await ledger.captures({}), await ledger.drift({ folded: true })];
  const snapshots = newestFirst.toSorted((a, b) => a.id - b.id);
  const broken = [
    ...faults,
    ...snapshots.flatMap((one) => brokenLink(one, snapshots.findLast(({ id, source }) => source === one.source && id < one.id))),
    ...(await Promise.all(captures.map((one) => brokenBody(ledger, one)))).flat(),
  ];
  if (broken.length > 0) throw new Error(broken.join('; '));
  const prices = await Promise.all(snapshots.map(async ({ id, source, captured_at }) => [id, await ledger.prices({ at: captured_at, source })] as const));
  return { snapshots, captures, drift, prices: Object.fromEntries(prices) };
}

function brokenLink({ id, source, captured_at, sha256: rows, previous, chain }: SnapshotRow, before: SnapshotRow | undefined): readonly string[] {
  if (previous !== (before?.chain ?? null)) return [`snapshot ${id} does not follow on the one before`];
  if (before !== undefined && before.captured_at >= captured_at) return [`snapshot ${id} is not later than the one before`];
  const expected = chainHash(previous === null ? null : Buffer.from(previous, 'hex'), source, captured_at, rows).toString('hex');
  return chain === expected ? [] : [`the chain hash of snapshot ${id} is not that of its rows`];
}

async function brokenBody(ledger: Ledger, capture: CaptureRow): Promise<readonly string[]> {
  if (capture.sha256 === null) return [];
  const body = await ledger.body(capture.sha256);
  return body !== null && sha256(body) === capture.sha256 ? [] : [`capture ${capture.id} has not the bytes that its hash says`];
}
