import { SourceRefusal } from '../../domain/finding.ts';
import { routeReading, type Note, type Reading, type RouteReading, type Unread } from '../../domain/reading.ts';
import { settleRates } from '../../domain/settle.ts';
import { type Status } from '../../domain/vocabulary.ts';
import { type CatalogSettings } from './catalog-settings.ts';
import { fillTemplate, fits, pickText, shown, type Scope } from './catalog-scope.ts';
import { isRecord } from './json.ts';
import { jsonPath, leaves, scalarText, select, type Found } from './json-path.ts';
import { rowRates, type RowRates } from './read-row-rates.ts';
import { nameFault } from './route-name.ts';

interface Row extends RowRates {
  readonly route: string;
  readonly status: Status | null;
  readonly status_raw: string | null;
  readonly vendor: string | undefined;
  readonly alias: string | undefined;
}

/**
 * Reads the rows of a catalog as its settings say. Rows of one route fall together; rates come out settled and sorted.
 * @throws SourceRefusal when there are no rows, when no row names a route, or when not one price stands where the
 * settings look for prices: an emptied or renamed catalog is never "no prices"
 */
export function readCatalog(rows: readonly Found[], settings: CatalogSettings, where: string): Omit<Reading, 'reader'> {
  if (rows.length === 0) throw refusal(`rows at ${where}`, 'none');
  const wanted = rows.map((row): Scope => ({ names: row.names, objects: [row.value] })).filter((row) => isWanted(row, settings));
  if (wanted.length === 0) throw refusal(`rows that "only" and "skip" let through at ${where}`, `${rows.length} rows, none of them`);

  const unread: Unread[] = [];
  const byRoute = new Map<string, Row[]>();
  for (const scope of wanted) {
    const route = routeName(scope, settings.route);
    if (route === undefined) {
      unread.push({ route: null, said: shown(scope.objects[0]), reason: `a row without a usable route: nothing fit for a name at "${settings.route}"` });
      continue;
    }
    const known = byRoute.get(route);
    const row = readRow(scope, route, settings);
    if (known === undefined) byRoute.set(route, [row]);
    else known.push(row);
  }
  if (byRoute.size === 0) throw refusal(`rows with a route at "${settings.route}"`, `${wanted.length} rows without one, such as ${unread[0]?.said ?? ''}`);

  const notes = new Map<string, Note>();
  const routes = [...byRoute].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([route, rowsOfRoute]) => mergeRows(route, rowsOfRoute, unread, notes));
  const priced = routes.filter((route) => route.rates.length > 0).length;
  if (priced === 0 && !unread.some((one) => one.route !== null)) {
    const paths = [...new Set(settings.rates.flatMap((rate) => rate.amount))].slice(0, 6).join(', ');
    throw refusal(`prices at ${paths}`, `none in ${wanted.length} rows, such as ${shown(wanted[0]?.objects[0])}`);
  }
  return { routes, unread, notes: [...notes.values()], facts: { rows: rows.length, priced, unpriced: routes.length - priced } };
}

function refusal(expected: string, found: string): SourceRefusal {
  return new SourceRefusal('source.shape_changed', { expected, found });
}

function isWanted(scope: Scope, settings: CatalogSettings): boolean {
  return settings.only.every((filter) => fits(scope, filter)) && !settings.skip.some((filter) => fits(scope, filter));
}

/** A route's name as printed; undefined when it is empty, too long, struck out ("~~") or holds control characters. */
function routeName(scope: Scope, template: string): string | undefined {
  const name = fillTemplate(scope, template)?.trim();
  const usable = name !== undefined && name !== '' && nameFault(name) === null && !/\p{Cc}|~~/u.test(name);
  return usable ? name : undefined;
}

function readRow(scope: Scope, route: string, settings: CatalogSettings): Row {
  const found = rowRates(scope, route, settings);
  return {
    route,
    rates: found.rates,
    unread: [...found.unread, ...unaccounted(scope, route, settings, found.accounted)],
    accounted: found.accounted,
    ...rowStatus(scope, settings),
    vendor: settings.vendor === undefined ? undefined : fillTemplate(scope, settings.vendor),
    alias: settings.alias === undefined ? undefined : pickText(scope, settings.alias),
  };
}

function rowStatus(scope: Scope, settings: CatalogSettings): Pick<Row, 'status' | 'status_raw'> {
  if (settings.status === undefined) return { status: null, status_raw: null };
  const said = pickText(scope, settings.status.path)?.trim() ?? '';
  if (said === '') return { status: settings.status.absent ?? null, status_raw: null };
  const { words } = settings.status;
  return { status: Object.hasOwn(words, said) ? words[said] ?? null : null, status_raw: said };
}

/** Numbers under `prices_under` that no rate has read: a new price field must not pass in silence. A 0 hides no cost. */
function unaccounted(scope: Scope, route: string, settings: CatalogSettings, accounted: ReadonlySet<string>): readonly Unread[] {
  if (settings.prices_under.length === 0) return [];
  const row = scope.objects[0];
  const ignored = new Set(settings.not_prices.flatMap((path) => pricesBelow(row, path).map((leaf) => leaf.at)));
  return settings.prices_under.flatMap((path) => pricesBelow(row, path))
    .filter((leaf) => !accounted.has(leaf.at) && !ignored.has(leaf.at) && looksPriced(leaf.value))
    .map((leaf) => ({ route, said: `${leaf.at}: ${shown(leaf.value)}`, reason: `no rate in the settings reads "${leaf.at}"` }));
}

/** The leaves below a path, whether it leads to an object or is the beginning of longer keys ("cost" of "cost.input"). */
function pricesBelow(row: unknown, path: string): readonly { readonly at: string; readonly value: unknown }[] {
  const nested = select(row, jsonPath(path)).flatMap((found) => leaves(found.value, found.at));
  if (!isRecord(row)) return nested;
  const flat = Object.entries(row).filter(([key]) => key.startsWith(`${path}.`)).flatMap(([key, value]) => leaves(value, key));
  return [...nested, ...flat];
}

function looksPriced(value: unknown): boolean {
  const text = typeof value === 'boolean' ? undefined : scalarText(value);
  return text !== undefined && /^[^a-z]{0,4}\d/i.test(text.trim()) && /[1-9]/.test(text);
}

function mergeRows(route: string, rows: readonly Row[], unread: Unread[], notes: Map<string, Note>): RouteReading {
  const settled = settleRates(route, rows.flatMap((row) => row.rates));
  unread.push(...rows.flatMap((row) => row.unread), ...settled.unread);

  const said = new Set(rows.map((row) => row.status_raw));
  const [first] = rows;
  const agreed = said.size === 1 && first !== undefined;
  if (!agreed) note(notes, `status ${route}`, `rows of ${route} give different statuses: ${[...said].map((word) => JSON.stringify(word)).join(', ')}; none is taken`, route);
  else if (first.status_raw !== null && first.status === null) note(notes, `word ${first.status_raw}`, `the status ${JSON.stringify(shown(first.status_raw))} is not in the settings; add it to status.words`, undefined);

  const vendor = rows.find((row) => row.vendor !== undefined)?.vendor;
  const aliases = [...new Set(rows.flatMap((row) => (row.alias === undefined || row.alias === route ? [] : [row.alias])))].toSorted();
  return routeReading(route, {
    status: agreed ? first.status : null,
    status_raw: agreed ? first.status_raw : null,
    rates: settled.rates,
    ...(vendor === undefined ? {} : { vendor }),
    ...(aliases.length === 0 ? {} : { aliases }),
  });
}

function note(notes: Map<string, Note>, key: string, message: string, route: string | undefined): void {
  if (!notes.has(key)) notes.set(key, { kind: 'source.vocabulary', message, ...(route === undefined ? {} : { route }) });
}

