import { isUtf8 } from 'node:buffer';
import { pageText, type CapturedPage } from '../../domain/capture.ts';
import { SourceRefusal } from '../../domain/finding.ts';
import { JsonFault, parseExactJson } from './json.ts';

/**
 * Pages that are not what was asked for. Each way to be wrong has its own words, because "0 rows" helps nobody.
 * All of it is pure and linear in the size of the page.
 */

/** As much of a page as decides whether it is a challenge or a login: both are short and say so early. */
const HEAD = 200_000;

/**
 * Refuses what no reader can use, whatever it reads: a challenge, a login page, an error status, an empty body.
 * @throws SourceRefusal
 */
export function refuseWrongPage(page: CapturedPage): void {
  refuseChallenge(page);
  refuseLogin(page);
  refuseStatus(page);
  refuseEmpty(page);
}

/** @throws SourceRefusal for an HTTP status of 400 and more: `source.refused` below 500, `source.unreachable` from there */
export function refuseStatus(page: CapturedPage): void {
  if (page.status < 400) return;
  const body = pageHead(page).trim();
  const said = body === '' ? 'an empty body' : excerpt(isHtml(body) ? titleOf(body) : body, 120);
  throw new SourceRefusal(page.status < 500 ? 'source.refused' : 'source.unreachable', {
    expected: 'the page with HTTP status 200', found: `HTTP ${page.status} with ${said}`,
  });
}

/** @throws SourceRefusal `source.unreadable` when the body holds nothing but white space */
export function refuseEmpty(page: CapturedPage): void {
  if (page.body.length > HEAD || pageText(page).trim() !== '') return;
  throw new SourceRefusal('source.unreadable', {
    expected: 'a page with content',
    found: page.body.length === 0 ? 'an empty body (0 bytes)' : `a body of ${page.body.length} bytes of white space`,
  });
}

/** @throws SourceRefusal `source.challenged` when a guard in front of the site wants to see a browser or a person */
export function refuseChallenge(page: CapturedPage): void {
  const who = challenger(page);
  if (who === undefined) return;
  throw new SourceRefusal('source.challenged', { expected: 'the page itself', found: `a challenge page of ${who} in front of it` });
}

/** @throws SourceRefusal `source.refused` when the page asks to sign in */
export function refuseLogin(page: CapturedPage): void {
  const head = pageHead(page);
  if (!isHtml(head)) return;
  const said = loginSign(page, head);
  if (said === undefined) return;
  throw new SourceRefusal('source.refused', { expected: 'a public page', found: `a login page (${said})` });
}

/** @throws SourceRefusal `source.shape_changed` when the page is HTML; `expected` says what was due instead */
export function refuseHtml(page: CapturedPage, expected: string): void {
  const head = pageHead(page);
  if (!isHtml(head)) return;
  const title = titleOf(head);
  throw new SourceRefusal('source.shape_changed', { expected, found: title === '' ? 'an HTML page without a title' : `an HTML page titled ${excerpt(title)}` });
}

/**
 * Reads a page that must be JSON. Numbers keep their exact text: see `numberText` in json.ts.
 * @param expected what the page should have been, for the refusal: "the pricing catalog as JSON"
 * @throws SourceRefusal with distinct words for an empty body, a challenge, a login page, an error status, HTML, truncated JSON (says where
 *   it broke) and text that is no JSON at all
 */
export function parseJsonPage(page: CapturedPage, expected: string): unknown {
  refuseWrongPage(page);
  refuseHtml(page, expected);
  const text = pageText(page);
  try {
    const value = parseExactJson(text);
    if (!isUtf8(page.body)) throw new SourceRefusal('source.unreadable', { expected, found: 'JSON with bytes that are no UTF-8, so that names in it are not what the source wrote' });
    return value;
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw new SourceRefusal('source.unreadable', { expected, found: faultInWords(error, text) });
  }
}

/** True when the text starts as an HTML document or fragment does. */
export function isHtml(text: string): boolean {
  return /^\s*<(?:!doctype\s|!--|[a-z])/i.test(text.slice(0, 2000));
}

/** Words from outside, short and harmless in any output: quoted, control characters visible, cut at `length`. */
export function excerpt(text: string, length = 60): string {
  const short = text.length > length ? `${text.slice(0, length)}…` : text;
  return JSON.stringify(short);
}

function faultInWords(fault: JsonFault, text: string): string {
  switch (fault.kind) {
    case 'truncated':
      return `truncated JSON: it breaks off after ${text.length} characters (${fault.message}), the last are ${excerpt(text.slice(-40))}`;
    case 'too-deep':
      return `JSON ${fault.message}, which no catalog is`;
    case 'malformed':
      return fault.position === 0 ? `text that is not JSON: it starts with ${excerpt(text.trimStart())}`
        : `text that is not JSON: it goes wrong after ${fault.position} characters, at ${excerpt(text.slice(fault.position, fault.position + 20))} after ${excerpt(text.slice(Math.max(0, fault.position - 30), fault.position))}`;
    default:
      return fault.kind satisfies never;
  }
}

function pageHead(page: CapturedPage): string {
  return pageText({ body: page.body.subarray(0, HEAD) });
}

function challenger(page: CapturedPage): string | undefined {
  const { headers } = page;
  if (headers['x-vercel-mitigated'] === 'challenge' || headers['x-vercel-challenge-token'] !== undefined) return 'Vercel';
  if (headers['cf-mitigated'] === 'challenge') return 'Cloudflare';
  if (headers['x-amzn-waf-action'] !== undefined) return 'AWS WAF';
  const head = pageHead(page);
  if (!isHtml(head)) return undefined;
  const title = titleOf(head);
  if (/vercel security checkpoint/i.test(title) || head.includes('/.well-known/vercel/security/')) return 'Vercel';
  if (/^(?:just a moment|attention required! \| cloudflare|checking your browser)/i.test(title)) return 'Cloudflare';
  // Cloudflare adds its beacon script to ordinary pages as well; only the challenge sets these options.
  if (head.includes('_cf_chl_opt') || head.includes('id="challenge-form"') || head.includes('id="cf-challenge-running"')) return 'Cloudflare';
  if (head.includes('awsWafCookieDomainList') || head.includes('AwsWafIntegration')) return 'AWS WAF';
  if (/^(?:are you (?:a )?(?:human|robot)|verify(?:ing)? you are human|human verification|security check(?:point)?)\b/i.test(title)) return 'an unknown guard';
  return undefined;
}

function loginSign(page: CapturedPage, head: string): string | undefined {
  const path = pathOf(page.url);
  if (/\/(?:login|signin|sign-in|log-in|sso)\/?$/i.test(path)) return `the address ends in ${excerpt(path)}`;
  const title = titleOf(head);
  if (/^(?:log ?in|sign ?in)\b|\b(?:log ?in|sign ?in)$|^(?:登录|登入)/i.test(title)) return `titled ${excerpt(title)}`;
  return undefined;
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}

function titleOf(head: string): string {
  const open = head.search(/<title[\s>]/i);
  if (open === -1) return '';
  const start = head.indexOf('>', open) + 1;
  const rest = head.slice(start, start + 300);
  const end = rest.indexOf('<');
  return (start === 0 || end === -1 ? rest : rest.slice(0, end)).replaceAll(/\s+/g, ' ').trim();
}
