/** A page to ask for. `purpose` tells the reader which surface of the source it is ("catalog", "listing", "llms", "page"). */
export interface CaptureRequest {
  readonly purpose: string;
  readonly url: string;
  readonly method: 'http' | 'browser';
  /** Sent with the request. Secrets are named in `secretHeaders`, never written here. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Header name → environment variable whose value is sent; the variable's name is what is recorded. */
  readonly secretHeaders?: Readonly<Record<string, { readonly env: string; readonly prefix?: string }>>;
  /** For the browser: wait until this selector or text is there. */
  readonly waitFor?: { readonly selector?: string; readonly text?: string };
  /** The source can be read without this page: its failure is a finding, and the rest goes on. */
  readonly optional?: true;
  /** The routes that this page speaks for; they are carried when the page cannot be reached. */
  readonly routes?: readonly string[];
}

/** A page as it was served: what a reader gets to see. */
export interface CapturedPage {
  readonly purpose: string;
  /** The final URL, after redirects. */
  readonly url: string;
  readonly status: number;
  /** Lower-case names; never a secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded content, as served inside its content encoding. */
  readonly body: Uint8Array;
  readonly captured_at: string;
}

/** What came of asking for one page: every attempt leaves one of these. */
export interface CaptureAttempt {
  readonly request: CaptureRequest;
  readonly attempt: number;
  readonly started_at: string;
  readonly duration_ms: number;
  readonly status: number | null;
  readonly final_url: string;
  readonly peer: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes received on the wire, before decompression. */
  readonly bytes: number;
  /** Null when no body arrived; hex otherwise. */
  readonly sha256: string | null;
  /** Why this attempt gave no page; null when it did. */
  readonly failure: string | null;
  /** "anonymous", or the name of the key used, never the key. */
  readonly identity: string;
}

/** The text of a page, without a byte order mark. Malformed UTF-8 shows as U+FFFD, as a browser would show it. */
export function pageText(page: Pick<CapturedPage, 'body'>): string {
  return new TextDecoder('utf-8').decode(page.body);
}
