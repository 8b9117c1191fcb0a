import { type Context } from 'hono';
import { type WebDeps } from '../deps.ts';
import { documentText, html, nothing, time, type Html } from '../parts/html.ts';

export interface PageContent {
  readonly title: string;
  readonly body: Html;
  readonly status?: 200 | 400 | 404 | 410 | 500;
  /** What the page was filtered by, for the foot of a print: "as of 2026-11-22, route seedance". */
  readonly filter?: string;
}

/** A drawn step line, as the tab's picture. */
const ICON = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M1 12h5V7h4V4h5' fill='none' stroke='%231F5FA8' stroke-width='2'/%3E%3C/svg%3E";

/** Sends a page in the frame that all pages share: head, notices, and a foot that says of when and of which snapshots it is. */
export async function sendPage(c: Context, deps: WebDeps, { title, body, status = 200, filter }: PageContent): Promise<Response> {
  const [now, snapshots] = [deps.now(), await lastSnapshots(deps)];
  const document = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="/style.css">
<link rel="alternate" type="application/atom+xml" title="Drift" href="/feed.atom">
<link rel="alternate" type="application/feed+json" title="Drift" href="/feed.json">
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header class="site">
<a class="mark" href="/">driftledger</a>
<nav aria-label="Rooms">${room(c, '/', 'Prices')}${room(c, '/drift', 'Drift')}${room(c, '/alerts', 'Alerts')}${deps.caught === undefined ? nothing : room(c, '/mails', 'Mails')}</nav>
</header>
<main id="content">
${notices(deps.notices())}
${body}
</main>
<footer>
<p>Shown ${time(now)}${filter === undefined ? nothing : html` · ${filter}`} · driftledger ${deps.version} · <a href="/api">for programs</a> · <a href="/feed.atom">feed</a> · <a href="/calendar.ics">calendar</a></p>
${snapshots.length === 0 ? nothing : html`<p>Snapshots: ${snapshots.map(({ source, id, sha256 }, index) => html`${index === 0 ? '' : ' · '}${source} #${id} <span class="name">${sha256.slice(0, 16)}</span>`)}</p>`}
<p>▲ rises, ▼ falls: neither is good or bad by itself; a buyer’s red is a rise. A price is what its source printed, with its unit, conditions and date; what could not be read with certainty is not shown as one.</p>
</footer>
</body>
</html>
`;
  return c.html(await documentText(document), status, { 'Cache-Control': 'no-cache' });
}

/** One short list of sentences above everything else; nothing when all is well. */
function notices(sentences: readonly string[]): Html {
  return sentences.length === 0 ? nothing : html`<ul class="notices" aria-label="Notices">${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
}

function room(c: Context, path: string, words: string): Html {
  return html`<a href="${path}"${c.req.path === path || (path !== '/' && c.req.path.startsWith(`${path}/`)) ? html` aria-current="page"` : nothing}>${words}</a>`;
}

/** The last snapshot of each source: what the prices on the page come from. */
async function lastSnapshots({ ledger }: WebDeps) {
  const sources = await ledger.sources();
  return (await Promise.all(sources.map(({ id }) => ledger.snapshots({ source: id, limit: 1 })))).flat();
}
