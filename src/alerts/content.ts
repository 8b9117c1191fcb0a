import { type Acknowledgement, type AlertPhase, type Measures, type Silence, type StageNote, type Subject, type SubjectValue } from '../domain/alert.ts';
import { type Finding } from '../domain/finding.ts';
import { rateKey } from '../domain/rate.ts';
import { type Severity } from '../domain/vocabulary.ts';
import { type Cause } from './stages/cause.ts';
import { type ToldEvent } from './words/told-event.ts';

/**
 * What stands in the ledger beside a message's events, as JSON: all that its words are made of. Times are RFC 3339 in
 * UTC; money and percentages are decimal text. A reader takes every optional part as not known when it is absent:
 * contents of earlier versions stay readable.
 */
export type MessageContent = AlertContent | DigestContent | ReminderContent | ServiceContent;

/** Why somebody gets a message: the name of the rule by recipient. */
export type RuleNames = Readonly<Record<string, string>>;

/** What a check found out, told as one cause. */
export interface AlertContent {
  readonly kind: Cause['kind'];
  readonly publisher: string;
  readonly at: string;
  /** The capture before, which the events compare with. */
  readonly previous_at: string | null;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly rules: RuleNames;
  readonly findings?: readonly Finding[];
  /** The weightiest of the changes that are folded under a factor. */
  readonly top?: readonly ToldEvent[];
  /** "opened" when absent. A `flapped` message carries the events that led there; the way back is implied. */
  readonly phase?: AlertPhase;
  /** Changes that moved on while they waited, by `measureKey`: the whole way of each, where the ledger has its steps. */
  readonly whole?: Readonly<Record<string, ToldEvent>>;
  /** By `measureKey` of the event. */
  readonly measures?: Readonly<Record<string, Measures>>;
  readonly stages?: readonly StageNote[];
  /** When the alert opened, for the messages that follow. */
  readonly since?: string;
  /** What a person had said before this change: it is told again because the value is a further one. */
  readonly acknowledged?: Acknowledgement;
  /** Values that an acknowledgement of this message pins, where the state has none of its own. */
  readonly subjects?: Readonly<Record<Subject, SubjectValue>>;
  /** Silences that matched and were too light for this. */
  readonly broke_through?: readonly Pick<Silence, 'id' | 'reason'>[];
  /** How a gateway came to a route's status, by route. */
  readonly probes?: Readonly<Record<string, Probe>>;
  /** For a source that cannot be read; after its recovery, how long it could not. */
  readonly failure?: SourceFailure;
}

/** What is known of how a gateway came to a status. */
export interface Probe {
  /** false: this kind of route is never tested with a real call. */
  readonly probed?: boolean;
  /** "video", "audio": the kind of route, as the sentence names it. */
  readonly modality?: string;
  /** When the gateway last looked. */
  readonly checked_at?: string;
  /** The gateway's own interval between two looks, in hours. */
  readonly interval_h?: number;
}

export interface SourceFailure {
  /** The first check that failed. */
  readonly since: string;
  /** Failed checks in a row. */
  readonly checks: number;
  /** The last good capture; null when there was none. */
  readonly last_good_at: string | null;
}

/** Messages that waited for their hour, and what each source did in the period. */
export interface DigestContent {
  readonly kind: 'digest';
  /** `overflow`: more messages in an hour than the recipient wants. */
  readonly period: 'daily' | 'weekly' | 'overflow';
  readonly from: string;
  readonly until: string;
  readonly rules: RuleNames;
  /** The messages bundled here, the weightiest first. */
  readonly alerts: readonly BundledAlert[];
  readonly scorecards: readonly Scorecard[];
  /** Nothing moved. */
  readonly quiet: boolean;
}

export interface BundledAlert {
  readonly id: number;
  readonly headline: string;
  readonly severity: Severity;
  readonly source: string | null;
  readonly at: string;
  readonly phase: AlertPhase;
  readonly key: string;
}

/** One source over one period. */
export interface Scorecard {
  readonly source: string;
  readonly publisher: string;
  readonly changes: { readonly up: number; readonly down: number; readonly other: number };
  /** Changes that the source had not announced before. */
  readonly unannounced: number;
  /** Slow creep: small steps in one direction that add up. */
  readonly creep: readonly Creep[];
  readonly hours_failing: number;
  readonly unverified: readonly { readonly what: string; readonly why: string }[];
  /** Coverage: prices read and found the same, and those whose page or source was not reached. */
  readonly verified_unchanged: number;
  readonly not_reached: number;
  readonly promotions: readonly PromotionEnd[];
}

export interface Creep {
  readonly route: string;
  readonly meter: string;
  readonly conditions: string;
  readonly percent: string;
  /** Amounts as phrases: "$0.0112". */
  readonly from: string;
  readonly to: string;
  readonly since: string;
}

export interface PromotionEnd {
  readonly route: string;
  /** A date (2026-11-30) or an instant, as the source says it. */
  readonly until: string;
  readonly words: string;
}

/** A silence ends soon; its author is told what it hid. */
export interface ReminderContent {
  readonly kind: 'reminder';
  readonly at: string;
  readonly rules: RuleNames;
  readonly silence: Silence;
  readonly hidden: readonly { readonly id: number; readonly headline: string }[];
}

/** Something is wrong with driftledger's own work. */
export interface ServiceContent {
  readonly kind: 'service';
  readonly at: string;
  readonly rules: RuleNames;
  /** A source older than it should be; messages that wait too long; messages that were given up. */
  readonly what: 'stale' | 'waiting' | 'dead';
  /** One sentence a thing: what, since when, why, what to do. */
  readonly words: readonly string[];
  /** It is well again. */
  readonly over?: true;
}

/** When a message was made: the date of its mail. */
export function timeOf(content: MessageContent): string {
  return content.kind === 'digest' ? content.until : content.at;
}

/** The events of a message as people are told them: what moved on while it waited stands with its whole way. */
export function asTold<Event extends ToldEvent>(content: MessageContent, events: readonly Event[]): readonly Event[] {
  const whole = 'whole' in content ? content.whole ?? {} : {};
  return events.map((event) => ({ ...event, ...(Object.hasOwn(whole, measureKey(event)) ? whole[measureKey(event)] : {}) }));
}

/** By which name an event's measures stand in its message, whatever the order of the events. */
export function measureKey(event: Pick<ToldEvent, 'route' | 'meter' | 'role' | 'conditions' | 'kind'>): string {
  const { route, meter, role, conditions } = event;
  return `${route ?? ''} ${meter === null || role === null ? event.kind : rateKey({ meter, role, conditions })}`;
}
