import { isLosslessNumber, LosslessNumber, parse } from 'lossless-json';

/**
 * JSON with exact numbers. A number comes out as a plain `number` only where printing it gives back the very text that
 * was read ("0.6", "37.5"); every other one ("7.0", "1e-07", forty digits) is a LosslessNumber that carries its text.
 * Ask `numberText` for the text; never calculate with the number.
 */
export type ExactNumber = number | LosslessNumber;

/** A value that is deeper than this is an attack or an accident, never a catalog. */
const MAX_DEPTH = 200;

/** Why a text is not JSON, and where. `position` counts UTF-16 code units. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault';
  readonly kind: 'truncated' | 'malformed' | 'too-deep';
  readonly position: number;

  constructor(kind: JsonFault['kind'], position: number, message: string) {
    super(message);
    this.kind = kind;
    this.position = position;
  }
}

/**
 * Parses JSON and keeps every number's text. `JSON.parse` does the work where one linear scan shows that no number would
 * change, which is five times faster; lossless-json does it otherwise. Of a key that is repeated inside one object the
 * last value counts in both.
 * @throws JsonFault
 */
export function parseExactJson(text: string): unknown {
  const scan = scanJson(text);
  if (scan.depth > MAX_DEPTH) throw new JsonFault('too-deep', scan.end, `nested deeper than ${MAX_DEPTH} levels`);
  try {
    if (scan.plain) return JSON.parse(text) as unknown;
    return parse(text, null, { parseNumber: exactNumber, onDuplicateKey: ({ newValue }) => newValue });
  } catch (error) {
    if (scan.open) throw new JsonFault('truncated', text.length, scan.open);
    throw new JsonFault('malformed', faultPosition(text), error instanceof Error ? error.message : String(error));
  }
}

/** Where a text stops being JSON; each engine says it in other words, so the parser in JavaScript is asked. */
function faultPosition(text: string): number {
  try {
    parse(text, null, { onDuplicateKey: ({ newValue }) => newValue });
    return 0;
  } catch (error) {
    return Number(/at position (\d+)$/.exec(error instanceof Error ? error.message : '')?.[1] ?? 0);
  }
}

/** The text of a number as it was read, undefined for everything that is not a number. */
export function numberText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return isLosslessNumber(value) ? value.value : undefined;
}

/** A JSON object, neither an array nor a number in its exact form. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}

function exactNumber(text: string): ExactNumber {
  const value = Number(text);
  return String(value) === text ? value : new LosslessNumber(text);
}

interface Scan {
  /** Every number prints as it was read. */
  readonly plain: boolean;
  readonly depth: number;
  /** Where the scan stopped. */
  readonly end: number;
  /** What was still open when the text ended ("inside a string, 3 levels deep"); null when nothing was. */
  readonly open: string | null;
}

/** One pass over the characters: strings are skipped, numbers are tried, brackets are counted. */
function scanJson(text: string): Scan {
  let plain = true;
  let level = 0;
  let depth = 0;
  let at = 0;
  while (at < text.length && depth <= MAX_DEPTH) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const close = closingQuote(text, at + 1);
      if (close === -1) return { plain, depth, end: text.length, open: `inside a text, ${levels(level)}` };
      at = close + 1;
    } else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      const end = numberEnd(text, at);
      if (plain && !printsAsRead(text, at, end)) plain = false;
      at = end;
    } else {
      if (code === OPEN_BRACE || code === OPEN_BRACKET) depth = Math.max(depth, ++level);
      else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) level -= 1;
      at += 1;
    }
  }
  return { plain, depth, end: at, open: level > 0 ? levels(level) : null };
}

function levels(level: number): string {
  return level === 1 ? '1 bracket open' : `${level} brackets open`;
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at !== -1) {
    let backslashes = 0;
    while (at - 1 - backslashes >= from && text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at;
    at = text.indexOf('"', at + 1);
  }
  return -1;
}

function numberEnd(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && isNumberCode(text.charCodeAt(at))) at += 1;
  return at;
}

function isNumberCode(code: number): boolean {
  return (code >= ZERO && code <= NINE) || code === POINT || code === MINUS || code === PLUS || code === UPPER_E || code === LOWER_E;
}

function printsAsRead(text: string, from: number, end: number): boolean {
  if (isShortAndPlain(text, from, end)) return true;
  const read = text.slice(from, end);
  return String(Number(read)) === read;
}

/** "0", "1782270060", "4.779": at most fifteen digits, the first and the last behind a point no zero. Nearly all numbers are, and no conversion is needed to know it. */
function isShortAndPlain(text: string, from: number, end: number): boolean {
  if (end - from > 16) return false;
  const first = text.charCodeAt(from);
  if (first === ZERO) return end - from === 1;
  let point = -1;
  for (let at = from; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === POINT && point === -1) point = at;
    else if (code < ZERO || code > NINE) return false;
  }
  if (point === -1) return end - from <= 15;
  return point > from && point < end - 1 && text.charCodeAt(end - 1) !== ZERO;
}

const QUOTE = 0x22;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const UPPER_E = 0x45;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const LOWER_E = 0x65;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
