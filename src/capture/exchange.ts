import { type Failure } from './failure.ts';

/** What one attempt brought back, by whichever road: as much of an answer as there was, and what went wrong. */
export interface Exchange {
  readonly status: number | null;
  /** After redirects. */
  readonly finalUrl: string;
  /** The address that answered. */
  readonly peer: string | null;
  /** Lower-case names; cookies left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of the body as received, before decompression. */
  readonly wireBytes: number;
  /** Decoded where it could be, as received where not, the part that came where it was cut off; null when none came. */
  readonly body: Uint8Array | null;
  readonly failure: Failure | null;
  readonly screenshot?: Uint8Array;
  readonly print?: Uint8Array;
}

/** An exchange of which nothing came back. */
export function failedExchange(finalUrl: string, failure: Failure): Exchange {
  return { status: null, finalUrl, peer: null, headers: {}, wireBytes: 0, body: null, failure };
}

/**
 * Checks the form of a URL that is to be fetched.
 * @returns the reason why it may not be, or null
 */
export function urlRefusal(url: string): string | null {
  if (!URL.canParse(url)) return 'expected an absolute URL; got one that cannot be parsed';
  const { protocol, username, password } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return `expected http or https; got "${protocol}"`;
  if (username || password) return 'expected a URL without user name and password; a key belongs into an environment variable';
  return null;
}
