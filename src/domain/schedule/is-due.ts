import { Cron } from 'croner';

/** When something is due: five cron fields in an IANA time zone. */
export interface Schedule {
  readonly cron: string;
  readonly timezone: string;
  /** Up to so many seconds after the slot, the same for the same slot. */
  readonly jitter_s?: number;
  /** What the jitter is drawn from: the source's id. */
  readonly key?: string;
}

/** Whether a run is due, and why. All times are RFC 3339 in UTC. */
export interface Due {
  readonly due: boolean;
  /**
   * `first`: never run. `due`: its slot has come. `missed`: more than one slot has passed, they are caught up once.
   * `not-yet`: the next slot is ahead. `clock-behind`: the last run lies in the future.
   */
  readonly reason: 'first' | 'due' | 'missed' | 'not-yet' | 'clock-behind';
  /** When the next run after this decision is due; null when the schedule never comes again. */
  readonly next: string | null;
}

/**
 * Decides from the last run's start and the time alone, so that a restart, a long sleep or a lost minute changes nothing:
 * a run is due when a slot lies between the last run and now. Slots follow the zone's own clock through both changes to
 * and from summer time: in the repeated hour an hourly schedule runs twice, in the hour that is left out a daily one
 * runs once, right after it.
 */
export function isDue(schedule: Schedule, lastRun: string | null, now: string): Due {
  const at = Date.parse(now);
  const next = (): string | null => toText(slotAfter(schedule, at));
  if (lastRun === null) return { due: true, reason: 'first', next: next() };
  const last = Date.parse(lastRun);
  if (last > at) return { due: false, reason: 'clock-behind', next: toText(slotAfter(schedule, last)) };
  const slot = slotAfter(schedule, last);
  if (slot === null || slot > at) return { due: false, reason: 'not-yet', next: toText(slot) };
  const following = slotAfter(schedule, slot);
  return { due: true, reason: following !== null && following <= at ? 'missed' : 'due', next: next() };
}

const intervals = new Map<string, { readonly hour: string; readonly minutes: number }>();

/** The schedule's usual interval in minutes: the longest gap between its next few slots. Asked for at every tick, worked out once an hour. */
export function intervalMinutes(schedule: Schedule, now: string): number {
  const [key, hour] = [`${schedule.cron} ${schedule.timezone}`, now.slice(0, 13)];
  const known = intervals.get(key);
  if (known?.hour === hour) return known.minutes;
  const minutes = intervalFrom(schedule, `${hour}:00:00.000Z`);
  intervals.set(key, { hour, minutes });
  return minutes;
}

function intervalFrom(schedule: Schedule, now: string): number {
  const slots = cronOf(schedule).nextRuns(8, new Date(now)).map((slot) => slot.getTime());
  const gaps = slots.slice(1).map((slot, index) => slot - (slots[index] ?? slot));
  return Math.round(Math.max(60_000, ...gaps) / 60_000);
}

/** The first slot whose start, jitter included, lies after an instant. */
function slotAfter(schedule: Schedule, after: number): number | null {
  const cron = cronOf(schedule);
  const widest = (schedule.jitter_s ?? 0) * 1000;
  // A slot before the instant may still start after it, because of its jitter.
  let from = new Date(after - widest - 60_000);
  for (;;) {
    const slot = cron.nextRun(from);
    if (slot === null) return null;
    const start = slot.getTime() + jitterOf(schedule, slot.getTime());
    if (start > after) return start;
    from = slot;
  }
}

function jitterOf(schedule: Schedule, slot: number): number {
  const widest = (schedule.jitter_s ?? 0) * 1000;
  if (widest === 0) return 0;
  let hash = 2166136261;
  for (const character of `${schedule.key ?? ''} ${slot}`) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
  return (hash >>> 0) % widest;
}

const crons = new Map<string, Cron>();

/** Croner only computes here; the worker's minute tick does the firing. */
function cronOf({ cron, timezone }: Schedule): Cron {
  const key = `${cron} ${timezone}`;
  let known = crons.get(key);
  if (known === undefined) crons.set(key, (known = new Cron(cron, { timezone, paused: true })));
  return known;
}

function toText(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
