import { routeHash, sha256 } from '../domain/canonical.ts';
import { type CapturedPage, type CaptureRequest } from '../domain/capture.ts';
import { compareSnapshots } from '../domain/compare/index.ts';
import { type DriftEvent } from '../domain/drift.ts';
import { UsageError } from '../domain/finding.ts';
import { type CurrentState, type Ledger, type SnapshotRow } from '../ledger/port.ts';
import { concludeCheck, type CheckDeps, type CheckResult } from './check-source.ts';
import { readPages } from './read-pages.ts';
import { type SourceSetup } from './source-setup.ts';

/** A capture that somebody saved elsewhere. */
export interface SavedCapture {
  readonly body: Uint8Array;
  readonly url: string;
  readonly captured_at: string;
  readonly by: string | null;
}

/**
 * Stores a capture dated when it was taken, also between or before snapshots that are there already: intervals follow
 * observed time, the chain follows recorded time. Events of the next snapshot that it makes untrue are marked as
 * superseded, those that it makes true are added, and nobody is mailed about the past.
 */
export async function importCapture(source: SourceSetup, deps: Omit<CheckDeps, 'capturer' | 'planAlerts'>, saved: SavedCapture): Promise<CheckResult> {
  const { ledger } = deps;
  const twin = (await ledger.snapshots({ source: source.id, since: saved.captured_at, until: saved.captured_at }))[0];
  if (twin !== undefined) {
    throw new UsageError({ what: `there is a snapshot of ${source.id} at ${saved.captured_at} already (snapshot ${twin.id})`, where: '--captured-at', mend: 'give the instant at which this file was saved; nothing was stored' });
  }
  const request: CaptureRequest = { purpose: '', url: saved.url, method: 'http' };
  const page: CapturedPage = { purpose: '', url: saved.url, status: 200, headers: {}, body: saved.body, captured_at: saved.captured_at };
  const found = readPages(source, [page]);
  const checkId = await ledger.beginCheck({ source: source.id, started_at: saved.captured_at, cause: 'import', by: saved.by });
  await ledger.recordAttempts(checkId, [{
    attempt: { request, attempt: 1, started_at: saved.captured_at, duration_ms: 0, status: null, final_url: saved.url, peer: null, headers: {}, bytes: saved.body.length, sha256: sha256(saved.body), failure: null, identity: saved.by ?? 'import' },
    body: saved.body,
  }]);
  const state = await stateAt(ledger, source.id, saved.captured_at);
  const partial = source.adapter.follow(source, source.settings, [page]).length > 0;
  const said = new Set(found.composition.routes.map(({ route }) => route));
  const others = partial && state !== null ? (await ledger.contentAt(source.id, state.snapshot.captured_at)).filter(({ route }) => !said.has(route)) : [];
  const routes = [...found.composition.routes, ...others].toSorted((a, b) => (a.route < b.route ? -1 : a.route > b.route ? 1 : 0));
  const next = (await ledger.snapshots({ source: source.id, since: saved.captured_at })).filter((snapshot) => snapshot.captured_at > saved.captured_at).at(-1);
  return concludeCheck(source, { ...deps, planAlerts: () => ({ alerts: [] }) }, {
    checkId, startedAt: saved.captured_at, state, found, captured: { pages: [{ request, page }], failed: [] },
    carried: { blocked: found.refused.length > 0, routes, carriedPages: [] },
    followOn: async ({ snapshot }) => (snapshot === null || next === undefined ? undefined : followOnOf(ledger, source.id, routes, next)),
  });
}

/** What the ledger held just before an instant. */
async function stateAt(ledger: Ledger, source: string, at: string): Promise<CurrentState | null> {
  const current = await ledger.currentState(source);
  if (current === null || current.snapshot.captured_at < at) return current;
  const earlier = (await ledger.snapshots({ source, until: at })).find((snapshot) => snapshot.captured_at < at);
  if (earlier === undefined) return null;
  const routes = await ledger.contentAt(source, earlier.captured_at);
  return {
    ...current, snapshot: { ...earlier, reader: current.snapshot.reader }, hold: null, captures: [],
    routeHashes: new Map(routes.map((route) => [route.route, routeHash(route)])), routesWithStatus: routes.filter((route) => route.status !== null).length,
  };
}

/** The events of the next snapshot as they are with the imported capture before it, against those that were recorded. */
async function followOnOf(ledger: Ledger, source: string, imported: Parameters<typeof compareSnapshots>[0]['routes'], next: SnapshotRow) {
  const events = compareSnapshots({ routes: imported }, { routes: await ledger.contentAt(source, next.captured_at) }, { source }).events;
  const recorded = (await ledger.drift({ snapshot: next.id })).filter((event) => !event.superseded && !event.kind.startsWith('disagreement.'));
  const key = (event: Omit<DriftEvent, 'folded'>): string => JSON.stringify([event.kind, event.route, event.meter, event.role, event.conditions, event.before, event.after]);
  const [still, known] = [new Set(events.map(key)), new Set(recorded.map(key))];
  return { snapshot: next.id, superseded: recorded.filter((event) => !still.has(key(event))).map(({ id }) => id), added: events.filter((event) => !known.has(key(event))) };
}
