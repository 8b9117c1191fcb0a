import { type Meter } from '../../domain/vocabulary.ts';
import { cellProse, cellText, type Cell } from './blocks.ts';
import { resolutions } from './labels.ts';
import { type TierScale } from './tiers.ts';
import { oneLine, short, words } from './text.ts';
import { parseUnit, type PriceUnit } from './units.ts';

type ColumnService = 'online' | 'offline' | null;

/** What one column of a price table holds. */
export type Column =
  | { readonly role: 'model'; readonly prefix: string }
  | { readonly role: 'tier'; readonly scale: TierScale | null }
  /** "Inference input (text)": names the meter of the row's only price. */
  | { readonly role: 'item' }
  | { readonly role: 'mode' }
  | { readonly role: 'term' }
  | { readonly role: 'ignored' }
  | { readonly role: 'price'; readonly name: string; readonly printed: string; readonly unit: PriceUnit | null; readonly meter: Meter | 'by_row'; readonly service: ColumnService }
  /** Money, but of a kind that is not known: its cells are unread. */
  | { readonly role: 'unknown_price'; readonly name: string; readonly reason: string };

export type Header =
  | { readonly kind: 'prices'; readonly columns: readonly Column[] }
  | { readonly kind: 'examples' }
  | { readonly kind: 'foreign'; readonly currency: string }
  /** `money`: the header itself speaks of prices. */
  | { readonly kind: 'unknown'; readonly money: boolean; readonly reason: string };

/** Reads a table's own header. What is not understood is said; the header of another table is never taken. */
export function readHeader(header: readonly Cell[]): Header {
  const texts = header.map((cell) => oneLine(`${cellText(cell)} ${cellProse(cell)}`));
  if (texts.some(isExampleColumn) || texts.slice(1).some((text) => resolutions(text) !== undefined)) return { kind: 'examples' };
  const foreign = texts.map((text) => FOREIGN.exec(text)?.[0]).find((currency) => currency !== undefined);
  if (foreign !== undefined) return { kind: 'foreign', currency: foreign };
  const columns = texts.map(readColumn);
  const unknown = columns.findIndex((column) => column === null);
  const money = texts.some((text) => MONEY.test(text)) || columns.some((column) => column?.role === 'price');
  if (unknown >= 0) return { kind: 'unknown', money, reason: `the column "${short(texts[unknown] ?? '', 60)}" is not known` };
  const known = columns.flatMap((column) => (column === null ? [] : [column]));
  if (!known.some((column) => column.role === 'price' || column.role === 'unknown_price')) return { kind: 'unknown', money, reason: 'no column holds a price' };
  if (!known.some((column) => column.role === 'model')) return { kind: 'unknown', money: true, reason: 'no column names the model' };
  return { kind: 'prices', columns: known };
}

const FOREIGN = /元|人民币|\b(?:CNY|RMB|EUR|GBP|JPY)\b|[¥￥€£]/i;
const MONEY = /\b(?:usd|price|prices|pricing|cost|fee)\b|\$/i;

/** Columns that only tables of worked examples have. */
function isExampleColumn(text: string): boolean {
  return /^(?:resolution|aspect ratio|ratio|duration|usage|frame rate|(?:input|output) video duration|long side)\b/i.test(text);
}

const MODEL: ReadonlySet<string> = new Set(['model', 'model id', 'model name', 'models', 'model ids', 'model version']);
const TIER: ReadonlySet<string> = new Set(['pricing tiers', 'pricing tier', 'tiers', 'tier', 'condition', 'conditions', 'prompt length', 'input length', 'pricing condition']);
const ITEM: ReadonlySet<string> = new Set(['service type', 'billing item', 'billing items', 'billable item', 'item', 'type']);
const MODE: ReadonlySet<string> = new Set(['generation mode', 'mode', 'scenario']);
const TERM: ReadonlySet<string> = new Set(['billing method', 'subscription duration', 'billing cycle', 'term']);
const IGNORED: ReadonlySet<string> = new Set(['model provider', 'provider', 'vendor', 'free quota', 'remarks', 'remark', 'note', 'notes', 'description', 'context window', 'free trial quota']);

function readColumn(text: string): Column | null {
  const { name, inner } = nameAndUnit(text);
  if (MODEL.has(name)) return { role: 'model', prefix: '' };
  if (name === 'machine type' || name === 'plan') return { role: 'model', prefix: name === 'plan' ? 'plan/' : 'model-unit/' };
  if (TIER.has(name)) return { role: 'tier', scale: tierScale(inner) };
  if (ITEM.has(name)) return { role: 'item' };
  if (MODE.has(name)) return { role: 'mode' };
  if (TERM.has(name)) return { role: 'term' };
  if (IGNORED.has(name)) return { role: 'ignored' };
  const unit = inner === null ? null : parseUnit(inner);
  const meter = meterOf(name, unit);
  if (meter === undefined) return inner !== null && MONEY.test(inner) ? { role: 'unknown_price', name, reason: `the column "${short(text, 60)}" is not known` } : null;
  if (inner !== null && unit === null) return { role: 'unknown_price', name, reason: `the unit "${short(inner, 40)}" of the column "${name}" is not known` };
  if ('fault' in meter) return { role: 'unknown_price', name, reason: meter.fault };
  return { role: 'price', name, printed: short(text, 80), unit, ...meter };
}

/** "Input (audio) (USD / M tokens)" → name "input (audio)", inner "USD / M tokens"; a parenthesis without money or quantity belongs to the name. */
function nameAndUnit(text: string): { readonly name: string; readonly inner: string | null } {
  const match = /\(([^()]{1,60})\)\s*$/.exec(text);
  const inner = match?.[1]?.trim() ?? null;
  if (inner === null || !/usd|\$|tokens|seconds/i.test(inner)) return { name: oneLine(text.toLowerCase()), inner: null };
  return { name: oneLine(text.slice(0, match?.index).toLowerCase()), inner };
}

function tierScale(inner: string | null): TierScale | null {
  const match = inner === null ? null : /^(k|m|thousand|million)?\s?tokens?$/i.exec(inner);
  if (match === null) return null;
  const letter = (match[1] ?? '').charAt(0).toLowerCase();
  return letter === '' ? '1' : letter === 'k' || letter === 't' ? '1000' : '1000000';
}

const FILLING: ReadonlySet<string> = new Set(['price', 'prices', 'pricing', 'unit', 'cost', 'rate', 'token', 'tokens', 'inference']);
const KNOWN: ReadonlySet<string> = new Set(['input', 'output', 'cache', 'cached', 'hit', 'storage', 'write', 'creation', 'audio', 'non', 'image', 'video', 'text', 'online', 'offline', 'generation']);

/** The meter that a column's name and unit stand for; undefined when the name holds a word that is not known. */
function meterOf(name: string, unit: PriceUnit | null): { readonly meter: Meter | 'by_row'; readonly service: ColumnService } | { readonly fault: string } | undefined {
  const parts = words(name).filter((word) => !FILLING.has(word));
  if (!parts.every((word) => KNOWN.has(word))) return undefined;
  const has = (word: string): boolean => parts.includes(word);
  const hourly = unit?.perHour === true;
  if (has('storage')) return unit !== null && !hourly ? { fault: `"${name}" without a price per hour` } : { meter: 'storage_token_hour', service: null };
  if (hourly) return { fault: `"${name}" priced per hour, which only storage is` };
  if (has('online') || has('offline')) return parts.length === 1 ? { meter: 'by_row', service: has('online') ? 'online' : 'offline' } : undefined;
  if (parts.length === 0) return /price|pricing|cost|rate/.test(name) ? { meter: 'by_row', service: null } : undefined;
  const meter = directionMeter(has, unit);
  return meter === undefined ? undefined : { meter, service: null };
}

function directionMeter(has: (word: string) => boolean, unit: PriceUnit | null): Meter | undefined {
  const audio = has('audio') && !has('non');
  const pieces = unit !== null && unit.counts === 'image';
  // Pictures are priced by the piece or by the token: without a unit nobody can tell.
  if (unit === null && has('image')) return undefined;
  if (has('write') || has('creation')) return has('output') ? undefined : 'cache_write_token';
  if (has('cache') || has('cached') || has('hit')) return has('output') ? undefined : audio ? 'cached_audio_input_token' : 'cached_input_token';
  if (pieces) return has('input') ? 'input_image' : 'image';
  if (has('output')) return audio ? 'audio_output_token' : has('image') ? 'image_output_token' : has('video') ? 'video_token' : 'output_token';
  if (audio) return 'audio_input_token';
  if (!has('input')) return undefined;
  // "Input (text/image/video)" is one price for all of them; an image alone is counted apart.
  return has('image') && !has('text') && !has('video') ? 'image_input_token' : 'input_token';
}

/** "Inference input (image)", "Cache-hit input", "Output": the meter of an item named in the row itself. */
export function meterOfItem(item: string, unit: PriceUnit | null): Meter | undefined {
  const meter = meterOf(oneLine(item.toLowerCase()), unit);
  return meter === undefined || 'fault' in meter || meter.meter === 'by_row' ? undefined : meter.meter;
}
