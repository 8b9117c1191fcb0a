import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapturedPage } from '../../domain/capture.ts';
import { SourceRefusal } from '../../domain/finding.ts';
import { excerpt, isHtml, parseJsonPage, refuseWrongPage } from './recognise.ts';

function page(body: string | Uint8Array, fields: Partial<CapturedPage> = {}): CapturedPage {
  return {
    purpose: '', url: 'https://prices.example/api/pricing', status: 200, headers: {}, captured_at: '2026-06-24T00:00:00Z',
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body, ...fields,
  };
}

function refusalOf(wrong: CapturedPage): SourceRefusal {
  try {
    parseJsonPage(wrong, 'the catalog as JSON');
  } catch (error) {
    if (error instanceof SourceRefusal) return error;
    throw error;
  }
  throw new Error('expected a refusal');
}

function outcomeOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

const cases: readonly (readonly [name: string, page: CapturedPage, kind: SourceRefusal['kind'], found: string])[] = [
  ['an empty body', page(''), 'source.unreadable', 'an empty body (0 bytes)'],
  ['white space', page(' \n\t '), 'source.unreadable', 'a body of 4 bytes of white space'],
  ['a Vercel challenge by its title', page('<!DOCTYPE html><html lang="en"><head><title>Vercel Security Checkpoint</title></head><body></body></html>', { status: 429 }), 'source.challenged', 'a challenge page of Vercel in front of it'],
  ['a Vercel challenge by its header', page('{}', { headers: { 'x-vercel-mitigated': 'challenge' } }), 'source.challenged', 'a challenge page of Vercel in front of it'],
  ['a Cloudflare challenge', page('<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>', { status: 403 }), 'source.challenged', 'a challenge page of Cloudflare in front of it'],
  ['an unnamed guard', page('<html><title>Verifying you are human</title></html>'), 'source.challenged', 'a challenge page of an unknown guard in front of it'],
  ['a login page by its title', page('<!doctype html><title>Sign in · Console</title><form></form>'), 'source.refused', 'a login page (titled "Sign in · Console")'],
  ['a login page by its address', page('<html><title>Console</title></html>', { url: 'https://prices.example/login?next=%2Fpricing' }), 'source.refused', 'a login page (the address ends in "/login")'],
  ['a page of a proxy', page('<html>\r\n<head><title>502 Bad Gateway</title></head></html>', { status: 502 }), 'source.unreachable', 'HTTP 502 with "502 Bad Gateway"'],
  ['a refusal with a status', page('{"success":false,"message":"pricing is disabled"}', { status: 403 }), 'source.refused', String.raw`HTTP 403 with "{\"success\":false,\"message\":\"pricing is disabled\"}"`],
  ['a status and nothing else', page('', { status: 429 }), 'source.refused', 'HTTP 429 with an empty body'],
  ['an HTML page', page('<html>\r\n<head><title>Welcome to nginx!</title></head></html>'), 'source.shape_changed', 'an HTML page titled "Welcome to nginx!"'],
  ['an HTML fragment', page('<div>hello</div>'), 'source.shape_changed', 'an HTML page without a title'],
  ['cut JSON', page('{"success":true,"data":[{"model_name":"seed'), 'source.unreadable', 'truncated JSON: it breaks off after 43 characters (inside a text, 3 brackets open), the last are "uccess\\":true,\\"data\\":[{\\"model_name\\":\\"seed"'],
  ['plain words', page('upstream connect error'), 'source.unreadable', 'text that is not JSON: it starts with "upstream connect error"'],
  ['bytes that are no text', page(new Uint8Array([0x1f, 0x8b, 0x08, 0x00])), 'source.unreadable', 'text that is not JSON: it starts with "\\u001f�\\b\\u0000"'],
  ['a bracket bomb', page('['.repeat(1_000_000)), 'source.unreadable', 'JSON nested deeper than 200 levels, which no catalog is'],
];

describe('pages that are not what was asked for', () => {
  it.each(cases)('refuses %s in its own words', (_name, wrong, kind, found) => {
    const refusal = refusalOf(wrong);
    expect({ kind: refusal.kind, found: refusal.found }).toEqual({ kind, found });
  });

  it('gives every way to be wrong different words', () => {
    const words = cases.map(([, , kind, found]) => `${kind} ${found.replaceAll(/\d+/g, '')}`);
    expect(new Set(words).size).toBeGreaterThanOrEqual(words.length - 1);
  });

  it('lets ordinary pages pass, also with a sign-in link or a Cloudflare beacon', () => {
    const html = '<html><head><title>Models and pricing</title></head><body><a href="/login">Sign in</a><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script></body></html>';
    expect(() => refuseWrongPage(page(html))).not.toThrow();
    expect(parseJsonPage(page('\uFEFF{"a":"<title>Just a moment...</title>"}'), 'JSON')).toEqual({ a: '<title>Just a moment...</title>' });
  });

  it('never fails in another way than by a refusal', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const outcome = outcomeOf(() => parseJsonPage(page(bytes), 'JSON'));
      expect(outcome instanceof Error ? outcome.name : 'value').toMatch(/^(?:SourceRefusal|value)$/);
    }));
  });

  it('does not hang on megabytes of almost-HTML', () => {
    for (const unit of ['<title ', '<!--', ' ', '<html><title>', 'log in ']) {
      expect(() => parseJsonPage(page(unit.repeat(500_000)), 'JSON')).toThrow(SourceRefusal);
    }
  }, 3_000);

  it('shows hostile words harmlessly', () => {
    expect(excerpt('a\u0000\u001b[31m"')).toBe(String.raw`"a\u0000\u001b[31m\""`);
    expect(excerpt('x'.repeat(100), 5)).toBe('"xxxxx…"');
    expect([isHtml('  <!DOCTYPE html>'), isHtml('<div>'), isHtml('< 5'), isHtml('{"a":"<div>"}')]).toEqual([true, true, false, false]);
  });
});
