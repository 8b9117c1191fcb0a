import { createHash } from 'node:crypto';
import { Feed } from 'feed';
import { conditionsOf, eventLine, subjectLine } from '../../alerts/index.ts';
import { sidePhrase, timePhrase } from '../../domain/phrase.ts';
import { escapeHtml, plainText } from '../../domain/plain-text.ts';
import { type DriftRow } from '../../ledger/port.ts';
import { routeAddress } from '../parts/html.ts';

/** What a feed is made of: nothing but the ledger, so that the same events give the same bytes. */
export interface FeedInput {
  /** Newest first. */
  readonly events: readonly DriftRow[];
  /** Where the page is, without a slash at the end. */
  readonly base: string;
  /** "?source=fal", as it was asked for; '' for everything. */
  readonly query: string;
  /** "source fal, severity warning"; '' for everything. */
  readonly filter: string;
  readonly publisher: (source: string) => string;
}

interface Entry {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly text: string;
  readonly html: string;
  readonly at: string;
  readonly tags: readonly string[];
}

/** Where a feed without an event stands in time: it has not been updated yet. */
const NEVER = '1970-01-01T00:00:00.000Z';

/** Atom 1.0 (RFC 4287). */
export function atomFeed(input: FeedInput): string {
  const { base, query, events } = input;
  const feed = new Feed({
    id: feedId(input.filter), title: titleOf(input), description: 'What moved in the prices and states of AI models, as their sources print them.', link: `${base}/drift`, feed: `${base}/feed.atom${query}`,
    updated: new Date(events[0]?.observed_at ?? NEVER), generator: 'driftledger', author: { name: 'driftledger' },
  });
  for (const { id, url, title, html, at, tags } of events.map((event) => entryOf(event, input))) {
    feed.addItem({ id, link: url, title: escapeHtml(title), content: html, date: new Date(at), published: new Date(at), category: tags.map((term) => ({ term: escapeHtml(term), name: term })) });
  }
  return feed.atom1();
}

/** JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/); the event itself stands beside its words as `_driftledger`. */
export function jsonFeed(input: FeedInput, toJson: (event: DriftRow) => unknown) {
  const { base, query, events } = input;
  return {
    version: 'https://jsonfeed.org/version/1.1', title: titleOf(input), home_page_url: `${base}/drift`, feed_url: `${base}/feed.json${query}`, language: 'en',
    description: 'What moved in the prices and states of AI models, as their sources print them.', authors: [{ name: 'driftledger' }],
    items: events.map((event) => {
      const { id, url, title, text, html, at, tags } = entryOf(event, input);
      return { id, url, title, content_html: html, content_text: text, date_published: at, tags, _driftledger: toJson(event) };
    }),
  };
}

/** When the newest event was observed: what a reader's If-Modified-Since is about. */
export function updatedAt(events: readonly Pick<DriftRow, 'observed_at'>[]): string {
  return events[0]?.observed_at ?? NEVER;
}

function titleOf({ filter }: FeedInput): string {
  return plainText(`driftledger: drift${filter === '' ? '' : `, ${filter}`}`, 200);
}

function entryOf(event: DriftRow, { base, publisher }: FeedInput): Entry {
  const { id, source, kind, route, severity, reason, observed_at } = event;
  const sides = `${sidePhrase({ ...event, folded: [] }, 'before')} → ${sidePhrase({ ...event, folded: [] }, 'after')}`;
  const conditions = conditionsOf(event);
  const lines = [eventLine(event), ...(event.meter === null ? [] : [`${sides}${conditions === '' ? '' : ` · ${conditions}`}`]), `${reason}`, `${source} · observed ${timePhrase(observed_at)} · ${severity}`].map((line) => plainText(line, 500));
  return {
    id: urn(String(id), source, kind, route ?? '', observed_at), url: `${base}${route === null ? '/drift' : routeAddress(route)}`,
    title: plainText(subjectLine(event, publisher(source)), 250), text: lines.join('\n'), html: lines.map((line) => `<p>${escapeHtml(line)}</p>`).join(''),
    at: observed_at, tags: [source, kind, severity],
  };
}

function feedId(filter: string): string {
  return urn('drift feed', filter);
}

/** An id that never changes, wherever the page moves: a name-based UUID (version 8) of what it is about. */
function urn(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
