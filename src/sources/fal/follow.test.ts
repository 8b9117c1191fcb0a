import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapturedPage, type CaptureRequest } from '../../domain/capture.ts';
import { page, SOURCE } from './fal.test-support.ts';
import { fal } from './index.ts';
import { matches } from './routes.ts';

interface Item { readonly id: string; readonly removed?: boolean; readonly deprecated?: boolean; readonly pricingInfoOverride?: string }

function listing(number: number, pages: number, items: readonly Item[]): CapturedPage {
  return page(JSON.stringify({ items, page: number, pages, size: items.length, total: items.length }), { purpose: 'listing', url: `https://fal.ai/api/models?limit=200&page=${number}` });
}

function paths(requests: readonly CaptureRequest[]): readonly string[] {
  return requests.map(({ url }) => url.replace(/^https:\/\/[^/]+/, ''));
}

describe('what fal is asked', () => {
  const settings = fal.settings.parse({ routes: ['maker/film-2/*', 'maker/lost'] });
  const pageOne = listing(1, 2, [{ id: 'maker/film-2/text-to-video' }, { id: 'maker/film-2/gone', removed: true }, { id: 'maker/other' }]);
  const pageTwo = listing(2, 2, [{ id: 'maker/film-2/fast/text-to-video', deprecated: true }]);

  it('begins with the first page of the listing, then the others it counts', () => {
    expect(paths(fal.follow(SOURCE, settings, []))).toEqual(['/api/models?limit=200&page=1']);
    expect(paths(fal.follow(SOURCE, settings, [pageOne]))).toEqual(['/api/models?limit=200&page=2']);
  });

  it('then asks for the llms.txt of each watched route, removed ones left out, exact names asked even when the listing does not know them', () => {
    const requests = fal.follow(SOURCE, settings, [pageOne, pageTwo]);
    expect(paths(requests)).toEqual(['/models/maker/film-2/fast/text-to-video/llms.txt', '/models/maker/film-2/text-to-video/llms.txt', '/models/maker/lost/llms.txt']);
    expect(requests.map(({ routes, optional }) => [routes, optional])).toEqual([[['maker/film-2/fast/text-to-video'], undefined], [['maker/film-2/text-to-video'], undefined], [['maker/lost'], true]]);
  });

  it('asks for nothing more once those pages are there, and after a listing that does not read', () => {
    const llms = page('# x', { purpose: 'llms', url: 'https://fal.ai/models/maker/film-2/text-to-video/llms.txt' });
    expect(fal.follow(SOURCE, settings, [pageOne, pageTwo, llms])).toEqual([]);
    expect(paths(fal.follow(SOURCE, settings, [page('<html>', { purpose: 'listing', url: 'https://fal.ai/api/models?limit=200&page=1' })]))).toEqual(['/models/maker/lost/llms.txt']);
  });

  it('follows a new sibling as it appears', () => {
    const later = listing(2, 2, [{ id: 'maker/film-2/fast/text-to-video' }, { id: 'maker/film-2/mini/text-to-video' }]);
    expect(paths(fal.follow(SOURCE, settings, [pageOne, later]))).toContain('/models/maker/film-2/mini/text-to-video/llms.txt');
  });

  it('asks the platform API with a named key, fifty ids a call, and the HTML page where evidence is wanted', () => {
    const many = listing(1, 1, Array.from({ length: 120 }, (_, index) => ({ id: `maker/film-2/v${index}` })));
    const requests = fal.follow(SOURCE, fal.settings.parse({ routes: ['maker/film-2/*'], platform: true, evidence: true }), [many]);
    const platform = requests.filter(({ purpose }) => purpose === 'platform');
    expect(platform.map(({ url }) => new URL(url).searchParams.get('endpoint_id')?.split(',').length)).toEqual([50, 50, 20]);
    expect(platform[0]).toMatchObject({ optional: true, secretHeaders: { authorization: { env: 'FAL_KEY', prefix: 'Key ' } } });
    expect(new URL(platform[0]?.url ?? '').origin).toBe('https://api.fal.ai');
    expect(requests.filter(({ purpose, optional }) => purpose === 'page' && optional === true)).toHaveLength(120);
  });

  it('asks a platform API elsewhere when told so, and a local site itself', () => {
    const one = listing(1, 1, [{ id: 'maker/film-2/a' }]);
    const root = (url: string, extra: object) => fal.follow({ id: 'fal', url }, fal.settings.parse({ routes: ['maker/*'], platform: true, ...extra }), [one]).find(({ purpose }) => purpose === 'platform')?.url.split('?')[0];
    expect(root('https://fal.ai', { platformUrl: 'http://127.0.0.1:9/p/' })).toBe('http://127.0.0.1:9/p/v1/models/pricing');
    expect(root('http://127.0.0.1:9/fal', {})).toBe('http://127.0.0.1:9/fal/v1/models/pricing');
  });

  it('keeps its bounds, whatever the listing claims', () => {
    const claims = listing(1, 1_000_000, [{ id: 'maker/film-2/a' }]);
    expect(fal.follow(SOURCE, settings, [claims])).toHaveLength(49);
    const many = listing(1, 1, Array.from({ length: 900 }, (_, index) => ({ id: `maker/film-2/v${index}` })));
    expect(fal.follow(SOURCE, settings, [many])).toHaveLength(300);
  });
});

describe('route patterns', () => {
  it('let a star stand for any characters, slashes included', () => {
    expect(matches('bytedance/seedance-2.0/*', 'bytedance/seedance-2.0/fast/text-to-video')).toBe(true);
    expect(matches('*seedance*', 'bytedance/seedance-2.0/fast')).toBe(true);
    expect(matches('bytedance/seedance-2.0/*', 'bytedance/seedance-2.5/x')).toBe(false);
    expect(matches('a*a', 'a')).toBe(false);
    expect(matches('a.c', 'abc')).toBe(false);
  });

  it('agree with the same pattern as a regular expression', () => {
    const letter = fc.constantFrom('a', 'b', '/');
    fc.assert(fc.property(fc.array(fc.constantFrom('a', 'b', '/', '*'), { maxLength: 7 }), fc.array(letter, { maxLength: 9 }), (pattern, name) => {
      const expected = new RegExp(`^${pattern.map((part) => (part === '*' ? '.*' : part)).join('')}$`).test(name.join(''));
      expect(matches(pattern.join(''), name.join(''))).toBe(expected);
    }));
  });
});
