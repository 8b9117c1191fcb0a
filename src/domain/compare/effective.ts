import { type Decimal } from '../decimal.ts';
import { rateKey, type Rate } from '../rate.ts';
import { type RouteReading } from '../reading.ts';
import { COMPUTED_TOLERANCE, isFloat, sameName, samePrice, samePromotion } from './equal.ts';
import { effectiveStatus } from './status.ts';

export interface EffectiveOptions {
  /** 'lost': the source lost all its statuses at once (`judgeTrust`), so each route keeps what was last known. */
  readonly statuses?: 'kept' | 'lost';
  readonly computedTolerance?: Decimal;
}

/**
 * What shall be stored of a new reading, given what is stored: computed prices that moved by float noise alone keep
 * their stored value, so that no version moves for noise, and creep adds up until it is seen. Routes come in any order
 * and go out in the order of `after`; what nothing had to be done to is handed back as it is.
 */
export function effectiveContent<Route extends RouteReading>(before: readonly RouteReading[], after: readonly Route[], options: EffectiveOptions = {}): readonly Route[] {
  const stored = new Map(before.map((route) => [route.route, route]));
  return after.map((route) => effectiveRoute(stored.get(route.route), route, options));
}

/** The same for one route. `before` is what is stored, undefined for a route that is new. */
export function effectiveRoute<Route extends RouteReading>(before: RouteReading | undefined, after: Route, options: EffectiveOptions = {}): Route {
  if (before === undefined) return after;
  const rates = withoutNoise(before.rates, after.rates, options.computedTolerance ?? COMPUTED_TOLERANCE);
  const status = after.status === null && before.status !== null ? (options.statuses === 'lost' ? carriedStatus(before) : { status: effectiveStatus(before, after) }) : null;
  return rates === after.rates && status === null ? after : { ...after, ...status, rates };
}

function carriedStatus(before: RouteReading): Partial<RouteReading> {
  const { status, status_raw, status_reason, status_checked_at, status_detected_at, status_probed } = before;
  return {
    status, status_raw,
    ...(status_reason === undefined ? {} : { status_reason }),
    ...(status_checked_at === undefined ? {} : { status_checked_at }),
    ...(status_detected_at === undefined ? {} : { status_detected_at }),
    ...(status_probed === undefined ? {} : { status_probed }),
  };
}

function withoutNoise(before: readonly Rate[], after: readonly Rate[], tolerance: Decimal): readonly Rate[] {
  let stored: ReadonlyMap<string, Rate> | null = null;
  let noisy = false;
  const rates = after.map((rate, index) => {
    if (rate.factors === undefined && (rate.amount === null || !isFloat(rate.amount))) return rate;
    // Both sides are sorted by key, so the counterpart is nearly always at the same place.
    const opposite = before[index];
    if (opposite !== undefined && opposite.amount === rate.amount && sameName(opposite, rate)) return rate;
    stored ??= new Map(before.map((one) => [rateKey(one), one]));
    const old = stored.get(rateKey(rate));
    if (old === undefined || old.amount === rate.amount || !onlyNoise(old, rate, tolerance)) return rate;
    noisy = true;
    return old;
  });
  return noisy ? rates : after;
}

/** The same value but for digits that a computation may lose on its way; exactly equal amounts are not noise but the same. */
function onlyNoise(before: Rate, after: Rate, tolerance: Decimal): boolean {
  return (before.factors === undefined) === (after.factors === undefined) && before.kind === after.kind && before.per === after.per && before.currency === after.currency
    && before.approximate === after.approximate && samePromotion(before.promotion, after.promotion)
    && samePrice(before, after, tolerance) && !samePrice(before, after, '0');
}
