import { type Decimal } from './decimal.ts';
import { type DriftEvent } from './drift.ts';
import { plainText } from './plain-text.ts';
import { type FindingKind, type Severity, type When } from './vocabulary.ts';

/**
 * What happens to an alert, in the order of its life. A message tells one of these:
 * `opened`, `changed` (a further value), `resolved` (back to what it was), `reopened`, `flapped` (there and back before
 * it was confirmed). `digest`, `reminder` and `service` are messages that no check made.
 */
export const ALERT_PHASES = ['opened', 'changed', 'resolved', 'reopened', 'flapped', 'digest', 'reminder', 'service'] as const;
export type AlertPhase = (typeof ALERT_PHASES)[number];

/** Where an alert stands between two messages. */
export type AlertStanding = 'open' | 'acknowledged' | 'resolved';

/** Where a cause stands for people: `silenced` is one that a silence in force keeps from them and that is not resolved. */
export const CAUSE_STANDINGS = ['open', 'acknowledged', 'silenced', 'resolved'] as const;
export type CauseStanding = (typeof CAUSE_STANDINGS)[number];

/**
 * What an alert is about, value by value: a route's status (`status seedance-2.0`), one rate
 * (`rate seedance-2.0 ["output_token","rate",{}]`), a shared factor, a route's being listed, a source's being read.
 */
export type Subject = string;

/** A value that moves, as text that is equal exactly when the value is: "0.014 USD/1000 list", "unknown_failure"; null: nothing there. */
export type SubjectValue = string | null;

export interface SubjectState {
  /** What it was when the alert opened; back there, the alert is resolved. */
  readonly from: SubjectValue;
  readonly now: SubjectValue;
  /** What people were last told, where it has moved since without a word: one of many that is back before the others. */
  readonly told?: SubjectValue;
}

export interface Acknowledgement {
  readonly by: string;
  readonly why: string;
  readonly at: string;
}

/** One cause over time: what was told about it, and what a person said to it. */
export interface AlertState {
  readonly key: string;
  /** null: about driftledger itself. */
  readonly source: string | null;
  readonly standing: AlertStanding;
  readonly severity: Severity;
  readonly opened_at: string;
  readonly changed_at: string;
  readonly resolved_at: string | null;
  readonly subjects: Readonly<Record<Subject, SubjectState>>;
  readonly acknowledgement: Acknowledgement | null;
}

/** A value that somebody acknowledged: the same value is not told again, a third one is. */
export interface Pin {
  readonly subject: Subject;
  readonly value: SubjectValue;
  readonly by: string;
  readonly at: string;
}

/** A change that waits to be confirmed by further captures; kept with the check, so that a restart forgets none. */
export interface PendingEvent {
  readonly subject: Subject;
  /** From the first value to the present one, told when it holds. */
  readonly event: DriftEvent;
  /** The drift row it was recorded as; null within the check that found it. */
  readonly drift: number | null;
  readonly since: string;
  /** How many captures have shown it, the first included. */
  readonly captures: number;
  /** It moved on while it waited: `event` is the whole way, its drift row one step of it. */
  readonly whole?: true;
}

/** A source that cannot be read, before and after people were told. */
export interface PendingFailure {
  readonly kind: FindingKind;
  readonly since: string;
  readonly checks: number;
  /** Those of the checks that stand apart in time, and when the last of them was: a restart looks again at once, which says nothing new. */
  readonly apart?: { readonly checks: number; readonly at: string };
}

export interface Silence {
  readonly id: number;
  readonly match: SilenceMatch;
  readonly reason: string;
  readonly by: string;
  readonly created_at: string;
  readonly until: string;
  readonly ended_at: string | null;
  readonly reminded_at: string | null;
  /** The alerts it kept from people, by id. */
  readonly hidden: readonly number[];
}

/** Globs; everything named must hold for one event. */
export interface SilenceMatch {
  readonly source?: string;
  readonly route?: string;
  readonly kind?: string;
  /** The cause of one alert. */
  readonly key?: string;
}

/** "source flatkey, route seedance-*", "the cause "flatkey route seedance-2.0"": what a silence covers. */
export function matchWords({ key, ...globs }: SilenceMatch): string {
  return [...Object.entries(globs).map(([name, glob]) => `${name} ${plainText(glob, 120)}`), ...(key === undefined ? [] : [`the cause "${plainText(key, 120)}"`])].join(', ') || 'everything';
}

/** When a silence ended, before its time or at it; null while it is in force. */
export function silenceEnd({ until, ended_at }: Pick<Silence, 'until' | 'ended_at'>, now: string): string | null {
  return ended_at !== null && ended_at < until ? ended_at : until <= now ? until : null;
}

/** What is remembered of a source between two checks. */
export interface AlertMemory {
  /** Every alert of the source that is not resolved, and those resolved in the last 30 days. */
  readonly states: readonly AlertState[];
  readonly pins: readonly Pin[];
  readonly pending: readonly PendingEvent[];
  readonly failure: PendingFailure | null;
  /** In force at the time asked. */
  readonly silences: readonly Silence[];
}

export const NOTHING_REMEMBERED: AlertMemory = { states: [], pins: [], pending: [], failure: null, silences: [] };

/** How far a value has gone since an earlier one. */
export interface Move {
  readonly value: string;
  readonly at: string;
  readonly percent: Decimal;
}

/** What a change means in money; absent parts are not known. */
export interface Measures {
  /** Since a person last acknowledged the value. */
  readonly since_acknowledged?: Move;
  /** Since it was approved. */
  readonly since_approved?: Move;
  /** Slow creep: since it was last told, or since 90 days ago. */
  readonly accumulated?: Move;
  /** For a price that moved to another unit: what one clip costs, in `scenario`'s words. */
  readonly clip?: { readonly before: Decimal; readonly after: Decimal; readonly currency: string; readonly scenario: string };
  /** What a known workload pays a month, exact; `change` is signed. */
  readonly month?: { readonly before: Decimal; readonly after: Decimal; readonly change: Decimal; readonly currency: string; readonly workload: string };
}

/** A stage that an alert passed, with its reason: "confirm: held for 2 captures". */
export interface StageNote {
  readonly stage: 'confirm' | 'collapse' | 'measure' | 'judge' | 'silence' | 'route' | 'hold' | 'tell';
  readonly words: string;
}

/** `held` deliveries wait for a digest; `when` says which. */
export type DeliveryMode = When | 'overflow';
