import { type FindingKind } from '../domain/vocabulary.ts';

/**
 * What follows from a status or an error. `retry` is for what may be over in a second; `give_up` for what another
 * attempt would only repeat. The finding is what a person reads when no page came in the end.
 */
export interface Consequence {
  readonly next: 'retry' | 'give_up';
  readonly finding: FindingKind;
  readonly words: string;
}

/** Every other status is a failure of some kind. */
export const PAGE_STATUSES: readonly number[] = [200, 203];

interface StatusRow extends Consequence {
  readonly statuses: readonly number[];
}

interface ErrorRow extends Consequence {
  readonly codes: readonly string[];
}

const STATUSES: readonly StatusRow[] = [
  { statuses: [204, 205], next: 'give_up', finding: 'source.unreadable', words: 'an answer without content' },
  { statuses: [206], next: 'give_up', finding: 'source.unreadable', words: 'a part of a page, though all of it was asked for' },
  { statuses: [202], next: 'retry', finding: 'source.unreadable', words: 'an answer that is still being made' },
  { statuses: [304], next: 'give_up', finding: 'source.unreadable', words: '"not modified", though no earlier version was named' },
  { statuses: [401, 407], next: 'give_up', finding: 'source.refused', words: 'a demand to sign in' },
  { statuses: [402], next: 'give_up', finding: 'source.refused', words: 'a demand to pay' },
  { statuses: [403], next: 'give_up', finding: 'source.refused', words: 'a refusal' },
  { statuses: [404, 410], next: 'give_up', finding: 'source.refused', words: 'no page at this address' },
  { statuses: [408], next: 'retry', finding: 'source.unreachable', words: 'a time-out of the server' },
  { statuses: [421, 425], next: 'retry', finding: 'source.unreachable', words: 'a demand to ask again on another connection' },
  { statuses: [429], next: 'retry', finding: 'source.refused', words: 'a rate limit' },
  { statuses: [451], next: 'give_up', finding: 'source.refused', words: 'a refusal for legal reasons' },
  { statuses: [500, 502, 503, 504, 520, 521, 522, 523, 524, 529], next: 'retry', finding: 'source.unreachable', words: 'a failure of the server' },
  { statuses: [501, 505, 511, 525, 526], next: 'give_up', finding: 'source.unreachable', words: 'a failure of the server that another attempt would repeat' },
];

const ERRORS: readonly ErrorRow[] = [
  { codes: ['ENOTFOUND', 'ENODATA'], next: 'give_up', finding: 'source.unreachable', words: 'the name does not resolve' },
  { codes: ['EAI_AGAIN', 'ESERVFAIL', 'ETIMEOUT'], next: 'retry', finding: 'source.unreachable', words: 'the name could not be looked up' },
  { codes: ['ECONNREFUSED'], next: 'retry', finding: 'source.unreachable', words: 'the connection was refused' },
  { codes: ['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'ENETDOWN', 'ERR_INTERNET_DISCONNECTED'], next: 'retry', finding: 'source.unreachable', words: 'there is no way to the host' },
  { codes: ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET', 'HPE_INVALID_EOF_STATE'], next: 'retry', finding: 'source.unreachable', words: 'the connection broke' },
  { codes: ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT'], next: 'retry', finding: 'source.unreachable', words: 'no connection in time' },
  { codes: ['UND_ERR_HEADERS_TIMEOUT'], next: 'retry', finding: 'source.unreachable', words: 'no answer in time' },
  { codes: ['UND_ERR_BODY_TIMEOUT'], next: 'retry', finding: 'source.unreachable', words: 'the answer fell silent' },
  { codes: ['TOTAL_TIMEOUT'], next: 'retry', finding: 'source.unreachable', words: 'the answer took too long' },
  { codes: ['PROXY_REFUSED'], next: 'give_up', finding: 'source.unreachable', words: 'the proxy refused' },
  { codes: ['UND_ERR_HEADERS_OVERFLOW'], next: 'give_up', finding: 'source.unreadable', words: 'the headers are too large' },
  { codes: ['ADDRESS_REFUSED'], next: 'give_up', finding: 'source.refused', words: 'the address is refused' },
  { codes: ['URL_REFUSED', 'REDIRECT_REFUSED'], next: 'give_up', finding: 'source.refused', words: 'the URL is refused' },
  { codes: ['TOO_MANY_REDIRECTS'], next: 'give_up', finding: 'source.refused', words: 'too many redirects' },
  { codes: ['LOGIN_PAGE'], next: 'give_up', finding: 'source.refused', words: 'a login page in the place of the page' },
  { codes: ['DEFERRED'], next: 'give_up', finding: 'source.refused', words: 'not asked' },
  { codes: ['SECRET_MISSING'], next: 'give_up', finding: 'source.refused', words: 'a key is missing' },
  { codes: ['TOO_LARGE'], next: 'give_up', finding: 'source.unreadable', words: 'the page is too large' },
  { codes: ['CUT_OFF'], next: 'retry', finding: 'source.unreadable', words: 'the page was cut off' },
  { codes: ['BROKEN_ENCODING'], next: 'retry', finding: 'source.unreadable', words: 'the compression is broken' },
  { codes: ['EMPTY_BODY'], next: 'retry', finding: 'source.unreadable', words: 'the page is empty' },
  // The browser's own words. What its proxy could not reach is told by the proxy, with the codes above.
  { codes: ['ERR_TOO_MANY_REDIRECTS'], next: 'give_up', finding: 'source.refused', words: 'too many redirects' },
  { codes: ['ERR_UNSAFE_PORT', 'ERR_INVALID_URL', 'ERR_UNKNOWN_URL_SCHEME', 'ERR_DISALLOWED_URL_SCHEME', 'ERR_UNSAFE_REDIRECT'], next: 'give_up', finding: 'source.refused', words: 'the URL is refused' },
  { codes: ['ERR_CONTENT_DECODING_FAILED', 'ERR_CONTENT_LENGTH_MISMATCH', 'ERR_INCOMPLETE_CHUNKED_ENCODING'], next: 'retry', finding: 'source.unreadable', words: 'the page was cut off or its compression is broken' },
  { codes: ['ERR_EMPTY_RESPONSE', 'ERR_CONNECTION_RESET', 'ERR_CONNECTION_CLOSED', 'ERR_TUNNEL_CONNECTION_FAILED', 'ERR_PROXY_CONNECTION_FAILED', 'ERR_SOCKET_NOT_CONNECTED'], next: 'retry', finding: 'source.unreachable', words: 'the connection broke' },
  { codes: ['ERR_INVALID_HTTP_RESPONSE', 'ERR_INVALID_RESPONSE'], next: 'give_up', finding: 'source.unreadable', words: 'the answer is not valid HTTP' },
  { codes: ['BROWSER_MISSING'], next: 'give_up', finding: 'source.unreachable', words: 'no browser' },
  { codes: ['BROWSER_CRASHED'], next: 'retry', finding: 'source.unreachable', words: 'the browser hung or crashed' },
  { codes: ['NOT_SHOWN'], next: 'give_up', finding: 'source.unreadable', words: 'the page never showed what was waited for' },
  { codes: ['NOT_A_PAGE'], next: 'give_up', finding: 'source.unreadable', words: 'not a page' },
];

/** Certificates do not mend themselves within a minute; the same for everything else we have no row for. */
const UNKNOWN_ERROR: Consequence = { next: 'give_up', finding: 'source.unreachable', words: 'the request failed' };
const CERTIFICATE: Consequence = { next: 'give_up', finding: 'source.unreachable', words: 'the certificate is not trusted' };
/** A server that does not speak HTTP, or not well. */
const PROTOCOL: Consequence = { next: 'give_up', finding: 'source.unreadable', words: 'the answer is not valid HTTP' };

/** What follows from an HTTP status that is not a page; statuses without a row of their own follow their class. */
export function afterStatus(status: number): Consequence {
  const row = STATUSES.find(({ statuses }) => statuses.includes(status));
  if (row) return row;
  if (status >= 500) return { next: 'give_up', finding: 'source.unreachable', words: 'a failure of the server' };
  if (status >= 400) return { next: 'give_up', finding: 'source.refused', words: 'a refusal' };
  if (status >= 300) return { next: 'give_up', finding: 'source.unreadable', words: 'a redirect that leads nowhere' };
  return { next: 'give_up', finding: 'source.unreadable', words: 'an answer that is not a page' };
}

/** What follows from an error, by its code. */
export function afterError(code: string): Consequence {
  const row = ERRORS.find(({ codes }) => codes.includes(code));
  if (row) return row;
  if (/CERT|SELF_SIGNED|^UNABLE_TO_|ISSUER|ALTNAME/.test(code)) return CERTIFICATE;
  if (code.startsWith('HPE_') || code === 'EPROTO' || code.startsWith('ERR_SSL_')) return PROTOCOL;
  return UNKNOWN_ERROR;
}

/**
 * The wait that a `Retry-After` asks for, in milliseconds: a count of seconds, or an HTTP date.
 * @returns undefined when the header is absent or says nothing that can be read
 */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Only the date form of RFC 9110: Date.parse alone would read "5 apples" as a month of May.
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

/** Exponential back-off with full jitter: between a tenth of and the whole of base × 2^(attempt − 1), at most `capMs`. */
export function backoffMs(attempt: number, bounds: { readonly baseMs: number; readonly capMs: number }, random: () => number): number {
  const ceiling = Math.min(bounds.capMs, bounds.baseMs * 2 ** (attempt - 1));
  return Math.round(ceiling * (0.1 + 0.9 * random()));
}
