import { settleRates, type FoundRate } from '../../domain/settle.ts';
import { routeReading, type Note, type RouteReading, type Unread } from '../../domain/reading.ts';
import { compareDecimals, printedDigits, product, quotient, toDigits } from '../../domain/decimal.ts';
import { cellText, placedTables, proseOf, rowText, type Block, type PlacedTable } from './blocks.ts';
import { checkExamples, type ExampleCheck } from './check-examples.ts';
import { readHeader } from './columns.ts';
import { readExamples, type ExampleTable } from './examples.ts';
import { findFormula, formulaOf, limitsOf, type PageFormula } from './formula.ts';
import { isTwinModel, routeNames } from './models.ts';
import { promotionDates } from './promotions.ts';
import { readSection } from './sections.ts';
import { short } from './text.ts';
import { readRows, type FoundRow } from './table.ts';

/** What one form of the page (its Markdown, its Quill delta, its rendered HTML) says. */
export interface FormReading {
  readonly routes: readonly RouteReading[];
  readonly unread: readonly Unread[];
  readonly notes: readonly Note[];
  readonly priceTables: number;
  readonly exampleTables: number;
  /** Rows of price tables, as listed. */
  readonly rows: number;
  readonly examples: ExampleCheck;
  /** Signs of the Chinese twin: currencies in headers and its model names. */
  readonly foreign: readonly string[];
}

interface Sorted {
  readonly rows: readonly FoundRow[];
  readonly unread: readonly Unread[];
  readonly notes: readonly Note[];
  readonly examples: readonly ExampleTable[];
  readonly foreign: readonly string[];
  readonly priceTables: number;
  readonly listed: number;
}

/** Reads the tables of one form of the page; prose is only used for the formula, promotions and limits. */
export function readForm(blocks: readonly Block[]): FormReading {
  const tables = sortTables(placedTables(blocks));
  const prose = proseOf(blocks);
  const formula = findFormula(prose);
  const { routes, unread } = routesOf(tables, prose, formula);
  const examples = checkExamples(tables.examples.flatMap((table) => table.examples), routes);
  return {
    routes, unread: [...tables.unread, ...unread], notes: [...tables.notes, ...arithmeticNotes(tables.rows), ...examples.notes],
    priceTables: tables.priceTables, exampleTables: tables.examples.length, rows: tables.listed, examples, foreign: tables.foreign,
  };
}

function sortTables(placed: readonly PlacedTable[]): Sorted {
  const rows: FoundRow[] = [];
  const unread: Unread[] = [];
  const notes: Note[] = [];
  const examples: ExampleTable[] = [];
  const foreign: string[] = [];
  let priceTables = 0;
  let listed = 0;
  for (const one of placed) {
    const section = readSection(one.headings);
    const { table } = one;
    if (table.header === null) {
      unread.push(...headless(one));
      continue;
    }
    foreign.push(...table.rows.map((row) => row[0]?.lines[0] ?? '').filter(isTwinModel));
    const header = section.examples ? { kind: 'examples' as const } : readHeader(table.header);
    switch (header.kind) {
      case 'prices': {
        priceTables += 1;
        listed += table.rows.length;
        const reading = readRows(header.columns, table.rows, section);
        unread.push(...reading.unread);
        if (section.doubt !== null) {
          unread.push(...doubted(reading.rows, section.doubt));
          break;
        }
        rows.push(...reading.rows);
        if (reading.standing) notes.push({ kind: 'source.schema_note', message: `the table under "${short(section.title, 60)}" prints no unit: read as USD per million tokens, as every full version of the page says it` });
        break;
      }
      case 'examples':
        examples.push(readExamples(one));
        break;
      case 'foreign':
        foreign.push(header.currency);
        unread.push({ route: null, said: short(rowText(table.header)), reason: `a table in ${header.currency}, not in USD` });
        break;
      case 'unknown':
        // Rate limits and the like are no prices; a table that prints amounts might be.
        if (header.money || table.rows.some((row) => row.some((cell) => AMOUNT.test(cellText(cell))))) unread.push({ route: null, said: short(`${section.title}: ${rowText(table.header)}`), reason: `the header of this table is not understood: ${header.reason}` });
        break;
      default:
        header satisfies never;
    }
  }
  return { rows, unread, notes, examples, foreign, priceTables, listed };
}

const AMOUNT = /(?:^|\s)\$?\d{1,6}\.\d{1,6}(?:\s|$)|\d\s?USD\b|[$€¥]\s?\d/;

/** Rows whose own words were understood, under a heading that takes the certainty from them. */
function doubted(rows: readonly FoundRow[], reason: string): readonly Unread[] {
  return rows.flatMap(({ route, rates }) => (rates.length === 0 ? [] : [{ route, said: short(`${route}: ${rates.map((rate) => rate.said).join('; ')}`), reason }]));
}

/** Rows without a header of their own are never read under another table's. */
function headless(placed: PlacedTable): readonly Unread[] {
  const title = placed.headings.at(-1) ?? '';
  return placed.table.rows.slice(0, 200).filter((row) => row.some((cell) => /\d/.test(cell.lines.join(' '))))
    .map((row) => ({ route: null, said: short(rowText(row)), reason: `a row without a table header under "${short(title, 60)}": nobody can tell which amount is which` }));
}

function routesOf(tables: Sorted, prose: readonly string[], formula: PageFormula | null): { readonly routes: readonly RouteReading[]; readonly unread: readonly Unread[] } {
  const byRoute = new Map<string, { readonly rates: FoundRate[]; readonly aliases: Set<string>; readonly unsupported: Set<string> }>();
  const dated = promotionDates(prose);
  for (const row of tables.rows) {
    const one = byRoute.get(row.route) ?? { rates: [], aliases: new Set<string>(), unsupported: new Set<string>() };
    byRoute.set(row.route, one);
    one.rates.push(...dated(row.route, row.rates, row.prose));
    for (const alias of row.aliases) one.aliases.add(alias);
    for (const resolution of row.unsupported) one.unsupported.add(resolution);
  }
  const routeOf = routeNames([...byRoute.keys()]);
  const exemplified = new Map<string, Set<string>>();
  for (const { examples, unsupported } of tables.examples) {
    // A price shows that a resolution exists only where the table also says which do not.
    const refused = new Set(unsupported.map(({ name }) => routeOf(name)));
    for (const { name, resolution } of examples) {
      const route = routeOf(name);
      if (route === undefined) continue;
      byRoute.get(route)?.aliases.add(name);
      if (refused.has(route)) exemplified.set(route, (exemplified.get(route) ?? new Set()).add(resolution));
    }
  }
  const unread: Unread[] = [];
  const routes = [...byRoute].map(([route, one]) => {
    const settled = settleRates(route, one.rates);
    unread.push(...settled.unread);
    const video = settled.rates.some((rate) => rate.meter === 'video_token');
    return routeReading(route, {
      rates: settled.rates, ...(one.aliases.size > 0 ? { aliases: [...one.aliases].toSorted() } : {}),
      formula: video ? formulaOf(route, routeOf, formula) : null,
      limits: video ? limitsOf(settled.rates, [...one.unsupported], [...(exemplified.get(route) ?? [])]) : null,
    });
  });
  const torn = new Set([...tables.unread, ...unread].map(({ route }) => route));
  const told = routes.filter(({ route, rates }) => rates.length > 0 || !torn.has(route));
  return { routes: told.toSorted((a, b) => (a.route < b.route ? -1 : 1)), unread };
}

/** "30k tokens / call × 0.0133 USD/K tokens" beside 0.399: the cell's own arithmetic must give its amount. */
function arithmeticNotes(rows: readonly FoundRow[]): readonly Note[] {
  return rows.flatMap((row) => row.arithmetic.flatMap(({ arithmetic, amount }): readonly Note[] => {
    const price = quotient(product(arithmetic.tokens, arithmetic.amount), arithmetic.per, 12);
    if (compareDecimals(toDigits(price, printedDigits(amount)), toDigits(amount, printedDigits(amount))) === 0) return [];
    return [{ kind: 'source.schema_note', route: row.route, message: `the cell prints ${amount} USD beside ${arithmetic.tokens} tokens × ${arithmetic.amount} per ${arithmetic.per}, which is ${price}: the page or our reading is wrong` }];
  }));
}
