import cron from 'node-cron';
import { type Ledger, type SourceState } from '../ledger/port.ts';
import { type CheckDeps } from './check-source.ts';
import { holdingChecks, LedgerBusy, registerSource, resumeInterrupted, runRound, type RoundResult } from './run-round.ts';
import { type SourceSetup } from './source-setup.ts';
import { deliveryLines, tellDue, type TellDeps } from './tell-due.ts';

/** A source with its own answer to "is it due?". */
export interface ScheduledSource extends SourceSetup {
  readonly isDue: (lastRun: string | null, now: string) => boolean;
}

export interface WorkerDeps extends CheckDeps, TellDeps {
  /** The sources as they are configured now; asked at every tick, so that a changed file counts without a restart. */
  readonly sources: () => readonly ScheduledSource[];
  /** Where sealed days go. */
  readonly sealInto: string;
  /** One line for each thing done. */
  readonly say: (line: string) => void;
  /** Called after each complete round; never throws. */
  readonly ping: () => Promise<void>;
  readonly signal: AbortSignal;
}

export interface Worker {
  /** One look at the clock: check what is due, send what waits, seal what is over. Ticks never overlap. */
  tick(): Promise<void>;
  /** Ends what is under way and gives the ledger free. */
  stop(): Promise<void>;
}

/** Renewed at every tick; a dead worker's lease is taken over at once, without waiting for this. */
const LEASE_MS = 10 * 60_000;

/**
 * Takes the ledger for this worker, finishes what a crash left behind, and hands back the worker.
 * @throws LedgerBusy when another worker has the ledger
 */
export async function openWorker(deps: WorkerDeps): Promise<Worker> {
  const other = await deps.ledger.acquireLease('worker', deps.holder, deps.now(), LEASE_MS);
  if (other !== null) throw new LedgerBusy(other, 'is the worker of');
  let running: Promise<void> | null = null;
  const work = async (job: () => Promise<void>): Promise<void> => {
    // A tick that finds the last one still at work lets it be; what is due stays due.
    running ??= job().finally(() => { running = null; });
    await running;
  };
  await work(() => resume(deps));
  const clock = watchClock(deps);
  return {
    tick: () => work(() => round(deps, clock)),
    stop: async () => {
      await running?.catch(() => {});
      await deps.ledger.releaseLease('worker', deps.holder);
    },
  };
}

/** Ticks once a minute, on UTC time, until stopped; the schedules' own zones are not node-cron's business. */
export function startTicking(worker: Worker, onError: (error: unknown) => void): { stop: () => Promise<void> } {
  const quiet = { info: () => {}, warn: () => {}, debug: () => {}, error: () => {} };
  const task = cron.schedule('* * * * *', () => worker.tick().catch(onError), { timezone: 'UTC', noOverlap: true, logger: quiet });
  return { stop: async () => { await task.destroy(); } };
}

async function resume(deps: WorkerDeps): Promise<void> {
  await holdingChecks({ ...deps, waits: [] }, async () => {
    for (const result of await resumeInterrupted(deps.sources(), deps)) sayResult(deps, result, 'finished what a crash cut off');
  });
}

async function round(deps: WorkerDeps, clock: (states: readonly SourceState[]) => void): Promise<void> {
  await deps.ledger.acquireLease('worker', deps.holder, deps.now(), LEASE_MS);
  clock(await deps.ledger.sources());
  await checkDue(deps);
  if (deps.signal.aborted) return;
  for (const line of deliveryLines(await tellDue(deps))) deps.say(line);
  await sealDays(deps);
  await deps.ping();
}

/** Says once that this machine's clock is behind its ledger: then nothing is due, and without a word it would look like rest. */
function watchClock({ now, say }: Pick<WorkerDeps, 'now' | 'say'>): (states: readonly SourceState[]) => void {
  let behind = false;
  return (states) => {
    const [last] = states.flatMap(({ id, last_check_at: at }) => (at !== null && at > now() ? [{ id, at }] : []));
    if (last !== undefined && !behind) say(`this machine's clock is behind its ledger: ${last.id} was last checked at ${last.at}: set the clock right; checks go on by themselves when it has passed that time`);
    behind = last !== undefined;
  };
}

async function checkDue(deps: WorkerDeps): Promise<void> {
  const states = new Map((await deps.ledger.sources()).map((state) => [state.id, state]));
  const due = deps.sources().filter((source) => source.isDue(states.get(source.id)?.last_check_at ?? null, deps.now()));
  if (due.length === 0) return;
  await holdingChecks({ ...deps, waits: [] }, async () => {
    for (const source of due) {
      if (deps.signal.aborted) return;
      for (const result of await runRound([source], deps, { cause: 'schedule', signal: deps.signal })) sayResult(deps, result, 'checked');
    }
  }).catch((error: unknown) => {
    if (!(error instanceof LedgerBusy)) throw error;
    deps.say(`${error.message}: the checks that are due wait for the next minute`);
  });
}

async function sealDays({ ledger, now, sealInto, say }: WorkerDeps): Promise<void> {
  for (const date of await ledger.unsealedDays(now())) {
    const sealed = await ledger.sealDay(date, sealInto);
    if (sealed !== null) say(`sealed ${sealed.file} (sha256 ${sealed.sha256.slice(0, 16)}…)`);
  }
}

function sayResult(deps: Pick<WorkerDeps, 'say'>, result: RoundResult, verb: string): void {
  for (const finding of result.findings) deps.say(`${result.source}: ${finding.kind}: ${finding.message}`);
  if (result.error !== undefined) deps.say(`${result.source}: ${result.error.message}${'mend' in result.error ? `: ${String(result.error.mend)}` : ''}`);
  if (result.snapshot !== null) deps.say(`${result.source}: ${verb}: snapshot ${result.snapshot.id}, ${result.snapshot.rows} rows, ${result.drift.length} drift events`);
}

/** Registers all configured sources, so that a page can show those that were never reached. */
export async function registerSources(ledger: Ledger, sources: readonly SourceSetup[]): Promise<void> {
  for (const source of sources) await registerSource(ledger, source);
}
