import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vitest/node';
import { beforeAll, describe, expect, it } from 'vitest';

// The checker's pure JavaScript; by itself it would look for a native program or a Java machine first.
process.env['RECHECK_BACKEND'] = 'pure';
const { check } = await import('recheck');

/**
 * Expressions that may take time in the square of what they are given, and why that is short. None may take exponential
 * time, whatever the reason.
 */
const SHORT_INPUT: Readonly<Record<string, string>> = {
  '/\\/+$/': 'the operator\'s own address, from the configuration',
  '/ \\S+ → .*$/': 'our own words for a factor, built from one name and two decimals',
  '/^-+|-+$/g': 'a host name, which is at most 253 characters',
  '/\\s*\\(\\d+:\\d+\\)\\s*$/': 'the message of a JSON parser about the operator\'s own configuration',
  '/ in JSON at position .*$/': 'the message of a JSON parser about the operator\'s own configuration',
  '/\\B(?=(?:\\d{3})+$)/g': 'the whole part of an amount, at most 60 digits',
  '/\\.+$/': 'one word of a model\'s name',
  '/\\.?0+$/': 'a number with two decimals, made by toFixed',
  '/0+$/': 'a JSON number or an amount, at most 60 digits',
};
/** The checker's patience, on the clock: long for a busy machine, short where a bound on every repetition answers already. */
const PATIENCE_MS = 120_000;
const BOUNDED_MS = 4_000;

/**
 * True where every repetition has a bound: the work at one place is limited then, and the whole linear. The checker calls some of
 * them polynomial, because the text it tries is shorter than the bounds, and cannot decide some in its time; the fuzzing times them.
 */
function isBounded(source: string): boolean {
  return !/[*+]|\{\d+,\}/.test(source.replace(/\\[^]/g, '').replace(/\[[^\]]*\]/g, ''));
}

const SRC = join(process.cwd(), 'src');
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !/\.test(?:-support)?\.ts$/.test(name)).toSorted();

interface Found { readonly source: string; readonly flags: string; readonly file: string }

/** The literals of a file, and the fixed pieces of each `new RegExp(…)`. */
function expressionsOf(file: string): { readonly literals: readonly Found[]; readonly built: readonly (readonly string[])[] } {
  const literals: Found[] = [];
  const built: (readonly string[])[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      node.forEach(visit);
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    const { type, regex, callee, arguments: given } = node as { readonly type?: string; readonly regex?: { readonly pattern: string; readonly flags: string }; readonly callee?: { readonly name?: string }; readonly arguments?: readonly unknown[] };
    if (type === 'Literal' && regex !== undefined) literals.push({ source: regex.pattern, flags: regex.flags, file });
    if ((type === 'NewExpression' || type === 'CallExpression') && callee?.name === 'RegExp') built.push(piecesOf(given?.[0]));
    Object.values(node).forEach(visit);
  };
  visit(parseAst(readFileSync(join(SRC, file), 'utf8'), { lang: 'ts' }));
  return { literals, built };
}

/** `new RegExp(\`a${b}c\`)` has the pieces "a" and "c"; raw for String.raw, cooked otherwise. */
function piecesOf(node: unknown): readonly string[] {
  const { quasis, quasi, value } = node as { readonly quasis?: readonly { readonly value: { readonly cooked: string } }[]; readonly quasi?: { readonly quasis: readonly { readonly value: { readonly raw: string } }[] }; readonly value?: unknown };
  const pieces = quasi?.quasis.map((part) => part.value.raw) ?? quasis?.map((part) => part.value.cooked) ?? (typeof value === 'string' ? [value] : []);
  return pieces.filter((piece) => piece.length > 1);
}

describe('no regular expression of the product falls into catastrophic back-tracking', () => {
  const parsed = files.map(expressionsOf);
  const literals = parsed.flatMap((file) => file.literals);
  const built: Found[] = [];

  // What is put together at run time is caught as it is made: the readers are loaded, and read their fixtures, with a constructor that keeps notes.
  beforeAll(async () => {
    const Native = RegExp;
    class Noted extends Native {
      constructor(pattern: RegExp | string, flags?: string) {
        super(pattern, flags);
        built.push({ source: this.source, flags: this.flags, file: 'made at run time' });
      }
    }
    globalThis.RegExp = Noted as unknown as RegExpConstructor;
    try {
      const { SUBJECTS } = await import('./fuzz/subjects.ts');
      for (const { page, read } of SUBJECTS) read(new TextEncoder().encode(page));
    } finally {
      globalThis.RegExp = Native;
    }
  });

  it('finds them all: literals by the syntax tree, the others as they are made', () => {
    expect(literals.length).toBeGreaterThan(300);
    const sources = built.map(({ source }) => source);
    const unseen = parsed.flatMap((file) => file.built).filter((pieces) => !sources.some((source) => pieces.every((piece) => source.includes(piece))));
    expect(unseen).toEqual([]);
  });

  it('each is linear, or is given short text for a reason that is listed', { timeout: 1_200_000 }, async () => {
    const all = new Map([...literals, ...built.filter(({ source }) => parsed.some((file) => file.built.some((pieces) => pieces.every((piece) => source.includes(piece)))))].map((found) => [`/${found.source}/${found.flags}`, found]));
    const wrong: string[] = [];
    const excused = new Set<string>();
    for (const [text, { source, flags, file }] of all) {
      const found = await check(source, flags, { timeout: isBounded(source) ? BOUNDED_MS : PATIENCE_MS, incubationLimit: 10_000, maxIteration: 5, maxGenerationSize: 40 });
      if (found.status === 'safe') continue;
      const exponential = found.status === 'vulnerable' && found.complexity.type === 'exponential';
      if (!exponential && Object.hasOwn(SHORT_INPUT, text)) excused.add(text);
      else if (exponential || !isBounded(source)) wrong.push(`${file}: ${text} ${found.status === 'vulnerable' ? `${found.complexity.summary}, for example ${found.attack.pattern.slice(0, 100)}` : 'could not be decided'}`);
    }
    expect(wrong).toEqual([]);
    // An excuse that nothing needs any more is taken off the list.
    expect(Object.keys(SHORT_INPUT).filter((text) => !excused.has(text))).toEqual([]);
  });

  it('would be told of one that does', async () => {
    expect([isBounded('^a{1,9}[*+]\\+$'), isBounded('a*'), isBounded('a{2,}')]).toEqual([true, false, false]);
    expect((await check('^(a+)+$', '', { timeout: PATIENCE_MS })).status).toBe('vulnerable');
  });
});
