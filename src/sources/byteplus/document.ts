import { pageText, type CapturedPage } from '../../domain/capture.ts';
import { SourceRefusal } from '../../domain/finding.ts';
import { proseOf, type Block } from './blocks.ts';
import { markdownBlocks, stopsInsideRow } from './markdown.ts';
import { quillBlocks } from './quill.ts';
import { nestsTooDeep, renderedBlocks } from './rendered.ts';
import { findDocument, routerData, type PageDocument } from './router-data.ts';
import { short } from './text.ts';

/** The forms in which one captured page says the same; the first is the one whose rows count. */
export interface PageForms {
  readonly forms: readonly { readonly name: 'markdown' | 'quill' | 'rendered'; readonly blocks: readonly Block[] }[];
  readonly updated: string | null;
  /** A second form that stands in the page and could not be read. */
  readonly unreadable: string | null;
  /** The text speaks of BytePlus ModelArk. */
  readonly named: boolean;
}

/**
 * Finds the price document in a captured page by its content: router data in HTML, a rendered page, JSON, or Markdown.
 * @throws SourceRefusal in words of its own for each way a page fails to hold the document
 */
export function openPage(page: CapturedPage): PageForms {
  const text = pageText(page);
  const start = text.trimStart();
  if (start === '') throw refusal('source.unreadable', 'an empty body');
  refuseTwin(page.url, null);
  if (/^(?:challenge|captcha)/i.test(page.headers['cf-mitigated'] ?? page.headers['x-vercel-mitigated'] ?? '')) throw challenged('the server says so in its headers');
  if (/^(?:\{|\[\s*[[{"])/.test(start)) return openJson(start);
  if (isHtml(start)) return openHtml(text);
  return openMarkdown(text);
}

/** True when the page as served already holds the document, so that no browser is needed. */
export function holdsDocument(page: CapturedPage): boolean {
  const text = pageText(page);
  if (routerData(text).kind === 'document') return true;
  return isHtml(text.trimStart()) ? /<table[\s>]/i.test(text) : /^\s{0,3}\|/m.test(text);
}

/** Markdown may open with a tag of its own (an anchor, a tip box), but then headings or table rows follow. */
function isHtml(start: string): boolean {
  return /^<(?:!doctype|html|head|body|script|meta)\b/i.test(start) || (start.startsWith('<') && !/^ {0,3}(?:\||#{1,6} )/m.test(start));
}

const EXPECTED = 'the BytePlus ModelArk price page';
const NAMED = /byteplus|modelark|aceTable/i;
const SHELL = /you need to enable javascript|enable javascript to run this app/i;

function refusal(kind: SourceRefusal['kind'], found: string): SourceRefusal {
  return new SourceRefusal(kind, { expected: EXPECTED, found });
}

function challenged(sign: string): SourceRefusal {
  return new SourceRefusal('source.challenged', { expected: EXPECTED, found: `a challenge page that wants to see a browser or a person (${sign})` });
}

const CHALLENGE = /just a moment\.\.\.|vercel security checkpoint|verify(?:ing)? (?:that )?you are (?:a )?human|verifying your browser|checking your browser|attention required! \| cloudflare|captcha|access denied/i;
const CHALLENGE_SCRIPT = /cf-chl-|_cf_chl_opt|\/_vercel\/security|cdn-cgi\/challenge-platform/i;

/** Volcengine publishes the same page in CNY with other prices; it is never merged with this source. */
export function refuseTwin(url: string, sign: string | null): void {
  const twin = sign ?? (/^https?:\/\/[^/]{0,200}(?:volcengine|volces)\.com\b/i.test(url) ? url.slice(0, 120) : null);
  if (twin !== null) throw refusal('source.shape_changed', `the Volcengine twin of that page, in CNY (${twin}); its prices are other prices`);
}

function openJson(text: string): PageForms {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (fault) {
    throw refusal('source.unreadable', `JSON that does not parse, half a page or damaged (${short(fault instanceof Error ? fault.message : String(fault), 80)})`);
  }
  const document = findDocument(value);
  if (document === null) throw refusal('source.shape_changed', 'JSON without a document (no curDoc, no MDContent): another provider\'s answer');
  return openDocument(document, NAMED.test(text));
}

function openHtml(html: string): PageForms {
  const data = routerData(html);
  const named = NAMED.test(html);
  if (data.kind === 'document') return openDocument(data.document, named);
  if (data.kind === 'cut') throw refusal('source.unreadable', `half a page: the router data stops after ${data.length} characters`);
  if (data.kind === 'broken') throw refusal('source.unreadable', `router data that does not parse (${short(data.reason, 80)})`);
  if (/<html[\s>]/i.test(html) && !/<\/html\s*>/i.test(html)) throw refusal('source.unreadable', 'half a page: the HTML stops before its end');
  const title = short(/<title[^<>]{0,100}>([^<]{0,200})/i.exec(html)?.[1] ?? 'none', 80);
  if (nestsTooDeep(html)) throw refusal('source.unreadable', 'damaged HTML, nested deeper than any page is');
  const blocks = renderedBlocks(html);
  if (blocks.some((block) => block.kind === 'table')) return { forms: [{ name: 'rendered', blocks }], updated: null, unreadable: null, named };
  if (data.kind === 'without-document') throw refusal('source.shape_changed', `router data without a document (no curDoc below ${data.keys.join(', ') || 'nothing'})`);
  const visible = `${title} ${proseOf(blocks).join(' ')}`;
  if (visible.length < 20_000 && (CHALLENGE.test(visible) || CHALLENGE_SCRIPT.test(html))) throw challenged(`title "${title}"`);
  if (!named) throw refusal('source.shape_changed', `another provider's page (title "${title}")`);
  if (SHELL.test(html) || visible.length < 400) throw refusal('source.unreadable', 'a script shell without the document: no router data in it, and no table');
  throw refusal('source.shape_changed', `a page of BytePlus without any price table (title "${title}")`);
}

function openDocument(document: PageDocument, named: boolean): PageForms {
  if (document.library === '82379') refuseTwin('', 'library 82379');
  const quill = document.quill === null ? null : quillBlocks(document.quill);
  const tables = quill?.some((block) => block.kind === 'table') === true;
  if (stopsInsideRow(document.markdown)) throw refusal('source.unreadable', 'half a page: the Markdown of the document stops inside a table row');
  const forms: PageForms['forms'][number][] = [];
  if (document.markdown !== '') forms.push({ name: 'markdown', blocks: markdownBlocks(document.markdown) });
  if (quill !== null && (tables || forms.length === 0)) forms.push({ name: 'quill', blocks: quill });
  if (forms.length === 0) throw refusal('source.unreadable', 'a document whose text cannot be read: no Markdown, and no Quill delta of the known shape');
  const unreadable = document.quill !== null && document.markdown !== '' && !tables ? 'its Quill form holds no table of the known shape' : null;
  return { forms, updated: document.updated, unreadable, named };
}

function openMarkdown(text: string): PageForms {
  const body = withoutFrontMatter(text);
  if (body.trim() === '') throw refusal('source.unreadable', 'a crawler\'s stub: front matter and no body');
  if (stopsInsideRow(body)) throw refusal('source.unreadable', 'half a page: the text stops inside a table row');
  const blocks = markdownBlocks(body);
  if (!blocks.some((block) => block.kind === 'table')) {
    if (CHALLENGE.test(body) && body.length < 20_000) throw challenged('its words');
    if (SHELL.test(body)) throw refusal('source.unreadable', 'the text of a script shell without the document');
    throw refusal('source.shape_changed', NAMED.test(text) ? 'a page of BytePlus without any price table' : 'another provider\'s page: no word of BytePlus ModelArk and no price table');
  }
  return { forms: [{ name: 'markdown', blocks }], updated: null, unreadable: null, named: NAMED.test(text) };
}

function withoutFrontMatter(text: string): string {
  const match = /^\s*---\r?\n/.exec(text);
  if (match === null) return text;
  const end = /\r?\n---[ \t]*(?:\r?\n|$)/.exec(text.slice(match[0].length - 1));
  return end === null ? text : text.slice(match[0].length - 1 + end.index + end[0].length);
}
