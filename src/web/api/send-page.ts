import { type Context } from 'hono';
import { writeCursor } from '../cursor.ts';
import { type Page } from '../keyset.ts';
import { type Question } from './ask.ts';

/** `{items, next}`, the same address as a Link header, and the time pinned so that all pages are of one instant. */
export function sendPage<T>(c: Context, question: Question, page: Page<T>, headers: Readonly<Record<string, string>> = {}): Response {
  const next = page.after === null ? null : nextAddress(c, question, page.after);
  // Revalidated every time: an import may still change what is known of the past.
  return c.json({ items: page.items, next }, 200, { 'Cache-Control': 'no-cache', ...headers, ...(next === null ? {} : { Link: `<${next}>; rel="next"` }) });
}

function nextAddress(c: Context, question: Question, after: readonly string[]): string {
  const { pathname, searchParams } = new URL(c.req.url);
  if (PINNED.some((resource) => pathname.endsWith(resource))) searchParams.set('at', question.at);
  searchParams.set('cursor', writeCursor(after));
  return `${pathname}?${searchParams.toString()}`;
}

/** The resources that are of one instant. */
const PINNED = ['/prices', '/routes', '/snapshots'];
