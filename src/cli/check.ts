import { type Finding } from '../domain/finding.ts';
import { driftJson } from '../ledger/json.ts';
import { type SnapshotRow, type DriftRow } from '../ledger/port.ts';
import { holdingChecks, resumeInterrupted, runRound } from '../monitor/run-round.ts';
import { deliveryLines, tellDue } from '../monitor/tell-due.ts';
import { printDrift } from './drift.ts';
import { EXIT, exitCodeFor } from './exit-codes.ts';
import { withLedger } from './ledger-access.ts';
import { printJson } from './print.ts';
import { type Options } from './options.ts';
import { reportError } from './report-error.ts';
import { loadSetup, withServices } from './setup.ts';
import { type World } from './world.ts';

/** How long `check` waits for a worker that is at it, asking once a second. */
const WAITS = 30;

/** `driftledger check [source…]`: one capture, read, keep, compare, tell cycle now. */
export async function run(world: World, names: readonly string[], options: Options): Promise<number> {
  const setup = await loadSetup(world, options);
  const sources = setup.choose(names);
  return withLedger(world, options, (ledger) => withServices(world, () => setup, ledger, async (services) => {
    const results = await holdingChecks({ ...services, waits: Array.from({ length: WAITS }, () => services.pause) }, async () => [
      ...await resumeInterrupted(setup.sources, services),
      ...await runRound(sources, services, { cause: 'manual', signal: world.stop }),
    ]);
    const lines = deliveryLines(await tellDue(services));
    const failed = results.flatMap(({ error }) => error ?? []);
    const outcome = { snapshots: results.flatMap(({ snapshot }) => snapshot ?? []), findings: results.flatMap(({ findings }) => findings), drift: results.flatMap(({ drift }) => drift) };
    printOutcome(world, options, outcome);
    for (const error of failed) reportError(world, error);
    for (const line of lines) world.err(`${line}\n`);
    return failed.length > 0 ? EXIT.failed : exitCodeFor({ findings: outcome.findings, drift: outcome.drift.length, wanted: options['exitCode'] === true });
  }));
}

export interface Outcome {
  readonly snapshots: readonly SnapshotRow[];
  readonly findings: readonly Finding[];
  readonly drift: readonly DriftRow[];
}

/** What `check` and `import` answer: the contract's `{snapshots, findings, drift}`. */
export function printOutcome(world: World, options: Options, { snapshots, findings, drift }: Outcome): void {
  if (options['json'] === true) {
    printJson(world, { snapshots, findings, drift: drift.map(driftJson) });
    return;
  }
  for (const snapshot of snapshots) world.out(`${snapshot.source}: snapshot ${snapshot.id} of ${snapshot.captured_at}, ${snapshot.rows} rows, ${snapshot.unread} unread\n`);
  for (const finding of findings) world.err(`${finding.source}: ${finding.kind}: ${finding.message}\n`);
  if (drift.length > 0) printDrift(world, drift);
  else if (snapshots.length > 0) world.out('no drift\n');
}
