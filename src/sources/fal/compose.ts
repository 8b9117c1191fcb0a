import { equalDecimals, printedDigits, product, toDigits } from '../../domain/decimal.ts';
import { parseRateKey, rateKey, type Rate } from '../../domain/rate.ts';
import { type Disagreement, type Note, type RouteReading, type Unread } from '../../domain/reading.ts';
import { type Composition, type ReadPage, type SnapshotRoute } from '../../domain/source.ts';
import { checkFormula, differencePercent } from './formula-check.ts';
import { isPattern, isWatched, matches } from './routes.ts';
import { type FalSettings } from './settings.ts';

/** The witnesses from the heaviest to the lightest: the first that speaks is the rate, the others agree or disagree. */
const WEIGHT = ['llms', 'listing', 'platform', 'page', 'text'] as const;
const NAMES: Readonly<Record<string, string>> = { llms: 'llms.txt', listing: 'models listing', platform: 'platform API', page: 'HTML page', text: 'price text' };

interface Witness {
  readonly surface: string;
  readonly url: string;
  readonly captured_at: string;
  readonly route: RouteReading;
  readonly unread: readonly Unread[];
}

/** Puts all pages of one check together: one entry for each watched route, and what its witnesses do not agree on. */
export function compose(pages: readonly ReadPage[], settings: FalSettings): Composition {
  const byRoute = witnesses(pages, settings);
  const routes: SnapshotRoute[] = [];
  const unread: Unread[] = pages.flatMap(({ reading }) => reading.unread.filter((one) => one.route === null));
  const disagreements: Disagreement[] = [];
  for (const [name, all] of [...byRoute].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const speaker = all.find((witness) => witness.route.rates.length > 0) ?? all.find((witness) => witness.unread.length > 0) ?? all[0];
    if (speaker === undefined) continue;
    const route = merged(name, speaker, all);
    routes.push(route);
    const silent = all.slice(0, all.indexOf(speaker)).find((witness) => witness.unread.length > 0);
    unread.push(...speaker.unread, ...(silent?.unread ?? []));
    disagreements.push(...all.filter((other) => other !== speaker).flatMap((other) => between(name, speaker, other)), ...checkFormula(route, route.url));
  }
  return { routes, unread, notes: [...watchNotes(pages, settings, byRoute), ...ownNotes(pages, settings)], disagreements: unique(disagreements) };
}

function witnesses(pages: readonly ReadPage[], settings: FalSettings): ReadonlyMap<string, readonly Witness[]> {
  const found = new Map<string, Witness[]>();
  for (const { page, reading } of pages) {
    const surface = String(reading.facts['surface'] ?? 'text');
    for (const route of reading.routes) {
      if (!isWatched(settings.routes, route.route)) continue;
      const witness = { surface, url: page.url, captured_at: page.captured_at, route, unread: reading.unread.filter((one) => one.route === route.route) };
      found.set(route.route, [...(found.get(route.route) ?? []), witness]);
    }
  }
  const weight = (witness: Witness) => WEIGHT.findIndex((surface) => surface === witness.surface);
  return new Map([...found].map(([name, all]) => [name, all.toSorted((a, b) => weight(a) - weight(b))]));
}

/** The rates of the witness that speaks; status from the listing, limits from llms.txt, wherever they were said. */
function merged(name: string, speaker: Witness, all: readonly Witness[]): SnapshotRoute {
  const status = all.find((witness) => witness.route.status !== null)?.route;
  const aliases = [...new Set(all.flatMap((witness) => witness.route.aliases ?? []))].toSorted();
  return {
    ...speaker.route, route: name, url: speaker.url, captured_at: speaker.captured_at,
    status: status?.status ?? null, status_raw: status?.status_raw ?? null,
    limits: all.find((witness) => witness.route.limits !== null)?.route.limits ?? null,
    formula: speaker.route.formula ?? null,
    ...(aliases.length > 0 ? { aliases } : {}),
  };
}

/** Where two witnesses name an amount for one condition, and the amounts differ after rounding to the digits printed. */
function between(route: string, first: Witness, second: Witness): readonly Disagreement[] {
  const amounts = new Map(first.route.rates.map((rate) => [rateKey(rate), rate]));
  return second.route.rates.flatMap((rate) => {
    const same = amounts.get(rateKey(rate));
    const others = same === undefined ? structuredPeers(second, rate, first.route.rates) : [same];
    if (others.length === 0 || others.some((other) => agree(other, rate, isStructured(first, other) || isStructured(second, rate)))) return [];
    const sides = [...others.map((other) => side(route, first, other)), side(route, second, rate)].flat();
    const [a, b] = [sides[0], sides.at(-1)];
    if (sides.length < 2 || a === undefined || b === undefined) return [];
    return [{
      key: `witnesses ${route} ${first.surface}/${second.surface} ${rateKey(rate)}`, between: 'witnesses', route, scenario: scenario(rate), sides,
      difference_percent: a.per === b.per ? differencePercent(a.amount, b.amount) : null,
    }];
  });
}

/** The platform API and the payload name one base price and no conditions: it agrees with the prose that names it under any. */
function structuredPeers(second: Witness, rate: Rate, rates: readonly Rate[]): readonly Rate[] {
  if (second.surface !== 'platform' && second.surface !== 'page') return [];
  if (Object.keys(rate.conditions).some((key) => key !== 'other' && key !== 'note')) return [];
  return rates.filter((other) => other.meter === rate.meter && other.role === rate.role);
}

/** A number from data, not printed for people: it may carry more digits than the prose does. */
function isStructured(witness: Witness, rate: Rate): boolean {
  return witness.surface === 'platform' || (witness.surface === 'page' && rate.said?.includes(' / "') === true);
}

/** Hedged rates never disagree. Two texts agree when they are equal; data agrees when it is equal after rounding to the digits that the text prints. */
function agree(text: Rate, other: Rate, structured: boolean): boolean {
  if (text.approximate === true || other.approximate === true || text.amount === null || other.amount === null || text.currency !== other.currency) return true;
  if (equalDecimals(product(text.amount, String(other.per)), product(other.amount, String(text.per)))) return true;
  const digits = printedDigits(text.amount);
  return structured && text.per === other.per && equalDecimals(toDigits(text.amount, digits), toDigits(other.amount, digits));
}

function side(route: string, witness: Witness, rate: Rate): Disagreement['sides'] {
  if (rate.amount === null) return [];
  return [{ who: NAMES[witness.surface] ?? witness.surface, route, amount: rate.amount, per: rate.per, unit: rate.unit, currency: rate.currency, url: witness.url, ...(rate.said === undefined ? {} : { said: rate.said }) }];
}

function scenario(rate: Rate): string {
  const { conditions } = parseRateKey(rateKey(rate));
  const held = Object.entries(conditions).map(([key, value]) => (key === 'resolution' ? String(value) : `${key} ${String(value)}`));
  return [...held, `per ${rate.per === 1 ? '' : `${rate.per} `}${rate.unit}`].join(', ');
}

/** What was looked for and is not there. */
function watchNotes(pages: readonly ReadPage[], settings: FalSettings, found: ReadonlyMap<string, unknown>): readonly Note[] {
  const listed = new Set(pages.filter(({ reading }) => reading.facts['surface'] === 'listing').flatMap(({ reading }) => reading.routes.map((route) => route.route)));
  if (listed.size === 0) return [];
  return settings.routes.flatMap((pattern): Note[] => {
    if (isPattern(pattern)) return [...found.keys()].some((name) => matches(pattern, name)) ? [] : [{ kind: 'source.row_missing', message: `no route of the models listing fits ${pattern}` }];
    return listed.has(pattern) ? [] : [{ kind: 'source.row_missing', route: pattern, message: `the models listing does not name ${pattern}${found.has(pattern) ? ', its own page does' : ''}` }];
  });
}

function ownNotes(pages: readonly ReadPage[], settings: FalSettings): readonly Note[] {
  const seen = new Set<string>();
  return pages.flatMap(({ reading }) => reading.notes).filter((note) => {
    const key = `${note.route ?? ''}\n${note.message}`;
    if ((note.route !== undefined && !isWatched(settings.routes, note.route)) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function unique(all: readonly Disagreement[]): readonly Disagreement[] {
  return [...new Map(all.map((one) => [one.key, one])).values()];
}
