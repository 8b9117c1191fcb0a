import {
  type Acknowledgement, type AlertMemory, type AlertPhase, type AlertStanding, type AlertState, type CauseStanding, type DeliveryMode, type Silence, type SilenceMatch,
} from '../domain/alert.ts';
import { type AlertRecord, type Channel, type DeliveryRecord } from '../domain/alert-record.ts';
import { type Severity } from '../domain/vocabulary.ts';

export type { AlertRecord, Channel, DeliveryRecord, PendingCommit, PendingRecord } from '../domain/alert-record.ts';

/**
 * The ledger's side of telling people: messages, what is remembered of each cause, what people said to it, silences,
 * and the outbox. The same promise as everywhere in the port: an operation happens whole or not at all, and each act
 * of a person leaves its line in the log with it.
 */

/** A message that no check made. */
export interface LooseRecord extends AlertRecord {
  /** Held deliveries that this message tells, by id; they become `bundled` with it. */
  readonly bundle?: readonly number[];
}

export interface AlertRow {
  readonly id: number;
  readonly key: string;
  readonly source: string | null;
  /** The check that made it; null for messages that no check made. */
  readonly check: number | null;
  readonly phase: AlertPhase;
  /** Where its cause stands now; null for a message without a state, such as those of driftledger 0.1. */
  readonly standing: AlertStanding | null;
  readonly severity: Severity;
  readonly headline: string;
  /** When this message was made. */
  readonly opened_at: string;
  readonly snapshot: number | null;
  /** How many messages this key had before: 1 is the first. */
  readonly revision: number;
  readonly content: string;
}

/** One cause: its last message, and where it stands for people. */
export interface CauseRow extends Omit<AlertRow, 'content'> {
  /** null: about a message without a state, such as those of driftledger 0.1. */
  readonly stands: CauseStanding | null;
  /** When the cause opened; the time of its last message where no state is kept. */
  readonly since: string;
  readonly acknowledgement: Acknowledgement | null;
  /** The silence in force that keeps it from people longest; with `stands` "resolved" it hides what comes next. */
  readonly silence: Pick<Silence, 'id' | 'until' | 'by' | 'reason'> | null;
}

export interface CauseQuery {
  /** For which time silences count as in force. */
  readonly at: string;
  readonly key?: string;
  readonly standing?: CauseStanding;
  readonly severity?: Severity;
  readonly source?: string;
  /** Changed since then. */
  readonly since?: string;
  /** Only those whose last message is older than this id. */
  readonly before?: number;
  readonly limit?: number;
}

export interface AlertReader {
  /** Messages, newest first. */
  alerts(query: { readonly since?: string; readonly id?: number; readonly key?: string; readonly source?: string; readonly severity?: Severity; readonly before?: number; readonly limit?: number }): Promise<readonly AlertRow[]>;
  /** Every cause once, the one with the newest message first; digests and reminders only while one is not delivered. */
  alertCauses(query: CauseQuery): Promise<readonly CauseRow[]>;
  /** What is remembered of a source: alerts that are not resolved or were within 30 days before `at`, pins, what waits, the silences in force at `at`. */
  alertMemory(source: string, at: string): Promise<AlertMemory>;
  /** States by the time they last changed, newest first. `source: null` asks for those about driftledger itself; `since` counts by that change. */
  alertStates(query: { readonly standing?: AlertStanding; readonly source?: string | null; readonly key?: string; readonly since?: string; readonly limit?: number }): Promise<readonly AlertState[]>;
  /** What was done to a cause, oldest first; `null` asks for acts that are about no one cause. */
  alertLog(key: string | null): Promise<readonly AlertAct[]>;
  /** Silences, newest first; with `at` only those in force then. */
  silences(query: { readonly at?: string }): Promise<readonly Silence[]>;
  /** Recipients that asked to be left alone, or whose webhook is gone. */
  switchedOff(): Promise<readonly SwitchedOff[]>;
  /** When messages were sent to a recipient since a time, oldest first: for the most per hour. */
  sentSince(channel: Channel, recipient: string, since: string): Promise<readonly string[]>;
  deliveries(query: DeliveryQuery): Promise<readonly DeliveryRow[]>;
  /** All attempts to deliver there ever were, by what came of them. */
  attemptCounts(): Promise<readonly { readonly channel: Channel; readonly outcome: DeliveryLogEntry['outcome']; readonly count: number }[]>;
  /** How well each source was watched within a span; a source without a check in it is listed too. */
  coverage(query: { readonly since: string; readonly until: string }): Promise<readonly SourceCoverage[]>;
}

/** What a link of a mail can do. */
export type LinkedAct =
  | ({ readonly act: 'acknowledge' } & Parameters<AlertActs['acknowledge']>[0])
  | ({ readonly act: 'silence' } & Parameters<AlertActs['addSilence']>[0]);

/** A line of the log: what a person (`by`) or the product (null) did. */
export interface AlertAct {
  readonly at: string;
  readonly what: 'acknowledged' | 'acknowledgement ended' | 'silenced' | 'unsilenced' | 'switched off' | 'switched on';
  readonly by: string | null;
  readonly words: string;
}

export interface SwitchedOff {
  readonly channel: Channel;
  readonly recipient: string;
  readonly at: string;
  readonly words: string;
}

/** Imports are no watch: they are not counted. */
export interface SourceCoverage {
  readonly source: string;
  /** Checks that ended within the span. */
  readonly checks: number;
  /** Those of them that read the source. */
  readonly reached: number;
  /** Hours, to two decimals, between a failed check and the next that reached the source, as far as they lie within the span. */
  readonly failed_hours: number;
  /** Priced rows of the last check in the span that reached the source. */
  readonly rows: number;
  /** Those of them that held throughout the span, or since the source was first read. */
  readonly unchanged: number;
  /** Prices that stand as they were because their page was not reached by that check; all of them where no check in the span reached the source. */
  readonly not_reached: number;
  /** Price texts of that check that were not read with certainty. */
  readonly unread: number;
  /** Pages of the last check in the span that were not reached. */
  readonly pages_not_reached: number;
  readonly last_reached_at: string | null;
}

export interface AlertActs {
  /**
   * Keeps messages that no check made, each once: a record whose deliveries are all known already by their message ids
   * (where it has none: whose key has a message of this phase made at `at`) is left out.
   * @returns the ids of those that were kept
   */
  recordAlerts(records: readonly LooseRecord[], at: string): Promise<readonly number[]>;
  /**
   * A person takes note: the values that the alert's cause has now are pinned, and not told again. On a resolved alert
   * only the word is kept. Twice is as good as once; the last word counts.
   * @param act.alert the id of any message about the cause
   * @returns null when there is no such message, or it is one that nobody can acknowledge (a digest, a reminder)
   */
  acknowledge(act: { readonly alert: number; readonly by: string; readonly why: string; readonly at: string }): Promise<AlertState | null>;
  addSilence(silence: { readonly match: SilenceMatch; readonly reason: string; readonly by: string; readonly at: string; readonly until: string }): Promise<Silence>;
  /** @returns false when there is no such silence in force */
  endSilence(id: number, at: string, by: string): Promise<boolean>;
  /** The author of a silence was told that it ends soon. */
  markReminded(id: number, at: string): Promise<void>;
  /**
   * Does what a person says by a link of a mail, and uses the link up with it: after a crash both have happened, or neither.
   * @returns `used` when it was used before, `nothing` when the alert cannot be acknowledged; then nothing has changed
   */
  followLink(tokenHash: string, act: LinkedAct): Promise<'done' | 'used' | 'nothing'>;
  /** The key that links in mails are signed with: 32 random bytes in hex, made at first use and kept. */
  linkKey(): Promise<string>;
  /** Tells a recipient nothing more; what waits for it is dropped. */
  switchOff(channel: Channel, recipient: string, at: string, words: string): Promise<void>;
  /** @returns false when it was not off */
  switchOn(channel: Channel, recipient: string, at: string): Promise<boolean>;
}

export interface Deliveries {
  /**
   * Takes the next delivery that is due, under a lease: nobody else gets it until it is settled, the lease ends, or the
   * holder is found dead. What is due to a recipient that is switched off is dropped on the way.
   * @returns null when nothing is due
   */
  claimDelivery(now: string, holder: Holder, leaseMs: number): Promise<ClaimedDelivery | null>;
  /** Writes down what came of an attempt, with the other side's words. */
  settleDelivery(id: number, attempt: DeliveryAttempt): Promise<void>;
  /** Puts deliveries back in the queue: all dead ones, or the named ones that are dead or dropped. @returns how many */
  retryDeliveries(ids: readonly number[] | 'all', now: string): Promise<number>;
  /** Lets a delivery that is held wait for another digest, because the rules or the reader's hours have changed; one that is not held stays as it is. */
  holdFor(id: number, digest: Pick<DeliveryRecord, 'mode' | 'due_at'>): Promise<void>;
}

/**
 * `held` waits for a digest; `bundled`: a digest told it; `dead`: given up; `dropped`: the recipient wants nothing.
 */
export type DeliveryState = 'due' | 'held' | 'claimed' | 'sent' | 'dead' | 'bundled' | 'dropped';

export interface DeliveryQuery {
  readonly state?: DeliveryState;
  readonly alert?: number;
  readonly recipient?: string;
  readonly limit?: number;
}

export interface ClaimedDelivery {
  readonly id: number;
  readonly alert: AlertRow;
  readonly channel: Channel;
  readonly recipient: string;
  readonly message_id: string;
  readonly attempts: number;
  /** It may have been taken already: a sender died with it, or the line broke before the answer. */
  readonly perhaps: boolean;
}

export interface DeliveryAttempt {
  readonly at: string;
  /** `held`: the recipient has had its most for this hour; it waits for an overflow digest. `gone`: the other side wants nothing more, ever (410). */
  readonly outcome: 'sent' | 'retry' | 'dead' | 'held' | 'gone';
  /** The server's words, or ours. */
  readonly words: string;
  /** For `retry` and `held`: when to look again. */
  readonly due_at?: string;
  /** false: nobody was asked, because the configuration lacks something; it is no attempt, and none is used up. */
  readonly tried?: false;
}

/** What is kept of an attempt, or of giving one up. */
export interface DeliveryLogEntry extends Omit<DeliveryAttempt, 'outcome' | 'due_at' | 'tried'> {
  readonly outcome: DeliveryAttempt['outcome'] | 'dropped';
}

export interface DeliveryRow {
  readonly id: number;
  readonly alert: number;
  readonly channel: Channel;
  readonly recipient: string;
  readonly message_id: string;
  readonly mode: DeliveryMode;
  readonly state: DeliveryState;
  /** Since it was put in the queue, by us or again by an operator; `log` has them all. */
  readonly attempts: number;
  readonly due_at: string;
  readonly settled_at: string | null;
  /** The message that told it, for `bundled`. */
  readonly bundled_into: number | null;
  readonly log: readonly DeliveryLogEntry[];
}

/** A process, so that its death can be told from its silence. */
export interface Holder {
  readonly host: string;
  readonly pid: number;
  /** When the process started, in the operating system's own words: a process id alone is used again. */
  readonly started: string;
}
