import { isRecord, numberText } from './json.ts';

/**
 * Paths into a JSON document, small enough to be learned from one line: dots between keys, `*` for any key or array
 * element, `{name}` for any key, remembered under that name; both also inside a key (`tier_{size}`). A key that itself
 * contains dots ("cost.input" as one key) is found by the same path, the longest key first. Nothing is ever evaluated.
 */

/** One place that a path leads to. */
export interface Found {
  readonly value: unknown;
  /** Keys remembered by `{name}`. */
  readonly names: Readonly<Record<string, string>>;
  /** The path really taken, with dots: "cost.tier_128000.input". */
  readonly at: string;
}

/** Literal text and wildcards in turn; a wildcard's name is null for `*`. */
interface KeyPattern {
  readonly literals: readonly string[];
  readonly wildcards: readonly (string | null)[];
  readonly segments: number;
}

/** A path made ready: for each position the key patterns of that segment alone, or joined with those after it, longest first. */
export interface JsonPath {
  readonly text: string;
  readonly from: readonly (readonly KeyPattern[])[];
}

const MAX_SEGMENTS = 12;
const SEGMENT = /^(?:[^{}]|\{[a-z][a-z0-9_]*\})+$/i;

/** What is wrong with a path, in words; undefined when it is well formed. The empty path is the document itself. */
export function pathFault(path: string): string | undefined {
  if (path === '') return undefined;
  const segments = path.split('.');
  if (segments.length > MAX_SEGMENTS) return `expected at most ${MAX_SEGMENTS} keys between dots, got ${segments.length}`;
  const bad = segments.find((segment) => !SEGMENT.test(segment));
  return bad === undefined ? undefined : `expected keys separated by single dots, "*" or "{name}", got "${bad}" in "${path}"`;
}

const compiled = new Map<string, JsonPath>();

/** Makes a path ready for `select`. @throws when `pathFault` has something to say */
export function jsonPath(text: string): JsonPath {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const fault = pathFault(text);
  if (fault !== undefined) throw new Error(fault);
  const segments = text === '' ? [] : text.split('.');
  const from = segments.map((_, start) =>
    segments.slice(start).map((__, rest) => keyPattern(segments.slice(start, segments.length - rest))));
  const path = { text, from };
  // Paths come from configuration; the bound only keeps a generated one from filling the memory.
  if (compiled.size < 10_000) compiled.set(text, path);
  return path;
}

/** Every place in `document` that the path leads to, in document order. */
export function select(document: unknown, path: JsonPath): readonly Found[] {
  return walk(document, path, 0, {}, '');
}

/** The text of a string, number or truth value exactly as the document printed it; undefined for everything else. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' ? String(value) : numberText(value);
}

/** All scalar values under `value` with the dotted paths that lead to them. */
export function leaves(value: unknown, at: string): readonly { readonly at: string; readonly value: unknown }[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => leaves(item, join(at, String(index))));
  if (isRecord(value)) return Object.entries(value).flatMap(([key, item]) => leaves(item, join(at, key)));
  return [{ at, value }];
}

export function join(at: string, key: string): string {
  return at === '' ? key : key === '' ? at : `${at}.${key}`;
}

function walk(value: unknown, path: JsonPath, position: number, names: Found['names'], at: string): readonly Found[] {
  const patterns = path.from[position];
  if (patterns === undefined) return [{ value, names, at }];
  if (Array.isArray(value)) return walkArray(value, path, position, names, at);
  if (!isRecord(value)) return [];
  for (const pattern of patterns) {
    const found = matchingKeys(value, pattern).flatMap(({ key, caught }) =>
      walk(value[key], path, position + pattern.segments, { ...names, ...caught }, join(at, key)));
    if (found.length > 0) return found;
  }
  return [];
}

function walkArray(items: readonly unknown[], path: JsonPath, position: number, names: Found['names'], at: string): readonly Found[] {
  const single = path.from[position]?.at(-1);
  if (single === undefined) return [];
  return items.flatMap((item, index) => {
    const caught = matchKey(String(index), single);
    return caught === undefined ? [] : walk(item, path, position + 1, { ...names, ...caught }, join(at, String(index)));
  });
}

function keyPattern(segments: readonly string[]): KeyPattern {
  const literals: string[] = [];
  const wildcards: (string | null)[] = [];
  let literal = '';
  for (const part of segments.join('.').split(/(\*|\{[^{}]*\})/)) {
    if (part === '*' || part.startsWith('{')) {
      literals.push(literal);
      wildcards.push(part === '*' ? null : part.slice(1, -1));
      literal = '';
    } else literal += part;
  }
  return { literals: [...literals, literal], wildcards, segments: segments.length };
}

function matchingKeys(value: Readonly<Record<string, unknown>>, pattern: KeyPattern): readonly { readonly key: string; readonly caught: Found['names'] }[] {
  if (pattern.wildcards.length === 0) {
    const key = pattern.literals[0] ?? '';
    return Object.hasOwn(value, key) ? [{ key, caught: {} }] : [];
  }
  return Object.keys(value).flatMap((key) => {
    const caught = matchKey(key, pattern);
    return caught === undefined ? [] : [{ key, caught }];
  });
}

/**
 * What the wildcards of a pattern stand for in a key; undefined when it does not fit. Each inner literal is looked for
 * once, leftmost, so the work is linear. Where a pattern spans dots, a wildcard stays between two of them.
 */
function matchKey(key: string, pattern: KeyPattern): Found['names'] | undefined {
  const { literals, wildcards, segments } = pattern;
  const [first = '', ...rest] = literals;
  if (rest.length === 0) return key === first ? {} : undefined;
  const last = rest.at(-1) ?? '';
  if (!key.startsWith(first) || !key.endsWith(last) || key.length < first.length + last.length + 1) return undefined;
  const caught: Record<string, string> = {};
  let position = first.length;
  for (const [index, name] of wildcards.entries()) {
    const isLast = index === wildcards.length - 1;
    const end = isLast ? key.length - last.length : key.indexOf(rest[index] ?? '', position + 1);
    if (end <= position) return undefined;
    const text = key.slice(position, end);
    if (segments > 1 && text.includes('.')) return undefined;
    if (name !== null) caught[name] = text;
    position = end + (rest[index]?.length ?? 0);
  }
  return caught;
}
