/**
 * The documentation site serves a script shell; the document itself stands in `window._ROUTER_DATA = {…}`. The route key
 * under `loaderData` holds brackets and may change with a release, so the document is searched for wherever it sits.
 */

/** The page's document: its Markdown, and its Quill delta where there is one. */
export interface PageDocument {
  readonly markdown: string;
  readonly quill: unknown;
  readonly title: string | null;
  /** The page's own "last updated" stamp: shown, never a sign of change. */
  readonly updated: string | null;
  readonly library: string | null;
}

export type RouterData =
  | { readonly kind: 'absent' }
  | { readonly kind: 'cut'; readonly length: number }
  | { readonly kind: 'broken'; readonly reason: string }
  | { readonly kind: 'without-document'; readonly keys: readonly string[] }
  | { readonly kind: 'document'; readonly document: PageDocument };

const MARK = '_ROUTER_DATA';
const MAX_MENTIONS = 20;

/** Reads the router data of a page; other scripts may mention its name before or after. */
export function routerData(html: string): RouterData {
  let best: RouterData = { kind: 'absent' };
  let at = html.indexOf(MARK);
  for (let mention = 0; at >= 0 && mention < MAX_MENTIONS; mention++) {
    const open = assignedObject(html, at + MARK.length);
    if (open !== null) {
      const found = readObject(html, open);
      if (found.kind === 'document') return found;
      if (best.kind === 'absent') best = found;
    }
    at = html.indexOf(MARK, at + MARK.length);
  }
  return best;
}

/** The document inside any JSON value: an object under `curDoc`, or the object that carries `MDContent`. */
export function findDocument(root: unknown): PageDocument | null {
  let level: readonly unknown[] = [root];
  let fallback: PageDocument | null = null;
  for (let depth = 0; depth < 12 && level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const value of level) {
      if (!isRecord(value)) {
        if (Array.isArray(value)) next.push(...value.slice(0, 2_000));
        continue;
      }
      const document = isRecord(value['curDoc']) ? documentOf(value['curDoc']) : null;
      if (document !== null) return document;
      fallback ??= documentOf(value);
      next.push(...Object.values(value).filter((inner) => typeof inner === 'object' && inner !== null));
    }
    level = next.slice(0, 50_000);
  }
  return fallback;
}

function documentOf(value: Readonly<Record<string, unknown>>): PageDocument | null {
  const markdown = value['MDContent'];
  const quill = value['Content'];
  const hasMarkdown = typeof markdown === 'string' && markdown.trim() !== '';
  const hasQuill = (typeof quill === 'string' && quill.trim().startsWith('{')) || isRecord(quill);
  if (!hasMarkdown && !hasQuill) return null;
  return {
    markdown: hasMarkdown ? markdown : '', quill: hasQuill ? quill : null,
    title: text(value['Title']), updated: text(value['UpdatedTime']), library: text(value['LibraryID']),
  };
}

function assignedObject(html: string, from: number): number | null {
  const gap = /^["'\])\s]{0,10}=\s{0,10}(?=\{)/.exec(html.slice(from, from + 30));
  return gap === null ? null : from + gap[0].length;
}

function readObject(html: string, open: number): RouterData {
  const close = balancedEnd(html, open);
  if (close === null) return { kind: 'cut', length: html.length - open };
  let value: unknown;
  try {
    value = JSON.parse(html.slice(open, close));
  } catch (fault) {
    return { kind: 'broken', reason: fault instanceof Error ? fault.message : String(fault) };
  }
  const document = findDocument(value);
  return document === null ? { kind: 'without-document', keys: Object.keys(isRecord(value) ? value : {}).slice(0, 8) } : { kind: 'document', document };
}

/** The index after the bracket that closes the one at `open`; null when the text ends first. Strings may hold brackets. */
function balancedEnd(text: string, open: number): number | null {
  let depth = 0;
  let inString = false;
  for (let at = open; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 92) at += 1;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123 || code === 91) depth += 1;
    else if (code === 125 || code === 93) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return null;
}

function text(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 200) : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
