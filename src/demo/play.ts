import { type Finding } from '../domain/finding.ts';
import { type DriftRow, type Ledger, type SnapshotRow } from '../ledger/port.ts';
import { type CheckDeps } from '../monitor/check-source.ts';
import { holdingChecks, runRound } from '../monitor/run-round.ts';
import { type SourceSetup } from '../monitor/source-setup.ts';
import { tellDue, type TellDeps } from '../monitor/tell-due.ts';
import { type ReplicaState } from './replica/server.ts';
import { type Act } from './script.ts';

/** What one act of the play came to. */
export interface Played {
  readonly title: string;
  readonly snapshots: readonly SnapshotRow[];
  readonly findings: readonly Finding[];
  readonly drift: readonly DriftRow[];
}

export interface PlayDeps extends CheckDeps, TellDeps {
  readonly ledger: Ledger;
  readonly sources: readonly SourceSetup[];
  /** Moves the replica, and the demo's clock by half an hour. */
  readonly advance: (change: (state: ReplicaState) => ReplicaState) => void;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Plays the acts one after the other: the providers move, everything is checked, mails go out; by the code that runs in earnest. */
export async function play(acts: readonly Act[], deps: PlayDeps): Promise<readonly Played[]> {
  const played: Played[] = [];
  for (const act of acts) {
    if (deps.signal.aborted) break;
    deps.advance(act.change);
    const results = await holdingChecks({ ...deps, waits: [] }, () => runRound(deps.sources, deps, { cause: 'demo' }));
    await tellDue(deps);
    const failed = results.find(({ error }) => error !== undefined);
    if (failed?.error !== undefined) throw failed.error;
    const one: Played = {
      title: act.title, snapshots: results.flatMap(({ snapshot }) => snapshot ?? []), findings: results.flatMap(({ findings }) => findings), drift: results.flatMap(({ drift }) => drift),
    };
    deps.say(`${deps.now().slice(0, 16).replace('T', ' ')} UTC  ${act.title}: ${one.drift.length === 0 ? 'no drift' : `${one.drift.length} drift event${one.drift.length === 1 ? '' : 's'}`}${one.findings.length === 0 ? '' : `, ${one.findings.map(({ kind }) => kind).join(', ')}`}`);
    played.push(one);
  }
  return played;
}
