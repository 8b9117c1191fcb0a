import { type AlertPhase, type AlertState, type DeliveryMode, type PendingEvent, type PendingFailure } from './alert.ts';
import { type Severity } from './vocabulary.ts';

/** What is planned to be told, in the form in which the ledger keeps it. */

/** One message to people about one cause, as a check or the worker hands it over. */
export interface AlertRecord {
  /** The same cause keeps its key while it moves: threads and acknowledgements hang on it. */
  readonly key: string;
  /** null: about driftledger itself, or about several sources. */
  readonly source: string | null;
  readonly phase: AlertPhase;
  readonly severity: Severity;
  readonly headline: string;
  /** Positions in the commit's drift list. */
  readonly events: readonly number[];
  /** Ids of drift rows that earlier checks recorded and this message tells. */
  readonly earlier: readonly number[];
  /** What the messages need beside the events, as JSON. */
  readonly content: string;
  /** The key's state after this message; null leaves it as it is. */
  readonly state: AlertState | null;
  /** The silences that keep it from people, by id; then nobody is in `deliveries`. */
  readonly silenced_by: readonly number[];
  readonly deliveries: readonly DeliveryRecord[];
}

export interface DeliveryRecord {
  readonly channel: Channel;
  readonly recipient: string;
  readonly message_id: string;
  readonly due_at: string;
  /** `immediately` goes out by itself when it is due; everything else is held until a digest tells it. */
  readonly mode: DeliveryMode;
}

/** Stands in the words of an attempt after which nobody knows whether the other side has the message: it is never told otherwise than under its own id. */
export const MAY_HAVE_ARRIVED = 'may have arrived';

export type Channel = 'mail' | 'webhook';

/** A pending event as a check hands it over: its drift row may be written only now. */
export interface PendingRecord extends PendingEvent {
  /** Position in the commit's drift list; null where `drift` already says the row, or there is none. */
  readonly position: number | null;
}

/** What a check leaves to be confirmed by the next. */
export interface PendingCommit {
  readonly pending: readonly PendingRecord[];
  readonly failure: PendingFailure | null;
}
