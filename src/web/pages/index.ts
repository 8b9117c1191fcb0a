import { Hono } from 'hono';
import { type WebDeps } from '../deps.ts';
import { apiPage } from './api-page.ts';
import { alertPage } from './alert-page.ts';
import { alertsPage } from './alerts-page.ts';
import { capturePage } from './capture-page.ts';
import { driftPage } from './drift-page.ts';
import { failurePage } from './failure-page.ts';
import { firstPage } from './first-page.ts';
import { mailFrame, mailsPage } from './mails-page.ts';
import { notFoundPage } from './not-found-page.ts';
import { routePage } from './route-page.ts';

export { notFoundPage };

/** Every page a person can open. */
export function createPages(deps: WebDeps): Hono {
  const pages = new Hono();
  pages.get('/', (c) => firstPage(c, deps));
  pages.get('/drift', (c) => driftPage(c, deps));
  pages.get('/routes', (c) => routePage(c, deps, c.req.query('name') ?? ''));
  pages.get('/routes/*', (c) => routePage(c, deps, nameInPath(c.req.path)));
  pages.get('/alerts', (c) => alertsPage(c, deps));
  pages.get('/alerts/:id{[0-9]{1,15}}', (c) => alertPage(c, deps, Number(c.req.param('id'))));
  pages.get('/captures/:sha256', (c) => capturePage(c, deps, c.req.param('sha256')));
  pages.get('/api', (c) => apiPage(c, deps));
  pages.get('/mails', (c) => mailsPage(c, deps));
  pages.get('/mails/:number{[0-9]{1,6}}/frame', (c) => mailFrame(c, deps, Number(c.req.param('number'))));
  pages.onError((error, c) => failurePage(c, deps, error));
  return pages;
}

/** "/routes/bytedance/seedance-2.0" → "bytedance/seedance-2.0". */
function nameInPath(path: string): string {
  const name = path.slice('/routes/'.length);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
