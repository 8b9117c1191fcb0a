import { Hono, type Context } from 'hono';
import { driftJson } from '../../ledger/json.ts';
import { readQuestion } from '../api/ask.ts';
import { type WebDeps } from '../deps.ts';
import { failurePage } from '../pages/failure-page.ts';
import { calendarOf } from './calendar.ts';
import { atomFeed, jsonFeed, updatedAt, type FeedInput } from './drift-feed.ts';

const EVENTS = 50;
/** Feed readers ask often; an ETag makes the answer short when nothing moved. */
const FRESH = 'max-age=300';

/** Drift as feeds, by source, route and severity as the API filters, and what is to come as a calendar. */
export function createFeeds(deps: WebDeps): Hono {
  const { ledger, now } = deps;
  const feeds = new Hono();
  feeds.get('/feed.atom', async (c) => {
    const input = await feedInput(c, deps);
    return c.body(atomFeed(input), 200, { 'Content-Type': 'application/atom+xml; charset=utf-8', ...cacheHeaders(input) });
  });
  feeds.get('/feed.json', async (c) => {
    const input = await feedInput(c, deps);
    return c.body(JSON.stringify(jsonFeed(input, driftJson)), 200, { 'Content-Type': 'application/feed+json; charset=utf-8', ...cacheHeaders(input) });
  });
  feeds.get('/calendar.ics', async (c) => {
    readQuestion(c, [], now());
    return c.body(await calendarOf(ledger, now(), baseOf(c, deps)), 200, { 'Content-Type': 'text/calendar; charset=utf-8', 'Cache-Control': FRESH, 'Content-Disposition': 'inline; filename="driftledger.ics"' });
  });
  feeds.onError((error, c) => failurePage(c, deps, error));
  return feeds;
}

/** @throws UsageError for a parameter that nobody can read */
async function feedInput(c: Context, deps: WebDeps): Promise<FeedInput> {
  const { source, route, severity, kind } = readQuestion(c, ['source', 'route', 'severity', 'kind'], deps.now());
  const asked = Object.fromEntries(Object.entries({ source, route, severity, kind }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const [rows, sources] = await Promise.all([deps.ledger.drift({ ...asked, limit: EVENTS }), deps.ledger.sources()]);
  const query = new URLSearchParams(asked).toString();
  return {
    // What an import made untrue is not news.
    events: rows.filter(({ superseded }) => !superseded).toSorted((a, b) => (a.observed_at === b.observed_at ? b.id - a.id : a.observed_at < b.observed_at ? 1 : -1)),
    base: baseOf(c, deps), query: query === '' ? '' : `?${query}`, filter: Object.entries(asked).map(([name, value]) => `${name} ${value}`).join(', '),
    publisher: (id) => sources.find((one) => one.id === id)?.publisher ?? id,
  };
}

function cacheHeaders({ events }: FeedInput): Readonly<Record<string, string>> {
  return { 'Cache-Control': FRESH, 'Last-Modified': new Date(updatedAt(events)).toUTCString() };
}

/** Where the page is, as whoever asks reached it, unless the configuration says it. */
function baseOf(c: Context, { publicUrl }: WebDeps): string {
  return (publicUrl ?? new URL(c.req.url).origin).replace(/\/+$/, '');
}
