import { quotient, withinTolerance } from '../decimal.ts';
import { type DriftEvent, type RateValue } from '../drift.ts';
import { rateKey } from '../rate.ts';
import { type RouteReading } from '../reading.ts';
import { formulaPhrase, limitsPhrase } from './phrases.ts';

/** A catalog as somebody would know it who has nothing but an old copy and the events since. */
export type KnownCatalog = ReadonlyMap<string, Known>;

/** An event as it is computed, or as the ledger gives it back with the folded ones beside it. */
export type ToldEvent = Omit<DriftEvent, 'folded'>;

interface Known {
  readonly route: string;
  status: string | null;
  groups: string;
  endpoints: string;
  formula: string | null;
  limits: string | null;
  readonly rates: Map<string, RateValue>;
}

function known(route: RouteReading): Known {
  return {
    route: route.route, status: route.status, groups: set(route.groups), endpoints: set(route.endpoints),
    formula: route.formula && formulaPhrase(route.formula), limits: route.limits && limitsPhrase(route.limits),
    rates: new Map(route.rates.map((one) => [rateKey(one), one])),
  };
}

const set = (words: readonly string[]): string => [...new Set(words)].toSorted().join(', ');

/** Every event, those that are folded under others too. */
export function flat(events: readonly DriftEvent[]): readonly ToldEvent[] {
  return events.flatMap((event) => [event, ...flat(event.folded)]);
}

/**
 * What `before` becomes when the events happen to it, told flat. Of a new route, what it is beside its rates comes from `after`.
 * @throws when an event is about a route that nobody can know of
 */
export function applyEvents(before: readonly RouteReading[], events: readonly ToldEvent[], after: readonly RouteReading[]): KnownCatalog {
  const catalog = new Map(before.map((route) => [route.route, known(route)]));
  const gone = new Set<string>();
  for (const event of inOrder(events)) {
    const name = event.route ?? '';
    if (event.kind === 'route.added') {
      const whole = after.find(({ route }) => route === name);
      if (whole !== undefined) catalog.set(name, known({ ...whole, rates: [] }));
    }
    const route = catalog.get(name);
    if (route !== undefined) applyToRoute(catalog, route, event);
    else if (event.kind !== 'factor.changed' && !gone.has(name)) throw new Error(`an event for ${name}, which is not in the catalog`);
    if (event.kind === 'route.removed') gone.add(name);
  }
  return catalog;
}

/** New names first, because the rest is told under them; what goes before what comes, because both may have one key. */
function inOrder(events: readonly ToldEvent[]): readonly ToldEvent[] {
  const rank = ({ kind }: ToldEvent): number => ['route.renamed', 'route.added', 'route.removed', 'rate.removed'].indexOf(kind);
  return events.toSorted((a, b) => (rank(a) + 5) % 5 - (rank(b) + 5) % 5);
}

function applyToRoute(catalog: Map<string, Known>, route: Known, event: ToldEvent): void {
  if (event.kind === 'route.status_changed') route.status = event.after;
  if (event.kind === 'route.groups_changed') route.groups = event.after ?? '';
  if (event.kind === 'route.endpoints_changed') route.endpoints = event.after ?? '';
  if (event.kind === 'formula.changed') route.formula = event.after;
  if (event.kind === 'limits.changed') route.limits = event.after;
  if (event.kind === 'route.removed') catalog.delete(route.route);
  if (event.kind === 'route.renamed') {
    catalog.delete(route.route);
    catalog.set(event.after ?? '', { ...route, route: event.after ?? '' });
  }
  if (event.meter === null || event.role === null || (event.kind === 'rate.conditions_changed' && event.rows > 1)) return;
  const key = rateKey({ meter: event.meter, role: event.role, conditions: event.conditions });
  if (event.kind === 'rate.removed') route.rates.delete(key);
  else if (event.after_rate !== null) route.rates.set(key, event.after_rate);
}

/** Where the two differ by more than the stated noise, in words. */
export function differences(applied: KnownCatalog, truth: readonly RouteReading[]): readonly string[] {
  const wanted = new Map(truth.map((one) => [one.route, known(one)]));
  return [...new Set([...applied.keys(), ...wanted.keys()])].flatMap((name) => {
    const [got, should] = [applied.get(name), wanted.get(name)];
    if (got === undefined || should === undefined) return [`${name} is on one side only`];
    // A route that is said to be available for the first time is no news.
    const status = got.status === null && should.status === 'available' ? null : should.status;
    const attributes = [got, { ...should, status }].map((one) => JSON.stringify({ ...one, rates: null }));
    const [is, be] = [withoutFulfilled(got.rates), withoutFulfilled(should.rates)];
    return [
      ...(attributes[0] === attributes[1] ? [] : [`${attributes[0]} should be ${attributes[1]}`]),
      ...[...new Set([...is.keys(), ...be.keys()])].filter((key) => !sameValue(is.get(key), be.get(key)))
        .map((key) => `${name} ${key}: ${JSON.stringify(is.get(key))} should be ${JSON.stringify(be.get(key))}`),
    ];
  });
}

function withoutFulfilled(rates: ReadonlyMap<string, RateValue>): ReadonlyMap<string, RateValue> {
  return new Map([...rates].filter(([key, value]) => {
    const [meter, role, conditions] = JSON.parse(key) as [string, string, unknown];
    const current = role === 'future' ? rates.get(JSON.stringify([meter, 'rate', conditions])) : undefined;
    return current === undefined || !sameUnitPrice(current, value);
  }));
}

function sameValue(a: RateValue | undefined, b: RateValue | undefined): boolean {
  return a !== undefined && b !== undefined && a.kind === b.kind && sameUnitPrice(a, b) && JSON.stringify(a.promotion ?? null) === JSON.stringify(b.promotion ?? null);
}

function sameUnitPrice(a: RateValue, b: RateValue): boolean {
  if (a.amount === null || b.amount === null) return a.amount === b.amount;
  return a.currency === b.currency && withinTolerance(quotient(a.amount, String(a.per), 20), quotient(b.amount, String(b.per), 20), '0.00000101');
}
