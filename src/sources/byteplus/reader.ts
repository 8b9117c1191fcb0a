import { canonicalDecimal } from '../../domain/decimal.ts';
import { type CapturedPage } from '../../domain/capture.ts';
import { SourceRefusal } from '../../domain/finding.ts';
import { rateKey } from '../../domain/rate.ts';
import { type Note, type Reading, type RouteReading } from '../../domain/reading.ts';
import { openPage, refuseTwin } from './document.ts';
import { readForm, type FormReading } from './form.ts';
import { expectedRows } from './expect.ts';
import { short } from './text.ts';

/**
 * Reads the ModelArk price page in any of its forms.
 * @throws SourceRefusal when the page holds no prices of BytePlus, with the reason in words of its own
 */
export function readByteplusPage(page: CapturedPage, reader: string, expect: readonly string[]): Reading {
  const opened = openPage(page);
  const readings = opened.forms.map((form) => ({ name: form.name, reading: readForm(form.blocks) }));
  const usable = readings.find(({ reading }) => countRates(reading.routes) > 0) ?? readings[0];
  if (usable === undefined) throw new SourceRefusal('source.unreadable', { expected: 'the BytePlus ModelArk price page', found: 'nothing to read' });
  const { name, reading } = usable;
  refuseForeign(reading, opened.named);
  const other = readings.find((one) => one !== usable);
  const notes: Note[] = [...reading.notes, ...(other === undefined ? [] : disagreements(name, reading.routes, other.name, other.reading.routes)), ...expectedRows(expect, reading.routes, reading.unread)];
  if (opened.unreadable !== null) notes.push({ kind: 'source.schema_note', message: `the page's second form was not compared: ${opened.unreadable}` });
  return {
    reader, routes: reading.routes, unread: reading.unread, notes,
    facts: {
      rows: reading.rows, form: name, forms_compared: other === undefined ? 0 : 1, price_tables: reading.priceTables, example_tables: reading.exampleTables,
      examples_checked: reading.examples.checked, examples_mismatched: reading.examples.mismatched, examples_unchecked: reading.examples.unchecked,
      usage_misprinted: reading.examples.usage_misprinted, updated: opened.updated,
    },
  };
}

/** Not a price page of BytePlus: another provider's, the Chinese twin's, or one whose tables nobody understands. */
function refuseForeign(reading: FormReading, named: boolean): void {
  const expected = 'the BytePlus ModelArk price page';
  const rates = countRates(reading.routes);
  const [sign] = reading.foreign;
  if (sign !== undefined && reading.foreign.length > rates) refuseTwin('', `"${short(sign, 60)}"`);
  const known = named || reading.routes.some(({ route }) => /^(?:dreamina-|dola-)?(?:seedance|seedream|seededit|seed|skylark)-/i.test(route));
  if (rates > 0 && known) return;
  if (!known) throw new SourceRefusal('source.shape_changed', { expected, found: 'another provider\'s page: tables, but no word of BytePlus ModelArk and none of its models' });
  const [why] = reading.unread;
  throw new SourceRefusal('source.shape_changed', {
    expected, found: why === undefined ? 'a page of BytePlus without any price table' : `tables that give no price: ${why.reason} (and ${reading.unread.length - 1} more)`,
  });
}

function countRates(routes: readonly RouteReading[]): number {
  return routes.reduce((count, route) => count + route.rates.length, 0);
}

const MAX_DISAGREEMENTS = 5;

/** Both forms of one page must give the same rates; where they do not, the editor changed one of them or we misread one. */
function disagreements(name: string, routes: readonly RouteReading[], otherName: string, otherRoutes: readonly RouteReading[]): readonly Note[] {
  const [mine, theirs] = [values(routes), values(otherRoutes)];
  const notes: Note[] = [];
  for (const key of new Set([...mine.keys(), ...theirs.keys()])) {
    const [a, b] = [mine.get(key), theirs.get(key)];
    if (a?.value === b?.value) continue;
    const route = a?.route ?? b?.route ?? '';
    notes.push({ kind: 'source.schema_note', route, message: `the two forms of the page disagree about ${key}: ${name} says ${a?.value ?? 'nothing'}, ${otherName} says ${b?.value ?? 'nothing'}` });
  }
  const more = notes.length - MAX_DISAGREEMENTS;
  return more <= 0 ? notes : [...notes.slice(0, MAX_DISAGREEMENTS), { kind: 'source.schema_note', message: `the two forms of the page disagree about ${more} more rates` }];
}

function values(routes: readonly RouteReading[]): ReadonlyMap<string, { readonly route: string; readonly value: string }> {
  return new Map(routes.flatMap((route) => route.rates.map((rate) => {
    const price = rate.amount === null ? rate.kind : `${canonicalDecimal(rate.amount)} USD per ${rate.per}`;
    const off = rate.promotion === undefined ? '' : ` less ${rate.promotion.percent_off ?? 'an unnamed part'} %`;
    return [`${route.route} ${rateKey(rate)}`, { route: route.route, value: `${price}${off}` }] as const;
  })));
}
