import { driftEvent, type DriftEvent } from '../drift.ts';
import { type RouteReading } from '../reading.ts';
import { type Status } from '../vocabulary.ts';
import { WEIGHTS } from './severity.ts';

/** How far from usable: `absent` and `unknown_failure` are equally far, one does not know. */
const DISTANCE: Readonly<Record<Status, number>> = { available: 0, degraded: 1, unknown_failure: 2, absent: 2, retired: 3 };

/**
 * The status a route is stored with. A status that vanishes from one route while others keep theirs is `absent`;
 * when a source loses all its statuses at once, that is a finding, and each route keeps what was last known.
 */
export function effectiveStatus(before: Pick<RouteReading, 'status'>, after: Pick<RouteReading, 'status'>): Status | null {
  return after.status ?? (before.status === null ? null : 'absent');
}

/**
 * A status that moved, with its direction. A first status is an event only when it is a bad one: a route that is
 * probed for the first time and answers is no news. The same canonical word in other raw words says nothing new.
 */
export function compareStatus(before: RouteReading, after: RouteReading, scope: { readonly source: string; readonly route: string }): readonly DriftEvent[] {
  const [was, is] = [before.status, effectiveStatus(before, after)];
  if (is === null || was === is) return [];
  if (was === null && (is === 'available' || is === 'absent')) return [];
  const [from, to] = [DISTANCE[was ?? 'available'], DISTANCE[is]];
  const direction = to > from ? 'worse' : to < from ? 'better' : 'sideways';
  return [driftEvent({
    kind: 'route.status_changed', source: scope.source, route: scope.route, before: was, after: is,
    before_raw: before.status_raw, after_raw: after.status_raw, direction, severity: WEIGHTS.status[is],
    reason: `The source says ${is === 'absent' ? 'nothing about its state any more' : `"${after.status_raw ?? is}"`}; ${
      was === null ? 'this is the first time it says anything' : `before it was "${before.status_raw ?? was}"`}: ${direction}.${
      after.status_reason === undefined ? '' : ` Its reason: "${after.status_reason}"`}`,
  })];
}
