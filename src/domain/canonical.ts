import { createHash, hash } from 'node:crypto';
import { canonicalDecimal } from './decimal.ts';
import { looseText, rateKey, type Factor, type Rate } from './rate.ts';
import { type RouteReading } from './reading.ts';

/**
 * Canonical texts and hashes of rows. Two captures that say the same in another order give the same texts, on every
 * machine, so a hash printed today can be recomputed from an export years later with `sha256sum`.
 */

/** One rate as one line: route, rate key, value and factors, as JSON. Amounts lose trailing zeros here and nowhere else. */
export function canonicalRate(route: string, rate: Rate): string {
  return rateLine(JSON.stringify(route), rate);
}

/** Built by hand because a large catalog has hundreds of thousands of them; what comes from outside is quoted by JSON. */
function rateLine(quotedRoute: string, rate: Rate): string {
  const amount = rate.amount === null ? 'null' : `"${canonicalDecimal(rate.amount)}"`;
  const promotion = rate.promotion === undefined ? 'null' : JSON.stringify(sortKeys(rate.promotion));
  const factors = rate.factors === undefined ? 'null' : `[${rate.factors.map(factorText).join(',')}]`;
  const currency = rate.currency === 'USD' ? '"USD"' : JSON.stringify(rate.currency);
  return `[${quotedRoute},${rateKey(rate)},${amount},${rate.per},${currency},"${rate.kind}",${rate.approximate ?? false},${promotion},${looseText(rate.conditions)},${factors}]`;
}

/** Factor names are ours; scopes are the source's words. A factor with a scope is shared by many rates: its text is made once. */
function factorText(factor: Factor): string {
  if (factor.scope === undefined) return `["${factor.name}",null,"${canonicalDecimal(factor.value)}"]`;
  let text = scopedTexts.get(factor);
  if (text === undefined) scopedTexts.set(factor, (text = `["${factor.name}",${JSON.stringify(factor.scope)},"${canonicalDecimal(factor.value)}"]`));
  return text;
}

const scopedTexts = new WeakMap<Factor, string>();

/** What a route is beside its rates, as one line. Times of the source's own checks move by themselves and are left out. */
export function canonicalRoute(route: RouteReading): string {
  return JSON.stringify([
    route.route, route.status, route.status_raw, route.groups, route.endpoints,
    route.formula ? sortKeys(route.formula) : null, route.limits ? sortKeys(route.limits) : null,
  ]);
}

/** sha256 over the route's line and its rates' lines, each ended by a newline. Hex. */
export function routeHash(route: RouteReading): string {
  const quoted = JSON.stringify(route.route);
  let lines = `${canonicalRoute(route)}\n`;
  for (const rate of route.rates) lines += `${rateLine(quoted, rate)}\n`;
  return hash('sha256', lines);
}

/** sha256 over the hashes of all routes in the order of their names, each hex line ended by a newline. Hex. */
export function rowsHash(routeHashes: Iterable<string>): string {
  let lines = '';
  for (const line of routeHashes) lines += `${line}\n`;
  return sha256(lines);
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sortKeys(inner)]));
}
