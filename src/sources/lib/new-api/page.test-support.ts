import { readFileSync } from 'node:fs';
import { rowsHash, routeHash } from '../../../domain/canonical.ts';
import { type CapturedPage } from '../../../domain/capture.ts';
import { equalDecimals, product } from '../../../domain/decimal.ts';
import { SourceRefusal } from '../../../domain/finding.ts';
import { type Reading } from '../../../domain/reading.ts';

/** A page as a person's saved file would be read: no purpose, status 200. */
export function pageOf(body: string | Uint8Array, fields: Partial<CapturedPage> = {}): CapturedPage {
  return {
    purpose: '', url: 'https://gateway.example/api/pricing', status: 200, headers: {}, captured_at: '2026-06-24T06:00:00Z',
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body, ...fields,
  };
}

export function filePage(path: string | URL): CapturedPage {
  return pageOf(readFileSync(path));
}

/** The refusal that reading ends in. @throws when it ends otherwise */
export function refusalFrom(read: () => Reading): SourceRefusal {
  try {
    read();
  } catch (error) {
    if (error instanceof SourceRefusal) return error;
    throw error;
  }
  throw new Error('expected a refusal, got a reading');
}

export function hashOf(reading: Reading): string {
  return rowsHash(reading.routes.map(routeHash));
}

/** Rates whose amount is not the exact product of their factors, in words; none is what a test wants. */
export function wrongProducts(reading: Reading): readonly string[] {
  return reading.routes.flatMap(({ route, rates }) => rates
    .filter(({ amount, factors }) => amount !== null && (factors === undefined || !equalDecimals(amount, product(...factors.map(({ value }) => value)))))
    .map(({ meter, amount }) => `${route} ${meter} ${amount}`));
}

/** The same payload with rows, lists and keys in another order. */
export function shuffled(value: unknown, seed: number): unknown {
  let state = seed >>> 0;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
  const mix = <T>(items: readonly T[]): readonly T[] => items.map((item) => ({ item, key: random() })).toSorted((a, b) => a.key - b.key).map(({ item }) => item);
  const visit = (inner: unknown): unknown => {
    // Steps of a price list have an order that means something.
    if (Array.isArray(inner)) return mix(inner as readonly unknown[]).map(visit);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(mix(Object.entries(inner)).map(([key, one]) => [key, key === 'step_ratios' ? one : visit(one)]));
  };
  return visit(value);
}
