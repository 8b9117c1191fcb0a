import { describe, expect, it } from 'vitest';
import { type CapturedPage } from '../../domain/capture.ts';
import { page, SOURCE } from './fal.test-support.ts';
import { checkFormula, fal } from './index.ts';

const ROUTE = 'maker/film-2/text-to-video';

function listing(prose: string | null, fields: object = {}): CapturedPage {
  return page(JSON.stringify({ items: [{ id: ROUTE, pricingInfoOverride: prose, deprecated: false, removed: false, ...fields }, { id: 'else/where', pricingInfoOverride: 'Your request will cost $9 per image.' }], page: 1, pages: 1, total: 2 }), { purpose: 'listing', url: 'https://fal.ai/api/models?limit=200&page=1' });
}

function llms(prose: string): CapturedPage {
  return page(`# Film\n\n## Overview\n\n- **Model ID**: \`${ROUTE}\`\n\n## Pricing\n\n${prose}\n\n## API Information\n\n### Input Schema\n\n- **\`duration\`** (\`DurationEnum\`, _optional_):\n  - Options: \`"4"\`, \`"15"\`\n`, { purpose: 'llms', url: `https://fal.ai/models/${ROUTE}/llms.txt` });
}

function platform(price: number, unit = 'seconds'): CapturedPage {
  return page(JSON.stringify({ prices: [{ endpoint_id: ROUTE, unit_price: price, unit, currency: 'USD' }] }), { purpose: 'platform', url: 'https://api.fal.ai/v1/models/pricing?endpoint_id=x' });
}

function composed(pages: readonly CapturedPage[], routes: readonly string[] = ['maker/*']) {
  const settings = fal.settings.parse({ routes });
  return fal.compose(pages.map((one) => ({ page: one, reading: fal.read(one) })), SOURCE, settings);
}

describe('the witnesses of fal', () => {
  it('give one entry for each watched route: the rate of the heaviest that speaks, limits and status wherever they are said', () => {
    const { routes, disagreements } = composed([listing('Your request will cost $0.20 per second.'), llms('Your request will cost $0.20 per second.')]);
    expect(routes).toMatchObject([{ route: ROUTE, status: 'available', status_raw: 'listed', url: `https://fal.ai/models/${ROUTE}/llms.txt`, limits: { duration_s: { min: 4, max: 15 } }, rates: [{ amount: '0.20' }] }]);
    expect(disagreements).toEqual([]);
  });

  it('fall back to the next where the heavier is silent', () => {
    expect(composed([listing('Your request will cost $0.20 per second.'), llms('')]).routes).toMatchObject([{ url: 'https://fal.ai/api/models?limit=200&page=1', rates: [{ amount: '0.20' }], limits: { duration_s: { min: 4, max: 15 } } }]);
    expect(composed([listing(null), platform(0.2)]).routes).toMatchObject([{ rates: [{ amount: '0.2', meter: 'video_second' }] }]);
  });

  it('open a disagreement that names who says what', () => {
    const { disagreements, routes } = composed([listing('Your request will cost $0.21 per second.'), llms('Your request will cost $0.20 per second.')]);
    expect(routes[0]?.rates[0]?.amount).toBe('0.20');
    expect(disagreements).toMatchObject([{ between: 'witnesses', route: ROUTE, scenario: 'per second', difference_percent: '5', sides: [{ who: 'llms.txt', amount: '0.20' }, { who: 'models listing', amount: '0.21' }] }]);
    const moved = composed([listing('Your request will cost $0.25 per second.'), llms('Your request will cost $0.20 per second.')]).disagreements;
    expect(moved[0]?.key).toBe(disagreements[0]?.key);
  });

  it('agree when they are equal after rounding to the digits printed, and a base price agrees with any of its tiers', () => {
    const tiers = 'Video costs $0.112 per second at 720p and $0.168 per second at 1080p.';
    expect(composed([llms(tiers), platform(0.168)]).disagreements).toEqual([]);
    expect(composed([llms(tiers), platform(0.14)]).disagreements).toHaveLength(1);
    expect(composed([llms('Your request will cost $0.24 per second.'), platform(0.2419)]).disagreements).toEqual([]);
    expect(composed([llms(tiers), platform(0.002, 'compute seconds')]).disagreements).toEqual([]);
  });

  it('never disagree about hedged rates', () => {
    expect(composed([listing('Your request will cost $0.21 per second.'), llms('Your request will cost roughly $0.20 per second.')]).disagreements).toEqual([]);
  });

  it('say what is watched and not there', () => {
    const { notes } = composed([listing('Your request will cost $0.20 per second.')], ['maker/*', 'nobody/*', 'exact/name']);
    expect(notes.map(({ kind, message }) => [kind, message])).toEqual([['source.row_missing', 'no route of the models listing fits nobody/*'], ['source.row_missing', 'the models listing does not name exact/name']]);
  });

  it('keep retired routes and what is unread of watched ones only', () => {
    const { routes, unread } = composed([listing('Your request will cost $0.01 cents per image.', { deprecated: true })]);
    expect(routes).toMatchObject([{ status: 'retired', status_raw: 'deprecated', rates: [] }]);
    expect(unread).toHaveLength(1);
  });
});

describe('a price per second against its own token formula', () => {
  const text = (second: string, token: string) => `For every second of 720p video you generated, you will be charged **$${second}/second**. Your request will cost $${token} per 1000 tokens. The number of tokens is given by (height of output video * width of output video * duration * 24) / 1024.`;

  it('opens the 0.33 % of the standard route, with the arithmetic shown', () => {
    const { disagreements } = composed([llms(text('0.3034', '0.014'))]);
    expect(disagreements).toMatchObject([{
      between: 'formula', scenario: '720p, per second', difference_percent: '0.33', sides: [{ who: 'price per second', amount: '0.3034' }, { who: 'token formula', amount: '0.3024' }],
      arithmetic: '1280 × 720 × 24 / 1024 = 21,600 tokens a second; × $0.014 / 1000 = $0.3024; the page says $0.3034',
    }]);
  });

  it('is silent for the fast route: $0.24192 is $0.2419 to the digits printed', () => {
    expect(composed([llms(text('0.2419', '0.0112'))]).disagreements).toEqual([]);
  });

  it('is silent for hedged rates, for sizes without one meaning, and without a formula', () => {
    expect(composed([llms(text('0.3034', '0.014').replace('charged', 'charged roughly'))]).disagreements).toEqual([]);
    expect(composed([llms(text('0.3034', '0.014').replace('720p', '480p'))]).disagreements).toEqual([]);
    expect(checkFormula({ route: ROUTE, rates: [], formula: null })).toEqual([]);
  });
});
