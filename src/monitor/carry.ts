import { type SnapshotRoute } from '../domain/source.ts';
import { BLOCKING_FINDINGS } from '../domain/vocabulary.ts';
import { type CarriedPage, type CurrentState, type Ledger } from '../ledger/port.ts';
import { type CapturedPages } from './capture-pages.ts';
import { type ReadPages } from './read-pages.ts';
import { type SourceSetup } from './source-setup.ts';

/** What a check can build on, after pages that could not be had. */
export interface Carried {
  /** A page that the source cannot be read without is missing: this check makes no snapshot. */
  readonly blocked: boolean;
  /** What was read, and what is carried from the last good capture in place of a missing page. */
  readonly routes: readonly SnapshotRoute[];
  readonly carriedPages: readonly CarriedPage[];
}

/**
 * Fills the gap that an unreachable page leaves with what it said last, under its own date. A page that speaks for no
 * named routes cannot be carried: without it nobody can tell "removed" from "not reached", so there is no snapshot.
 */
export async function carryMissing(source: SourceSetup, ledger: Ledger, state: CurrentState | null, captured: CapturedPages, found: ReadPages): Promise<Carried> {
  const missing = [
    ...captured.failed,
    ...found.refused.map(({ page, finding }) => ({ request: captured.pages.find((one) => one.page === page)?.request, finding })),
  ].filter(({ request, finding }) => request?.optional !== true && BLOCKING_FINDINGS.has(finding.kind));
  if (missing.some(({ request }) => request?.routes === undefined) || found.read.length === 0) return { blocked: true, routes: [], carriedPages: [] };

  const readRoutes = found.composition.routes;
  const names = [...new Set(missing.flatMap(({ request }) => request?.routes ?? []))];
  if (names.length === 0) return { blocked: false, routes: readRoutes, carriedPages: [] };
  // A weaker witness may have spoken for the route: the stronger one's last word still stands until it is heard again.
  const carried = state === null ? [] : await ledger.contentAt(source.id, state.snapshot.captured_at, names);
  const carriedNames = new Set(carried.map(({ route }) => route));
  const routes = [...readRoutes.filter(({ route }) => !carriedNames.has(route)), ...carried.map((route) => ({ ...route, captured_at: lastCapturedAt(state, route) }))];
  return {
    blocked: readRoutes.length === 0 && carried.length === 0,
    routes: routes.toSorted((a, b) => (a.route < b.route ? -1 : a.route > b.route ? 1 : 0)),
    carriedPages: [...new Map(carried.map((route) => [route.url, { url: route.url, captured_at: lastCapturedAt(state, route), reason: missing.find(({ request }) => request?.routes?.includes(route.route) === true)?.finding.message ?? 'not reached' }])).values()],
  };
}

function lastCapturedAt(state: CurrentState | null, route: SnapshotRoute): string {
  return state?.snapshot.carried.find((page) => page.url === route.url)?.captured_at ?? route.captured_at;
}
