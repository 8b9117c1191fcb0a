import { plural } from './phrase.ts';
import { ageWords, minutesBetween } from './times.ts';

/** Somebody waits for a message longer than this: it is late. */
export const LATE_MINUTES = 15;

/** One thing that is wrong with driftledger's own work, in one sentence. */
export interface HealthFault {
  /** `unchecked`, `unread` and `stale` are about a source; messages that wait too long; messages that were given up. */
  readonly what: 'unchecked' | 'unread' | 'stale' | 'waiting' | 'dead';
  readonly source: string | null;
  readonly words: string;
}

/** What is known of the service at an instant. Times are RFC 3339 in UTC. */
export interface HealthInput {
  readonly now: string;
  /** The sources that are to be watched. */
  readonly watched: readonly { readonly id: string; readonly stale_after_minutes: number | null }[];
  readonly sources: readonly { readonly id: string; readonly last_check_at: string | null; readonly last_success_at: string | null; readonly last_failure: { readonly message: string } | null }[];
  /** The outbox; what is held is late when the digest that it waits for did not take it. */
  readonly deliveries: readonly { readonly state: string; readonly due_at: string; readonly log: readonly { readonly at: string; readonly outcome?: string }[] }[];
}

/** Everything that is wrong; nothing is well. */
export function healthFaults({ now, watched, sources, deliveries }: HealthInput): readonly HealthFault[] {
  const late = deliveries.filter((one) => ['due', 'claimed', 'held'].includes(one.state) && minutesBetween(one.state === 'held' ? one.due_at : waitingSince(one), now) > LATE_MINUTES);
  const dead = deliveries.filter(({ state }) => state === 'dead');
  return [
    ...watched.flatMap(({ id, stale_after_minutes: bound }) => sourceFault(id, bound, sources.find((one) => one.id === id), now) ?? []),
    ...(late.length === 0 ? [] : [{ what: 'waiting', source: null, words: `${plural(late.length, 'delivery waits', 'deliveries wait')} longer than ${LATE_MINUTES} minutes` } as const]),
    ...(dead.length === 0 ? [] : [{ what: 'dead', source: null, words: `${plural(dead.length, 'delivery is dead', 'deliveries are dead')}: "driftledger alerts retry" puts them back` } as const]),
  ];
}

/** Whether the last good check is older than it may be. Without a bound nothing is stale. */
export function isStale(lastSuccess: string | null, boundMinutes: number | null, now: string): boolean {
  return boundMinutes !== null && lastSuccess !== null && Date.parse(now) - Date.parse(lastSuccess) > boundMinutes * 60_000;
}

function sourceFault(id: string, bound: number | null, source: HealthInput['sources'][number] | undefined, now: string): HealthFault | null {
  if (source === undefined || source.last_check_at === null) return { what: 'unchecked', source: id, words: `${id} has not been checked yet` };
  if (source.last_success_at === null) return { what: 'unread', source: id, words: `${id} was never read: ${source.last_failure?.message ?? 'no reason was kept'}` };
  return isStale(source.last_success_at, bound, now) ? { what: 'stale', source: id, words: `${id} is stale: its last good check was ${ageWords(source.last_success_at, now)} ago` } : null;
}

/** A retry moves the due time; what counts is since when people wait. What a person put back waits from then on. */
function waitingSince({ log, due_at }: HealthInput['deliveries'][number]): string {
  const givenUp = log.findLastIndex(({ outcome }) => outcome === 'dead' || outcome === 'gone' || outcome === 'dropped');
  return log[givenUp + 1]?.at ?? due_at;
}
