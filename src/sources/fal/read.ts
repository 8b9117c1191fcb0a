import { pageText, type CapturedPage } from '../../domain/capture.ts';
import { SourceRefusal } from '../../domain/finding.ts';
import { routeReading, type Reading } from '../../domain/reading.ts';
import { isRecord } from '../lib/json.ts';
import { excerpt, isHtml, parseJsonPage, refuseWrongPage } from '../lib/recognise.ts';
import { isListing, readListing } from './listing.ts';
import { isLlms, readLlms } from './llms.ts';
import { readModelPage } from './page.ts';
import { isPlatform, readPlatform } from './platform.ts';
import { priced } from './priced.ts';
import { routeOfUrl } from './routes.ts';
import { billingFragments } from './payload.ts';
import { readUnitPrice } from './structured.ts';
import { readVisibleText } from './visible-text.ts';

const EXPECTED = 'a page of fal.ai: the models listing, a model\'s llms.txt, its HTML page, the platform pricing API, or a price text';
/** A price text that a person saved is short; the longest published one has under 3,000 characters. */
const LONGEST_TEXT = 8000;

/**
 * Reads one page of any surface; which one it is, the content says.
 * @throws SourceRefusal with distinct words for a challenge, a login page, an empty body, half a page, another site's page
 */
export function readPage(page: CapturedPage, reader: string): Reading {
  refuseWrongPage(page);
  const text = pageText(page);
  if (isHtml(text)) return { reader, ...readModelPage(text, page.url) };
  if (/^\s*[[{]/.test(text)) return { reader, ...readJson(page) };
  if (isLlms(text)) return { reader, ...readLlms(text, page.url) };
  return { reader, ...(readVisibleText(text) ?? readFragments(text) ?? readBareText(text, page.url)) };
}

function readJson(page: CapturedPage): Omit<Reading, 'reader'> {
  const document = parseJsonPage(page, EXPECTED);
  if (isPlatform(document)) return readPlatform(document);
  if (isListing(document)) return readListing(document);
  const keys = isRecord(document) ? Object.keys(document).slice(0, 8).join(', ') : '';
  throw new SourceRefusal('source.shape_changed', { expected: EXPECTED, found: isRecord(document) ? `JSON with the keys ${excerpt(keys, 120)}` : 'JSON that is a list' });
}

/** Cuts out of a page's stream, saved without the page: each endpointBilling speaks for its own endpoint. */
function readFragments(text: string): Omit<Reading, 'reader'> | undefined {
  const found = [...billingFragments(text)].map(([route, price]) => ({ route, ...readUnitPrice(route, price) }));
  if (found.length === 0) return undefined;
  return {
    routes: found.map(({ route, rates }) => routeReading(route, { rates })).toSorted((a, b) => (a.route < b.route ? -1 : 1)),
    unread: found.flatMap(({ unread }) => unread), notes: [], facts: { rows: found.length, surface: 'page' },
  };
}

/** A table, a titled document, front matter, code: text of another kind. */
function isOtherText(text: string): boolean {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  return /^(?:#\s|---)/.test(lines[0] ?? '') || lines.some((line) => line.startsWith('|') && line.endsWith('|')) || ['self.__next_f', '{"', '{\\"'].some((code) => text.includes(code));
}

/** A price text alone: its route is in the address, else nobody says it. */
function readBareText(text: string, url: string): Omit<Reading, 'reader'> {
  const found = text.length > LONGEST_TEXT || isOtherText(text) ? undefined : priced(routeOfUrl(url) ?? 'unnamed', text.trim());
  const speaks = found !== undefined && (found.fields.rates.length > 0 || /\b(?:costs?|charged|billed)\b/i.test(text));
  if (found === undefined || !speaks) throw new SourceRefusal('source.shape_changed', { expected: EXPECTED, found: `a text that starts with ${excerpt(text.trimStart())}` });
  return {
    routes: [routeReading(routeOfUrl(url) ?? 'unnamed', found.fields)], unread: found.unread, notes: found.notes,
    facts: { rows: 1, surface: 'text', price_texts: 1, price_texts_unread: found.fields.rates.length === 0 ? 1 : 0 },
  };
}
