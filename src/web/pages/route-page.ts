import { type Context } from 'hono';
import { formulaPhrase, limitsPhrase } from '../../domain/compare/index.ts';
import { type SnapshotRoute } from '../../domain/source.ts';
import { type HistoryRow } from '../../ledger/port.ts';
import { capturesAt } from '../api/routes.ts';
import { charts } from '../chart/chart.ts';
import { type WebDeps } from '../deps.ts';
import { driftTable } from '../parts/drift-table.ts';
import { html, nothing, outsideLink, routeName, time, type Html } from '../parts/html.ts';
import { priceTable } from '../parts/price-table.ts';
import { amountColumns, price, status } from '../parts/price.ts';
import { ageWords } from '../../domain/times.ts';
import { sendPage } from './layout.ts';

/** `/routes/<route>`: what each source says of one route now, and everything it ever said. */
export async function routePage(c: Context, deps: WebDeps, name: string): Promise<Response> {
  const { ledger } = deps;
  const now = deps.now();
  const history = await ledger.history(name);
  if (history.length === 0) return sendPage(c, deps, { title: 'Unknown route · driftledger', status: 404, body: unknownRoute(name) });
  const sources = [...new Set(history.map(({ source }) => source))];
  const [statements, prices, drift] = await Promise.all([
    Promise.all(sources.map(async (source) => {
      const [[said], capturedAt] = await Promise.all([ledger.contentAt(source, now, [name]), capturesAt(ledger, source, now)]);
      return { source, said: said && { ...said, captured_at: capturedAt(said.url) } };
    })),
    ledger.prices({ at: now, route: name }), ledger.drift({ route: name, limit: 100 }),
  ]);
  // A name may hold a star, which the ledger takes for any characters, and globs do not mind capitals.
  const [inForce, moved] = [prices.filter(({ route }) => route === name), drift.filter(({ route }) => route === name)];
  return sendPage(c, deps, {
    title: `${name.slice(0, 200)} · driftledger`, filter: `route ${name.slice(0, 200)}`,
    body: html`<p><a href="/">All prices</a></p><h1>${routeName(name)}</h1>
${statements.map(({ source, said }) => statement(source, said, now))}
<section aria-labelledby="prices"><h2 id="prices">Prices in force</h2>${inForce.length === 0 ? html`<p class="empty">No price is in force: the history says what was.</p>` : priceTable(inForce, { withRoute: false })}</section>
<section aria-labelledby="chart"><h2 id="chart">Over time</h2>${charts(history, now)}</section>
<section aria-labelledby="drift"><h2 id="drift">Drift</h2>${moved.length === 0 ? html`<p class="empty">Nothing has moved since it was first read.</p>` : driftTable(moved, { withRoute: false })}</section>
<section aria-labelledby="history"><h2 id="history">History</h2>${historyTable(history)}</section>`,
  });
}

/** What a source says of the route beside its prices. */
function statement(source: string, said: SnapshotRoute | undefined, now: string): Html {
  if (said === undefined) return html`<p>${source} does not list it any more.</p>`;
  const facts: readonly (readonly [string, Html])[] = [
    ['Status', statusFacts(said, now)],
    ...(said.vendor === undefined ? [] : [['Vendor', html`${said.vendor}`] as const]),
    ...(said.aliases === undefined || said.aliases.length === 0 ? [] : [['Also called', html`${said.aliases.join(', ')}`] as const]),
    ...(said.groups.length === 0 ? [] : [['Groups', html`${said.groups.join(', ')}`] as const]),
    ...(said.endpoints.length === 0 ? [] : [['Endpoints', html`${said.endpoints.join(', ')}`] as const]),
    ...(said.formula === null ? [] : [['Counted as', html`${formulaPhrase(said.formula)}`] as const]),
    ...(said.limits === null ? [] : [['Accepts', html`${limitsPhrase(said.limits)}`] as const]),
    ['Read', html`${outsideLink(said.url, source)}, ${time(said.captured_at)}`],
  ];
  return html`<dl class="facts">${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** A status that nobody tested with a real call is worth nothing, and says so. */
function statusFacts(said: SnapshotRoute, now: string): Html {
  const probed = said.status_probed === false ? html` <span class="quiet">○ not verified: the source does not test this kind of route with a real call</span>` : nothing;
  const checked = said.status_checked_at === undefined ? nothing : html` <small>checked by the source ${ageWords(said.status_checked_at, now)} ago</small>`;
  return html`${status(said.status, said.status_raw)}${probed}${checked}${said.status_reason === undefined ? nothing : html` <small>“${said.status_reason}”</small>`}`;
}

/** The newest first: from when until when it was in force, and what it was. */
function historyTable(history: readonly HistoryRow[]): Html {
  const columns = amountColumns(history.filter((row) => row.what === 'rate'));
  return html`<table class="cards history">
<thead><tr><th scope="col">From</th><th scope="col">Until</th><th scope="col">Price or status</th><th scope="col">Source</th></tr></thead>
<tbody>${history.toReversed().map((row) => html`<tr><td class="when">${time(row.from)}</td>${row.until === null ? html`<td class="when"><b>in force</b></td>` : html`<td class="when until">${time(row.until)}</td>`}
<td>${row.what === 'rate' ? price(row, columns) : status(row.status, row.status_raw)}${row.what === 'rate' && row.said !== null ? html`<p class="reason">“${row.said}”</p>` : nothing}</td><td class="seen">${row.source} · snapshot ${row.snapshot}</td></tr>
`)}</tbody></table>`;
}

function unknownRoute(name: string): Html {
  return html`<h1>No such route</h1><p>The ledger knows no route named “${name.slice(0, 300)}”.</p>
<form class="search" role="search" action="/" method="get"><label>Route <input type="search" name="q" value="${name.slice(0, 200)}"></label><button>Look for it</button></form>`;
}
