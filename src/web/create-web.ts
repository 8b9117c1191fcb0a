import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { etag } from 'hono/etag';
import { createApi } from './api/index.ts';
import { createActs } from './acts/index.ts';
import { type WebDeps } from './deps.ts';
import { createFeeds } from './feeds/index.ts';
import { guardRequests } from './guard.ts';
import { createMetrics } from './metrics.ts';
import { createPages, notFoundPage } from './pages/index.ts';
import { problemOf, sendProblem } from './problem.ts';
import { readinessReasons } from './readiness.ts';

const STYLE = readFileSync(new URL('style.css', import.meta.url), 'utf8');

/** The page and the HTTP API over one ledger. Reads, and follows the signed links of mails; needs no script in the browser and nothing from another host. */
export function createWeb(deps: WebDeps): Hono {
  const app = new Hono();
  app.use(guardRequests(deps));
  app.use(etag());
  app.get('/style.css', (c) => c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'no-cache' }));
  app.get('/healthz', (c) => c.json({ status: 'ok', version: deps.version }));
  app.get('/readyz', async (c) => {
    const reasons = await readinessReasons(deps);
    return c.json({ ready: reasons.length === 0, reasons }, reasons.length === 0 ? 200 : 503);
  });
  const metrics = createMetrics(deps);
  app.get('/metrics', async (c) => c.body(await metrics.scrape(), 200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }));
  app.route('/api', createApi(deps));
  if (deps.acts !== undefined) app.route('/', createActs(deps, deps.acts));
  app.route('/', createFeeds(deps));
  app.route('/', createPages(deps));
  app.notFound((c) => c.req.path.startsWith('/api/') ? sendProblem(c, { status: 404, title: 'There is nothing here', detail: `${c.req.path} is not an address of this server`, mend: 'the resources are /api/v1/{sources,snapshots,routes,prices,history,drift,alerts}' }) : notFoundPage(c, deps));
  app.onError((error, c) => sendProblem(c, problemOf(error, deps)));
  return app;
}
