import { product } from '../decimal.ts';
import { type DriftEvent } from '../drift.ts';
import { rate, type Factor, type Rate } from '../rate.ts';
import { routeReading, type RouteReading } from '../reading.ts';
import { type Meter } from '../vocabulary.ts';
import { compareSnapshots, type CompareContext } from './compare.ts';

/** What moved between two lists of routes of one made-up source. */
export function drift(before: readonly RouteReading[], after: readonly RouteReading[], context: Partial<CompareContext> = {}): readonly DriftEvent[] {
  return compareSnapshots({ routes: before }, { routes: after }, { source: 'shop', ...context }).events;
}

/** What moved between two states of the one route "clip". */
export function rateDrift(before: readonly Rate[], after: readonly Rate[], context: Partial<CompareContext> = {}): readonly DriftEvent[] {
  return drift([routeReading('clip', { rates: before })], [routeReading('clip', { rates: after })], context);
}

/** A price per second of video, as a page says it. */
export function perSecond(amount: string, conditions: Rate['conditions'] = {}, more: Partial<Omit<Rate, 'unit'>> = {}): Rate {
  return rate({ meter: 'video_second', amount, conditions, ...more });
}

/** A gateway's price per million tokens: 2 × the route's ratio × the group's ratio. */
export function gatewayRate(meter: Meter, group: string, ratio: string, groupRatio: string, more: readonly Factor[] = []): Rate {
  const factors: readonly Factor[] = [
    { name: 'usd_per_ratio', value: '2' }, { name: 'model_ratio', value: ratio }, { name: 'group_ratio', scope: group, value: groupRatio }, ...more,
  ];
  return rate({ meter, per: 1_000_000, amount: product(...factors.map(({ value }) => value)), conditions: { group }, factors });
}

/** Kind, route and values: what most tests want to see of an event. */
export function brief(events: readonly DriftEvent[]): readonly (readonly (string | null)[])[] {
  return events.map((event) => [event.kind, event.route, event.before, event.after]);
}
