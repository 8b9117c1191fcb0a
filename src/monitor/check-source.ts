import { type AlertMemory } from '../domain/alert.ts';
import { type DriftEvent } from '../domain/drift.ts';
import { type Finding } from '../domain/finding.ts';
import { type SnapshotRoute } from '../domain/source.ts';
import { BLOCKING_FINDINGS } from '../domain/vocabulary.ts';
import { type CaptureRow, type CheckCause, type CheckCommit, type Coverage, type CurrentState, type DriftRow, type Ledger, type SnapshotCommit, type SnapshotRow } from '../ledger/port.ts';
import { baselinesOf } from './baselines.ts';
import { capturePages, type CapturedPages, type Capturer } from './capture-pages.ts';
import { carryMissing, type Carried } from './carry.ts';
import { readPages, type ReadPages } from './read-pages.ts';
import { type SourceSetup } from './source-setup.ts';
import { weigh, type Weighed } from './weigh.ts';

/** What a check found, for whoever plans who is told. */
export interface Told {
  readonly source: SourceSetup;
  readonly at: string;
  readonly previous_at: string | null;
  /** The check made a snapshot. */
  readonly read: boolean;
  readonly events: readonly DriftEvent[];
  readonly findings: readonly Finding[];
  readonly memory: AlertMemory;
  readonly baselines: Awaited<ReturnType<typeof baselinesOf>>;
  /** What the source says of a route now. */
  readonly routeNow: (name: string) => SnapshotRoute | undefined;
}

/** Plans who is told what, what waits to be confirmed, and which alerts move without a word; pure. */
export type PlanAlerts = (told: Told) => Pick<CheckCommit, 'alerts' | 'pending' | 'quiet'>;

export interface CheckDeps {
  readonly ledger: Ledger;
  readonly capturer: Capturer;
  readonly now: () => string;
  readonly planAlerts: PlanAlerts;
  /** Called at named points; a fault test dies there. */
  readonly checkpoint: (name: string) => void;
}

export interface CheckResult {
  readonly snapshot: SnapshotRow | null;
  readonly findings: readonly Finding[];
  readonly drift: readonly DriftRow[];
}

/** A check that a crash left behind: its time and what it had captured are kept. */
export interface Resumed {
  readonly checkId: number;
  readonly started_at: string;
  readonly captures: readonly CaptureRow[];
}

/**
 * One check of one source, from due to told: capture, read, trust, compare, keep. What was captured is kept as it
 * arrives; everything that follows from it is committed in one transaction with the duty to tell people.
 * @throws ClockBehind, LedgerError; whatever a source does comes back as a finding
 */
export async function checkSource(source: SourceSetup, deps: CheckDeps, run: { readonly cause: CheckCause; readonly by?: string; readonly resumed?: Resumed }): Promise<CheckResult> {
  const { ledger, checkpoint } = deps;
  const state = await ledger.currentState(source.id);
  const startedAt = run.resumed?.started_at ?? deps.now();
  if (state !== null && startedAt <= state.snapshot.captured_at) throw new ClockBehind(source.id, startedAt, state.snapshot.captured_at);
  checkpoint('check.opening');
  const checkId = run.resumed?.checkId ?? await ledger.beginCheck({ source: source.id, started_at: startedAt, cause: run.cause, by: run.by ?? null });
  checkpoint('check.begun');
  const captured = await capturePages(source, checkId, deps, state?.captures ?? [], run.resumed?.captures ?? []);
  checkpoint('pages.captured');
  const found = readPages(source, captured.pages.map(({ page }) => page));
  checkpoint('pages.read');
  const carried = await carryMissing(source, ledger, state, captured, found);
  return concludeCheck(source, deps, { checkId, startedAt, state, captured, found, carried });
}

export interface Gathered {
  readonly checkId: number;
  readonly startedAt: string;
  readonly state: CurrentState | null;
  readonly captured: CapturedPages;
  readonly found: ReadPages;
  readonly carried: Carried;
  /** What an import between two snapshots does to the later one. */
  readonly followOn?: (weighed: Weighed) => Promise<SnapshotCommit['followOn']>;
}

/** The second half of a check: what was gathered is weighed, told and committed. */
export async function concludeCheck(source: SourceSetup, deps: Omit<CheckDeps, 'capturer'>, gathered: Gathered): Promise<CheckResult> {
  const { ledger, checkpoint } = deps;
  const { checkId, startedAt, state, captured, found, carried } = gathered;
  const weighed = carried.blocked ? null : await weigh(source, ledger, { captured_at: startedAt, state, found, ...carried });
  checkpoint('compared');
  const findings = await findingsOf(source, ledger, captured, found, weighed);
  const followOn = weighed === null ? undefined : await gathered.followOn?.(weighed);
  const snapshot = weighed?.snapshot == null ? null : { ...weighed.snapshot, ...(followOn === undefined ? {} : { followOn }) };
  const memoryAt = deps.now();
  const memory = await ledger.alertMemory(source.id, startedAt);
  const events = snapshot?.drift ?? [];
  let byName: ReadonlyMap<string, SnapshotRoute> | null = null;
  const routeNow = (name: string): SnapshotRoute | undefined => (byName ??= new Map(carried.routes.map((route) => [route.route, route]))).get(name);
  const planned = deps.planAlerts({
    source, at: startedAt, previous_at: state?.snapshot.captured_at ?? null, read: snapshot !== null, events, findings, memory,
    baselines: await baselinesOf(ledger, source.id, events, startedAt), routeNow,
  });
  checkpoint('alerts.planned');
  const committed = await ledger.commitCheck({
    checkId, source: source.id, finished_at: deps.now(), findings, snapshot, ...planned, memory_at: memoryAt, coverage: coverageOf(captured, found, snapshot),
    ...(weighed === null ? {} : { hold: weighed.hold }),
  });
  checkpoint('check.committed');
  return { ...committed, findings };
}

async function findingsOf(source: SourceSetup, ledger: Ledger, captured: CapturedPages, found: ReadPages, weighed: Weighed | null): Promise<readonly Finding[]> {
  const wasFailing = ((await ledger.sources()).find(({ id }) => id === source.id)?.failures_in_a_row ?? 0) > 0;
  const optional = new Set(captured.pages.flatMap(({ request, page }) => (request.optional === true ? [page] : [])));
  const said = [
    ...captured.failed.map(({ request, finding }) => (request.optional === true && weighed !== null ? asRemark(finding) : finding)),
    ...found.refused.map(({ page, finding }) => (optional.has(page) && weighed !== null ? asRemark(finding) : finding)),
    ...found.composition.notes.map((note): Finding => ({ source: source.id, ...note })),
    ...(weighed?.trust?.findings ?? []),
  ];
  const recovered = weighed?.snapshot != null && wasFailing && !said.some(({ kind }) => kind === 'source.recovered');
  return recovered ? [...said, { kind: 'source.recovered', source: source.id, message: 'the source can be read again' }] : said;
}

/** A page that the source can be read without, and was, kept nobody from anything. */
function asRemark(finding: Finding): Finding {
  return BLOCKING_FINDINGS.has(finding.kind) ? { ...finding, kind: 'source.schema_note', message: `a page that is not needed could not be read (${finding.kind}): ${finding.message}` } : finding;
}

function coverageOf(captured: CapturedPages, found: ReadPages, snapshot: SnapshotCommit | null): Coverage {
  const rates = snapshot?.rates ?? 0;
  const moved = snapshot?.changed.reduce((count, { route }) => count + route.rates.length, 0) ?? 0;
  return {
    reached: snapshot !== null, pages: captured.pages.length, pages_failed: captured.failed.length + found.refused.length,
    rows: rates, unread: found.composition.unread.length, unchanged: Math.max(0, rates - moved),
  };
}

/** The clock of this machine is behind the ledger: nothing is captured until it has caught up, so that no date is wrong. */
export class ClockBehind extends Error {
  override readonly name = 'ClockBehind';
  readonly where: string;
  readonly mend = 'set the clock right; checks go on by themselves when it has passed that time';

  constructor(source: string, now: string, last: string) {
    super(`this machine's clock says ${now}, but the last snapshot of ${source} is of ${last}: nothing was captured`);
    this.where = source;
  }
}
