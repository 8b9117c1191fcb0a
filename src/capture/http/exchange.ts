import { request as send, type Dispatcher } from 'undici';
import { bounded } from '../bounded.ts';
import { failedExchange, urlRefusal, type Exchange } from '../exchange.ts';
import { CaptureFailure, failureOf, type Failure } from '../failure.ts';
import { type HostQueue } from '../host-queue.ts';
import { type Limits } from '../limits.ts';
import { decodeBody } from './decode.ts';

/** What one GET is made of. */
export interface HttpAsk {
  readonly url: string;
  /** Sent with every hop. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent only while the redirects stay on the origin that was asked. */
  readonly originHeaders: Readonly<Record<string, string>>;
}

export interface HttpTools {
  readonly dispatcher: Dispatcher;
  readonly queue: HostQueue;
  readonly limits: Limits;
  readonly signal: AbortSignal | undefined;
  /** The address of the latest connection to an origin. */
  readonly peerOf: (origin: string) => string | null;
}

/** One GET with its redirects. Failures come back as part of the exchange; only an abort from outside is thrown. */
export async function exchangeByHttp(ask: HttpAsk, tools: HttpTools): Promise<Exchange> {
  const { limits, signal } = tools;
  let url = ask.url;
  try {
    for (let hop = 0; hop <= limits.maxRedirects; hop += 1) {
      const refusal = urlRefusal(url);
      if (refusal !== null) return failedExchange(withoutCredentials(url), { code: hop === 0 ? 'URL_REFUSED' : 'REDIRECT_REFUSED', message: refusal });
      const { exchange, location } = await tools.queue.run(new URL(url).hostname, () => oneHop(url, ask, tools));
      if (location === null) return isLoginDetour(ask.url, exchange.finalUrl) ? { ...exchange, failure: loginPage(exchange.finalUrl) } : exchange;
      url = location;
    }
    throw new CaptureFailure('TOO_MANY_REDIRECTS', `expected at most ${limits.maxRedirects} redirects; got more, the last one to ${url}`);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    return failedExchange(url, failureOf(error));
  }
}

/** One request. `location` is where it redirects to; then the exchange is only a step on the way. */
async function oneHop(url: string, ask: HttpAsk, tools: HttpTools): Promise<{ readonly exchange: Exchange; readonly location: string | null }> {
  const { limits } = tools;
  const origin = new URL(url).origin;
  const headers = { ...ask.headers, ...(origin === new URL(ask.url).origin ? ask.originHeaders : {}) };
  const late = () => new CaptureFailure('TOTAL_TIMEOUT', `expected the whole answer within ${limits.totalMs} ms`);
  return bounded({ parent: tools.signal, ms: limits.totalMs, late }, async (signal) => {
    const response = await send(url, { method: 'GET', headers, dispatcher: tools.dispatcher, signal });
    // A body that fails after we turned away from it must not become an unhandled error.
    response.body.on('error', () => undefined);
    const seen = { status: response.statusCode, finalUrl: url, peer: tools.peerOf(origin), headers: plainHeaders(response.headers) };
    const location = redirectTarget(response.statusCode, seen.headers['location'], url);
    if (location !== null) {
      await response.body.dump({ limit: 64 * 1024, signal }).catch(() => undefined);
      return { exchange: { ...seen, wireBytes: 0, body: null, failure: null }, location };
    }
    const { wire, failure } = await receive(response.body, seen.headers['content-length'], limits.maxWireBytes, signal);
    const { body, failure: broken } = failure ? { body: wire, failure } : await decoded(wire, seen.headers['content-encoding'], limits.maxBodyBytes);
    return { exchange: { ...seen, wireBytes: wire.length, body: body.length > 0 ? body : null, failure: broken }, location: null };
  });
}

interface Received {
  readonly wire: Uint8Array;
  readonly failure: Failure | null;
}

/** Reads a body up to the cap. What came before a failure is kept: it is evidence. */
async function receive(body: Dispatcher.ResponseData['body'], contentLength: string | undefined, maxBytes: number, signal: AbortSignal): Promise<Received> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const tooLarge = (found: string) => new CaptureFailure('TOO_LARGE', `expected at most ${maxBytes} bytes; got ${found}`);
  if (Number(contentLength) > maxBytes) {
    body.destroy();
    return { wire: new Uint8Array(), failure: tooLarge(`a content-length of ${contentLength}`) };
  }
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > maxBytes) throw tooLarge('more');
      chunks.push(chunk);
    }
    return { wire: Buffer.concat(chunks), failure: null };
  } catch (error) {
    signal.throwIfAborted();
    const failure = failureOf(error);
    const broke = failure.code === 'UND_ERR_SOCKET' || failure.code === 'ECONNRESET' || failure.code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' || failure.code.startsWith('HPE_');
    const expected = contentLength === undefined ? 'the end of the body' : `${contentLength} bytes`;
    return { wire: Buffer.concat(chunks), failure: broke ? { code: 'CUT_OFF', message: `expected ${expected}; the connection ended after ${length} bytes` } : failure };
  }
}

async function decoded(wire: Uint8Array, encoding: string | undefined, maxBytes: number): Promise<{ readonly body: Uint8Array; readonly failure: Failure | null }> {
  try {
    return { body: wire.length === 0 ? wire : await decodeBody(wire, encoding ?? '', maxBytes), failure: null };
  } catch (error) {
    return { body: wire, failure: failureOf(error) };
  }
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

function redirectTarget(status: number, location: string | undefined, base: string): string | null {
  if (!REDIRECTS.includes(status) || location === undefined) return null;
  return URL.canParse(location, base) ? new URL(location, base).href : location;
}

/** A page that was asked for openly and ends at a sign-in form is no page. */
function isLoginDetour(asked: string, final: string): boolean {
  const login = /\/(?:log-?in|sign-?in|sso|passport)(?:[/.]|$)/i;
  return asked !== final && login.test(new URL(final).pathname) && !login.test(new URL(asked).pathname);
}

function loginPage(finalUrl: string): Failure {
  return { code: 'LOGIN_PAGE', message: `expected the page itself; was redirected to ${finalUrl}` };
}

/** One text a header. Cookies are left out: a session that was handed to us is a secret, too. */
function plainHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value] as const]));
  return Object.fromEntries(entries.filter(([name]) => name !== 'set-cookie'));
}

function withoutCredentials(text: string): string {
  if (!URL.canParse(text)) return text.slice(0, 200);
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.href;
}
