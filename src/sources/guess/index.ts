import { ZodError } from 'zod';
import { pageText, type CapturedPage } from '../../domain/capture.ts';
import { SourceRefusal } from '../../domain/finding.ts';
import { type Reading } from '../../domain/reading.ts';
import { type Adapter, type SourceIdentity } from '../../domain/source.ts';
import { byteplus } from '../byteplus/index.ts';
import { csv, csvLines } from '../csv/index.ts';
import { fal } from '../fal/index.ts';
import { htmlTable } from '../html-table/index.ts';
import { pageTables, proseOutsideTables } from '../html-table/table-grid.ts';
import { json } from '../json/index.ts';
import { isRecord } from '../lib/json.ts';
import { isRatioConfig } from '../lib/new-api/ratio-config.ts';
import { isHtml, parseJsonPage, refuseWrongPage } from '../lib/recognise.ts';
import { newApi } from '../new-api/index.ts';
import { CSV_PRESET_NAMES } from '../presets/csv-presets.ts';
import { JSON_PRESET_NAMES } from '../presets/json-presets.ts';
import { type Confidence, type Guess, type GuessedRates } from './guess.ts';
import { jsonCandidates } from './guess-json.ts';
import { tableCandidate, type TableCandidate } from './guess-table.ts';

export type { Confidence, Guess } from './guess.ts';

/**
 * Which adapter and settings read this page. Every answer was tried on the page itself: the reading is what these
 * settings give. Never throws for what a page holds; a page that nothing reads is refused with the reason.
 */
export function guessAdapter(page: CapturedPage): Guess | { readonly refused: string } {
  try {
    refuseWrongPage(page);
    const text = pageText(page);
    const start = text.trimStart().slice(0, 1);
    if (isProvidersOwn(page)) return ownReader(page) ?? { refused: 'a page of a provider that has a reader of its own, which does not read this one' };
    if (start === '{' || start === '[') return guessJson(page);
    return (isHtml(text) ? guessHtml(page, text) : guessCsv(page, text))
      ?? { refused: isHtml(text) ? 'an HTML page without a table of prices: no header names a model and what is billed' : 'neither JSON, nor HTML, nor a CSV table whose headers name a model and what is billed' };
  } catch (error) {
    if (error instanceof SourceRefusal) return { refused: error.message };
    throw error;
  }
}

const OWN_READERS = [{ host: 'fal.ai', adapter: fal }, { host: 'byteplus.com', adapter: byteplus }] as const;

function hostOf(page: CapturedPage): string {
  return URL.canParse(page.url) ? new URL(page.url).hostname : '';
}

function readersFor(page: CapturedPage): readonly Adapter[] {
  const host = hostOf(page);
  return OWN_READERS.filter((one) => host === one.host || host.endsWith(`.${one.host}`)).map(({ adapter }): Adapter => adapter);
}

function isProvidersOwn(page: CapturedPage): boolean {
  return readersFor(page).length > 0;
}

function ownReader(page: CapturedPage): Guess | undefined {
  return readersFor(page).map((adapter) => tried(page, adapter, {}, 'certain', `a page of ${hostOf(page)}, which has a reader of its own`)).find((guess) => guess !== undefined);
}

function guessJson(page: CapturedPage): Guess | { readonly refused: string } {
  const document = parseJsonPage(page, 'a catalog as JSON');
  if (isGateway(document)) {
    const gateway = tried(page, newApi, {}, 'certain', 'a price payload of the new-api gateway family, by its keys');
    if (gateway !== undefined) return gateway;
  }
  for (const preset of JSON_PRESET_NAMES) {
    const guess = tried(page, json, { preset }, 'certain', `the shape of the preset "${preset}"`);
    if (guess !== undefined) return guess;
  }
  for (const candidate of jsonCandidates(document)) {
    const guess = tried(page, json, candidate.settings, confidenceOf(candidate), reasonOf(`rows at "${candidate.rows}" with prices`, candidate));
    if (guess !== undefined) return guess;
  }
  return { refused: 'a JSON document in which no list or map of named rows has fields that speak of prices and of what is billed' };
}

/** Keys that only the gateway family has. */
function isGateway(document: unknown): boolean {
  if (!isRecord(document)) return false;
  if (isRatioConfig(document) || isRatioConfig(document['data'])) return true;
  const rows = Array.isArray(document['data']) ? document['data'] : Array.isArray(document['models']) ? document['models'] : [];
  return rows.slice(0, 50).some((row) => isRecord(row) && ('model_name' in row) && ('quota_type' in row || 'model_ratio' in row || 'configured' in row || 'plg' in row));
}

function guessHtml(page: CapturedPage, html: string): Guess | undefined {
  const tables = pageTables(html, 'table', []);
  // The settings will read every table with these columns, so what is said of one is held against all.
  const around = { captions: tables.map((table) => table.caption).join(' . '), prose: tables.length === 0 ? '' : proseOutsideTables(html) };
  const candidates = tables.flatMap((table) => table.rows.slice(0, 3).flatMap((row, index) =>
    tableCandidate(row.cells, table.rows.slice(index + 1).map((one) => one.cells), around) ?? []));
  return firstRead(page, htmlTable, candidates, {}, 'an HTML table');
}

function guessCsv(page: CapturedPage, text: string): Guess | undefined {
  for (const delimiter of [',', ';', '\t', '|'] as const) {
    const [headers = [], ...rows] = linesOrNone(text, delimiter);
    if (headers.length < 2) continue;
    const own = delimiter === ',' ? {} : { delimiter };
    const preset = CSV_PRESET_NAMES.map((name) => tried(page, csv, { preset: name, ...own }, 'certain', `the columns of the preset "${name}"`)).find((guess) => guess !== undefined);
    if (preset !== undefined) return preset;
    const candidate = tableCandidate(headers, rows);
    const guess = candidate === undefined ? undefined : firstRead(page, csv, [candidate], own, 'a CSV table');
    if (guess !== undefined) return guess;
  }
  return undefined;
}

function linesOrNone(text: string, delimiter: string): readonly (readonly string[])[] {
  try {
    return csvLines(text, delimiter);
  } catch (error) {
    if (error instanceof SourceRefusal) return [];
    throw error;
  }
}

function firstRead(page: CapturedPage, adapter: Adapter, candidates: readonly TableCandidate[], own: object, what: string): Guess | undefined {
  return candidates.toSorted((a, b) => b.prices - a.prices)
    .map((candidate) => tried(page, adapter, { ...own, ...candidate.settings }, confidenceOf(candidate), reasonOf(`${what} with ${candidate.rates.length} columns of prices`, candidate)))
    .find((guess) => guess !== undefined);
}

/** The settings with what they read here; undefined when they read no rate. */
function tried(page: CapturedPage, adapter: Adapter, settings: object, confidence: Confidence, reason: string): Guess | undefined {
  const source: SourceIdentity = { id: 'guess', url: page.url };
  let reading: Reading;
  try {
    reading = adapter.read({ ...page, purpose: '' }, source, adapter.settings.parse(settings));
  } catch (error) {
    // Keys of a hostile page may make settings that nobody could write; such a candidate is none.
    if (error instanceof SourceRefusal || error instanceof ZodError) return undefined;
    throw error;
  }
  const rates = reading.routes.reduce((sum, route) => sum + route.rates.length, 0);
  return rates === 0 ? undefined : { adapter: adapter.name, settings, reading, confidence, reason };
}

function confidenceOf(candidate: GuessedRates): Confidence {
  return candidate.assumed.length === 0 ? 'likely' : 'possible';
}

function reasonOf(what: string, candidate: GuessedRates): string {
  return [what, ...candidate.assumed].join('; ');
}
