import { type CaptureAttempt, type CapturedPage, type CaptureRequest } from '../domain/capture.ts';
import { type FindingKind } from '../domain/vocabulary.ts';

/** What came of asking for one page. */
export interface CaptureOutcome {
  /** Null when no page came: then `notModified` is true or `finding` says why. */
  readonly page: CapturedPage | null;
  /** One row for each attempt, the failed ones too. */
  readonly attempts: readonly CaptureAttempt[];
  /** The bodies behind the hashes of `attempts`, each content once: the page, error pages, parts of pages. */
  readonly bodies: readonly CapturedBody[];
  /** The source says that the version named in `known` still stands. */
  readonly notModified: boolean;
  readonly finding: CaptureFinding | null;
  /** PNG of the full page, from the browser. */
  readonly screenshot?: Uint8Array;
  /** PDF, from the browser; its dates are fixed, so that the same page gives the same bytes. */
  readonly print?: Uint8Array;
}

export interface CapturedBody {
  /** Hex, over `bytes`. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

export interface CaptureFinding {
  readonly kind: FindingKind;
  readonly message: string;
}

/** What is known of an earlier version of the page, as its headers gave it. */
export interface KnownVersion {
  readonly etag?: string;
  readonly lastModified?: string;
}

/** Fetches pages. One for the whole process: it holds the queues of the hosts and the shared browser. */
export interface Capturer {
  /** Never rejects for what a source does; rejects only when the capturer's signal aborts. */
  capture(request: CaptureRequest, known?: KnownVersion): Promise<CaptureOutcome>;
  /** Closes connections and the browser. Captures under way end as failed. */
  close(): Promise<void>;
}
