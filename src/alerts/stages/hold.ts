import { Cron } from 'croner';
import { type DeliveryMode } from '../../domain/alert.ts';
import { localParts } from '../../domain/phrase.ts';
import { type Severity, type When } from '../../domain/vocabulary.ts';

/** How somebody wants to be told. Times of day are "HH:MM" in the recipient's own zone. */
export interface Reachable {
  /** IANA zone. */
  readonly timezone: string;
  /** No mail between these; what is critical comes all the same. */
  readonly quiet?: { readonly from: string; readonly to: string } | undefined;
  readonly digest_at: string;
  readonly weekly_on: Weekday;
  /** More mails in an hour are collected into one. */
  readonly most_per_hour: number;
}

export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface Held {
  readonly mode: DeliveryMode;
  readonly due_at: string;
  readonly because: string;
}

/** When a message goes out: at once, after the quiet hours, or with the next digest. `at` is RFC 3339 in UTC. */
export function hold(when: When, reachable: Reachable, severity: Severity, at: string): Held {
  if (when !== 'immediately') return { mode: when, due_at: nextDigest(when, reachable, at), because: `collected for the ${when} digest` };
  if (severity === 'critical') return { mode: 'immediately', due_at: at, because: reachable.quiet === undefined ? 'at once' : 'critical: at once, quiet hours or not' };
  const end = quietUntil(reachable, at);
  return end === null ? { mode: 'immediately', due_at: at, because: 'at once' } : { mode: 'immediately', due_at: end, because: `quiet hours until ${end}` };
}

/** The first digest time after an instant. */
export function nextDigest(when: 'daily' | 'weekly', { timezone, digest_at, weekly_on }: Reachable, after: string): string {
  const day = when === 'weekly' ? String(WEEKDAYS.indexOf(weekly_on)) : '*';
  return nextLocal(digest_at, day, timezone, after);
}

/** The last digest time at or before an instant. */
export function lastDigest(when: 'daily' | 'weekly', reachable: Reachable, at: string): string {
  // Longer than any gap between two digests, both clock changes included.
  let slot = nextDigest(when, reachable, before(at, when === 'weekly' ? 8 : 2));
  for (let next = slot; next <= at; next = nextDigest(when, reachable, next)) slot = next;
  return slot;
}

function before(at: string, days: number): string {
  return new Date(Date.parse(at) - days * 86_400_000).toISOString();
}

/** When the quiet hours that `at` lies in end; null outside them. */
function quietUntil({ quiet, timezone }: Reachable, at: string): string | null {
  if (quiet === undefined || quiet.from === quiet.to) return null;
  const isQuiet = (instant: string): boolean => {
    const now = localParts(instant, timezone).time;
    return quiet.from < quiet.to ? now >= quiet.from && now < quiet.to : now >= quiet.from || now < quiet.to;
  };
  if (!isQuiet(at)) return null;
  const end = nextLocal(quiet.to, '*', timezone, at);
  // Where clocks go back an hour comes twice, and croner knows the first: from within the second, the end is as far away as the clock says.
  const byClock = new Date(Math.floor(Date.parse(at) / 60_000) * 60_000 + minutesTo(quiet.to, localParts(at, timezone).time) * 60_000).toISOString();
  return byClock < end && !isQuiet(byClock) ? byClock : end;
}

/** From one time of day to the next other one, by a clock that nobody changes. */
function minutesTo(to: string, from: string): number {
  const [until, now] = [to, from].map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) as [number, number];
  return (until - now + 1440) % 1440;
}

const crons = new Map<string, Cron>();

/** Asked for at every tick, for every reader; croner only computes here. */
function cronOf(pattern: string, timezone: string): Cron {
  const known = crons.get(`${pattern} ${timezone}`) ?? new Cron(pattern, { timezone, paused: true });
  crons.set(`${pattern} ${timezone}`, known);
  return known;
}

/** The next time the zone's clocks show a time of day; through both changes of the clocks, as croner reads them. */
function nextLocal(time: string, weekday: string, timezone: string, after: string): string {
  const [hour = '0', minute = '0'] = time.split(':');
  const next = cronOf(`${Number(minute)} ${Number(hour)} * * ${weekday}`, timezone).nextRun(new Date(after));
  if (next === null) throw new Error(`expected a time of day such as "08:00"; got "${time}" in ${timezone}: mend it under "recipients" in schedules.json`);
  return next.toISOString();
}
