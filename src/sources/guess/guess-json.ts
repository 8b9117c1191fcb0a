import { amountFromText } from '../lib/price-text.ts';
import { decimalFromText } from '../../domain/decimal.ts';
import { isRecord, numberText } from '../lib/json.ts';
import { join, jsonPath, leaves, pathFault, scalarText, select, type Found } from '../lib/json-path.ts';
import { aroundRows } from './around-rows.ts';
import { commonUnit, guessedRates, type GuessedRates, type PriceField, type RowWords } from './guess.ts';
import { priceWords, speaksOfMoney, wordsOf } from './price-words.ts';

/** Settings of the `json` adapter that may read a document, best first. */
export interface JsonCandidate extends GuessedRates {
  readonly settings: object;
  readonly rows: string;
  readonly left: readonly string[];
}

const MAX_LEVELS = 4;
const BRANCHES = 12;
const SAMPLE = 200;
const IDS = ['id', 'model_id', 'modelId', 'model', 'model_name', 'modelName', 'slug', 'route', 'endpoint', 'sku', 'name', 'key'];
const STYLE = { currency: 'USD', decimal: '.', words: [] } as const;

/** Looks for lists and maps of rows with price fields; the candidate with the most prices comes first. */
export function jsonCandidates(document: unknown): readonly JsonCandidate[] {
  return rowPaths(document, '', 0, '').flatMap((rows) => candidateAt(document, rows))
    .map((candidate) => ({ candidate, weight: candidate.prices }))
    .toSorted((a, b) => b.weight - a.weight).map(({ candidate }) => candidate);
}

/** Paths to lists and maps of objects. A map whose values are maps again is followed through its first keys only. */
function rowPaths(value: unknown, path: string, level: number, named: string): readonly string[] {
  if (level > MAX_LEVELS) return [];
  if (Array.isArray(value)) return value.some((item) => isRecord(item)) ? [join(path, '*')] : [];
  if (!isRecord(value)) return [];
  const keys = Object.keys(value);
  const children = keys.filter((key) => isRecord(value[key]) || Array.isArray(value[key]));
  const isMap = children.length >= 2 && children.filter((key) => isRecord(value[key])).length * 2 > keys.length;
  const name = named === '' ? 'model' : `${named}_model`;
  const asRows = isMap ? [join(path, `{${name}}`)] : [];
  const inside = children.slice(0, BRANCHES).flatMap((key) => {
    const literal = pathFault(key) === undefined && !/[*{}.]/.test(key) ? rowPaths(value[key], join(path, key), level + 1, named) : [];
    const through = isMap && named === '' ? rowPaths(value[key], join(path, '{group}'), level + 1, 'group').filter((one) => one.includes('{group}')) : [];
    return [...literal, ...through];
  });
  return [...new Set([...asRows, ...inside])].slice(0, 40);
}

function candidateAt(document: unknown, rows: string): readonly (JsonCandidate & { readonly prices: number })[] {
  const found = select(document, jsonPath(rows));
  const sample = found.filter((row) => isRecord(row.value)).slice(0, SAMPLE);
  const route = routeTemplate(sample, rows);
  if (route === undefined) return [];
  const around = aroundRows(document, rows);
  if (around === undefined) return [];
  const row = rowWords(sample);
  const { fields, left } = priceFields(sample, [...commonUnit(row), ...around.words]);
  const guessed = guessedRates(fields, row.units === undefined && around.unit ? { ...row, units: new Set() } : row);
  if (guessed.rates.length === 0) return [];
  const amounts = fields.reduce((sum, field) => sum + field.amounts.length, 0);
  const settings = { rows, route, ...(around.currency === undefined ? {} : { currency: around.currency }), rates: guessed.rates, ...(left.length === 0 ? {} : { prices_under: left }) };
  return [{ ...guessed, settings, rows, left, prices: Math.ceil(amounts * (found.length / sample.length)) }];
}

/** A key of the row that names it, or the name that the map gives it. */
function routeTemplate(sample: readonly Found[], rows: string): string | undefined {
  if (sample.length === 0) return undefined;
  const names = [...rows.matchAll(/\{([a-z_]+)\}/g)].map((match) => `{${match[1]}}`);
  if (rows.endsWith('}')) return names.join('/');
  const id = IDS.find((key) => {
    const texts = sample.map((row) => (isRecord(row.value) ? scalarText(row.value[key]) : undefined));
    return texts.every((text) => text !== undefined && text !== '') && new Set(texts).size > texts.length * 0.9;
  });
  return id === undefined ? undefined : [...names, `{${id}}`].join('/');
}

/** Fields of a row that speak of all its amounts. */
function rowWords(sample: readonly Found[]): RowWords {
  const texts = sample.flatMap((row) => leaves(row.value, '')).filter((leaf) => typeof leaf.value === 'string' || /(?:^|\.)per$/i.test(leaf.at));
  const currency = texts.find((leaf) => /(?:^|\.)currency$/i.test(leaf.at) && pathFault(leaf.at) === undefined)?.at;
  const units = texts.filter((leaf) => /(?:^|[._])(?:units?|per)$/i.test(leaf.at)).flatMap((leaf) => scalarText(leaf.value) ?? []);
  return { currency, units: units.length === 0 ? undefined : new Set(units) };
}

/** The numeric fields of the rows whose words speak of money or of what is billed; `left` are those that say too little. */
function priceFields(sample: readonly Found[], unit: readonly string[]): { readonly fields: readonly PriceField[]; readonly left: readonly string[] } {
  const seen = new Map<string, string[]>();
  for (const row of sample) {
    for (const leaf of leaves(row.value, '')) {
      const amount = amountOf(leaf.value);
      if (amount === undefined || pathFault(leaf.at) !== undefined || /[*{}]|(?:^|\.)\d+(?:\.|$)/.test(leaf.at)) continue;
      const amounts = seen.get(leaf.at);
      if (amounts === undefined) seen.set(leaf.at, [amount]);
      else amounts.push(amount);
    }
  }
  const fields: PriceField[] = [];
  const left: string[] = [];
  for (const [at, amounts] of seen) {
    const words = wordsOf(at);
    if (!speaksOfMoney(words)) continue;
    const meaning = priceWords([...words, ...unit]);
    if (meaning !== undefined) fields.push({ amount: at, label: at, words: meaning, amounts, around: [] });
    else if (!words.some((word) => word === 'discount' || word === 'ratio')) left.push(at);
  }
  return { fields, left };
}

function amountOf(value: unknown): string | undefined {
  const number = numberText(value);
  if (number !== undefined) return decimalFromText(number);
  // "1,500" may be one and a half.
  return typeof value === 'string' && value.length < 60 && !/^[^\d.]{0,4}[1-9]\d{0,2}(?:,\d{3}){1,9}(?!\.\d|\d)/.test(value) ? amountFromText(value, STYLE) : undefined;
}
