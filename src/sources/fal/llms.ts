import { SourceRefusal } from '../../domain/finding.ts';
import { routeReading, type Note, type Reading, type RouteReading, type Unread } from '../../domain/reading.ts';
import { readLimits } from './limits.ts';
import { NOTHING, priced } from './priced.ts';
import { isRoute, routeOfUrl } from './routes.ts';

const MODEL_ID = /^- \*\*Model ID\*\*: `([^`\n]{1,200})`/m;
const ENDPOINT = /^- \*\*Endpoint\*\*: `https?:\/\/[^/`\s]{1,200}\/([^`\n]{1,200})`/m;

/** True for a model's llms.txt: Markdown that opens with a title and lists an endpoint or a model id. */
export function isLlms(text: string): boolean {
  return /^\s*# \S/.test(text) && (MODEL_ID.test(text) || ENDPOINT.test(text));
}

/**
 * Reads a model's llms.txt, or several put one behind the other. The text of `## Pricing` is the price; parameters with
 * their allowed values are the limits.
 * @throws SourceRefusal `source.unreadable` when the file breaks off before what it announces
 */
export function readLlms(text: string, url: string): Omit<Reading, 'reader'> {
  const parts = documents(text);
  const unread: Unread[] = [];
  const notes: Note[] = [];
  const routes = parts.map((part): RouteReading => {
    refuseTruncated(part);
    const route = routeOf(part, url);
    const category = /^- \*\*Category\*\*: (\S{1,60})/m.exec(part)?.[1] ?? '';
    const pricing = section(part, 'Pricing');
    const said = pricing === undefined ? '' : withoutLinkLine(pricing);
    const found = said === '' ? NOTHING : priced(route, said, category);
    if (said === '') notes.push({ kind: 'source.schema_note', route, message: pricing === undefined ? 'this llms.txt has no Pricing section' : 'the Pricing section of this llms.txt is empty' });
    unread.push(...found.unread);
    notes.push(...found.notes);
    return routeReading(route, { ...found.fields, limits: readLimits(part) });
  });
  const unique = new Map(routes.map((route) => [route.route, route]));
  return {
    routes: [...unique.values()].toSorted((a, b) => (a.route < b.route ? -1 : 1)), unread, notes,
    facts: { rows: parts.length, surface: 'llms', price_texts: parts.length, price_texts_unread: [...unique.values()].filter((route) => route.rates.length === 0).length },
  };
}

/** One document for each title that is followed by an overview. */
function documents(text: string): readonly string[] {
  const starts: number[] = [];
  let title: number | undefined;
  for (const heading of text.matchAll(/^##? \S[^\n]*$/gm)) {
    if (heading[0].startsWith('# ')) title = heading.index;
    else if (title !== undefined && heading[0].trim() === '## Overview') {
      starts.push(title);
      title = undefined;
    }
  }
  return starts.length < 2 ? [text] : starts.map((start, index) => text.slice(start, starts[index + 1]));
}

function routeOf(part: string, url: string): string {
  const named = [MODEL_ID.exec(part)?.[1], ENDPOINT.exec(part)?.[1], routeOfUrl(url)].find((name) => name !== undefined && isRoute(name));
  if (named === undefined) throw new SourceRefusal('source.shape_changed', { expected: 'an llms.txt with a Model ID', found: 'one that names no route' });
  return named;
}

/** The text under a heading of the second level; undefined when there is none. */
function section(part: string, heading: string): string | undefined {
  const lines = part.split('\n');
  const start = lines.findIndex((line) => line.trim().toLowerCase() === `## ${heading.toLowerCase()}`);
  if (start < 0) return undefined;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^##? \S/.test(line));
  return rest.slice(0, end < 0 ? rest.length : end).join('\n').trim();
}

/** The section ends in "For more details, see [fal.ai pricing](…)", which is no price. */
function withoutLinkLine(pricing: string): string {
  return pricing.split('\n').filter((line) => !line.trim().startsWith('For more details, see ')).join('\n').trim();
}

function refuseTruncated(part: string): void {
  const fences = part.match(/^[ \t]{0,8}```/gm)?.length ?? 0;
  const announced = /See the input and output schema below/.test(part);
  const missing = [
    ['## API Information', true], ['### Output Schema', announced], ['## Additional Resources', announced],
  ].find(([heading, due]) => due === true && !part.includes(String(heading)));
  if (fences % 2 === 0 && missing === undefined) return;
  throw new SourceRefusal('source.unreadable', {
    expected: 'a whole llms.txt', found: missing === undefined ? 'one that breaks off inside a code block' : `one that breaks off before "${String(missing[0])}"`,
  });
}
