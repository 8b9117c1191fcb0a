import { type CaptureRequest } from '../../domain/capture.ts';
import { failedExchange, urlRefusal, type Exchange } from '../exchange.ts';
import { failureOf } from '../failure.ts';
import { type GuardOptions } from '../http/guard.ts';
import { type Environment } from '../http/proxy.ts';
import { type Limits } from '../limits.ts';
import { createFilterProxy } from './filter-proxy.ts';
import { findBrowser } from './find.ts';
import { createBrowserPool } from './pool.ts';
import { renderPage } from './render.ts';

/** Captures pages with a real browser, all of whose traffic goes through the address check. */
export interface BrowserRoad {
  /** Failures come back as part of the exchange; only an abort from outside is thrown. */
  exchange(request: CaptureRequest): Promise<Exchange>;
  close(): Promise<void>;
}

export async function createBrowserRoad(options: {
  readonly env: Environment;
  readonly guard: GuardOptions;
  readonly limits: Limits;
  readonly userAgent: string;
  readonly browserPath: string | undefined;
  readonly signal: AbortSignal | undefined;
}): Promise<BrowserRoad> {
  const { limits, signal } = options;
  const proxy = await createFilterProxy({ ...options.guard, maxBytes: limits.maxBodyBytes });
  // Never opened: it is for what the browser wants to tell its maker.
  const blackHole = await createFilterProxy({ maxBytes: 0 });
  const pool = createBrowserPool({ find: () => findBrowser(options.env, options.browserPath), limits, blackHole: blackHole.url });
  // A browser must not outlive a worker that is told to stop.
  const stop = () => { pool.close().catch(() => undefined); };
  signal?.addEventListener('abort', stop, { once: true });

  return {
    async exchange(request) {
      const refusal = urlRefusal(request.url);
      if (refusal !== null) return failedExchange(request.url, { code: 'URL_REFUSED', message: refusal });
      if (Object.keys(request.secretHeaders ?? {}).length > 0) {
        // A browser sends extra headers with everything it loads, to other hosts and over redirects too.
        return failedExchange(request.url, { code: 'URL_REFUSED', message: 'expected no secret headers with method "browser"; a browser would send them to every host that the page loads from: use method "http"' });
      }
      try {
        return await pool.use((browser) => renderPage(browser, request, { proxy, userAgent: options.userAgent, limits, signal, hung: () => pool.kill() }));
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        return failedExchange(request.url, failureOf(error));
      }
    },
    async close() {
      signal?.removeEventListener('abort', stop);
      await pool.close();
      await Promise.all([proxy.close(), blackHole.close()]);
    },
  };
}
