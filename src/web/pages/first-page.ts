import { type Context } from 'hono';
import { countPhrase, plural } from '../../domain/phrase.ts';
import { readMeter } from '../../domain/question.ts';
import { rateKey } from '../../domain/rate.ts';
import { readTime } from '../../domain/times.ts';
import { METER_UNITS, SEVERITIES } from '../../domain/vocabulary.ts';
import { type PriceQuery, type PriceRow, type SourceState } from '../../ledger/port.ts';
import { readCursor, writeCursor } from '../cursor.ts';
import { type WebDeps } from '../deps.ts';
import { pageOf } from '../keyset.ts';
import { causeTable } from '../parts/cause-table.ts';
import { deliveryFaults } from '../parts/delivery-health.ts';
import { disagreementTable } from '../parts/disagreement-table.ts';
import { driftTable } from '../parts/drift-table.ts';
import { html, nothing, time, type Html } from '../parts/html.ts';
import { priceTable } from '../parts/price-table.ts';
import { sourceTable } from '../parts/source-table.ts';
import { sendPage } from './layout.ts';

const PRICES = 40;
const EVENTS = 10;
const ALERTS = 5;

/** What the form and the "more" link may carry. */
interface Asked {
  readonly q: string;
  readonly source: string;
  readonly meter: string;
  readonly at: string;
  readonly cursor: string;
}

/** `/`: the sources and how they are, what moved last, the prices in force. With a question it shows the prices that answer it. */
export async function firstPage(c: Context, deps: WebDeps): Promise<Response> {
  const asked: Asked = { q: '', source: '', meter: '', at: '', cursor: '', ...c.req.query() };
  const hasQuestion = [asked.q, asked.source, asked.meter, asked.at, asked.cursor].some((word) => word !== '');
  const [sources, query] = [await deps.ledger.sources(), priceQuery(asked, deps.now())];
  const rows = await deps.ledger.prices(query);
  const prices = html`<section aria-labelledby="prices"><h2 id="prices">${hasQuestion ? 'Prices' : 'Prices in force'}</h2>
${searchForm(asked, sources)}${answer(rows, asked, query, sources)}</section>`;
  return sendPage(c, deps, {
    title: 'driftledger: prices of AI models, dated',
    body: html`<h1>Prices of AI models, as their sources print them</h1>${hasQuestion ? html`<p><a href="/">All sources, drift and prices</a></p>` : await overview(deps, sources)}${prices}`,
    ...(hasQuestion ? { filter: filterWords(asked) } : {}),
  });
}

async function overview(deps: WebDeps, sources: readonly SourceState[]): Promise<Html> {
  const { ledger, now, schedule } = deps;
  const [events, unequal] = await Promise.all([ledger.drift({ limit: EVENTS }), ledger.openDisagreements()]);
  return html`${await openAlerts(deps)}<section aria-labelledby="sources"><h2 id="sources">Sources</h2>
${sources.length === 0 ? html`<p class="empty">No source is configured: add one under “sources” in schedules.json, or copy the file that came with driftledger.</p>` : sourceTable(sources, schedule(), now())}</section>
<section aria-labelledby="drift"><h2 id="drift">Latest drift</h2>
${events.length === 0 ? html`<p class="empty">${noDriftWords(sources)}</p>` : html`${driftTable(events, { withRoute: true })}<p><a href="/drift">All drift</a></p>`}</section>${unequal.length === 0 ? nothing : html`<section aria-labelledby="disagreements"><h2 id="disagreements">Where sources disagree</h2>
${disagreementTable(unequal)}</section>`}`;
}

/** What waits for a person stands above all else, the worst first; nothing when nothing does. */
async function openAlerts(deps: WebDeps): Promise<Html> {
  const [open, faults] = await Promise.all([deps.ledger.alertCauses({ at: deps.now(), standing: 'open' }), deliveryFaults(deps)]);
  if (open.length === 0 && faults.length === 0) return nothing;
  const worst = open.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity)).slice(0, ALERTS);
  const shown = await Promise.all(worst.map(async (cause) => ({ ...cause, deliveries: await deps.ledger.deliveries({ alert: cause.id }) })));
  return html`<section aria-labelledby="alerts"><h2 id="alerts">${open.length === 0 ? 'Alerts' : 'Open alerts'}</h2>${faults}${open.length === 0 ? nothing : causeTable(shown)}
<p><a href="/alerts${open.length === 0 ? '' : '?standing=open'}">${open.length > ALERTS ? `All ${countPhrase(open.length)} open alerts` : open.length === 0 ? 'All alerts' : 'Alerts, silences, deliveries'}</a></p></section>
`;
}

function noDriftWords(sources: readonly SourceState[]): string {
  const read = sources.filter((source) => source.last_success_at !== null).length;
  return read === 0
    ? 'Nothing could be compared yet: drift shows from the second good reading of a source on.'
    : `Nothing has moved since the first reading of ${plural(read, 'source')}. The first snapshot of a source is its baseline, not drift.`;
}

function answer(rows: readonly PriceRow[], asked: Asked, { at }: PriceQuery, sources: readonly SourceState[]): Html {
  if (rows.length === 0) return html`<p class="empty">${noPriceWords(asked, sources)}</p>`;
  const page = pageOf(rows, (row) => [row.source, row.route, rateKey(row)], { limit: PRICES, ...(asked.cursor === '' ? {} : { cursor: readCursor(asked.cursor) }) });
  const more = page.after === null ? nothing : html`<p><a rel="next" href="/?${new URLSearchParams({ ...words(asked), at, cursor: writeCursor(page.after) }).toString()}">More prices</a></p>`;
  return html`<p class="count">${plural(rows.length, 'price')} in force${asked.at === '' ? nothing : html` at ${time(at)}`}${rows.length > page.items.length ? `, ${countPhrase(page.items.length)} of them here` : ''}.</p>
${priceTable(page.items, { withRoute: true })}${more}`;
}

function noPriceWords(asked: Asked, sources: readonly SourceState[]): string {
  if (asked.q !== '' || asked.source !== '' || asked.meter !== '') return 'No price answers this question. A route’s name is found by any part of it; * stands for any characters.';
  if (asked.at !== '') return 'No source had been read at that time.';
  return sources.some((source) => source.last_failure_at !== null)
    ? 'There is no price yet: no source could be read. Why stands above, beside each source; nothing is invented in their place.'
    : 'There is no price yet: no source has been checked. The first check starts by itself.';
}

function searchForm(asked: Asked, sources: readonly SourceState[]): Html {
  const option = (value: string, label: string, chosen: string): Html => html`<option value="${value}"${value === chosen ? html` selected` : nothing}>${label}</option>`;
  return html`<form class="search" role="search" action="/" method="get">
<label>Route <input type="search" name="q" value="${asked.q}" placeholder="seedance fast" maxlength="200" autocomplete="off"></label>
<label>Source <select name="source">${option('', 'all', asked.source)}${sources.map(({ id }) => option(id, id, asked.source))}</select></label>
<label>Meter <select name="meter">${option('', 'all', asked.meter)}${Object.keys(METER_UNITS).map((meter) => option(meter, meter.replaceAll('_', ' '), asked.meter))}</select></label>
<label>At <input name="at" value="${asked.at}" placeholder="2026-11-24, 7d" maxlength="40" autocomplete="off"></label>
<button>Show</button>
</form>`;
}

/** @throws UsageError for a time or a meter that nobody can read */
function priceQuery(asked: Asked, now: string): PriceQuery {
  return {
    at: asked.at === '' ? now : readTime(asked.at, 'at', 'At', now),
    ...(asked.source === '' ? {} : { source: asked.source }),
    ...(asked.meter === '' ? {} : { meter: readMeter(asked.meter, 'Meter') }),
    // Words in any distance from each other: "seedance fast" finds "seedance-2.0/fast".
    ...(asked.q.trim() === '' ? {} : { route: `*${asked.q.trim().split(/\s+/).join('*')}*` }),
  };
}

function words({ q, source, meter }: Asked): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries({ q, source, meter }).filter(([, value]) => value !== ''));
}

function filterWords(asked: Asked): string {
  return Object.entries({ ...words(asked), ...(asked.at === '' ? {} : { at: asked.at }) }).map(([key, value]) => `${key === 'q' ? 'route' : key} ${value}`).join(', ');
}
