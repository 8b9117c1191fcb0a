import { routeHash, rowsHash } from '../domain/canonical.ts';
import { compareDisagreements, compareSnapshots, effectiveRoute, judgeTrust, type Trust } from '../domain/compare/index.ts';
import { type DriftEvent } from '../domain/drift.ts';
import { routeReading } from '../domain/reading.ts';
import { type SnapshotRoute } from '../domain/source.ts';
import { type CurrentState, type Hold, type Ledger, type Probe, type SnapshotCommit } from '../ledger/port.ts';
import { disagreementsAcross } from './across-sources.ts';
import { isPage, pageOf } from './capture-pages.ts';
import { readPages, type ReadPages } from './read-pages.ts';
import { readerOf, settingsText, type SourceSetup } from './source-setup.ts';

/** What a readable capture comes to. */
export interface Weighed {
  /** null: a mass removal is held until a second capture confirms it. */
  readonly snapshot: SnapshotCommit | null;
  readonly trust: Trust | null;
  readonly hold: Hold | null;
}

export interface Seen {
  readonly captured_at: string;
  /** What the ledger held before; null: this is the baseline. */
  readonly state: CurrentState | null;
  readonly found: ReadPages;
  /** What was read, with what is carried in place of missing pages. */
  readonly routes: readonly SnapshotRoute[];
  readonly carriedPages: SnapshotCommit['carried'];
}

/** From a readable capture to what shall be kept: believed or held, compared, freed from noise. */
export async function weigh(source: SourceSetup, ledger: Pick<Ledger, 'body' | 'contentAt' | 'lastContent' | 'openDisagreements'>, seen: Seen): Promise<Weighed> {
  const { state, captured_at } = seen;
  const previous = state === null ? null : await previousContent(source, ledger, state);
  const routes = [...seen.routes, ...unreadRoutes(seen)];
  const after = new Map(routes.map((route) => [route.route, route]));
  const dropped = previous?.ownChange === true ? [...(state?.routeHashes.keys() ?? [])].filter((name) => previous.routes?.has(name) === false) : [];
  const noLongerWatched = new Set(dropped.filter((name) => !after.has(name)));
  const trust = state === null ? null : judgeTrust({
    source: source.id, held: state.hold?.missing ?? null,
    before: { routes: without(state.routeHashes, noLongerWatched), statuses: state.routesWithStatus },
    after: { routes: after, statuses: routes.filter((route) => route.status !== null).length },
  });
  if (trust?.verdict === 'suspect') return { snapshot: null, trust, hold: { since: captured_at, missing: trust.missing } };

  const hashes = new Map<string, string>();
  for (const [name, route] of after) hashes.set(name, routeHash(route));
  const stored = state?.routeHashes ?? new Map<string, string>();
  const touched = [...after.keys()].filter((name) => stored.get(name) !== hashes.get(name));
  const removed = [...stored.keys()].filter((name) => !after.has(name));
  const storedRoutes = state === null ? [] : await ledger.contentAt(source.id, state.snapshot.captured_at, [...touched.filter((name) => stored.has(name)), ...removed]);

  const before = new Map(storedRoutes.map((route) => [route.route, route]));
  const changed: { route: SnapshotRoute; hash: string }[] = [];
  for (const name of touched) {
    const fresh = after.get(name);
    if (fresh === undefined) continue;
    const route = effectiveRoute(before.get(name), fresh, trust === null ? {} : { statuses: trust.statuses });
    const hash = route === fresh ? (hashes.get(name) ?? routeHash(route)) : routeHash(route);
    hashes.set(name, hash);
    if (hash !== stored.get(name)) changed.push({ route, hash });
  }

  const come = changed.flatMap(({ route: { route } }) => (stored.has(route) ? [] : [route]));
  const relisted = state === null || come.length === 0 ? [] : await ledger.lastContent(source.id, state.snapshot.captured_at, come);
  const drift = state === null ? [] : compareContent(source, changed.map(({ route }) => route), removed, before, previous, noLongerWatched, relisted, seen.found);
  const disagreements = [...seen.found.composition.disagreements, ...await disagreementsAcross(source, ledger, [...after.values()], captured_at)];
  const opened = compareDisagreements(state === null ? [] : await ledger.openDisagreements(source.id), disagreements, source.id, { baseline: state === null });
  const names = [...hashes.keys()].toSorted();
  return {
    trust, hold: null,
    snapshot: {
      captured_at, reader: readerOf(source), settings: settingsText(source), changed, removed,
      rowsHash: rowsHash(names.map((name) => hashes.get(name) ?? '')), routes: after.size, rates: routes.reduce((count, route) => count + route.rates.length, 0),
      unread: seen.found.composition.unread, carried: seen.carriedPages, probes: state === null ? [] : routes.filter(({ route }) => hashes.get(route) === stored.get(route)).flatMap(probeOf), drift: [...drift, ...opened], disagreements,
    },
  };
}

/** A route whose every price went unread is not removed: it stands there without a price, and the reason goes with it. */
function unreadRoutes({ found, routes, state, captured_at }: Seen): readonly SnapshotRoute[] {
  if (found.composition.unread.length === 0) return [];
  const read = new Set(routes.map(({ route }) => route));
  const names = new Set(found.composition.unread.flatMap(({ route }) => (route !== null && !read.has(route) && state?.routeHashes.has(route) === true ? [route] : [])));
  return [...names].map((route) => ({ ...routeReading(route), url: found.read[0]?.page.url ?? '', captured_at }));
}

function compareContent(
  source: SourceSetup, changed: readonly SnapshotRoute[], removed: readonly string[], stored: ReadonlyMap<string, SnapshotRoute>,
  previous: Previous | null, noLongerWatched: ReadonlySet<string>, relisted: readonly SnapshotRoute[], found: ReadPages,
): readonly DriftEvent[] {
  const context = { source: source.id, noLongerWatched, relisted: new Map(relisted.map((route) => [route.route, route])), unread: new Map(found.composition.unread.flatMap((one) => (one.route === null ? [] : [[one.route, one.reason] as const]))) };
  const sideOf = (routes: ReadonlyMap<string, SnapshotRoute>) => [...changed.map((route) => route.route), ...removed].flatMap((name) => routes.get(name) ?? []);
  if (previous?.routes == null) return compareSnapshots({ routes: sideOf(stored) }, { routes: changed }, context).events;
  const again = previous.routes;
  const newlyWatched = new Set(changed.map((route) => route.route).filter((name) => !again.has(name)));
  return compareSnapshots({ routes: sideOf(again) }, { routes: changed }, { ...context, newlyWatched }).events;
}

interface Previous {
  /** What is stored, as the present reader and settings see it. */
  readonly routes: ReadonlyMap<string, SnapshotRoute> | null;
  /** The reader or the settings changed since: what differs because of that is our own change, not drift. */
  readonly ownChange: boolean;
}

/** A better reader sees an old page with new eyes: it reads the last captures again before anything is compared with them. */
async function previousContent(source: SourceSetup, ledger: Pick<Ledger, 'body'>, state: CurrentState): Promise<Previous> {
  const ownChange = state.snapshot.reader !== readerOf(source) || state.settings !== settingsText(source);
  if (!ownChange) return { routes: null, ownChange };
  const pages = await Promise.all(state.captures.filter(isPage).map((row) => pageOf(ledger, row)));
  const { composition } = readPages(source, pages);
  return { routes: new Map(composition.routes.map((route) => [route.route, route])), ownChange };
}

function probeOf(route: SnapshotRoute): readonly Probe[] {
  if (route.status_checked_at === undefined && route.status_detected_at === undefined && route.status_probed === undefined) return [];
  return [{ route: route.route, checked_at: route.status_checked_at ?? null, detected_at: route.status_detected_at ?? null, reason: route.status_reason ?? null, probed: route.status_probed ?? null }];
}

function without(hashes: ReadonlyMap<string, string>, names: ReadonlySet<string>): ReadonlyMap<string, string> {
  return names.size === 0 ? hashes : new Map([...hashes].filter(([name]) => !names.has(name)));
}
