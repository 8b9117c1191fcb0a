import { type Columns } from '../lib/table-columns.ts';
import { amountFromText, plainSpaces } from '../lib/price-text.ts';
import { currencyCodeOf, isPartOfCurrency } from '../lib/unit-words.ts';
import { commonUnit, guessedRates, type GuessedRates, type PriceField, type RowWords } from './guess.ts';
import { priceWords, speaksOfMoney, wordsAbout, wordsOf } from './price-words.ts';

/** Settings for a table, HTML or CSV, that may read it. */
export interface TableCandidate extends GuessedRates {
  readonly settings: { readonly columns: Columns; readonly route: string; readonly rates: GuessedRates['rates']; readonly currency?: string };
  readonly prices: number;
}

const ROUTE_WORDS = ['model', 'route', 'id', 'endpoint', 'sku', 'slug', 'name'];
const MOST_AROUND = 3;
const SAMPLE = 200;
const CURRENCIES: Readonly<Record<string, string>> = { $: 'USD', '€': 'EUR', '£': 'GBP' };

/** What stands around a table: captions hold for every price, prose only where nothing nearer names a unit. */
export interface AroundTable {
  readonly captions: string;
  readonly prose: string;
}

/** Reads the headers and the cells below them for a column of names and columns of amounts. */
export function tableCandidate(headers: readonly string[], rows: readonly (readonly string[])[], around: AroundTable = { captions: '', prose: '' }): TableCandidate | undefined {
  const body = rows.slice(0, SAMPLE);
  const nameColumn = routeColumn(headers);
  if (nameColumn === undefined || body.length === 0) return undefined;
  if (hasDecimalCommas(body)) return undefined;
  const currency = currencyOf([...headers, ...body.flat(), around.captions].join(' '));
  const columns: Record<string, string> = { model: headers[nameColumn] ?? '' };
  const fields: PriceField[] = [];
  const row = rowWords(headers, body);
  const said = [...commonUnit(row), ...wordsAbout(around.captions)];
  const prose = wordsAbout(around.prose).filter((word) => !/\p{Sc}/u.test(word) && currencyCodeOf(word) === undefined && !isPartOfCurrency(word));
  if (row.currency !== undefined) columns[row.currency] = headers[headers.findIndex(isCurrencyHeader)] ?? '';
  for (const [index, header] of headers.entries()) {
    if (index === nameColumn || header === '' || headers.indexOf(header) !== index) continue;
    const field = priceColumn(header, body.map((cells) => cells[index] ?? ''), currency, said, prose);
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
function priceColumn(header: string, cells: readonly string[], currency: string, said: readonly string[], prose: readonly string[]): PriceField | undefined {
  const filled = cells.map(plainSpaces).filter((cell) => cell !== '' && cell.length <= 200 && /\d/.test(cell));
  const around = wordsAround(filled, currency);
  const amounts = filled.flatMap((cell) => amountFromText(cell, { currency, decimal: '.', words: around }) ?? []);
  if (amounts.length === 0 || amounts.length * 2 < filled.length) return undefined;
  const words = wordsOf([header, ...around].join(' '));
  const money = speaksOfMoney(words) || filled.some((cell) => /\p{Sc}/u.test(cell));
  const near = money ? priceWords([...words, ...said]) : undefined;
  const meaning = near !== undefined && near.per === undefined ? priceWords([...words, ...said, ...prose]) : near;
  if (isAmbiguous(filled, meaning?.currency ?? currency)) return undefined;
  const name = wordsOf(header).filter((word) => /^[a-z0-9]+$/.test(word)).slice(0, 4).join('_').replace(/^[^a-z]+/, '');
  return meaning === undefined || name === '' ? undefined : { amount: name, label: header, words: meaning, amounts, around };
}

const BARE = /^[^\d\p{L}]{0,4}(\d[\d.,]{0,40})(?![\d.,])/u;

/** The numbers that cells begin with, as printed. */
function printedNumbers(cells: readonly string[]): readonly string[] {
  return cells.flatMap((cell) => BARE.exec(cell)?.[1]?.replace(/[.,]$/, '') ?? []);
}

/** True for a table whose numbers have a comma before the fraction: that is a setting, never a guess. */
function hasDecimalCommas(body: readonly (readonly string[])[]): boolean {
  return printedNumbers(body.flat()).some((number) => /^\d{1,40},(?:\d{1,2}|\d{4,40})$|^0,\d|\.\d{3},\d/.test(number));
}

/** True where "1,500" may be one and a half, and "1.250" a thousand and a quarter: nothing in the column shows which sign is before the fraction. */
function isAmbiguous(cells: readonly string[], currency: string): boolean {
  const numbers = printedNumbers(cells);
  const grouped = numbers.some((number) => /^[1-9]\d{0,2}(?:,\d{3})+$/.test(number)) || (currency !== 'USD' && numbers.some((number) => /^[1-9]\d{0,2}\.\d{3}$/.test(number)));
  return grouped && !numbers.some((number) => /^0?\.\d|^0\.\d|^\d{1,40}\.(?:\d{1,2}|\d{4,40})$|,\d{3}\.\d/.test(number));
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
