import { type AlertActs, type LedgerReader } from '../ledger/port.ts';

/** What a signed link of a mail may do; nothing else on the page can change the ledger. */
export type WebActs = Pick<AlertActs, 'followLink' | 'switchOff' | 'linkKey'>;

/** Everything the pages and the API need from outside. They only read, but for the links of mails. */
export interface WebDeps {
  readonly ledger: LedgerReader;
  /** Absent where links are not followed: then there is nothing to POST to. */
  readonly acts?: WebActs;
  /** RFC 3339 in UTC. */
  now(): string;
  /** The sources that are configured, and when each is due; a source without a staleness bound is never called stale. */
  schedule(): readonly ScheduleEntry[];
  /** What an operator should know, one sentence each: "SMTP_URL is not set: mails wait in the outbox." */
  notices(): readonly string[];
  /** Demo only: the mails that an embedded server caught. */
  caught?(): readonly CaughtMail[];
  readonly version: string;
  /** The address the server listens on: requests that name it are answered, beside those that name this machine. */
  readonly host?: string;
  /** Where people reach the page from elsewhere; its host is answered too. */
  readonly publicUrl?: string;
  /** Told about failures of our own, which the visitor only learns happened. */
  report?(error: unknown): void;
}

export interface ScheduleEntry {
  readonly id: string;
  readonly next_due: string | null;
  readonly stale_after_minutes: number | null;
}

export interface CaughtMail {
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly message_id: string;
}
