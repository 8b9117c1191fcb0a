import { type Fault, type Line } from './faults.ts';
import { type Disorder, type Trouble, type Truth } from './truth.ts';

/** A message as it arrived: a mail, a line of a digest, a post to a webhook. */
export interface ScoredMail {
  readonly at: string;
  /** When it was made, as it says itself. */
  readonly made: string;
  readonly to: string;
  readonly subject: string;
  readonly message_id: string;
  /** The sender could not know that it had arrived: the line was cut, or it died. */
  readonly unanswered: boolean;
}

/** Somebody who is to be told of every truth. */
export interface Hearer {
  readonly to: string;
  /** When they may first be told of what was known at a time: at once, after the night, with the next digest. Milliseconds. */
  readonly from: (at: number, critical: boolean) => number;
  /** Whether they want to hear nothing at a time. */
  readonly quiet: (at: number, critical: boolean) => boolean;
  /** So many minutes later is late. */
  readonly patience: number;
}

export interface Scoring {
  readonly truths: readonly Truth[];
  readonly mails: readonly ScoredMail[];
  readonly hearers: readonly Hearer[];
  /** Whole answers by source, when each was served. */
  readonly served: Readonly<Record<string, readonly string[]>>;
  /** When the process died: a mail accepted just then may come again. */
  readonly deaths: readonly string[];
  readonly troubles: readonly Trouble[];
  readonly disorders: readonly Disorder[];
  /** The end of the play: who hears later than that cannot be scored. */
  readonly end: number;
}

export interface Score {
  readonly expected: number;
  readonly told: number;
  /** Distinct messages. */
  readonly mails: number;
  readonly recall: number;
  readonly precision: number;
  readonly repeats: number;
  /** Minutes from the capture that confirmed a thing, or from when somebody may hear of it, to the message; sorted. */
  readonly delays: readonly number[];
  readonly lines: ReadonlyMap<Fault, Line>;
  /** Everything that must not be, in plain words; empty is a pass. */
  readonly misses: readonly string[];
}

const LEAST_PRECISION = 0.99;
const MINUTE = 60_000;

/** Holds the messages against the truth, each thing and each person once. */
export function score(scoring: Scoring): Score {
  const { truths, mails, hearers, deaths, disorders } = scoring;
  const misses: string[] = [];
  const { firsts, repeats } = deduplicate(mails, deaths, misses);
  const explained = new Set<ScoredMail>();
  const delays: number[] = [];
  const lines = new Map<Fault, Line>();
  let [expected, told] = [0, 0];
  for (const truth of truths) {
    for (const hearer of hearers) {
      const found = firsts.filter((mail) => mail.to === hearer.to && fits(mail, truth));
      for (const mail of found) explained.add(mail);
      const held = truth.silenced === true ? whenSilenced(truth, found) : whenTold(truth, hearer, found, scoring);
      if (held === null) continue;
      misses.push(...held.misses);
      if (held.delay !== undefined) delays.push(held.delay);
      if (truth.silenced !== true) expected += 1;
      if (truth.silenced !== true && found.length > 0) told += 1;
      add(truth.fault, held.misses.length === 0);
    }
  }
  const unexplained = firsts.filter((mail) => !explained.has(mail));
  const precision = firsts.length === 0 ? 1 : (firsts.length - unexplained.length) / firsts.length;
  for (const mail of unexplained) misses.push(`false alarm: "${mail.subject}" to ${mail.to} at ${mail.at}`);
  for (const { fault, from, until } of disorders) add(fault, !unexplained.some(({ made }) => made >= from && made < until));
  if (precision < LEAST_PRECISION) misses.push(`precision ${(100 * precision).toFixed(2)} % is below ${100 * LEAST_PRECISION} %`);
  return { expected, told, mails: firsts.length, recall: expected === 0 ? 1 : told / expected, precision, repeats, delays: delays.toSorted((a, b) => a - b), lines, misses };

  function add(fault: Fault, right: boolean): void {
    const line = lines.get(fault) ?? { expected: 0, right: 0 };
    lines.set(fault, { expected: line.expected + 1, right: line.right + (right ? 1 : 0) });
  }
}

interface Held {
  readonly misses: readonly string[];
  readonly delay?: number;
}

function whenSilenced({ what }: Truth, found: readonly ScoredMail[]): Held {
  return { misses: found.map(({ subject, to, at }) => `told in spite of a silence: ${what}: "${subject}" to ${to} at ${at}`) };
}

/** null: it can be known, or heard of, only after the end. */
function whenTold(truth: Truth, { to, from, quiet, patience }: Hearer, found: readonly ScoredMail[], { served, troubles, end }: Scoring): Held | null {
  const known = truth.captures === 0 ? Date.parse(truth.by ?? truth.since) : confirmedAt(truth, served[truth.source] ?? []);
  const heard = known === null ? null : from(known, truth.critical);
  const [first, ...more] = found;
  if (first === undefined) return heard === null || heard + patience * MINUTE >= end ? null : { misses: [`lost: ${truth.what} (since ${truth.since}) was never told to ${to}`] };
  const at = Date.parse(first.at);
  if (heard === null || (truth.captures > 0 && at < heard && !quiet(at, truth.critical))) return { misses: [`told too early: ${truth.what}: to ${to} at ${first.at}, may be told from ${heard === null ? 'no time' : new Date(heard).toISOString()}`] };
  const misses = more.map((mail) => `told twice: ${truth.what}: "${mail.subject}" to ${to} at ${mail.at}, first at ${first.at}`);
  if (quiet(at, truth.critical)) misses.push(`told in quiet hours: ${truth.what}: "${first.subject}" to ${to} at ${first.at}`);
  const excused = troubles.some(({ from: begin, until }) => first.at > begin && heard < Date.parse(until)) || (truth.captures === 0 && truth.by === undefined);
  if (excused) return { misses };
  const delay = Math.max(0, at - heard) / MINUTE;
  if (delay > patience) misses.push(`late: ${truth.what}: "${first.subject}" to ${to} at ${first.at}, ${delay.toFixed(0)} minutes after it could`);
  return truth.captures === 0 ? { misses } : { misses, delay };
}

function fits({ made, subject }: ScoredMail, { since, until, says, moves }: Truth): boolean {
  return made >= since && made < until && says.every((words) => standsIn(subject, words)) && (moves.length === 0 || moves.some((move) => sameMove(subject, move)));
}

/** "kimi-k2" does not stand in "kimi-k2-lite": names of routes begin like others. */
function standsIn(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    if (!/[\w-]/.test(text[at - 1] ?? ' ') && !/[\w-]/.test(text[at + words.length] ?? ' ')) return true;
  }
  return false;
}

/** "$0.165 → $0.198" says the move from 0.165 to 0.198, however many digits it prints. */
function sameMove(subject: string, [before, after]: readonly [number, number]): boolean {
  const [, was, is] = /\$?([\d,]*\.?\d+) → \$?([\d,]*\.?\d+)/.exec(subject) ?? [];
  return was !== undefined && is !== undefined && near(Number(was.replaceAll(',', '')), before) && near(Number(is.replaceAll(',', '')), after);
}

function near(said: number, true_: number): boolean {
  // The simulator's own floats, no more: a price that is wrong in its last digit is wrong.
  return Math.abs(said - true_) <= Math.abs(true_) * 1e-9;
}

/** When the source had shown it often enough; null when it never did. */
function confirmedAt({ since, until, captures }: Truth, served: readonly string[]): number | null {
  const at = served.filter((one) => one >= since && one < until)[captures - 1];
  return at === undefined ? null : Date.parse(at);
}

/** The same Message-ID is the same mail. It may come again only where the sender could not know that it had arrived. */
function deduplicate(mails: readonly ScoredMail[], deaths: readonly string[], misses: string[]): { readonly firsts: readonly ScoredMail[]; readonly repeats: number } {
  const firsts = new Map<string, ScoredMail>();
  let repeats = 0;
  for (const mail of mails) {
    const name = `${mail.to} ${mail.message_id}`;
    const first = firsts.get(name);
    if (first === undefined) {
      firsts.set(name, mail);
      continue;
    }
    repeats += 1;
    if (!first.unanswered && !deaths.includes(first.at)) misses.push(`sent twice: "${mail.subject}" to ${mail.to} at ${first.at} and ${mail.at}, though the other side had answered`);
  }
  return { firsts: [...firsts.values()], repeats };
}

export function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
