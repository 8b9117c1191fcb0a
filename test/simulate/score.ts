import { type Truth } from './truth.ts';

/** A mail as the SMTP server accepted it. */
export interface ScoredMail {
  readonly at: string;
  readonly to: string;
  readonly subject: string;
  readonly message_id: string;
  /** The sender could not know that it had arrived: the line was cut, or it died. */
  readonly unanswered: boolean;
}

export interface Scoring {
  readonly truths: readonly Truth[];
  readonly mails: readonly ScoredMail[];
  /** Who is to be told of every truth. */
  readonly recipients: readonly string[];
  /** Whole answers by source, when each was served. */
  readonly served: Readonly<Record<string, readonly string[]>>;
  /** When the process died: a mail accepted just then may come again. */
  readonly deaths: readonly string[];
  /** When the script itself kept mails back: such delays say nothing about the product. */
  readonly troubled: readonly (readonly [from: string, until: string])[];
  /** When a recipient may be told of what was known at a time; the end of their quiet hours. */
  readonly hearsFrom: (recipient: string, at: string, critical: boolean) => string;
}

export interface Score {
  readonly expected: number;
  readonly told: number;
  /** Distinct mails about drift. */
  readonly mails: number;
  readonly recall: number;
  readonly precision: number;
  readonly repeats: number;
  /** Minutes from the capture that confirmed a thing, or the end of quiet hours, to the mail. */
  readonly delays: readonly number[];
  /** Everything that must not be, in plain words; empty is a pass. */
  readonly misses: readonly string[];
}

const LEAST_PRECISION = 0.99;

/** Holds the mails against the truth, each thing and each person once. */
export function score({ truths, mails, recipients, served, deaths, troubled, hearsFrom }: Scoring): Score {
  const misses: string[] = [];
  const { firsts, repeats } = deduplicate(mails, deaths, misses);
  const explained = new Set<ScoredMail>();
  const delays: number[] = [];
  let [expected, told] = [0, 0];
  for (const truth of truths) {
    for (const to of recipients) {
      const found = firsts.filter((mail) => mail.to === to && fits(mail, truth));
      for (const mail of found) explained.add(mail);
      if (truth.silenced === true) {
        for (const mail of found) misses.push(`told in spite of a silence: ${truth.what}: "${mail.subject}" to ${to} at ${mail.at}`);
        continue;
      }
      expected += 1;
      const [first, ...more] = found;
      if (first === undefined) {
        misses.push(`lost: ${truth.what} (since ${truth.since}) was never told to ${to}`);
        continue;
      }
      told += 1;
      for (const mail of more) misses.push(`told twice: ${truth.what}: "${mail.subject}" to ${to} at ${mail.at}, first at ${first.at}`);
      const confirmed = confirmedAt(truth, served[truth.source] ?? []);
      if (confirmed === null || first.at < confirmed) {
        misses.push(`told too early: ${truth.what}: at ${first.at}, confirmed at ${confirmed ?? 'no time'}`);
        continue;
      }
      const from = hearsFrom(to, confirmed, truth.critical);
      if (first.at < from) misses.push(`told in quiet hours: ${truth.what}: "${first.subject}" to ${to} at ${first.at}`);
      const kept = troubled.some(([begin, end]) => from >= begin && from < end);
      if (truth.captures > 0 && !kept) delays.push(Math.max(0, Date.parse(first.at) - Date.parse(from)) / 60_000);
    }
  }
  const unexplained = firsts.filter((mail) => !explained.has(mail));
  const precision = firsts.length === 0 ? 1 : (firsts.length - unexplained.length) / firsts.length;
  for (const mail of unexplained) misses.push(`false alarm: "${mail.subject}" to ${mail.to} at ${mail.at}`);
  if (precision < LEAST_PRECISION) misses.push(`precision ${(100 * precision).toFixed(2)} % is below ${100 * LEAST_PRECISION} %`);
  return { expected, told, mails: firsts.length, recall: expected === 0 ? 1 : told / expected, precision, repeats, delays: delays.toSorted((a, b) => a - b), misses };
}

function fits(mail: ScoredMail, { since, until, says, not }: Truth): boolean {
  return mail.at >= since && mail.at < until && says.every((words) => standsIn(mail.subject, words)) && (not === undefined || !mail.subject.includes(not));
}

/** "kimi-k2" does not stand in "kimi-k2-lite": names of routes begin like others. */
function standsIn(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    if (!/[\w-]/.test(text[at - 1] ?? ' ') && !/[\w-]/.test(text[at + words.length] ?? ' ')) return true;
  }
  return false;
}

/** When the source had shown it often enough; null when it never did. */
function confirmedAt({ since, until, captures }: Truth, served: readonly string[]): string | null {
  if (captures === 0) return since;
  return served.filter((at) => at >= since && at < until)[captures - 1] ?? null;
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
    if (!first.unanswered && !deaths.includes(first.at)) misses.push(`sent twice: "${mail.subject}" to ${mail.to} at ${first.at} and ${mail.at}, though the server had answered`);
  }
  return { firsts: [...firsts.values()], repeats };
}

export function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
