import { type Columns } from '../lib/table-columns.ts';
import { amountFromText, plainSpaces } from '../lib/price-text.ts';
import { commonUnit, guessedRates, type GuessedRates, type PriceField, type RowWords } from './guess.ts';
import { priceWords, speaksOfMoney, wordsOf } from './price-words.ts';

/** Settings for a table, HTML or CSV, that may read it. */
export interface TableCandidate extends GuessedRates {
  readonly settings: { readonly columns: Columns; readonly route: string; readonly rates: GuessedRates['rates']; readonly currency?: string };
  readonly prices: number;
}

const ROUTE_WORDS = ['model', 'route', 'id', 'endpoint', 'sku', 'slug', 'name'];
const MOST_AROUND = 3;
const SAMPLE = 200;
const CURRENCIES: Readonly<Record<string, string>> = { $: 'USD', '€': 'EUR', '£': 'GBP' };

/** Reads the headers and the cells below them for a column of names and columns of amounts. */
export function tableCandidate(headers: readonly string[], rows: readonly (readonly string[])[]): TableCandidate | undefined {
  const body = rows.slice(0, SAMPLE);
  const nameColumn = routeColumn(headers);
  if (nameColumn === undefined || body.length === 0) return undefined;
  const currency = currencyOf([...headers, ...body.flat()].join(' '));
  const columns: Record<string, string> = { model: headers[nameColumn] ?? '' };
  const fields: PriceField[] = [];
  const row = rowWords(headers, body);
  if (row.currency !== undefined) columns[row.currency] = headers[headers.findIndex(isCurrencyHeader)] ?? '';
  for (const [index, header] of headers.entries()) {
    if (index === nameColumn || header === '' || headers.indexOf(header) !== index) continue;
    const field = priceColumn(header, body.map((cells) => cells[index] ?? ''), currency, commonUnit(row));
    if (field === undefined || Object.hasOwn(columns, field.amount)) continue;
    columns[field.amount] = header;
    fields.push(field);
  }
  const guessed = guessedRates(fields, row);
  if (guessed.rates.length === 0) return undefined;
  const settings = { columns, route: '{model}', rates: guessed.rates, ...(currency === 'USD' ? {} : { currency }) };
  return { ...guessed, settings, prices: fields.reduce((sum, field) => sum + field.amounts.length, 0) };
}

const isCurrencyHeader = (header: string): boolean => /^currency$/i.test(header.trim());

/** Columns of a row that speak of all its amounts. */
function rowWords(headers: readonly string[], body: readonly (readonly string[])[]): RowWords {
  const unit = headers.findIndex((header) => /^(?:(?:billing|pricing|price)[ _]?)?(?:units?|per)$/i.test(header.trim()));
  return {
    currency: headers.some(isCurrencyHeader) ? 'currency' : undefined,
    units: unit < 0 ? undefined : new Set(body.flatMap((cells) => cells[unit] ?? []).filter((text) => text !== '')),
  };
}

function routeColumn(headers: readonly string[]): number | undefined {
  const words = headers.map(wordsOf);
  for (const word of ROUTE_WORDS) {
    const column = words.findIndex((one) => one.includes(word) && !speaksOfMoney(one));
    if (column >= 0) return column;
  }
  return undefined;
}

/** A column is one of prices when most of its filled cells are amounts, and its words say of what. */
function priceColumn(header: string, cells: readonly string[], currency: string, unit: readonly string[]): PriceField | undefined {
  const filled = cells.map(plainSpaces).filter((cell) => cell !== '' && cell.length <= 200 && /\d/.test(cell));
  const around = wordsAround(filled, currency);
  const amounts = filled.flatMap((cell) => amountFromText(cell, { currency, decimal: '.', words: around }) ?? []);
  if (amounts.length === 0 || amounts.length * 2 < filled.length) return undefined;
  const words = wordsOf([header, ...around].join(' '));
  const money = speaksOfMoney(words) || filled.some((cell) => /[$€£¥]/.test(cell));
  const meaning = money ? priceWords([...words, ...unit]) : undefined;
  const name = wordsOf(header).filter((word) => /^[a-z0-9]+$/.test(word)).slice(0, 4).join('_').replace(/^[^a-z]+/, '');
  return meaning === undefined || name === '' ? undefined : { amount: name, label: header, words: meaning, amounts, around };
}

/** What stands behind the amounts of a column, when it is always one of a few texts: "/ 1M tokens". */
function wordsAround(cells: readonly string[], currency: string): readonly string[] {
  const rests = cells.flatMap((cell) => /^[^\d]{0,6}[\d.,]{1,40}\s?([^\d.,\s].{0,40})$/.exec(cell)?.[1] ?? []).map((rest) => rest.trim()).filter((rest) => /\p{L}/u.test(rest) && rest !== currency);
  const kinds = [...new Set(rests)];
  return kinds.length <= MOST_AROUND ? kinds.toSorted() : [];
}

function currencyOf(text: string): string {
  const signs = Object.keys(CURRENCIES).filter((sign) => text.includes(sign));
  const [only] = signs;
  return signs.length === 1 && only !== undefined ? CURRENCIES[only] ?? 'USD' : 'USD';
}
