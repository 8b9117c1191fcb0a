import { type Acknowledgement, type Measures, type Move } from '../../domain/alert.ts';
import { compareDecimals, printedDigits, sum, toDigits, type Decimal } from '../../domain/decimal.ts';
import { moneyPhrase, shortPercent, timePhrase } from '../../domain/phrase.ts';
import { plainText } from '../../domain/plain-text.ts';
import { measureKey, type AlertContent } from '../content.ts';
import { type ToldEvent } from './told-event.ts';

/** "+$412", "−$3.20", "+$0.0041": a difference rounded to what a person can use. */
export function moneyDifference(change: Decimal, currency: string): string {
  const negative = change.startsWith('-');
  const size = negative ? change.slice(1) : change;
  return `${negative ? '−' : '+'}${usable(size, currency)}`;
}

/** "$1,648", "$3.20", "$0.0041": whole from a hundred on, cents from one on, two figures that say something below. */
function usable(size: Decimal, currency: string): string {
  const zeros = /^0\.(0*)[1-9]/.exec(size)?.[1]?.length ?? 0;
  const digits = compareDecimals(size, '100') >= 0 ? 0 : Math.max(2, compareDecimals(size, '1') >= 0 ? 2 : zeros + 2);
  return moneyPhrase(toDigits(size, Math.min(digits, Math.max(printedDigits(size), 2))), currency, digits === 0 ? 0 : 2);
}

/** What the known workloads pay more or less a month, all changes of a message together; '' where none is known. */
export function monthSentence(content: AlertContent, events: readonly ToldEvent[]): string {
  const months = events.flatMap((event) => measuresOf(content, event)?.month ?? []);
  const [first] = months;
  if (first === undefined || months.some(({ currency }) => currency !== first.currency)) return '';
  const workloads = [...new Set(months.map(({ workload }) => `"${plainText(workload, 60)}"`))];
  const named = workloads.length <= 2 ? workloads.join(' and ') : `${workloads.slice(0, 2).join(', ')} and ${workloads.length - 2} more`;
  return `at your workload ${named} that is ${moneyDifference(sum(...months.map(({ change }) => change)), first.currency)} a month`;
}

/** "For a clip of 5 s at 720p (108,000 tokens, one request) the cost goes from $1.51 to $1.80."; '' where it is not known. */
export function clipSentence(content: AlertContent, event: ToldEvent): string {
  const clip = measuresOf(content, event)?.clip;
  return clip === undefined ? '' : `For ${clip.scenario} the cost goes from ${usable(clip.before, clip.currency)} to ${usable(clip.after, clip.currency)}.`;
}

/** What is known of one change in money, a line each, for the small print of its row. */
export function measureNotes(content: AlertContent, event: ToldEvent): readonly string[] {
  const measures = measuresOf(content, event);
  if (measures === undefined) return [];
  const { month, since_acknowledged, since_approved, accumulated } = measures;
  return [
    ...(month === undefined ? [] : [`${moneyDifference(month.change, month.currency)} a month at "${plainText(month.workload, 60)}" (${usable(month.before, month.currency)} → ${usable(month.after, month.currency)})`]),
    ...(since_acknowledged === undefined ? [] : [`${moved(since_acknowledged, event)}, which was acknowledged`]),
    ...(since_approved === undefined ? [] : [`${moved(since_approved, event)}, which was approved`]),
    // A single step that went all the way says so itself.
    ...(accumulated === undefined || accumulated.percent === event.change_percent ? [] : [`${moved(accumulated, event)}, all steps together`]),
  ];
}

/** "since the capture before: +14.3 %; since $5.60 of 2026-11-20 06:10 UTC …": who had said what to an earlier value. */
export function acknowledgedSentence(content: AlertContent, event: ToldEvent): string {
  const { acknowledged } = content;
  const since = measuresOf(content, event)?.since_acknowledged;
  if (acknowledged === undefined) return since === undefined ? '' : `That is ${moved(since, event)}, which was acknowledged.`;
  return since === undefined ? `The value before it was acknowledged ${byWhom(acknowledged)}.` : `That is ${moved(since, event)}, acknowledged ${byWhom(acknowledged)}.`;
}

function byWhom({ by, why, at }: Acknowledgement): string {
  return `by ${plainText(by, 80)} on ${timePhrase(at)}${why.trim() === '' ? '' : `: "${plainText(why, 200)}"`}`;
}

function moved({ value, at, percent }: Move, event: ToldEvent): string {
  const amount = event.currency !== null && /^-?\d+(?:\.\d+)?$/.test(value) ? moneyPhrase(value, event.currency) : plainText(value, 80);
  return `${shortPercent(percent)} since ${amount} of ${at.slice(0, 10)}`;
}

function measuresOf({ measures }: AlertContent, event: ToldEvent): Measures | undefined {
  const key = measureKey(event);
  return measures !== undefined && Object.hasOwn(measures, key) ? measures[key] : undefined;
}
