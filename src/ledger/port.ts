import { type AlertState } from '../domain/alert.ts';
import { type CaptureAttempt } from '../domain/capture.ts';
import { type Decimal } from '../domain/decimal.ts';
import { type DriftEvent } from '../domain/drift.ts';
import { type Finding } from '../domain/finding.ts';
import { type Conditions, type Factor, type Promotion } from '../domain/rate.ts';
import { type Disagreement, type Unread } from '../domain/reading.ts';
import { type SnapshotRoute } from '../domain/source.ts';
import { type DriftKind, type EvidenceClass, type Kind, type Meter, type Role, type Severity, type Status, type Unit } from '../domain/vocabulary.ts';
import { type AlertActs, type AlertReader, type AlertRecord, type Deliveries, type Holder, type PendingCommit } from './alert-port.ts';

export type * from './alert-port.ts';

/**
 * The ledger as the rest of the house sees it: few, coarse, named operations, each one transaction. Times are UTC
 * RFC 3339 with milliseconds. Whoever stands behind it keeps one promise: after a crash at any instant, an operation
 * either happened whole or not at all.
 */
export interface Ledger extends LedgerReader, AlertActs, Deliveries, Leases {
  /** Registers a source, or updates what is said about it. */
  putSource(source: SourceRecord): Promise<void>;
  /** Opens a check, so that what it captures has an owner even when the process dies. @returns the check's id */
  beginCheck(check: { readonly source: string; readonly started_at: string; readonly cause: CheckCause; readonly by: string | null }): Promise<number>;
  /** Keeps what one request brought, at once: the attempts, and the bytes of each body that arrived. */
  recordAttempts(checkId: number, attempts: readonly RecordedAttempt[]): Promise<void>;
  /** Checks that a dead process left open, with the pages they had captured. */
  interruptedChecks(): Promise<readonly InterruptedCheck[]>;
  /** Everything a check comes to, in one transaction. */
  commitCheck(commit: CheckCommit): Promise<CommittedCheck>;
  /** A new reading of an old capture, beside the old one; changes nothing else. */
  recordReading(reading: RereadRecord): Promise<void>;
  /** Writes the sealed file of a UTC day, or its next revision when the day's content changed. @returns null when that day has no snapshot */
  sealDay(date: string, folder: string): Promise<SealedDay | null>;
  /** Days that have snapshots, are over at `now`, and have no sealed file of their present content yet. */
  unsealedDays(now: string): Promise<readonly string[]>;
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}

export interface LedgerReader extends AlertReader {
  sources(): Promise<readonly SourceState[]>;
  /** What the last snapshot of a source holds, coarse; null before the first. */
  currentState(source: string): Promise<CurrentState | null>;
  /** Whole routes in force at an instant, as they were stored; all of the source's when `routes` is absent. */
  contentAt(source: string, at: string, routes?: readonly string[]): Promise<readonly SnapshotRoute[]>;
  /** What these routes said when they were last in force before an instant; those that never were are left out. */
  lastContent(source: string, at: string, routes: readonly string[]): Promise<readonly SnapshotRoute[]>;
  snapshots(filter: { readonly source?: string; readonly since?: string; readonly until?: string; readonly limit?: number; readonly before?: number }): Promise<readonly SnapshotRow[]>;
  prices(query: PriceQuery): Promise<readonly PriceRow[]>;
  history(route: string, since?: string): Promise<readonly HistoryRow[]>;
  drift(query: DriftQuery): Promise<readonly DriftRow[]>;
  findings(query: { readonly source?: string; readonly since?: string; readonly checkId?: number; readonly limit?: number }): Promise<readonly FindingRow[]>;
  captures(query: { readonly source?: string; readonly since?: string; readonly until?: string; readonly checkId?: number }): Promise<readonly CaptureRow[]>;
  /** The bytes of a stored body, decompressed. */
  body(sha256: string): Promise<Uint8Array | null>;
  openDisagreements(source?: string): Promise<readonly Disagreement[]>;
  /** Faults of the file itself, in words; an empty list is a sound ledger. */
  integrity(): Promise<readonly string[]>;
}

export type CheckCause = 'schedule' | 'manual' | 'import' | 'demo';

export interface SourceRecord {
  readonly id: string;
  readonly adapter: string;
  readonly publisher: string;
  readonly evidence_class: EvidenceClass;
  readonly url: string;
}

export interface SourceState extends SourceRecord {
  readonly last_check_at: string | null;
  readonly last_success_at: string | null;
  readonly last_failure_at: string | null;
  readonly last_failure: Pick<Finding, 'kind' | 'message'> | null;
  readonly failures_in_a_row: number;
  readonly rows: number;
  readonly routes: number;
  readonly unread: number;
  readonly reader: string | null;
}

export interface RecordedAttempt {
  readonly attempt: CaptureAttempt;
  /** What the attempt's sha256 is of: the content after decoding. Absent when nothing arrived or nothing changed (304). */
  readonly body?: Uint8Array;
  /** A picture or print of the page beside its text. */
  readonly part?: 'page' | 'screenshot' | 'print';
}

export interface InterruptedCheck {
  readonly id: number;
  readonly source: string;
  readonly started_at: string;
  readonly cause: CheckCause;
  readonly captures: readonly CaptureRow[];
}

/** What is known of a source without loading its rows. */
export interface CurrentState {
  readonly snapshot: SnapshotRow;
  /** Hex routeHash of each route in force, by name. */
  readonly routeHashes: ReadonlyMap<string, string>;
  readonly routesWithStatus: number;
  readonly hold: Hold | null;
  /** The captures that the last snapshot was read from: for validators, unchanged bodies and reading again. */
  readonly captures: readonly CaptureRow[];
  /** The settings that the last snapshot was made with, as JSON; a widened watch list shows here. */
  readonly settings: string | null;
}

/** A mass removal that waits for a second capture. */
export interface Hold {
  readonly since: string;
  readonly missing: readonly string[];
}

export interface CheckCommit {
  readonly checkId: number;
  readonly source: string;
  readonly finished_at: string;
  readonly findings: readonly Finding[];
  /** null: this check makes no snapshot (the source could not be read, or a mass removal is held). */
  readonly snapshot: SnapshotCommit | null;
  /** undefined leaves a hold as it is. */
  readonly hold?: Hold | null;
  readonly alerts: readonly AlertRecord[];
  /** States of alerts that moved without a message. */
  readonly quiet?: readonly AlertState[];
  /** undefined leaves what waits to be confirmed as it is. */
  readonly pending?: PendingCommit;
  /** When the alert memory was read that these alerts were planned with: what a person said since is kept. */
  readonly memory_at?: string;
  readonly coverage: Coverage;
}

export interface SnapshotCommit {
  readonly captured_at: string;
  readonly reader: string;
  readonly settings: string;
  /** Routes that are new or say something new, whole, as they shall be stored; with their hash. */
  readonly changed: readonly { readonly route: SnapshotRoute; readonly hash: string }[];
  readonly removed: readonly string[];
  readonly rowsHash: string;
  readonly routes: number;
  readonly rates: number;
  readonly unread: readonly Unread[];
  /** Pages that could not be reached and stand as they were: their routes keep their own captured_at. */
  readonly carried: readonly CarriedPage[];
  /** For routes that are not in `changed`, which bring their own. */
  readonly probes: readonly Probe[];
  readonly drift: readonly DriftEvent[];
  readonly disagreements: readonly Disagreement[];
  /** An import between two snapshots: which recorded events of the later one it makes untrue, and which it makes true. */
  readonly followOn?: { readonly snapshot: number; readonly superseded: readonly number[]; readonly added: readonly DriftEvent[] };
}

export interface CarriedPage {
  readonly url: string;
  readonly captured_at: string;
  readonly reason: string;
}

/** When and why the source says what it says of a route's state; the last word only, it moves without being drift. */
export interface Probe {
  readonly route: string;
  readonly checked_at: string | null;
  readonly detected_at: string | null;
  readonly reason: string | null;
  readonly probed: boolean | null;
}

export interface Coverage {
  readonly reached: boolean;
  readonly pages: number;
  readonly pages_failed: number;
  readonly rows: number;
  readonly unread: number;
  readonly unchanged: number;
}

export interface CommittedCheck {
  readonly snapshot: SnapshotRow | null;
  readonly drift: readonly DriftRow[];
}

export interface RereadRecord {
  readonly capture: number;
  readonly reader: string;
  readonly recorded_at: string;
  readonly routes: number;
  readonly rates: number;
  readonly unread: number;
  readonly rows_hash: string;
}

export interface SnapshotRow {
  readonly id: number;
  readonly source: string;
  readonly captured_at: string;
  readonly recorded_at: string;
  readonly reader: string;
  /** Priced rows. */
  readonly rows: number;
  readonly routes: number;
  readonly unread: number;
  readonly sha256: string;
  readonly previous: string | null;
  readonly chain: string;
  readonly carried: readonly CarriedPage[];
}

export interface PriceQuery {
  readonly at: string;
  readonly source?: string;
  /** `*` matches any characters, `/` included. */
  readonly route?: string;
  readonly meter?: string;
  readonly where?: Readonly<Record<string, string>>;
}

/** The JSON form of interface.md; `probe` and `factors` stand beside it. */
export interface PriceRow {
  readonly source: string;
  readonly evidence_class: EvidenceClass;
  readonly route: string;
  readonly meter: Meter;
  readonly unit: Unit;
  readonly per: number;
  readonly amount: Decimal | null;
  readonly currency: string;
  readonly conditions: Conditions;
  readonly role: Role;
  readonly kind: Kind;
  readonly approximate: boolean;
  readonly promotion: Promotion | null;
  readonly status: Status | null;
  readonly status_raw: string | null;
  readonly captured_at: string;
  readonly snapshot: number;
  readonly said: string | null;
  readonly url: string;
  readonly factors: readonly Factor[] | null;
}

export type HistoryRow =
  | { readonly what: 'rate'; readonly source: string; readonly route: string; readonly from: string; readonly until: string | null; readonly snapshot: number;
      readonly meter: Meter; readonly unit: Unit; readonly per: number; readonly amount: Decimal | null; readonly currency: string; readonly conditions: Conditions;
      readonly role: Role; readonly kind: Kind; readonly approximate: boolean; readonly promotion: Promotion | null; readonly said: string | null; readonly factors: readonly Factor[] | null }
  | { readonly what: 'status'; readonly source: string; readonly route: string; readonly from: string; readonly until: string | null; readonly snapshot: number;
      readonly status: Status | null; readonly status_raw: string | null; readonly groups: readonly string[]; readonly endpoints: readonly string[] };

export interface DriftQuery {
  readonly since?: string;
  readonly until?: string;
  readonly source?: string;
  readonly kind?: string;
  readonly severity?: Severity;
  readonly route?: string;
  readonly snapshot?: number;
  readonly alert?: number;
  readonly limit?: number;
  /** Only events recorded before this id: for pages. */
  readonly before?: number;
  /** Also the events folded under others. */
  readonly folded?: boolean;
}

export interface DriftRow extends Omit<DriftEvent, 'folded' | 'kind'> {
  readonly id: number;
  readonly kind: DriftKind;
  readonly snapshot: number;
  readonly observed_at: string;
  readonly superseded: boolean;
  /** The event that this one is folded under, by id; null where it stands for itself. */
  readonly folded_under: number | null;
}

export interface FindingRow extends Finding {
  readonly id: number;
  readonly at: string;
  readonly check: number;
}

export interface CaptureRow {
  readonly id: number;
  readonly check: number;
  readonly source: string;
  readonly purpose: string;
  readonly part: 'page' | 'screenshot' | 'print';
  readonly url: string;
  readonly final_url: string;
  readonly method: string;
  readonly attempt: number;
  readonly started_at: string;
  readonly duration_ms: number;
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: number;
  readonly sha256: string | null;
  readonly peer: string | null;
  readonly identity: string;
  readonly failure: string | null;
}

export interface SealedDay {
  readonly date: string;
  readonly file: string;
  readonly sha256: string;
  readonly revision: number;
}

export interface Leases {
  /** @returns null when the lease is ours now, else who holds it */
  acquireLease(name: string, holder: Holder, now: string, leaseMs: number): Promise<Holder | null>;
  releaseLease(name: string, holder: Holder): Promise<void>;
}
