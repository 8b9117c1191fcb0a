import { compareSnapshots, weighPriceChange } from '../../domain/compare/index.ts';
import { compareDecimals, percentChange } from '../../domain/decimal.ts';
import { type DriftEvent, type RateValue } from '../../domain/drift.ts';
import { type Rate } from '../../domain/rate.ts';
import { routeReading, type RouteReading } from '../../domain/reading.ts';
import { type Status } from '../../domain/vocabulary.ts';
import { factorOf, movementOf } from './subject.ts';

/**
 * A value that moved on while it waited, as one change: people were told the first value, so the change begins there,
 * and it weighs and points as the comparison of the two ends says. Null where both ends are the same.
 */
export function onward(first: DriftEvent, next: DriftEvent): DriftEvent | null {
  if (next.kind === 'factor.changed') return factorOnward(first, next);
  const ends = endsOf(first, next);
  if (ends === null) return { ...next, before: first.before, before_per: first.before_per, before_rate: first.before_rate, before_raw: first.before_raw, change_percent: null };
  const [event] = compareSnapshots({ routes: [ends[0]] }, { routes: [ends[1]] }, { source: next.source }).events;
  return event === undefined ? null : { ...event, rows: next.rows, folded: next.folded };
}

/** The route with nothing but the value that moved, before all of it and now; null where there is no value on both sides. */
function endsOf(first: DriftEvent, next: DriftEvent): readonly [RouteReading, RouteReading] | null {
  const route = next.route ?? '';
  if (next.kind === 'route.status_changed') {
    const side = (status: string | null, status_raw: string | null) => routeReading(route, { status: status as Status | null, status_raw });
    return [side(first.before, first.before_raw), side(next.after, next.after_raw)];
  }
  const [before, after] = [rateOf(next, first.before_rate), rateOf(next, next.after_rate)];
  return before === null || after === null ? null : [routeReading(route, { rates: [before] }), routeReading(route, { rates: [after] })];
}

function rateOf({ meter, unit, role, conditions }: DriftEvent, value: RateValue | null): Rate | null {
  return meter === null || unit === null || role === null || value === null ? null : { meter, unit, role, conditions, ...value };
}

function factorOnward(first: DriftEvent, next: DriftEvent): DriftEvent | null {
  // A factor that is not there counts 1.
  const [from, to] = [first.before ?? '1', next.after ?? '1'];
  if (compareDecimals(from, to) === 0) return null;
  const percent = percentChange(from, to);
  const { severity, direction, because } = weighPriceChange(percent, compareDecimals(from, to) < 0);
  const earlier = new Map(first.folded.map((row) => [movementOf(row).subject, row]));
  const words = `${factorOf(next)} ${first.before ?? 'none'} → ${next.after ?? 'none'}`;
  const folded = next.folded.map((row) => { const known = earlier.get(movementOf(row).subject); return known === undefined ? row : onward(known, row) ?? row; });
  return { ...next, before: first.before, change_percent: percent, severity, direction, explained_by: words, folded, reason: `${words} explains ${next.rows} changed prices: ${because}.` };
}
