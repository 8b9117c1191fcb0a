import { type Finding } from '../domain/finding.ts';
import { type CheckCause, type Holder, type Ledger } from '../ledger/port.ts';
import { checkSource, type CheckDeps, type CheckResult } from './check-source.ts';
import { type SourceSetup } from './source-setup.ts';

/** Somebody else is checking this ledger and did not finish in time. */
export class LedgerBusy extends Error {
  override readonly name = 'LedgerBusy';
  readonly where: string;
  readonly mend = 'wait for it to finish, or stop it, and try again';

  constructor(holder: Holder, what: string) {
    super(`another process ${what} this ledger (process ${holder.pid} on ${holder.host})`);
    this.where = `process ${holder.pid}`;
  }
}

/** As long as the longest round may take; a dead holder's lease is taken over at once, without waiting for this. */
const LEASE_MS = 15 * 60_000;

/** Holds the right to check while `work` runs. Waits for another holder, asking again after each `wait`. @throws LedgerBusy when the waits are used up */
export async function holdingChecks<T>(deps: { readonly ledger: Ledger; readonly holder: Holder; readonly now: () => string; readonly waits: Iterable<() => Promise<void>> }, work: () => Promise<T>): Promise<T> {
  const waits = deps.waits[Symbol.iterator]();
  for (;;) {
    const other = await deps.ledger.acquireLease('check', deps.holder, deps.now(), LEASE_MS);
    if (other === null) break;
    const wait = waits.next();
    if (wait.done === true) throw new LedgerBusy(other, 'is checking');
    await wait.value();
  }
  try {
    return await work();
  } finally {
    await deps.ledger.releaseLease('check', deps.holder);
  }
}

export interface RoundResult extends CheckResult {
  readonly source: string;
  /** Set when the check itself failed (a full disk, a clock set back); what a source does is a finding instead. */
  readonly error?: Error;
}

/** Checks the sources one after the other; one that fails keeps no other from its turn. Call it while holding the checks. */
export async function runRound(sources: readonly SourceSetup[], deps: CheckDeps, run: { readonly cause: CheckCause; readonly by?: string; readonly signal?: AbortSignal }): Promise<readonly RoundResult[]> {
  const results: RoundResult[] = [];
  const stopped = (): boolean => run.signal?.aborted === true;
  for (const source of sources) {
    if (stopped()) break;
    try {
      await registerSource(deps.ledger, source);
      results.push({ source: source.id, ...(await checkSource(source, deps, run)) });
    } catch (error) {
      if (stopped()) break;
      results.push({ source: source.id, snapshot: null, findings: [], drift: [], error: error instanceof Error ? error : new Error(String(error)) });
    }
  }
  return results;
}

export async function registerSource(ledger: Ledger, { id, adapter, publisher, evidence_class, url }: SourceSetup): Promise<void> {
  await ledger.putSource({ id, adapter: adapter.name, publisher, evidence_class, url });
}

/**
 * Finishes the checks that a crash cut off, with the pages they had captured, so that nothing that was served is lost.
 * Call it while holding the checks: then whatever is open has no owner.
 */
export async function resumeInterrupted(sources: readonly SourceSetup[], deps: CheckDeps): Promise<readonly RoundResult[]> {
  const results: RoundResult[] = [];
  for (const check of await deps.ledger.interruptedChecks()) {
    const source = sources.find(({ id }) => id === check.source);
    const resumable = source !== undefined && check.cause !== 'import';
    try {
      if (resumable) results.push({ source: source.id, ...(await checkSource(source, deps, { cause: check.cause, resumed: { checkId: check.id, started_at: check.started_at, captures: check.captures } })) });
      else await abandon(deps, check.id, check.source, check.cause === 'import' ? 'the import was cut off: its capture is kept, import the file again' : 'the check was cut off and its source is no longer configured');
    } catch (error) {
      await abandon(deps, check.id, check.source, `the check was cut off and could not be finished: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return results;
}

async function abandon(deps: CheckDeps, checkId: number, source: string, message: string): Promise<void> {
  const finding: Finding = { kind: 'source.unreadable', source, message };
  await deps.ledger.commitCheck({
    checkId, source, finished_at: deps.now(), findings: [finding], snapshot: null, alerts: [],
    coverage: { reached: false, pages: 0, pages_failed: 0, rows: 0, unread: 0, unchanged: 0 },
  });
}
