/** A seeded generator (mulberry32): the same seed plays the same weeks again. */
export interface Random {
  /** At least 0 and below 1. */
  readonly next: () => number;
  /** A whole number from `low` up to `high`, both included. */
  readonly between: (low: number, high: number) => number;
  readonly pick: <T>(items: readonly [T, ...T[]]) => T;
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return { next, between, pick: (items) => items[between(0, items.length - 1)] ?? items[0] };
}
