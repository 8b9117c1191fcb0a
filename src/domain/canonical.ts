import { createHash } from 'node:crypto';
import { canonicalDecimal } from './decimal.ts';
import { looseConditions, rateKey, type Rate } from './rate.ts';
import { type RouteReading } from './reading.ts';

/**
 * Canonical texts and hashes of rows. Two captures that say the same in another order give the same texts, on every
 * machine, so a hash printed today can be recomputed from an export years later with `sha256sum`.
 */

/** One rate as one line: `route`, rate key and value, and factors, as JSON. Amounts lose trailing zeros here and nowhere else. */
export function canonicalRate(route: string, rate: Rate): string {
  return JSON.stringify([
    route, rateKey(rate), rate.amount === null ? null : canonicalDecimal(rate.amount), rate.per, rate.currency, rate.kind, rate.approximate ?? false,
    rate.promotion ? sortKeys(rate.promotion) : null, looseConditions(rate.conditions),
    rate.factors?.map((factor) => [factor.name, factor.scope ?? null, canonicalDecimal(factor.value)]) ?? null,
  ]);
}

/** What a route is beside its rates, as one line. Times of the source's own checks move by themselves and are left out. */
export function canonicalRoute(route: RouteReading): string {
  return JSON.stringify([
    route.route, route.status, route.status_raw, route.groups, route.endpoints,
    route.formula ? sortKeys(route.formula) : null, route.limits ? sortKeys(route.limits) : null,
  ]);
}

/** sha256 over the route's line and its rates' lines, each ended by a newline. Hex. */
export function routeHash(route: RouteReading): string {
  const hash = createHash('sha256').update(canonicalRoute(route)).update('\n');
  for (const rate of route.rates) hash.update(canonicalRate(route.route, rate)).update('\n');
  return hash.digest('hex');
}

/** sha256 over the hashes of all routes in the order of their names, each hex line ended by a newline. Hex. */
export function rowsHash(routeHashes: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const line of routeHashes) hash.update(line).update('\n');
  return hash.digest('hex');
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sortKeys(inner)]));
}
