import { decimalFromText, type Decimal } from '../../domain/decimal.ts';
import { labelConditions, type LabelConditions } from './labels.ts';
import { oneLine, short } from './text.ts';

/** What a price cell says under one set of conditions. */
export type CellValue =
  | { readonly kind: 'amount'; readonly amount: Decimal; readonly unit: string | null; readonly offer: CellOffer | null }
  | { readonly kind: 'not_offered' }
  | { readonly kind: 'on_request' };

/** "(Original) 11.7 `Time limited 28% off`": the amount is the list price. */
export interface CellOffer {
  readonly percent_off: Decimal | null;
}

export interface CellEntry {
  readonly conditions: LabelConditions;
  readonly value: CellValue;
  /** The words of this entry as printed. */
  readonly said: string;
}

/** "`30k tokens / call` * `0.0133 USD/K tokens`": arithmetic behind an amount, never a price of the row. */
export interface CellArithmetic {
  readonly tokens: Decimal;
  readonly amount: Decimal;
  readonly per: Decimal;
}

export type CellReading =
  | { readonly ok: true; readonly entries: readonly CellEntry[]; readonly arithmetic: CellArithmetic | null }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads a price cell: labels ("For 480p and 720p outputs:", "Input with video:") and values in turn. A label that is
 * followed by another label opens a group for those after it; a label followed by a value holds for that value only.
 * Nesting comes from the words, so the indent and the line breaks do not matter. Any unknown word stops the cell.
 */
export function readCell(text: string): CellReading {
  const line = oneLine(text);
  if (line === '' || NOTHING.test(line)) return { ok: true, entries: [], arithmetic: null };
  const { rest, arithmetic } = withoutArithmetic(line);
  const entries: CellEntry[] = [];
  let groups: readonly Scope[] = [];
  let at = 0;
  let waiting: Scope | null = null;
  let unlabelled = false;
  while (at < rest.length) {
    const remark = waiting === null ? matchAt(WITHOUT, rest, at) : null;
    const without = remark === null ? undefined : labelConditions(remark[1] ?? '');
    if (remark !== null && without !== undefined) {
      entries.push({ conditions: without, value: { kind: 'not_offered' }, said: short(remark[0]) });
      at = skip(rest, at + remark[0].length, /[\s;,]/);
      continue;
    }
    const value = valueAt(rest, at);
    if (value !== null) {
      if ('reason' in value) return { ok: false, reason: value.reason };
      if (entries.length > 0 && (waiting === null || unlabelled)) return { ok: false, reason: `two amounts without a condition between them in "${short(rest, 80)}"` };
      unlabelled = waiting === null;
      const scopes: readonly Scope[] = waiting === null ? [] : [...groups, waiting];
      entries.push({ conditions: merged(scopes), value: value.value, said: short([...scopes.map((scope) => `${scope.said}:`), rest.slice(at, value.end)].join(' ')) });
      waiting = null;
      at = skip(rest, value.end, /[\s;,]/);
      continue;
    }
    const colon = rest.indexOf(':', at);
    const said = rest.slice(at, colon < 0 ? undefined : colon).trim();
    const conditions = colon < 0 ? undefined : labelConditions(said);
    if (conditions === undefined) return { ok: false, reason: `unknown words "${short(said, 60)}" in a price cell` };
    if (waiting !== null) groups = [...groups, waiting];
    const scope = { said, conditions };
    groups = groups.slice(0, firstOfKey(groups, scope));
    waiting = scope;
    at = skip(rest, colon + 1, /[\s*•-]/);
  }
  if (waiting !== null) return { ok: false, reason: `"${short(waiting.said, 60)}" without an amount` };
  return { ok: true, entries, arithmetic };
}

interface Scope {
  readonly said: string;
  readonly conditions: LabelConditions;
}

const NOTHING = /^(?:-+|\/|n\/a|none)$/i;
const IDENTITY = ['resolution', 'input', 'audio', 'service', 'option', 'prompt_tokens'] as const;

/** Where a new label replaces an open group that speaks of the same thing. */
function firstOfKey(groups: readonly Scope[], next: Scope): number {
  const at = groups.findIndex((group) => IDENTITY.some((key) => group.conditions[key] !== undefined && next.conditions[key] !== undefined));
  return at < 0 ? groups.length : at;
}

function merged(scopes: readonly Scope[]): LabelConditions {
  return Object.assign({}, ...scopes.map((scope) => scope.conditions)) as LabelConditions;
}

function skip(text: string, from: number, what: RegExp): number {
  let at = from;
  while (at < text.length && what.test(text[at] ?? '')) at += 1;
  return at;
}

const NUMBER = String.raw`(\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,12})?|\d{1,12}(?:\.\d{1,12})?)(?![\w.%]|,\d)`;
const UNIT = String.raw`(?:\s?(?:/|per)\s?((?:\d{0,4}[km]|million|thousand)?\s?(?:tokens?|images?|calls?|units?|videos?|seconds?|months?|requests?)(?:\s?/\s?hour)?)\b)?`;
const AMOUNT = new RegExp(String.raw`(\(?original(?: price)?\)?:?\s?)?(?:(?:USD|US\$|\$)\s?)?${NUMBER}(?:\s?USD\b)?${UNIT}`, 'iy');
const OFF = /\s?\(?(?:(?:time[- ]limited|limited[- ]time)(?: offer| discount)?:?\s?)?(\d{1,2}(?:\.\d{1,2})?)\s?% off\b\)?(?:\s?\(?(?:time[- ]limited|limited[- ]time)(?: offer)?\)?(?![\w:]))?/iy;
const FREE = /free(?: of charge)?(?=\s|[;,]|$)/iy;
const NOT_OFFERED = /(?:not (?:yet )?(?:supported|available|offered)|unsupported|unavailable|coming soon)(?: yet)?(?![\w:])/iy;
/** "(1080p is not supported)" behind the prices of other resolutions. */
const WITHOUT = /\*{0,2}\((\d{3,4}p|[248]k)(?: outputs?)?(?: is| are)? not (?:yet )?(?:supported|available|offered)\.?\)\*{0,2}/iy;
const ON_REQUEST = /(?:contact (?:sales|us)|(?:up)?on request)(?![\w:])/iy;

function valueAt(text: string, at: number): { readonly value: CellValue; readonly end: number } | { readonly reason: string } | null {
  if (matchAt(NOT_OFFERED, text, at) !== null) return { value: { kind: 'not_offered' }, end: NOT_OFFERED.lastIndex };
  if (matchAt(ON_REQUEST, text, at) !== null) return { value: { kind: 'on_request' }, end: ON_REQUEST.lastIndex };
  if (matchAt(FREE, text, at) !== null) return { value: { kind: 'amount', amount: '0', unit: null, offer: null }, end: FREE.lastIndex };
  const match = matchAt(AMOUNT, text, at);
  if (match === null) return null;
  const end = AMOUNT.lastIndex;
  const amount = decimalFromText((match[2] ?? '').replaceAll(',', ''));
  if (amount === undefined) return null;
  const off = matchAt(OFF, text, end);
  const original = match[1] !== undefined;
  if (off !== null && !original) return { reason: `a percentage without "(Original)" in "${short(text, 80)}": list price or discounted price?` };
  const offer = original ? { percent_off: off?.[1] ?? null } : null;
  return { value: { kind: 'amount', amount, unit: match[3]?.toLowerCase() ?? null, offer }, end: off === null ? end : OFF.lastIndex };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const ARITHMETIC = /\s?\(?=?\s?(\d{1,9}(?:\.\d{1,4})?)\s?([km])? tokens?\s?\/\s?call\s?[*×x]\s?(?:USD\s?|\$)?(\d{1,6}(?:\.\d{1,8})?)\s?(?:USD)?\s?\/\s?([km])? ?tokens?\)?/i;
const SCALE: Readonly<Record<string, string>> = { k: '1000', m: '1000000' };

/** Takes the arithmetic of a 3D cell out of its text; some forms of the page do not quote it. */
export function withoutArithmetic(text: string): { readonly rest: string; readonly arithmetic: CellArithmetic | null } {
  const match = ARITHMETIC.exec(text);
  if (match === null) return { rest: text, arithmetic: null };
  const [whole, count = '', countScale = '', amount = '', perScale = ''] = match;
  const zeros = countScale === '' ? '' : (SCALE[countScale.toLowerCase()] ?? '').slice(1);
  return {
    rest: oneLine(text.replace(whole, ' ')),
    arithmetic: { tokens: count.includes('.') ? count : `${count}${zeros}`, amount, per: SCALE[perScale.toLowerCase()] ?? '1' },
  };
}
