import { type Context } from 'hono';
import { type Link } from '../../alerts/index.ts';
import { type AlertRow } from '../../ledger/port.ts';
import { type WebActs, type WebDeps } from '../deps.ts';
import { sendPage } from '../pages/layout.ts';
import { html, time, type Html } from '../parts/html.ts';

/** What the pages of links have in common. */

/** One link, followed. */
export interface Followed {
  readonly c: Context;
  readonly deps: WebDeps;
  readonly acts: WebActs;
  readonly link: Link;
}

export function linkUnknown(c: Context, deps: WebDeps): Promise<Response> {
  return sendPage(c, deps, { title: 'Unknown link · driftledger', status: 404, body: html`<h1>This link is not one of ours</h1><p>It may have been cut off on its way: copy it whole from the mail. Everything that can be done with it can also be done at the command line; <code>driftledger alerts list</code> shows the alerts.</p>` });
}

export function linkGone(c: Context, deps: WebDeps): Promise<Response> {
  return sendPage(c, deps, { title: 'Old link · driftledger', status: 410, body: html`<h1>This link is too old</h1><p>Nothing was done. Take the link of a newer mail, or the command line; <a href="/alerts">the alerts</a> stand here.</p>` });
}

/** Which alert a page is about, in one line. */
export function about(alert: Pick<AlertRow, 'id' | 'headline' | 'opened_at' | 'severity'>): Html {
  return html`<p class="about"><a href="/alerts/${alert.id}"><b>${alert.headline}</b></a><br><small><span class="severity-${alert.severity}">${alert.severity}</span> · #${alert.id} · ${time(alert.opened_at)}</small></p>`;
}
