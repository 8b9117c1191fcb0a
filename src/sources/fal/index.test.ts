import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapturedPage } from '../../domain/capture.ts';
import { SourceRefusal } from '../../domain/finding.ts';
import { bestCpuMs } from '../lib/cpu-time.test-support.ts';
import { FIXTURES, fixture, page, SOURCE } from './fal.test-support.ts';
import { fal } from './index.ts';

const settings = fal.settings.parse({ routes: ['lumen-lab/aurora-2/*'] });
const LISTING = fixture('2026-10.listing.json');

function refusal(body: string | Uint8Array, fields: Partial<CapturedPage> = {}): SourceRefusal {
  try {
    fal.read(page(body, fields));
  } catch (error) {
    if (error instanceof SourceRefusal) return error;
    throw error;
  }
  throw new Error('the page was read, and should have been refused');
}

describe('fal reads each of its surfaces', () => {
  for (const [name, url] of FIXTURES) {
    it(`${name} gives its golden rows, told by the content alone`, () => {
      const reading: unknown = JSON.parse(JSON.stringify(fal.read(page(fixture(name), { url }))));
      expect(reading).toEqual(JSON.parse(fixture(name.replace(/\.[a-z]+$/, '.rows.json'))));
    });
  }

  it('gives the same rows for a shuffled listing', () => {
    const listing = JSON.parse(LISTING) as { items: unknown[] };
    const shuffled = JSON.stringify({ ...listing, items: listing.items.toReversed() });
    expect(fal.read(page(shuffled)).routes).toEqual(fal.read(page(LISTING)).routes);
  });

  it('takes an item without a price text as a route without rates, and never as unread', () => {
    const reading = fal.read(page(LISTING));
    expect(reading.routes.find(({ route }) => route === 'harbor/silent')?.rates).toEqual([]);
    expect(reading.unread.map(({ route }) => route ?? '').toSorted()).toEqual(['harbor/hidden', 'harbor/router', 'tide/cents']);
  });

  it('reads the billing message where there is no override', () => {
    const reading = fal.read(page(JSON.stringify({ items: [{ id: 'a/b', pricingInfoOverride: '\n ', billingMessage: 'Your request will cost $0.30 per image.' }], page: 1, pages: 1, total: 1 })));
    expect(reading.routes[0]?.rates).toMatchObject([{ amount: '0.30', meter: 'image' }]);
  });

  it('takes only this route\'s own data from a page full of other prices, and keeps the alias of its address', () => {
    const [route, ...others] = fal.read(page(fixture('2026-10.page.html'), { url: FIXTURES[3]?.[1] ?? '' })).routes;
    expect(others).toEqual([]);
    expect(route).toMatchObject({ route: 'lumen-lab/aurora-2/fast/image-to-video', aliases: ['fal-ai/aurora-2/fast/image-to-video'] });
    expect(route?.rates.map(({ amount }) => amount)).toEqual(['0.2419', '0.0112']);
  });

  it('reads the structured price where the page says "$undefined" for the prose', () => {
    const html = fixture('2026-10.page.html').replace('\\"pricingInfoOverride\\":\\"$2a\\"', '\\"pricingInfoOverride\\":\\"$undefined\\"');
    expect(fal.read(page(html)).routes[0]?.rates).toMatchObject([{ amount: '0.2419', meter: 'video_second', conditions: {} }]);
  });
});

describe('fal refuses what is not its page, each with its own words', () => {
  const challenge = '<!DOCTYPE html><html><head><title>Vercel Security Checkpoint</title></head><body>We are verifying your browser</body></html>';
  const cases: readonly (readonly [string, string, Partial<CapturedPage>, string, RegExp])[] = [
    ['a Vercel challenge', challenge, { status: 429, headers: { 'x-vercel-mitigated': 'challenge' } }, 'source.challenged', /Vercel/],
    ['a challenge saved as a file', challenge, {}, 'source.challenged', /Vercel/],
    ['a login page', '<html><head><title>Sign in</title></head><body></body></html>', {}, 'source.refused', /login/],
    ['an empty body', ' \n', {}, 'source.unreadable', /white space/],
    ['half a listing', LISTING.slice(0, LISTING.length / 2), {}, 'source.unreadable', /truncated JSON/],
    ['half an llms.txt', fixture('2026-10.llms.md').slice(0, 1400), {}, 'source.unreadable', /breaks off/],
    ['half a page', fixture('2026-10.page.html').slice(0, 1600), {}, 'source.unreadable', /breaks off/],
    ['a listing without models', '{"items":[],"page":1,"pages":1,"total":0}', {}, 'source.shape_changed', /no models/],
    ['items without ids', '{"items":[{"pricingInfoOverride":"$1 per image"}],"page":1}', {}, 'source.shape_changed', /without an "id"/],
    ['another provider\'s JSON', '{"success":true,"data":[{"model_name":"x"}]}', {}, 'source.shape_changed', /keys/],
    ['another provider\'s page', '<!doctype html><html><head><title>Docs of somebody</title></head><body>$0.20 per image</body></html>', {}, 'source.shape_changed', /Docs of somebody/],
    ['another provider\'s Markdown', '# Models\n\n| Model | Price |\n|---|---|\n| x | $1 |\n', {}, 'source.shape_changed', /starts with/],
    ['a page of fal without a price of its own', '<!doctype html><html><body><script>self.__next_f.push([1,"1:[\\"x\\"]\\n"])</script></body></html>', { url: 'https://fal.ai/models/a/b' }, 'source.shape_changed', /without a price/],
    ['a text without prices', 'Nothing to see here, move along.', {}, 'source.shape_changed', /Nothing to see/],
  ];
  for (const [name, body, fields, kind, words] of cases) {
    it(name, () => {
      const error = refusal(body, fields);
      expect(error.kind).toBe(kind);
      expect(error.message).toMatch(words);
    });
  }

  it('never with the same words for two reasons', () => {
    const found = cases.filter(([name]) => name !== 'a challenge saved as a file').map(([, body, fields]) => refusal(body, fields).found);
    expect(new Set(found).size).toBe(found.length);
  });
});

describe('no input makes the reader hang', () => {
  const msOf = (body: string, url: string, limit: number) => bestCpuMs(() => {
    try {
      fal.read(page(body, { url }));
    } catch (error) {
      if (!(error instanceof SourceRefusal)) throw error;
    }
  }, limit);

  it('reads or refuses 100 KB of mutated fixture within 50 ms of CPU', () => {
    fc.assert(fc.property(fc.constantFrom(...FIXTURES), fc.array(fc.tuple(fc.nat(), fc.constantFrom('$', '(', ')', '**', '/', '|', '"', '\\', '{', '[1,"', '0', ',', '. ', ' and ', ' per ', '# a\n', '<', '\n- ')), { maxLength: 30 }), ([name, url], edits) => {
      let text = fixture(name);
      for (const [at, insert] of edits) text = `${text.slice(0, at % text.length)}${insert.repeat(20)}${text.slice(at % text.length)}`;
      const long = text.repeat(Math.ceil(100_000 / text.length)).slice(0, 100_000);
      expect(msOf(text, url, 50)).toBeLessThan(50);
      expect(msOf(long, url, 50)).toBeLessThan(50);
    }), { numRuns: 60 });
  });

  it('does not hang on runs of one sign or one word', () => {
    for (const piece of ['$', '(', '*', '1', '1,', '0.', ' per', '$1 ', '$1/', 'a-', '[a](', '720p, ', 'and ', '# a\n', '|', '\n', 'self.__next_f.push([1,"', '{"a":', '"pricingInfoOverride":"', '<a>', '1:T5,']) {
      for (const prefix of ['', 'Your request will cost $0.1 per ', '<html>']) expect([piece, msOf(prefix + piece.repeat(100_000 / piece.length), 'https://fal.ai/models/a/b', 50) < 50]).toEqual([piece, true]);
    }
  });

  it('gives no negative and no absurd amount for mutated fixtures', () => {
    fc.assert(fc.property(fc.constantFrom(...FIXTURES), fc.array(fc.tuple(fc.nat(), fc.string({ maxLength: 6 })), { maxLength: 12 }), ([name, url], edits) => {
      let text = fixture(name);
      for (const [at, insert] of edits) text = `${text.slice(0, at % text.length)}${insert}${text.slice((at % text.length) + 2)}`;
      try {
        for (const { rates } of fal.read(page(text, { url })).routes) for (const { amount, per } of rates) {
          expect(amount).toMatch(/^\d{1,60}(?:\.\d{1,60})?$/);
          expect(per).toBeGreaterThan(0);
        }
      } catch (error) {
        if (!(error instanceof SourceRefusal)) throw error;
      }
    }), { numRuns: 200 });
  });
});

describe('fal settings', () => {
  it('wants at least one route, and says so', () => {
    expect(() => fal.settings.parse({})).toThrow(/routes/);
    expect(() => fal.settings.parse({ routes: [] })).toThrow(/name at least one route/);
    expect(settings).toMatchObject({ evidence: false, platform: false });
  });

  it('names its source by the word that the ledger keeps', () => {
    expect(fal.read(page(LISTING)).reader).toBe(`fal@${fal.version}`);
    expect(fal.follow(SOURCE, settings, [])).toHaveLength(1);
  });
});
