import { isStale } from '../domain/health.ts';
import { type SourceState } from '../ledger/port.ts';
import { type ScheduleEntry } from './deps.ts';

/** How a source is, in one word and in the words that a person needs. */
export interface SourceHealth {
  /** The same words that `driftledger sources` uses; `unchecked` before its first check. */
  readonly state: 'good' | 'stale' | 'failing' | 'never read' | 'unchecked';
  readonly stale: boolean;
  readonly scheduled: boolean;
  readonly next_due_at: string | null;
  readonly stale_after_minutes: number | null;
}

/** Judges a source from what its checks left behind. Pure: `now` and the times are RFC 3339 in UTC. */
export function healthOf(source: SourceState, schedule: readonly ScheduleEntry[], now: string): SourceHealth {
  const entry = schedule.find(({ id }) => id === source.id);
  const bound = entry?.stale_after_minutes ?? null;
  const stale = isStale(source.last_success_at, bound, now);
  return { state: stateOf(source, stale), stale, scheduled: entry !== undefined, next_due_at: entry?.next_due ?? null, stale_after_minutes: bound };
}

function stateOf(source: SourceState, stale: boolean): SourceHealth['state'] {
  if (source.last_check_at === null) return 'unchecked';
  if (source.last_success_at === null) return 'never read';
  if (source.failures_in_a_row > 0) return 'failing';
  return stale ? 'stale' : 'good';
}
