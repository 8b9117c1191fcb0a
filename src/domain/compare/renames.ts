import { driftEvent, type DriftEvent } from '../drift.ts';
import { canonicalRate } from '../canonical.ts';
import { type RouteReading } from '../reading.ts';
import { groupBy } from './collect.ts';
import { byCodePoint, withoutFloatDigits } from './equal.ts';
import { WEIGHTS } from './severity.ts';

export interface Rename {
  readonly before: RouteReading;
  readonly after: RouteReading;
}

/** Words of a name that say nothing about which model it is. */
const FILLER = new Set(['latest', 'preview', 'official', 'exp', 'experimental', 'beta', 'stable', 'free']);
/** Two names share this part of their words at least (twice the common ones ÷ all of both). */
const NEAR_PERCENT = 75;
/** More pairs than this are not looked at word by word: so many routes do not come and go in a catalog that is merely kept up. */
const MOST_PAIRS = 1_000_000;

/**
 * Routes that went and came with the same rates under near names. Near means: the same words apart from punctuation,
 * case, a provider's prefix, a date stamp or a filler such as "preview"; or three quarters of the words and the same
 * version numbers. A route without a price is never matched, because its rates say nothing.
 */
export function likelyRenames(removed: readonly RouteReading[], added: readonly RouteReading[]): readonly Rename[] {
  if (removed.length === 0 || added.length === 0) return [];
  const signature = remembered(rateSignature);
  const free = new Set(added.filter(priced));
  const renames: Rename[] = [];
  const claim = (before: RouteReading, after: RouteReading | undefined): boolean => {
    if (after === undefined) return false;
    free.delete(after);
    return renames.push({ before, after }) > 0;
  };

  const byCore = groupBy(free, (route) => coreName(route.route));
  const rest = removed.filter(priced).filter((before) =>
    !claim(before, byCore.get(coreName(before.route))?.find((after) => free.has(after) && signature(after) === signature(before))));

  if (rest.length * free.size > MOST_PAIRS) return renames;
  const parts = remembered(({ route }: RouteReading) => words(route).filter((word) => !isDate(word)));
  const bySignature = groupBy(free, signature);
  for (const before of rest) {
    const near = (bySignature.get(signature(before)) ?? []).filter((after) => free.has(after))
      .map((after) => ({ after, percent: nearness(parts(before), parts(after)) })).filter(({ percent }) => percent >= NEAR_PERCENT);
    claim(before, near.toSorted((a, b) => b.percent - a.percent || byCodePoint(a.after.route, b.after.route))[0]?.after);
  }
  return renames;
}

/** The event carries the old name: that is what callers still use. */
export function routeRenamed({ before, after }: Rename, source: string): DriftEvent {
  return driftEvent({
    kind: 'route.renamed', source, route: before.route, before: before.route, after: after.route, severity: WEIGHTS.routeRenamed,
    rows: after.rates.length,
    reason: `Likely renamed to ${after.route}: it came when ${before.route} went, under a near name and with the same ${after.rates.length === 1 ? 'rate' : `${after.rates.length} rates`}.`,
  });
}

function priced(route: RouteReading): boolean {
  return route.rates.some((rate) => rate.amount !== null);
}

// The factors name the route's own ratios, which a renamed route may state in another way at the same price.
function rateSignature(route: RouteReading): string {
  return route.rates.map((rate) => {
    const { factors: _, amount, ...unexplained } = rate;
    return canonicalRate('', { ...unexplained, amount: amount === null ? null : withoutFloatDigits(amount) });
  }).toSorted(byCodePoint).join('\n');
}

/** "ByteDance/Seedance_2.0-fast-260128" → "seedance 2 fast". */
function coreName(route: string): string {
  return words(route.slice(route.lastIndexOf('/') + 1)).filter((word) => !FILLER.has(word) && !isDate(word)).join(' ');
}

function words(route: string): readonly string[] {
  const all = route.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  // 2.0 and 2 are one version.
  return all.filter((word, index) => !(word === '0' && /^v?\d+$/.test(all[index - 1] ?? '')));
}

function isDate(word: string): boolean {
  return /^(?:\d{4}|\d{6}|\d{8})$/.test(word);
}

function nearness(was: readonly string[], is: readonly string[]): number {
  if (versions(was) !== versions(is)) return 0;
  const left = [...is];
  const common = was.filter((word) => {
    const at = left.indexOf(word);
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  });
  return (200 * common.length) / (was.length + is.length);
}

function versions(all: readonly string[]): string {
  return all.filter((word) => /\d/.test(word)).join(' ');
}

function remembered<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}
