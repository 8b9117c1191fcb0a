import { isIP } from 'node:net';
import { type HonoRequest, type MiddlewareHandler } from 'hono';
import { type WebDeps } from './deps.ts';
import { sendProblem, type Problem } from './problem.ts';

/** Nothing runs, nothing is loaded from elsewhere, nobody frames the page; styles come from our own file. */
const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
};

/** A signed link of a mail, followed: the one thing that may be sent here. */
const LINK_PATH = /^\/(?:act|unsubscribe)\/[^/]+$/;

/**
 * Answers only requests that name a host of ours: to read, or to follow a signed link. Sends the safety headers with
 * every answer.
 * Without the host check, a page elsewhere could point its own name at this machine and read the ledger (DNS rebinding).
 */
export function guardRequests(deps: Pick<WebDeps, 'host' | 'publicUrl' | 'acts'>): MiddlewareHandler {
  const isOurs = hostCheck(deps);
  return async (c, next) => {
    const host = c.req.header('host') ?? new URL(c.req.url).host;
    if (!isOurs(host)) {
      c.res = sendProblem(c, { status: 421, title: 'This server does not answer for that host', detail: `the request names the host "${host}"`, where: 'Host', mend: 'open the page by the address that the program printed, or set web.publicUrl in schedules.json' });
    } else if (c.req.method === 'POST' && deps.acts !== undefined && LINK_PATH.test(c.req.path)) {
      const refusal = formRefusal(c.req, isOurs);
      if (refusal === null) await next();
      else c.res = sendProblem(c, refusal);
    } else if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      c.res = sendProblem(c, { status: 405, title: 'The page and the API only read', detail: `${c.req.method} is not answered`, mend: 'use GET; what changes the ledger is done on the command line' });
      c.res.headers.set('Allow', 'GET, HEAD');
    } else {
      await next();
    }
    // A page may bring its own, such as the frame that shows a mail.
    for (const [name, value] of Object.entries(HEADERS)) if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  };
}

/**
 * Why a form is not taken. A form of ours is urlencoded and comes from our own page; a mail program's own button
 * (RFC 8058) comes from anywhere and may be multipart.
 */
function formRefusal(request: HonoRequest, isOurs: (host: string) => boolean): Problem | null {
  const byMailProgram = request.path.startsWith('/unsubscribe/');
  const type = (request.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type !== 'application/x-www-form-urlencoded' && !(byMailProgram && type === 'multipart/form-data')) {
    return { status: 415, title: 'Only a form is taken here', detail: `the content type "${type}" is not taken`, where: 'Content-Type', mend: 'send the form of the page as it is' };
  }
  const [origin, site] = [request.header('origin'), request.header('sec-fetch-site')];
  // Our pages send no referrer, and browsers then say "null" for the origin of a form; Sec-Fetch-Site tells those apart.
  const foreign = (site !== undefined && site !== 'same-origin') || (origin !== undefined && origin !== 'null' && !isOurs(URL.canParse(origin) ? new URL(origin).host : ''));
  return foreign && !byMailProgram ? { status: 403, title: 'Only a form of this page is taken here', detail: 'the form was sent by another page', where: 'Origin', mend: 'open the link of the mail and confirm there' } : null;
}

function hostCheck({ host, publicUrl }: Pick<WebDeps, 'host' | 'publicUrl'>): (header: string) => boolean {
  const names = new Set(['localhost', '127.0.0.1', '::1', ...(host === undefined ? [] : [bare(host)]), ...(publicUrl === undefined ? [] : [bare(new URL(publicUrl).host)])]);
  const everywhere = host === '0.0.0.0' || host === '::';
  // Rebinding needs a name: whoever listens on all addresses is reached by any of them.
  return (header) => names.has(bare(header)) || (everywhere && isIP(bare(header)) !== 0);
}

/** "[::1]:8787" → "::1", "Localhost:80" → "localhost". */
function bare(host: string): string {
  const name = host.trim().toLowerCase();
  if (name.startsWith('[')) return name.slice(1, Math.max(1, name.indexOf(']')));
  return isIP(name) === 6 ? name : name.replace(/:\d{1,5}$/, '');
}
