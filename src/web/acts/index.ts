import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { readLink, type LinkAct } from '../../alerts/index.ts';
import { type WebActs, type WebDeps } from '../deps.ts';
import { failurePage } from '../pages/failure-page.ts';
import { sendProblem } from '../problem.ts';
import { askToAct, act } from './act.ts';
import { linkGone, linkUnknown, type Followed } from './pages.ts';
import { askToUnsubscribe, unsubscribe } from './unsubscribe.ts';

const MOST_BYTES = 10 * 1024;

/**
 * The signed links of mails: no login, because the link itself says who may do what. GET only asks; POST does it, once.
 */
export function createActs(deps: WebDeps, acts: WebActs): Hono {
  const app = new Hono();
  const limited = bodyLimit({ maxSize: MOST_BYTES, onError: (c) => sendProblem(c, { status: 413, title: 'That is too long', detail: `a form here has at most ${MOST_BYTES} bytes`, mend: 'write a shorter reason' }) });
  const followed = (kinds: readonly LinkAct[], answer: (one: Followed) => Promise<Response>) => async (c: Context<object, '/:token'>): Promise<Response> => {
    const link = readLink(c.req.param('token'), await acts.linkKey(), deps.now());
    const page = await (link === 'forged' ? linkUnknown(c, deps) : link === 'expired' ? linkGone(c, deps) : kinds.includes(link.act) ? answer({ c, deps, acts, link }) : linkUnknown(c, deps));
    page.headers.set('Cache-Control', 'no-store');
    page.headers.set('X-Robots-Tag', 'noindex');
    return page;
  };
  app.get('/act/:token', followed(['ack', 'silence'], askToAct));
  app.post('/act/:token', limited, followed(['ack', 'silence'], act));
  app.get('/unsubscribe/:token', followed(['unsubscribe'], askToUnsubscribe));
  app.post('/unsubscribe/:token', limited, followed(['unsubscribe'], unsubscribe));
  app.onError((error, c) => failurePage(c, deps, error));
  return app;
}
