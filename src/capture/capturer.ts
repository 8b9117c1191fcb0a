import { type LookupAddress } from 'node:dns';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { type CaptureRequest } from '../domain/capture.ts';
import { type BrowserRoad } from './browser/exchange.ts';
import { capturePage, type CaptureTools, type Road } from './capture-page.ts';
import { failedExchange, type Exchange } from './exchange.ts';
import { failureOf } from './failure.ts';
import { createHostQueue } from './host-queue.ts';
import { ACCEPT_ENCODING } from './http/decode.ts';
import { exchangeByHttp } from './http/exchange.ts';
import { createGuardedAgent } from './http/guard.ts';
import { type Environment } from './http/proxy.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { type Capturer, type KnownVersion } from './outcome.ts';
import { identityOf, resolveSecrets, type Secrets } from './secrets.ts';
import { userAgentFor } from './user-agent.ts';

export interface CapturerOptions {
  /** Loopback and private addresses may be asked. Default false. */
  readonly allowPrivate?: boolean;
  /** Default: `driftledger/<version> (+<DRIFTLEDGER_CONTACT>)`. */
  readonly userAgent?: string;
  readonly limits?: Partial<Limits>;
  readonly clock?: () => Date;
  readonly sleep?: (ms: number) => Promise<void>;
  /** Between 0 and 1, for the jitter. */
  readonly random?: () => number;
  /** Secrets, proxies, DRIFTLEDGER_CONTACT and DRIFTLEDGER_BROWSER are read here. Default `process.env`. */
  readonly env?: Environment;
  /** The Chromium to use. Default: DRIFTLEDGER_BROWSER, playwright's own, the system's, the bundled one. */
  readonly browserPath?: string;
  /** All addresses of a name. Default: the system's resolver. */
  readonly lookup?: (hostname: string) => Promise<readonly LookupAddress[]>;
  /** Ends what is under way; captures then reject with its reason. */
  readonly signal?: AbortSignal;
}

/** Fetches pages by HTTP or by browser, politely, and only from addresses that may be asked. */
export function createCapturer(options: CapturerOptions = {}): Capturer {
  const { clock = () => new Date(), env = process.env, random = Math.random, signal } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const sleep = options.sleep ?? ((ms: number) => sleepFor(ms, undefined, signal ? { signal } : {}));
  const userAgent = options.userAgent ?? userAgentFor(env);
  const peers = new Map<string, string>();
  const deferred = new Map<string, Date>();
  const guard = {
    env, allowPrivate: options.allowPrivate ?? false, connectMs: limits.connectMs, headersMs: limits.headersMs, bodyIdleMs: limits.bodyIdleMs,
    ...(options.lookup ? { lookup: options.lookup } : {}),
  };
  const dispatcher = createGuardedAgent({ ...guard, onConnect: (origin, peer) => peers.set(origin, peer) });
  const queue = createHostQueue({ pauseMs: limits.pauseMs, now: () => clock().getTime(), sleep });
  const http = { dispatcher, queue, limits, signal, peerOf: (origin: string) => peers.get(origin) ?? null };
  const tools: CaptureTools = { limits, sleep, random, now: clock, defer: (url, until) => deferred.set(hostOf(url), until) };

  function byHttp(request: CaptureRequest, known: KnownVersion, secrets: Secrets): Promise<Exchange> {
    const { own, open } = splitHeaders(request.headers ?? {});
    const headers = { 'user-agent': userAgent, accept: '*/*', 'accept-language': 'en', ...open, 'accept-encoding': ACCEPT_ENCODING, ...validators(known) };
    return exchangeByHttp({ url: request.url, headers, originHeaders: { ...own, ...secrets.headers } }, http);
  }

  // The browser and everything it needs is loaded by the first page that wants it, and by nothing else.
  let browser: Promise<BrowserRoad> | undefined;
  async function byBrowser(request: CaptureRequest): Promise<Exchange> {
    browser ??= import('./browser/exchange.ts').then(({ createBrowserRoad }) => createBrowserRoad({ env, guard, limits, userAgent, signal, browserPath: options.browserPath }));
    const road = await browser;
    return queue.run(hostOf(request.url), () => road.exchange(request));
  }

  return {
    async capture(request, known = {}) {
      signal?.throwIfAborted();
      const conditional = request.method === 'http' && Object.keys(validators(known)).length > 0;
      const road = (go: Road['go'], secrets: Road['secrets']): Road => ({ go, conditional, secrets });
      const until = deferred.get(hostOf(request.url));
      if (until && until > clock()) {
        const failure = { code: 'DEFERRED', message: `the host asked to be left alone until ${until.toISOString()}` };
        return capturePage(request, road(async () => failedExchange(request.url, failure), withoutKeys(request)), tools);
      }
      let secrets: Secrets;
      try {
        secrets = resolveSecrets(request.secretHeaders, env);
      } catch (error) {
        return capturePage(request, road(async () => failedExchange(request.url, failureOf(error)), withoutKeys(request)), tools);
      }
      const go = request.method === 'browser' ? () => byBrowser(request) : () => byHttp(request, known, secrets);
      return capturePage(request, road(go, secrets), tools);
    },
    async close() {
      await dispatcher.destroy();
      await (await browser)?.close();
    },
  };
}

/** Headers that say who asks stay with the origin that was asked, even where the request does not call them secret. */
function splitHeaders(headers: Readonly<Record<string, string>>): { own: Record<string, string>; open: Record<string, string> } {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const isOwn = (name: string) => /^(?:authorization|cookie|proxy-authorization)$|key|token|secret/.test(name);
  return { own: Object.fromEntries(entries.filter(([name]) => isOwn(name))), open: Object.fromEntries(entries.filter(([name]) => !isOwn(name))) };
}

function validators({ etag, lastModified }: KnownVersion): Record<string, string> {
  return { ...(etag ? { 'if-none-match': etag } : {}), ...(lastModified ? { 'if-modified-since': lastModified } : {}) };
}

function withoutKeys(request: CaptureRequest): Road['secrets'] {
  return { identity: identityOf(request.secretHeaders), redact: (text) => text, redactBytes: (bytes) => bytes };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
