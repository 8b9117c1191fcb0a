import { type Decimal } from '../decimal.ts';
import { driftEvent, type DriftEvent } from '../drift.ts';
import { rateKey } from '../rate.ts';
import { type RouteReading } from '../reading.ts';
import { compareEndpoints, compareFormulas, compareLimits, groupsChanged, setChange } from './attributes.ts';
import { byCodePoint, COMPUTED_TOLERANCE } from './equal.ts';
import { draft, foldSharedFactors, type Draft } from './factors.ts';
import { pricePhrase } from './phrases.ts';
import { compareRates } from './rates.ts';
import { groupOf, rateAdded, rateRemoved, type Scope } from './rate-events.ts';
import { likelyRenames, routeRenamed } from './renames.ts';
import { WEIGHTS } from './severity.ts';
import { sortEvents } from './sort.ts';
import { compareStatus } from './status.ts';

/** One snapshot's routes. Routes that are the same on both sides may be left out on both. */
export interface Side {
  readonly routes: readonly RouteReading[];
}

export interface CompareContext {
  readonly source: string;
  /** Routes that a widened watch list adds: they are a baseline, so their coming is no event. */
  readonly newlyWatched?: ReadonlySet<string>;
  /** Routes that a narrowed watch list drops: nobody looked, so their going is no event. */
  readonly noLongerWatched?: ReadonlySet<string>;
  /** Routes that come back, with what they said when they were listed last: what moved meanwhile is told with their coming. */
  readonly relisted?: ReadonlyMap<string, RouteReading>;
  /** Route → why some of its price text could not be read this time; a price that is missing there is told with that reason. */
  readonly unread?: ReadonlyMap<string, string>;
  /** Computed prices within this share of each other are one price; `COMPUTED_TOLERANCE` when absent. */
  readonly computedTolerance?: Decimal;
}

/**
 * What moved between two believable snapshots of one source, in one fixed order: the same content in any order of
 * routes, rates or sets gives the same events, and the same content twice gives none. Call `judgeTrust` first: this
 * function takes what is missing for gone.
 */
export function compareSnapshots(before: Side, after: Side, context: CompareContext): { readonly events: readonly DriftEvent[] } {
  const was = new Map(before.routes.map((route) => [route.route, route]));
  const is = new Map(after.routes.map((route) => [route.route, route]));
  const removed = sorted(before.routes.filter(({ route }) => !is.has(route) && context.noLongerWatched?.has(route) !== true));
  const added = sorted(after.routes.filter(({ route }) => !was.has(route) && context.newlyWatched?.has(route) !== true));
  const renames = likelyRenames(removed, added);
  const renamed = new Set(renames.flatMap((rename) => [rename.before, rename.after]));

  const drafts: Draft[] = [];
  for (const route of after.routes) {
    const old = was.get(route.route);
    if (old !== undefined && old !== route) drafts.push(...compareRoute(old, route, context));
  }
  for (const rename of renames) drafts.push(draft(routeRenamed(rename, context.source)), ...compareRoute(rename.before, rename.after, context));
  for (const route of removed) if (!renamed.has(route)) drafts.push(draft(routeRemoved(route, context)));
  for (const route of added) if (!renamed.has(route)) drafts.push(draft(routeAdded(route, context)), ...movedMeanwhile(route, context));
  return { events: sortEvents(foldSharedFactors(drafts, context.source)) };
}

/** What a route says otherwise than before it went. */
function movedMeanwhile(route: RouteReading, context: CompareContext): readonly Draft[] {
  const last = context.relisted?.get(route.route);
  if (last === undefined) return [];
  return compareRoute(last, route, context).map((moved) => ({ ...moved, event: { ...moved.event, reason: `${moved.event.reason} In between, the route was not listed.` } }));
}

/** Everything that moved inside one route, told under its name of today. */
function compareRoute(before: RouteReading, after: RouteReading, context: CompareContext): readonly Draft[] {
  const scope = scopeOf(after.route, context);
  const names = { source: scope.source, route: scope.route };
  return [
    ...[...compareStatus(before, after, names), ...compareEndpoints(before, after, names), ...compareFormulas(before, after, names), ...compareLimits(before, after, names)].map(draft),
    ...foldUnderGroups(before, after, compareRates(before, after, scope), names),
  ];
}

/** The rates of a group that joined or left the route belong to that one change. */
function foldUnderGroups(before: RouteReading, after: RouteReading, rates: readonly Draft[], names: Pick<Scope, 'source' | 'route'>): readonly Draft[] {
  const change = setChange(before.groups, after.groups);
  if (change === null) return rates;
  const [lost, gained] = [new Set(change.lost), new Set(change.gained)];
  const belongs = ({ event }: Draft): boolean =>
    (event.kind === 'rate.removed' && lost.has(groupOf(event))) || (event.kind === 'rate.added' && gained.has(groupOf(event)));
  const folded = sortEvents(rates.filter(belongs).map(({ event }) => event));
  return [draft(groupsChanged(before, after, change, folded, names)), ...rates.filter((one) => !belongs(one))];
}

function routeAdded(route: RouteReading, context: CompareContext): DriftEvent {
  const folded = sortEvents(route.rates.map((rate) => rateAdded(rate, scopeOf(route.route, context))));
  return driftEvent({
    kind: 'route.added', source: context.source, route: route.route, after: route.route, severity: WEIGHTS.routeAdded, rows: Math.max(1, folded.length), folded,
    after_raw: route.status_raw, reason: `The source lists a route ${context.relisted?.has(route.route) === true ? 'again that was gone' : 'that it did not list before'}, ${ratesWords(route)}.`,
  });
}

function routeRemoved(route: RouteReading, context: CompareContext): DriftEvent {
  const folded = sortEvents(route.rates.map((rate) => rateRemoved(rate, scopeOf(route.route, context))));
  return driftEvent({
    kind: 'route.removed', source: context.source, route: route.route, before: route.route, severity: WEIGHTS.routeRemoved, rows: Math.max(1, folded.length), folded,
    before_raw: route.status_raw, reason: `The source no longer lists this route, ${ratesWords(route)}.`,
  });
}

function ratesWords(route: RouteReading): string {
  const first = route.rates.toSorted((a, b) => byCodePoint(rateKey(a), rateKey(b)))[0];
  if (first === undefined) return 'without a price';
  return route.rates.length === 1 ? `at ${pricePhrase(first)}` : `with ${route.rates.length} rates, such as ${pricePhrase(first)}`;
}

function scopeOf(route: string, context: CompareContext): Scope {
  return { source: context.source, route, tolerance: context.computedTolerance ?? COMPUTED_TOLERANCE, unread: context.unread?.get(route) };
}

function sorted(routes: readonly RouteReading[]): readonly RouteReading[] {
  return routes.toSorted((a, b) => byCodePoint(a.route, b.route));
}
