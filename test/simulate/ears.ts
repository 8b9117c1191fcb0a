import { localAt, occasions } from './calendar.ts';
import { type Posted } from './hooks.ts';
import { type Accepted } from './post.ts';
import { type Hearer, type ScoredMail } from './score.ts';
import { BERLIN, DAILY_AT, DAILY_READER, HOOK, OPERATIONS, PROCUREMENT, QUIET, TEAM, WEEKLY_AT, WEEKLY_READER } from './settings.ts';

const MINUTE = 60_000;
const HALF_HOUR = 30 * MINUTE;
/** A tick a minute, and what a death of the process costs. */
const SOON = 10;

/** Everybody who must hear of everything, and when they may. */
export function hearersOf(start: number, days: number): readonly Hearer[] {
  const [mornings, sundays] = [occasions(start, days, BERLIN, DAILY_AT), occasions(start, days, BERLIN, WEEKLY_AT, 0)];
  const never = (): boolean => false;
  const atOnce = (to: string, patience = SOON): Hearer => ({ to, from: (at) => at, quiet: never, patience });
  // What is found in the minute of a digest may go with it or with the next.
  const collected = (to: string, times: readonly number[]): Hearer => ({ to, from: (at) => times.find((time) => time >= at) ?? Infinity, quiet: never, patience: SOON });
  return [
    atOnce(OPERATIONS), atOnce(HOOK), atOnce(TEAM, SOON + 60),
    { to: PROCUREMENT, from: (at, critical) => (critical ? at : nightEnd(at)), quiet: (at, critical) => !critical && isNight(at), patience: SOON },
    collected(DAILY_READER, mornings), collected(WEEKLY_READER, sundays),
  ];
}

function isNight(at: number): boolean {
  const { time } = localAt(at, BERLIN);
  return time >= QUIET.from || time < QUIET.to;
}

function nightEnd(at: number): number {
  if (!isNight(at)) return at;
  let end = Math.ceil(at / HALF_HOUR) * HALF_HOUR;
  while (isNight(end)) end += HALF_HOUR;
  return end;
}

/** All that arrived as messages about one thing each: mails, the lines of digests, posts to the program that hears everything. */
export function arrivals(mails: readonly Accepted[], posted: readonly Posted[]): readonly ScoredMail[] {
  return [
    ...mails.flatMap((mail): readonly ScoredMail[] => {
      if ([OPERATIONS, PROCUREMENT].includes(mail.to)) return [mail];
      if (mail.to === TEAM) return /^\d+ more messages?: /.test(mail.subject) ? linesOf(mail) : [mail];
      return [DAILY_READER, WEEKLY_READER].includes(mail.to) ? linesOf(mail) : [];
    }),
    ...posted.filter(({ hook }) => hook === HOOK).map(({ at, made, id, headline, unanswered }): ScoredMail => ({ at, made, to: HOOK, subject: headline, message_id: id, unanswered })),
  ];
}

/** "• ▲ +20 % a-model: $1 → $1.20 · warning · 2026-09-18 09:31 UTC · alert 15" */
function linesOf({ at, to, text, message_id, unanswered }: Accepted): readonly ScoredMail[] {
  return [...text.matchAll(/^• (.*) · (?:info|notice|warning|critical) · (\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC · alert (\d+)$/gm)].map(([, subject = '', date, time, alert]) =>
    ({ at, made: `${date}T${time}:59.999Z`, to, subject, message_id: `alert ${alert} in ${message_id}`, unanswered }));
}
