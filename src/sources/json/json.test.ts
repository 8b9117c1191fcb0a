import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SourceRefusal } from '../../domain/finding.ts';
import { rateKey } from '../../domain/rate.ts';
import { json } from './index.ts';
import { jsonSettings, type JsonSettingsInput } from './settings.ts';
import { bestCpuMs } from '../lib/cpu-time.test-support.ts';

const film: JsonSettingsInput = {
  rows: 'prices.*',
  route: '{maker}/{sku}',
  alias: 'label',
  skip: [{ path: 'hidden', in: ['true'] }],
  sentinels: { 'ask us': 'on_request' },
  status: { path: 'state', words: { GA: 'available', gone: 'retired' } },
  rates: [
    { meter: 'video_second', amount: 'usd.second.{resolution}', conditions: { resolution: '{resolution}' } },
    { meter: 'video_token', amount: 'usd.token_k', per: 1000 },
  ],
  prices_under: ['usd'],
};

const simple: JsonSettingsInput = { rows: '{model}', route: '{model}', rates: [{ meter: 'input_token', amount: 'in', per: 1_000_000 }, { meter: 'output_token', amount: ['out', 'output'], per: 1_000_000 }] };

function read(document: unknown, settings: JsonSettingsInput) {
  const body = document instanceof Uint8Array ? document : new TextEncoder().encode(typeof document === 'string' ? document : JSON.stringify(document));
  return json.read({ purpose: 'catalog', url: 'https://prices.example/', status: 200, headers: {}, body, captured_at: '2026-06-24T00:00:00Z' }, undefined, json.settings.parse(settings));
}

describe('the json adapter', () => {
  it('reads its fixture to the golden rows', () => {
    const { routes, unread, notes, facts } = read(readFileSync(new URL('fixtures/2026-06-24.json', import.meta.url)), film);
    const golden: unknown = JSON.parse(readFileSync(new URL('fixtures/2026-06-24.rows.json', import.meta.url), 'utf8'));
    expect(JSON.parse(JSON.stringify({ routes, unread, notes, facts }))).toEqual(golden);
  });

  it('asks for its one page once, with headers from the environment where it needs a key', () => {
    const source = { id: 'acme', url: 'https://prices.example/api' };
    const settings = json.settings.parse({ ...simple, secret_headers: { Authorization: { env: 'ACME_KEY', prefix: 'Bearer ' } } });
    const [request, ...more] = json.follow(source, settings, []);
    expect(request).toEqual({ purpose: 'catalog', url: source.url, method: 'http', secretHeaders: { Authorization: { env: 'ACME_KEY', prefix: 'Bearer ' } } });
    expect(more).toEqual([]);
    expect(json.follow(source, settings, [{ purpose: 'catalog', url: source.url, status: 200, headers: {}, body: new Uint8Array(), captured_at: '' }])).toEqual([]);
  });

  it('takes 0 for a price, null and absent for not listed, and anything else for unread', () => {
    const { routes, unread } = read({ a: { in: 0, out: null }, b: { in: 'soon', out: [1] }, c: { in: '', out: -1 } }, simple);
    expect(routes.map((route) => [route.route, route.rates.map((rate) => rate.amount)])).toEqual([['a', ['0']], ['b', []], ['c', []]]);
    expect(unread.map((one) => [one.route, one.said, one.reason])).toEqual([
      ['b', 'in: soon', 'not one decimal amount'],
      ['b', 'out: a list of 1', 'expected a decimal number, got a list of 1'],
      ['c', 'out: -1', 'a negative amount is no price; if it is a sentinel, name it under "sentinels"'],
    ]);
  });

  it('takes two names of one price for one rate when they agree, and for unread when they do not', () => {
    const { routes, unread } = read({ a: { out: 1.5, output: '1.50' }, b: { out: 1, output: 2 } }, simple);
    expect(routes[0]?.rates.map((rate) => rate.amount)).toEqual(['1.5']);
    expect(routes[1]?.rates).toEqual([]);
    expect(unread).toMatchObject([{ route: 'b', reason: expect.stringContaining('two amounts for one condition: 1 and 2') as string }]);
  });

  it('keeps every digit of an amount, and scales exactly', () => {
    const { routes } = read('{"a":{"in":0.1234567890123456789012345,"out":"7.0"},"b":{"in":3e-06}}', { ...simple, rates: [{ meter: 'input_token', amount: 'in' }, { meter: 'output_token', amount: 'out' }, { meter: 'video_token', amount: 'in', scale: '1000000', per: 1_000_000 }] });
    expect(routes.flatMap((route) => route.rates.map((rate) => `${rate.meter} ${rate.amount}`))).toEqual([
      'input_token 0.1234567890123456789012345', 'output_token 7.0', 'video_token 123456.7890123456789012345', 'input_token 0.000003', 'video_token 3',
    ]);
  });

  it('refuses, with what was expected and found, whatever is not the configured catalog', () => {
    const cases: readonly (readonly [unknown, string])[] = [
      ['', 'an empty body'],
      ['<html><title>Just a page</title>', 'an HTML page titled "Just a page"'],
      ['{"a":{"in":1', 'truncated JSON'],
      ['{}', 'expected rows at "{model}" in the JSON document; found none'],
      [[], 'found none'],
      [{ a: { cost: 1 }, b: { cost: 2 } }, 'expected prices at in, out, output; found none in 2 rows, such as {cost}'],
      [{ error: 'unauthorised' }, 'expected prices at in, out, output; found none in 1 rows, such as unauthorised'],
    ];
    for (const [document, words] of cases) expect(() => read(document, simple)).toThrow(words);
    expect(() => read({ prices: [{ sku: 'x', hidden: true }] }, film)).toThrow('1 rows, none of them');
    expect(() => read({ prices: [{ maker: 'acme' }] }, film)).toThrow('expected rows with a route at "{maker}/{sku}"; found 1 rows without one');
  });

  it('gives the same rows whatever the order of rows and keys', () => {
    const price = fc.oneof(fc.integer({ min: 0, max: 9999 }), fc.stringMatching(/^\d{1,3}\.\d{1,9}$/));
    const catalog = fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9./-]{0,12}$/), fc.record({ in: price, out: fc.option(price) }), { minKeys: 1, maxKeys: 30 });
    fc.assert(fc.property(catalog, (rows) => {
      const reading = read(rows, simple);
      const found = reading.routes.flatMap((route) => route.rates.map((rate) => `${route.route} ${rate.meter} ${rate.amount}`));
      const expected = Object.entries(rows).flatMap(([model, row]) => [`${model} input_token ${decimal(row.in)}`, ...(row.out === null ? [] : [`${model} output_token ${decimal(row.out)}`])]);
      expect(found.toSorted()).toEqual(expected.toSorted());
      for (const route of reading.routes) expect(new Set(route.rates.map(rateKey)).size).toBe(route.rates.length);
      const turned = Object.fromEntries(Object.entries(rows).toReversed().map(([key, row]) => [key, Object.fromEntries(Object.entries(row).toReversed())]));
      expect(read(turned, simple)).toEqual(reading);
    }), { numRuns: 300 });
  });

  it('answers any JSON with rows or a refusal, never with a negative amount', () => {
    const anything = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'constructor'), fc.record({ in: fc.jsonValue(), out: fc.jsonValue() })));
    fc.assert(fc.property(anything, (document) => {
      const amounts = orRefusal(() => read(document, simple).routes.flatMap((route) => route.rates.map((rate) => rate.amount ?? '')));
      expect(amounts.filter((amount) => !/^\d+(\.\d+)?$/.test(amount))).toEqual([]);
    }), { numRuns: 1000 });
  });

  it('reads ten thousand rows in good time', () => {
    const rows = Object.fromEntries(Array.from({ length: 100 }, (_, p) => [`p${p}`, { models: Object.fromEntries(Array.from({ length: 100 }, (__, m) => [`m${m}`, { name: 'x', cost: { input: 0.25, output: '7.0', cache_read: 1e-7, tiers: [{ tier: { type: 'context', size: 200_000 }, input: 1 }] } }])) }]));
    expect(bestCpuMs(() => { expect(read(rows, { preset: 'models-dev' }).routes.length).toBe(10_000); }, 15_000, 2)).toBeLessThan(15_000);
  });
});

describe('the settings of the json adapter', () => {
  it('say by path what is wrong', () => {
    const wrong = { rows: 'a..b', route: '{id', rates: [{ meter: 'tokens', amount: 'x', per: 0, currency: 'usd' }], typo: 1 };
    const message = faults(wrong);
    expect(message).toContain('rows: expected keys separated by single dots, "*" or "{name}", got "" in "a..b"');
    expect(message).toContain('route: expected every "{" to have its "}", got "{id"');
    expect(message).toContain('rates.0.meter: expected a meter (');
    expect(message).toContain('rates.0.per: expected a positive whole number');
    expect(message).toContain('rates.0.currency: expected an ISO 4217 code');
    expect(message).toContain('Unrecognized key: "typo"');
  });

  it('need rows, route and rates, or a preset, of which single keys can be replaced', () => {
    expect(faults({})).toBe('route: expected a text such as "{provider}/{model}"\nrates: expected a list of rates, each with a meter and the path of its amount\nrows: expected a path to the rows, such as "data.*" or "models.{model}"');
    const settings = jsonSettings.parse({ preset: 'openrouter', route: 'openrouter/{id}', currency: 'EUR' });
    expect(settings).toMatchObject({ route: 'openrouter/{id}', rows: 'data.*', currency: 'EUR', decimal: '.' });
    expect(faults({ preset: 'nobody' })).toContain('preset:');
  });

  it('publish a JSON Schema in which every key is described', () => {
    const schema = z.toJSONSchema(jsonSettings, { io: 'input' }) as { properties: Record<string, { description?: string }> };
    expect(Object.keys(schema.properties)).toContain('preset');
    for (const [key, property] of Object.entries(schema.properties)) expect([key, property.description ?? '']).not.toEqual([key, '']);
  });
});

/** What the reader gives, or nothing where it refuses; any other error goes on. */
function orRefusal(run: () => readonly string[]): readonly string[] {
  try {
    return run();
  } catch (error) {
    if (error instanceof SourceRefusal) return [];
    throw error;
  }
}

function decimal(value: string | number): string {
  return String(value).replace(/^0+(?=\d)/, '');
}

function faults(input: unknown): string {
  const result = jsonSettings.safeParse(input);
  return result.success ? '' : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n');
}
