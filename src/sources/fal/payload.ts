import { isRecord, numberText, parseExactJson } from '../lib/json.ts';
import { type UnitPrice } from './structured.ts';

/** What the RSC stream of a page carries that bears on prices: objects of this page's own model, and of others. */
export interface Payload {
  /** Route → its price prose; null where the page says "$undefined". */
  readonly overrides: ReadonlyMap<string, string | null>;
  readonly billing: ReadonlyMap<string, UnitPrice>;
  /** Rows that did not parse: a stream that breaks off. */
  readonly broken: number;
}

const ROW = /^([0-9a-f]{1,6}):(.*)$/s;

/**
 * Puts the `self.__next_f.push([1,"…"])` blocks together again. Undefined when there is none.
 * @param scripts the text of every script element, in the order of the page
 */
export function streamOf(scripts: readonly string[]): string | undefined {
  const blocks = scripts.flatMap(pushes);
  return blocks.length === 0 ? undefined : blocks.join('');
}

/** The strings pushed by one script; an unfinished literal at the end of a broken page is left out. */
function pushes(script: string): readonly string[] {
  const found: string[] = [];
  const MARK = 'self.__next_f.push([1,';
  for (let at = script.indexOf(MARK); at >= 0; at = script.indexOf(MARK, at + 1)) {
    const open = at + MARK.length;
    const close = closingQuote(script, open);
    if (close < 0) break;
    try {
      found.push(JSON.parse(script.slice(open, close + 1)) as string);
    } catch {
      continue;
    }
  }
  return found;
}

function closingQuote(text: string, open: number): number {
  if (text[open] !== '"') return -1;
  for (let at = open + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return -1;
}

/** Reads the rows of a stream. An override belongs to the id beside it in its object, else to the nearest id before it. */
export function readPayload(stream: string): Payload {
  const overrides = new Map<string, string | null>();
  const billing = new Map<string, UnitPrice>();
  const { rows, texts } = rowsOf(stream);
  let broken = 0;
  for (const row of rows) {
    if (!/pricingInfoOverride|[eE]ndpointBilling/.test(row)) continue;
    try {
      walk(parseExactJson(row), undefined, (object, id) => note(object, id, texts, overrides, billing));
    } catch {
      broken += 1;
    }
  }
  return { overrides, billing, broken };
}

/** Rows stand one a line, but for text rows ("1a:T5f,…"), which carry their length in bytes. */
function rowsOf(stream: string): { readonly rows: readonly string[]; readonly texts: ReadonlyMap<string, string> } {
  const rows: string[] = [];
  const texts = new Map<string, string>();
  let at = 0;
  while (at < stream.length) {
    const text = /^([0-9a-f]{1,6}):T([0-9a-f]{1,6}),/.exec(stream.slice(at, at + 20));
    if (text !== null) {
      const start = at + text[0].length;
      const end = endOfBytes(stream, start, Number.parseInt(text[2] ?? '0', 16));
      texts.set(text[1] ?? '', stream.slice(start, end));
      at = end;
      continue;
    }
    const newline = stream.indexOf('\n', at);
    const line = stream.slice(at, newline < 0 ? stream.length : newline);
    const row = ROW.exec(line)?.[2] ?? line;
    const body = row.search(/[[{]/);
    if (body >= 0 && body < 4) rows.push(row.slice(body));
    at = newline < 0 ? stream.length : newline + 1;
  }
  return { rows, texts };
}

function endOfBytes(text: string, start: number, bytes: number): number {
  let left = bytes;
  let at = start;
  while (left > 0 && at < text.length) {
    const code = text.codePointAt(at) ?? 0;
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    at += code > 0xffff ? 2 : 1;
  }
  return at;
}

function walk(value: unknown, id: string | undefined, visit: (object: Readonly<Record<string, unknown>>, id: string | undefined) => void): void {
  if (Array.isArray(value)) {
    for (const inner of value) walk(inner, id, visit);
    return;
  }
  if (!isRecord(value)) return;
  const own = typeof value['id'] === 'string' ? value['id'] : id;
  visit(value, own);
  for (const inner of Object.values(value)) walk(inner, own, visit);
}

function note(object: Readonly<Record<string, unknown>>, id: string | undefined, texts: ReadonlyMap<string, string>, overrides: Map<string, string | null>, billing: Map<string, UnitPrice>): void {
  const said = object['pricingInfoOverride'];
  if ('pricingInfoOverride' in object && id !== undefined && overrides.get(id) == null) overrides.set(id, prose(said, texts));
  for (const key of ['endpointBilling', 'publicEndpointBilling']) {
    const bill = unitPriceOf(object[key]);
    if (bill !== undefined && !billing.has(bill.endpoint)) billing.set(bill.endpoint, bill.price);
  }
}

function unitPriceOf(value: unknown): { readonly endpoint: string; readonly price: UnitPrice } | undefined {
  if (!isRecord(value) || typeof value['endpoint'] !== 'string' || typeof value['billing_unit'] !== 'string') return undefined;
  const price = numberText(value['price']);
  return price === undefined ? undefined : { endpoint: value['endpoint'], price: { price, unit: value['billing_unit'], currency: 'USD' } };
}

/** The endpointBilling objects of a cut-out piece of a stream, escaped as in the page or not. */
export function billingFragments(text: string): ReadonlyMap<string, UnitPrice> {
  const found = new Map<string, UnitPrice>();
  for (const match of text.replaceAll('\\"', '"').matchAll(/"(?:endpointBilling|publicEndpointBilling)":(\{"[^{}]{0,1000}\})/g)) {
    try {
      const bill = unitPriceOf(parseExactJson(match[1] ?? ''));
      if (bill !== undefined && !found.has(bill.endpoint)) found.set(bill.endpoint, bill.price);
    } catch {
      continue;
    }
  }
  return found;
}

/** "$undefined" is nothing; "$1a" points to a text row; "$$" is a dollar sign at the start of a text. */
function prose(value: unknown, texts: ReadonlyMap<string, string>): string | null {
  if (typeof value !== 'string' || value.trim() === '' || value === '$undefined') return null;
  if (value.startsWith('$$')) return value.slice(1);
  const pointer = /^\$([0-9a-f]{1,6})$/.exec(value)?.[1];
  return pointer === undefined ? value : texts.get(pointer) ?? value;
}
