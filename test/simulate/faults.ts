import { type Random } from './random.ts';

/** Everything that the weeks do to the product. What stands in the bag is played in turn, each seed in its own order. */
export const BAG = [
  'rise', 'fall', 'slow creep', 'there and back', 'unit flip', 'placeholder', 'group ratio', 'added', 'removed', 'renamed', 'mass removal', 'status', 'status flap', 'status hop', 'reader upgrade',
  'truncated body', 'empty body', 'challenge page', 'half the rows once', 'short outage', 'long outage', 'change in an outage', 'machine asleep', 'stale source', 'stale, then an outage',
  'death', 'death', 'death', 'SMTP refuses', 'SMTP greylists', 'SMTP drops the line', 'SMTP away', 'webhook fails', 'webhook drops the line', 'webhook gone', 'acknowledged by link', 'silenced',
  'fal.ai rise', 'fal.ai promotion', 'BytePlus rise', 'BytePlus rise', 'BytePlus promotion',
] as const;
/** These are there all the time, or come of themselves. */
const ALWAYS = ['rows shuffled', 'version stamp hops', 'float noise', 'clocks change', 'daily digest', 'weekly digest', 'overflow digest', 'reminder of a silence'] as const;

export type Kind = (typeof BAG)[number];
export type Fault = Kind | (typeof ALWAYS)[number];

export const FAULTS: readonly Fault[] = [...new Set<Fault>([...BAG, ...ALWAYS])];

/** How often each was really met: counted where it takes effect, not where it is planned. */
export interface Tally {
  readonly counts: ReadonlyMap<Fault, number>;
  count(fault: Fault): void;
}

export function newTally(): Tally {
  const counts = new Map<Fault, number>();
  return { counts, count: (fault) => { counts.set(fault, (counts.get(fault) ?? 0) + 1); } };
}

/** Of so many that had to be told (or kept silent about), so many were, rightly. */
export interface Line {
  readonly expected: number;
  readonly right: number;
}

export function shuffle<T>(items: readonly T[], random: Random): T[] {
  return items.map((item) => ({ item, key: random.next() })).toSorted((a, b) => a.key - b.key).map(({ item }) => item);
}
