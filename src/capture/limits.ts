/** How long, how big and how often: the bounds of every capture. Times are milliseconds, sizes are bytes. */
export interface Limits {
  /** TCP, proxy and TLS set-up together. */
  readonly connectMs: number;
  /** From the request sent to its last response header; undici counts in steps of up to a second. */
  readonly headersMs: number;
  /** The longest silence within a body. */
  readonly bodyIdleMs: number;
  /** One attempt with all its redirects. A server that trickles bytes for ever is stopped by this one alone. */
  readonly totalMs: number;
  /** As received, before decompression. */
  readonly maxWireBytes: number;
  /** After decompression. */
  readonly maxBodyBytes: number;
  readonly maxRedirects: number;
  readonly maxAttempts: number;
  /** The first back-off; it doubles with each attempt, with full jitter. */
  readonly backoffMs: number;
  /** No wait is longer; a source that asks for more (Retry-After) is left alone until then. */
  readonly maxWaitMs: number;
  /** Between the end of one request to a host and the start of the next. */
  readonly pauseMs: number;
  /** One attempt of the browser, from navigation to print. */
  readonly browserMs: number;
  /** How long the browser waits for what `waitFor` names, or for the network to fall silent. */
  readonly renderMs: number;
  /** A browser without work is closed after this. */
  readonly browserIdleMs: number;
  /** A browser process is replaced after so many pages, because a browser's memory only grows. */
  readonly browserPages: number;
  /** Full-page screenshots end here, in CSS pixels. */
  readonly maxScreenshotHeight: number;
}

export const DEFAULT_LIMITS: Limits = {
  connectMs: 10_000, headersMs: 30_000, bodyIdleMs: 20_000, totalMs: 90_000,
  maxWireBytes: 64 * 1024 * 1024, maxBodyBytes: 192 * 1024 * 1024,
  maxRedirects: 5, maxAttempts: 3, backoffMs: 1_000, maxWaitMs: 60_000, pauseMs: 500,
  browserMs: 60_000, renderMs: 15_000, browserIdleMs: 30_000, browserPages: 50, maxScreenshotHeight: 12_000,
};
