import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guessAdapter, type Guess } from './index.ts';
import { bestCpuMs } from '../lib/cpu-time.test-support.ts';

function guess(body: unknown, url = 'https://prices.example/list') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return guessAdapter({ purpose: '', url, status: 200, headers: {}, body: new TextEncoder().encode(text), captured_at: '2026-06-24T00:00:00Z' });
}

function made(body: unknown, url?: string): Guess {
  const answer = guess(body, url);
  if ('refused' in answer) throw new Error(`expected a guess, got "${answer.refused}"`);
  return answer;
}

const lines = (answer: Guess): readonly string[] => answer.reading.routes.flatMap((route) => route.rates.map((rate) => `${route.route} ${rate.meter} ${rate.amount}/${rate.per} ${rate.currency}`));
const fixture = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('guessing the adapter of a page', () => {
  it.each([
    ['openrouter', '../presets/fixtures/openrouter.json', 'json'], ['models-dev', '../presets/fixtures/models-dev.json', 'json'], ['litellm', '../presets/fixtures/litellm.json', 'json'],
    ['plain-json', '../presets/fixtures/plain-json.json', 'json'], ['plain-csv', '../presets/fixtures/plain-csv.csv', 'csv'],
  ])('knows the payload of the preset %s', (preset, path, adapter) => {
    const answer = made(fixture(path));
    expect(answer).toMatchObject({ adapter, settings: { preset }, confidence: 'certain' });
    expect(lines(answer).length).toBeGreaterThan(0);
  });

  it('knows a gateway of the new-api family by its keys', () => {
    const answer = made({ success: true, data: [{ model_name: 'acme/atlas', quota_type: 0, model_ratio: 1.5, completion_ratio: 4, model_price: 0, enable_groups: ['default'] }], group_ratio: { default: 1 }, usable_group: { default: 'all' } });
    expect(answer).toMatchObject({ adapter: 'new-api', settings: {}, confidence: 'certain' });
    expect(lines(answer)).toContain('acme/atlas input_token 3/1000000 USD');
  });

  it('finds the rows and prices of an unknown JSON catalog, and says what it had to assume', () => {
    const answer = made({ ok: true, result: { models: [
      { slug: 'acme/atlas-2', context: 131072, pricing: { input: 0.5, output: '1.50', cached_input: 0.05, hourly: 2 } },
      { slug: 'acme/atlas-1', context: 8192, pricing: { input: 3, output: 15 } },
    ] } });
    expect(answer.settings).toEqual({
      rows: 'result.models.*', route: '{slug}',
      rates: [{ meter: 'input_token', amount: 'pricing.input', per: 1_000_000 }, { meter: 'output_token', amount: 'pricing.output', per: 1_000_000 }, { meter: 'cached_input_token', amount: 'pricing.cached_input', per: 1_000_000 }],
      prices_under: ['pricing.hourly'],
    });
    expect(answer.confidence).toBe('possible');
    expect(answer.reason).toContain('"pricing.input" is taken to be for 1,000,000 tokens, by the size of its amounts only');
    expect(answer.reading.unread.map((one) => one.said)).toEqual(['pricing.hourly: 2']);
  });

  it('takes the unit from the words where they say it', () => {
    const answer = made({ a: { inputPricePer1K: 0.003, output_price_per_token: '0.000015', image_price_usd: 0.04 }, b: { inputPricePer1K: 0.001, output_price_per_token: '0.00001', image_price_usd: 0.02 } });
    expect(answer.confidence).toBe('likely');
    expect(lines(answer)).toEqual(['a image 0.04/1 USD', 'a input_token 0.003/1000 USD', 'a output_token 15/1000000 USD', 'b image 0.02/1 USD', 'b input_token 0.001/1000 USD', 'b output_token 10/1000000 USD']);
  });

  it('follows providers and their models, and takes the currency from the rows', () => {
    const answer = made({ acme: { models: { one: { price_input_per_million: 1, currency: 'EUR' }, two: { price_input_per_million: 2, currency: 'EUR' } } }, other: { models: { one: { price_input_per_million: 3, currency: 'USD' }, three: { price_input_per_million: 4, currency: 'USD' } } } });
    expect(answer.settings).toMatchObject({ rows: '{group}.models.{group_model}', route: '{group}/{group_model}' });
    expect(lines(answer)).toEqual(['acme/one input_token 1/1000000 EUR', 'acme/two input_token 2/1000000 EUR', 'other/one input_token 3/1000000 USD', 'other/three input_token 4/1000000 USD']);
  });

  it('guesses no price from cents, credits, sizes in between or units it does not understand', () => {
    expect(guess([{ id: 'a', cents_price_per_input_token: 0.2 }, { id: 'b', cents_price_per_input_token: 0.1 }])).toHaveProperty('refused');
    expect(guess([{ id: 'a', input_price: 0.003 }, { id: 'b', input_price: 0.002 }])).toHaveProperty('refused');
    expect(guess([{ id: 'a', input_price: 3, unit: 'bundle' }, { id: 'b', input_price: 2, unit: 'crate' }])).toHaveProperty('refused');
    expect(guess([{ id: 'a', max_input_tokens: 3000 }])).toHaveProperty('refused');
    expect(lines(made([{ id: 'a', input_price: 3, unit: '1K tokens' }, { id: 'b', input_price: 2, unit: '1K tokens' }]))).toEqual(['a input_token 3/1000 USD', 'b input_token 2/1000 USD']);
  });

  it('holds what the words of a price and those around it say above the size of its amounts', () => {
    const key = (name: string, first: number) => lines(made([{ id: 'a', [name]: first }, { id: 'b', [name]: first * 2 }]))[0];
    expect(key('input_price_per_10_million_tokens', 30)).toBe('a input_token 30/10000000 USD');
    expect(key('input_price_per_10k_tokens', 0.03)).toBe('a input_token 0.03/10000 USD');
    expect(key('input_price_per_billion_tokens', 3000)).toBe('a input_token 3000/1000000000 USD');
    expect(key('inputPricePer1MTok', 3)).toBe('a input_token 3/1000000 USD');
    const models = [{ id: 'a', input_price: 0.03 }, { id: 'b', input_price: 0.06 }];
    expect(lines(made({ unit: '1K tokens', models }))[0]).toBe('a input_token 0.03/1000 USD');
    expect(lines(made({ meta: { currency: 'eur', note: 'All prices per 1,000 tokens.' }, models }))[0]).toBe('a input_token 0.03/1000 EUR');
    const table = (before: string, caption = '') => `<html><body><p>${before}</p><table>${caption}<tr><th>Model</th><th>Input price</th></tr><tr><td>a</td><td>0.03</td></tr><tr><td>b</td><td>0.01</td></tr></table></body></html>`;
    expect(lines(made(table('', '<caption>USD per 1K tokens</caption>')))[0]).toBe('a input_token 0.03/1000 USD');
    expect(lines(made(table('Prices in USD per 1,000 tokens.')))[0]).toBe('a input_token 0.03/1000 USD');
    expect(lines(made(table('', '<caption>Prices in EUR per 1M tokens</caption>')))[0]).toBe('a input_token 0.03/1000000 EUR');
  });

  it.each([
    ['a header in cents', 'Model,Input price (¢/1K tokens)\na,0.3\nb,0.1\n'],
    ['a header in yen or yuan', 'Model,Input price (¥/1M tokens)\na,3\nb,1\n'],
    ['a header in another dollar', 'Model,Input price (R$/1M tokens)\na,3\nb,1\n'],
    ['a key in micro-dollars', [{ id: 'a', input_price_microusd: 3 }, { id: 'b', input_price_microusd: 6 }]],
    ['a price for a token that nobody asks', [{ id: 'a', input_price_per_token: 3 }, { id: 'b', input_price_per_token: 6 }]],
    ['a number that is no unit for certain', [{ id: 'a', input_price_128k: 3 }, { id: 'b', input_price_128k: 6 }]],
    ['a root in cents', { price_unit: 'cents', models: [{ id: 'a', input_price: 30 }, { id: 'b', input_price: 60 }] }],
    ['a root in credits', { currency: 'credits', models: [{ id: 'a', input_price: 30 }, { id: 'b', input_price: 60 }] }],
    ['a root that contradicts the key', { unit: '1K tokens', models: [{ id: 'a', input_price_per_million: 30 }, { id: 'b', input_price_per_million: 60 }] }],
    ['a caption in cents', '<html><body><table><caption>US cents per 1K tokens</caption><tr><th>Model</th><th>Input price</th></tr><tr><td>a</td><td>0.3</td></tr></table></body></html>'],
    ['captions that differ', `<html><body>${['1K', '1M'].map((size) => `<table><caption>USD per ${size} tokens</caption><tr><th>Model</th><th>Input price</th></tr><tr><td>a${size}</td><td>0.3</td></tr></table>`).join('')}</body></html>`],
    ['a comma that groups or divides', 'Model;Input price (EUR/1M tokens)\na;1,500\nb;2,250\n'],
    ['a point that groups or divides', 'Model;Input price (EUR/1M tokens)\na;1.500\nb;2.250\n'],
    ['decimal commas', 'Model;Input price (EUR/1M tokens)\na;1.500\nb;2,25\nc;3\n'],
    ['a comma in JSON that groups or divides', [{ id: 'a', input_price_per_1m: '1,500' }, { id: 'b', input_price_per_1m: '2,250' }]],
  ])('guesses no price from %s', (_name, body) => {
    expect(guess(body)).toHaveProperty('refused');
  });

  it('finds the price columns of an HTML table', () => {
    const answer = made(`<!doctype html><table><tr><th>Plan</th><th>Monthly price</th></tr><tr><td>Team</td><td>$9</td></tr></table>
      <table><thead><tr><th>Model</th><th>Context</th><th>Input price</th><th>Output price</th></tr></thead>
      <tr><td>acme/atlas</td><td>128K</td><td>$1,250.50 / 1M tokens</td><td>$10.00 / 1M tokens</td></tr><tr><td>acme/mini</td><td>32K</td><td>$0.10 / 1M tokens</td><td>—</td></tr></table>`);
    expect(answer).toMatchObject({ adapter: 'html-table', confidence: 'likely', settings: { columns: { model: 'Model', input_price: 'Input price', output_price: 'Output price' } } });
    expect(lines(answer)).toEqual(['acme/atlas input_token 1250.50/1000000 USD', 'acme/atlas output_token 10.00/1000000 USD', 'acme/mini input_token 0.10/1000000 USD']);
  });

  it('finds the price columns of a CSV with another delimiter', () => {
    const answer = made('model;currency;prompt cost per 1M tokens;completion cost per 1M tokens\nacme/a;EUR;1.5;3\nacme/b;USD;2;4\n');
    expect(answer).toMatchObject({ adapter: 'csv', settings: { delimiter: ';' } });
    expect(lines(answer)).toEqual(['acme/a input_token 1.5/1000000 EUR', 'acme/a output_token 3/1000000 EUR', 'acme/b input_token 2/1000000 USD', 'acme/b output_token 4/1000000 USD']);
  });

  it('refuses with a reason what is no catalog', () => {
    expect(guess('')).toEqual({ refused: expect.stringContaining('an empty body') as string });
    expect(guess('{"a":')).toEqual({ refused: expect.stringContaining('truncated JSON') as string });
    expect(guess('{"hello":"world"}')).toEqual({ refused: expect.stringContaining('no list or map of named rows') as string });
    expect(guess('<!doctype html><title>Just a moment...</title>')).toEqual({ refused: expect.stringContaining('challenge page of Cloudflare') as string });
    expect(guess('<!doctype html><p>Hello</p>')).toEqual({ refused: expect.stringContaining('without a table of prices') as string });
    expect(guess('Dear reader, there is nothing here.')).toEqual({ refused: expect.stringContaining('neither JSON') as string });
  });

  it('answers every JSON and every text, and its settings read what it showed', () => {
    const key = fc.oneof(fc.constantFrom('id', 'model', 'price', 'input', 'input_price', 'pricing', 'unit', 'currency', 'a.b', '{x}', '*', '', '__proto__'), fc.string({ maxLength: 6 }));
    const value = fc.letrec((tie) => ({ node: fc.oneof({ maxDepth: 4 }, fc.double({ noNaN: true }), fc.string({ maxLength: 8 }), fc.constantFrom('$3', '0.5', null), fc.array(tie('node'), { maxLength: 4 }), fc.dictionary(key, tie('node'), { maxKeys: 5 })) })).node;
    fc.assert(fc.property(fc.oneof(value, fc.string()), (body) => {
      const answer = guess(body);
      const ratesOrReason = 'refused' in answer ? answer.refused.length : lines(answer).length;
      expect(ratesOrReason).toBeGreaterThan(0);
    }), { numRuns: 1500 });
  });

  it('answers a large document in good time', () => {
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, { models: { [`m${index}`]: { input_price: 1 } } }]));
    expect(bestCpuMs(() => { guess(wide); }, 15_000, 2)).toBeLessThan(15_000);
  });
});

const captures = resolve(process.cwd(), '../shared/captures');
const absent = !existsSync(captures);
if (absent) process.stderr.write(`skipped: no captures at ${captures}\n`);

describe.skipIf(absent)('guessing on real captures (skipped where they are absent)', () => {
  it.each(['flatkey/newapi-variant-2026-08-28.pricing.json', 'flatkey/rezecyan-2026-09-02.pricing.json', 'flatkey/basellm-2026-06-24.ratio_config.json', 'flatkey/constructed-pricing-a.json'])('knows the gateway of %s', (name) => {
    expect(made(readFileSync(resolve(captures, name), 'utf8')).adapter).toBe('new-api');
  });

  it('refuses what a gateway answers instead of prices', () => {
    expect(guess(readFileSync(resolve(captures, 'flatkey/constructed-error-403-module-disabled.json'), 'utf8'))).toHaveProperty('refused');
  });

  it('finds the flat states of a public catalog', () => {
    const answer = made(readFileSync(resolve(captures, 'drift/models-dev/states/2026-06-29.json'), 'utf8'));
    expect(answer).toMatchObject({ adapter: 'json', settings: { rows: 'models.{model}', route: '{model}' } });
    expect(answer.reading.routes).toHaveLength(570);
  });
});
