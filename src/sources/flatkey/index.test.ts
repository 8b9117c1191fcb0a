import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Reading } from '../../domain/reading.ts';
import { settleRates } from '../../domain/settle.ts';
import { filePage, hashOf, pageOf, refusalFrom, shuffled, wrongProducts } from '../lib/new-api/page.test-support.ts';
import { flatkey } from './index.ts';

const FORMS = ['2026-06.pricing', '2026-06.ratio_config', '2026-08.website', '2026-08.website-v2', '2026-08.tiered'] as const;

function fixture(name: string): URL {
  return new URL(`fixtures/${name}.json`, import.meta.url);
}

function readText(body: string): Reading {
  return flatkey.read(pageOf(body));
}

function readRows(rows: readonly unknown[], envelope: Readonly<Record<string, unknown>> = {}): Reading {
  return readText(JSON.stringify({ success: true, data: rows, group_ratio: { default: 1 }, usable_group: { default: '' }, ...envelope }));
}

/** A row of the usual kind, with what a test is about. */
function row(fields: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { model_name: 'm-1', quota_type: 0, model_ratio: 2.5, model_price: 0, completion_ratio: 6, enable_groups: ['default'], supported_endpoint_types: ['openai'], ...fields };
}

function amounts(reading: Reading): readonly string[] {
  return reading.routes.flatMap(({ route, rates }) => rates.map(({ meter, conditions, amount, kind }) => `${route} ${conditions.group} ${meter} ${amount ?? kind}`));
}

describe.each(FORMS)('Flatkey\'s form %s', (form) => {
  it('gives its golden rows', () => {
    const { reader, ...rest } = flatkey.read(filePage(fixture(form)));
    expect(rest).toEqual(JSON.parse(readFileSync(fixture(`${form}.rows`), 'utf8')));
    expect(reader).toBe(`flatkey@${flatkey.version}`);
  });

  it('gives the same rows in any order, and amounts that are the exact products of their factors', () => {
    const reading = flatkey.read(filePage(fixture(form)));
    expect(wrongProducts(reading)).toEqual([]);
    for (let seed = 1; seed <= 5; seed += 1) {
      const again = readText(JSON.stringify(shuffled(JSON.parse(readFileSync(fixture(form), 'utf8')), seed)));
      expect(hashOf(again)).toBe(hashOf(reading));
      expect(again.unread.map(({ route, reason }) => [route, reason])).toEqual(reading.unread.map(({ route, reason }) => [route, reason]));
    }
  });

  it('gives rates in the order of their keys, each key once', () => {
    for (const { route, rates } of flatkey.read(filePage(fixture(form))).routes) expect(settleRates(route, rates)).toEqual({ rates, unread: [] });
  });
});

describe('payloads that are no catalog', () => {
  it.each([
    ['{"success":false,"message":"record not found"}', 200, 'source.unreadable', 'an error of the gateway, success: false with the message "record not found"'],
    ['{"success":false,"message":"pricing is disabled"}', 200, 'source.refused', 'a refusal, success: false with the message "pricing is disabled"'],
    ['{"success":false,"message":"pricing is disabled"}', 403, 'source.refused', String.raw`HTTP 403 with "{\"success\":false,\"message\":\"pricing is disabled\"}"`],
    ['{"success":false}', 200, 'source.unreadable', 'an error of the gateway, success: false without a message'],
    ['pricing temporarily unavailable', 503, 'source.unreachable', 'HTTP 503 with "pricing temporarily unavailable"'],
    ['{"success":true,"data":null,"vendors":null,"group_ratio":{}}', 200, 'source.unreadable', '"data": null, which the gateway answers when its database failed it'],
    ['{"success":true,"data":[]}', 200, 'source.unreadable', 'an empty list of rows ("data": [])'],
    ['{"success":true,"schema_version":"website-public-plg-v2","models":[]}', 200, 'source.unreadable', 'an empty list of rows ("models": [])'],
    ['{"success":true,"group_ratio":{}}', 200, 'source.shape_changed', 'a JSON object without "data", with the keys "success", "group_ratio"'],
    ['{"success":true,"data":"soon"}', 200, 'source.shape_changed', '"data" that is a string, not a list of rows'],
    ['{"success":true,"data":{"quota_per_unit":500000,"version":"v1"}}', 200, 'source.shape_changed', '"data" with the keys "quota_per_unit", "version", neither rows nor ratio maps'],
    ['{"success":true,"data":{"model_ratio":{},"completion_ratio":{}}}', 200, 'source.unreadable', 'ratio maps that are all empty'],
    ['{"object":"list","data":[{"id":"gpt-5"},{"id":"gpt-6"}]}', 200, 'source.shape_changed', '2 rows, none with a model_name'],
    ['{"source":"x","modelCount":2,"model_names":["a","b"]}', 200, 'source.shape_changed', 'a list of 2 model names without prices'],
    ['{"error":{"code":"model_not_found","type":"new_api_error","message":"no such model"}}', 200, 'source.unreadable', 'an error object, "no such model"'],
    ['{"items":[],"page":1,"size":9,"pages":0,"total":0}', 200, 'source.shape_changed', 'a JSON object without "data", with the keys "items", "page", "size", "pages", "total"'],
    ['[{"model_name":"m-1"}]', 200, 'source.shape_changed', 'a JSON list of 1 entries'],
    ['42', 200, 'source.shape_changed', 'a single JSON value'],
    ['<!doctype html><title>Flatkey</title>', 200, 'source.shape_changed', 'an HTML page titled "Flatkey"'],
    ['', 200, 'source.unreadable', 'an empty body (0 bytes)'],
  ] as const)('are refused in words of their own: %s with HTTP %i', (body, status, kind, found) => {
    const refusal = refusalFrom(() => flatkey.read(pageOf(body, { status })));
    expect({ kind: refusal.kind, found: refusal.found }).toEqual({ kind, found });
  });

  it('are refused wherever a true payload is cut', () => {
    const whole = readFileSync(fixture('2026-06.pricing'), 'utf8').trimEnd();
    fc.assert(fc.property(fc.integer({ min: 1, max: whole.length - 1 }), (end) => {
      expect(refusalFrom(() => readText(whole.slice(0, end))).found).toMatch(/^truncated JSON: it breaks off after \d+ characters/);
    }), { numRuns: 60 });
  });
});

describe('rows of all kinds', () => {
  it('merges a row that stands twice, and believes neither of two that differ', () => {
    expect(readRows([row(), row()])).toEqual({ ...readRows([row()]), facts: { ...readRows([row()]).facts, rows: 2 } });
    const twice = readRows([row(), row({ model_ratio: 3 }), row(), row({ model_name: 'm-2' })]);
    expect(amounts(twice)).toEqual(['m-2 default input_token 5', 'm-2 default output_token 30']);
    expect(twice.unread).toMatchObject([{ route: 'm-1', reason: 'the model stands in several rows with different values, so none of its prices is certain' }]);
    expect(hashOf(readRows([row({ model_ratio: 3 }), row({ model_name: 'm-2' }), row(), row()]))).toBe(hashOf(twice));
  });

  it('takes null, an absent field and an empty list for the same', () => {
    const bare = readRows([row({ supported_endpoint_types: [] })]);
    expect(hashOf(readRows([row({ supported_endpoint_types: null, cache_ratio: null, vendor_id: 0, billing_mode: '', billing_expr: '', availability_status: '' })]))).toBe(hashOf(bare));
    expect(hashOf(readRows([row({ supported_endpoint_types: undefined })]))).toBe(hashOf(bare));
  });

  it('keeps 0 as a price, and an absent ratio as none', () => {
    expect(amounts(readRows([row({ cache_ratio: 0, completion_ratio: undefined })]))).toEqual(['m-1 default cached_input_token 0', 'm-1 default input_token 5']);
  });

  it('has a placeholder for every meter that would have a price, and none where an expression prices the row', () => {
    expect(amounts(readRows([row({ model_ratio: 37.5, cache_ratio: 0.1 })]))).toEqual(['m-1 default cached_input_token placeholder', 'm-1 default input_token placeholder', 'm-1 default output_token placeholder']);
    expect(amounts(readRows([row({ model_ratio: 37.5, billing_mode: 'tiered_expr', billing_expr: 'tier("a", p * 1)' })]))).toEqual(['m-1 default input_token 1']);
    expect(amounts(readText(JSON.stringify({ data: [row()], group_ratio: {} }).replace('2.5', '37.50')))[0]).toBe('m-1 default input_token placeholder');
  });

  it('reads numbers by their text, however they are written', () => {
    const reading = readText('{"data":[{"model_name":"m","quota_type":0,"model_ratio":1e-07,"completion_ratio":2.50,"enable_groups":["g"]}],"group_ratio":{"g":0.30000000000000004}}');
    expect(amounts(reading)).toEqual(['m g input_token 0.000000060000000000000008', 'm g output_token 0.00000015000000000000002']);
    expect(reading.routes[0]?.rates[1]?.factors).toEqual([
      { name: 'usd_per_million', value: '2' }, { name: 'model_ratio', value: '0.0000001' }, { name: 'completion_ratio', value: '2.50' }, { name: 'group_ratio', scope: 'g', value: '0.30000000000000004' },
    ]);
  });

  it.each([
    [{ model_ratio: '2.5' }, 'model_ratio is not a decimal number of 0 or more with at most 60 digits'],
    [{ model_ratio: -1 }, 'model_ratio is not a decimal number of 0 or more with at most 60 digits'],
    [{ model_ratio: undefined }, 'a token price needs a model_ratio, a number of 0 or more'],
    [{ completion_ratio: true }, 'completion_ratio is not a decimal number of 0 or more with at most 60 digits'],
    [{ quota_type: 7 }, 'its quota_type is neither 0 (token ratio) nor 1 (per request)'],
    [{ quota_type: 1, model_price: null }, 'a price per request needs a model_price, a number of 0 or more'],
    [{ quota_type: 1, model_price: 1, model_name: 'seedance-9' }, 'the model_price of a video route may be the basis of a calculation and not a price for one call'],
    [{ quota_type: 1, model_price: 1, supported_endpoint_types: ['openai-video'] }, 'the model_price of a video route may be the basis of a calculation and not a price for one call'],
    [{ billing_mode: 'per_second' }, 'the billing_mode "per_second" is not known here'],
    [{ billing_mode: 'tiered_expr' }, 'billing_mode tiered_expr without an expression'],
    [{ enable_groups: [] }, 'its enable_groups is empty: no group can call it, so no price applies'],
    [{ enable_groups: 'default' }, 'its enable_groups is not a list of names'],
    [{ audio_completion_ratio: 2 }, 'audio_output_token needs audio_ratio as well, and there is none'],
  ])('says what it cannot read: %j', (fields, reason) => {
    const reading = readRows([row(fields)]);
    expect(reading.unread.map((entry) => entry.reason)).toContain(reason);
    expect(reading.routes).toHaveLength(1);
  });

  it('does not invent a price for a ratio of forty digits too many, nor for one that is no number', () => {
    const body = (ratio: string): string => `{"data":[{"model_name":"m","quota_type":0,"model_ratio":${ratio},"enable_groups":["g"]}],"group_ratio":{"g":1}}`;
    expect(amounts(readText(body('0.1234567890123456789012345678901234567890')))).toEqual(['m g input_token 0.246913578024691357802469135780246913578']);
    for (const ratio of [`0.${'1'.repeat(80)}`, '1e400', '1e-400', '"NaN"', '[]', 'true']) expect(amounts(readText(body(ratio)))).toEqual([]);
  });

  it('says once for each key that the payload has something new', () => {
    const { notes } = readRows([row({ surprise: 1 }), row({ model_name: 'm-2', surprise: 2 })], { extra: {}, pricing_version: 'website-public-v9' });
    expect(notes.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
      'source.schema_note: a row has a key that is new here: "surprise"; it is not read',
      'source.schema_note: the payload has a key that is new here: "extra"; it is not read',
      'source.schema_note: the pricing_version "website-public-v9" is new here; the payload was read as the known ones are',
    ]);
  });

  it('knows that media routes are not probed, and translates every status', () => {
    const statuses = ['available', 'temporary_failure', 'official_unsupported', 'unknown_failure', 'asleep'];
    const reading = readRows([
      ...statuses.map((availability_status, index) => row({ model_name: `m-${index}`, availability_status, availability_checked_at: 1782282600 + index })),
      row({ model_name: 'seedance-2.0', availability_status: 'available', availability_checked_at: 0, availability_reason: 'not asked' }),
    ]);
    expect(reading.routes.map(({ status, status_raw }) => [status, status_raw])).toEqual([
      ['available', 'available'], ['degraded', 'temporary_failure'], ['retired', 'official_unsupported'], ['unknown_failure', 'unknown_failure'], [null, 'asleep'], ['available', 'available'],
    ]);
    expect(reading.routes[0]).toMatchObject({ status_checked_at: '2026-06-24T06:30:00Z' });
    expect(reading.routes[0]).not.toHaveProperty('status_probed');
    expect(reading.routes[5]).toMatchObject({ status_probed: false, status_reason: 'not asked' });
    expect(reading.routes[5]).not.toHaveProperty('status_checked_at');
    expect(reading.notes).toMatchObject([{ kind: 'source.vocabulary' }]);
  });

  it('does not let what moves by itself into the hash', () => {
    const before = readRows([row({ availability_status: 'available', availability_checked_at: 1782282600, usage_count: 1 }), row({ model_name: 'm-2' })]);
    const after = readRows([row({ model_name: 'm-2', pricing_version: 'hop', usage_count: 9 }), row({ availability_status: 'available', availability_checked_at: 1782369000, availability_detected_at: 1782360000, usage_count: 2 })]);
    expect(hashOf(after)).toBe(hashOf(before));
  });

  it('keeps hostile names as text, and rows without a name out', () => {
    const names = ['<script>alert(1)</script>', '=HYPERLINK("x")', 'a\u0000\u001b[31m\nb', 'x'.repeat(300), '__proto__', 'constructor', '../../etc/passwd', '\u202Egpj.exe', "'; DROP TABLE rates;--"];
    const reading = readRows([...names.map((model_name) => row({ model_name })), row({ model_name: 'x'.repeat(10_000) }), row({ model_name: 'half a \ud83d' }), row({ model_name: 7 }), row({ model_name: '' }), row({ model_name: ['x'] }), 3, null, []]);
    expect(reading.routes.map(({ route }) => route)).toEqual(names.toSorted());
    expect(reading.routes.every(({ rates }) => rates.length === 2)).toBe(true);
    expect(reading.unread.map(({ route, reason }) => [route, reason])).toEqual([
      [null, 'a row without a model_name, which must be a text'],
      [null, 'its name has 10000 characters, more than 300: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"'],
      [null, 'its name is broken text: "half a �"'],
    ]);
    expect(reading.facts.rows).toBe(names.length + 8);
  });

  it('reads any JSON in the place of a row without failing', () => {
    fc.assert(fc.property(fc.array(fc.jsonValue({ maxDepth: 3 }), { minLength: 1, maxLength: 5 }), fc.jsonValue(), fc.jsonValue(), (rows, ratios, display) => {
      const odd = rows.map((value, index) => ({ ...row({ model_name: `m-${index}` }), model_ratio: value, enable_groups: value, supported_endpoint_types: value, step_ratios: value, vendor_id: value, availability_status: value }));
      const reading = readRows([...rows, ...odd], { group_ratio: ratios, group_model_ratio: ratios, usable_group: ratios, display_pricing: display, vendors: display, supported_endpoint: display });
      expect(reading.routes.length).toBeGreaterThan(0);
      expect(wrongProducts(reading)).toEqual([]);
    }), { numRuns: 300 });
  });
});

describe('a catalog of random ratios', () => {
  const decimal = fc.stringMatching(/^(0|[1-9][0-9]{0,4})(\.[0-9]{1,17})?(e-[0-9])?$/);
  const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 6 });

  it('has amounts that are exact products, keys in order, and no dependence on the order of its rows', () => {
    fc.assert(fc.property(names, fc.uniqueArray(fc.string({ maxLength: 8 }), { minLength: 1, maxLength: 4 }), fc.array(decimal, { minLength: 8, maxLength: 8 }), fc.nat(), (models, groups, numbers, seed) => {
      const number = (index: number): string => numbers[index % numbers.length] ?? '1';
      const rows = models.map((model, index) => `{"model_name":${JSON.stringify(model)},"quota_type":${index % 5 === 4 ? 1 : 0},"model_ratio":${number(index)},"model_price":${number(index + 1)},"completion_ratio":${number(index + 2)},"cache_ratio":${number(index + 3)},"enable_groups":${JSON.stringify(groups)}}`);
      const ratios = groups.map((group, index) => `${JSON.stringify(group)}:${number(index + 4)}`).join(',');
      const payload = (list: readonly string[]): string => `{"data":[${list.join(',')}],"group_ratio":{${ratios}}}`;
      const reading = readText(payload(rows));
      expect(wrongProducts(reading)).toEqual([]);
      for (const { route, rates } of reading.routes) expect(settleRates(route, rates)).toEqual({ rates, unread: [] });
      const other = rows.map((text, index) => ({ text, key: (index * 7919 + seed) % 101 })).toSorted((a, b) => a.key - b.key).map(({ text }) => text);
      expect(hashOf(readText(payload(other)))).toBe(hashOf(reading));
    }), { numRuns: 200 });
  });
});

describe('large and nasty pages', () => {
  it('reads 20,000 rows in a moment', () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => row({ model_name: `vendor/model-${index}`, model_ratio: index / 1000, cache_ratio: 0.1, enable_groups: ['a', 'b'], availability_status: 'available', availability_checked_at: 1782282600 + index }));
    const body = JSON.stringify({ success: true, data: rows, group_ratio: { a: 0.9, b: 0.6 }, usable_group: {} });
    const reading = readText(body);
    expect(reading.routes.reduce((sum, { rates }) => sum + rates.length, 0)).toBe(120_000);
  }, 10_000);

  it('does not hang on repeated names, groups without end, or thousands of patterns', () => {
    const patterns = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`x${index}-*-y`, 0.5]));
    const many = Array.from({ length: 2_000 }, (_, index) => `group ${index}`);
    const reading = readRows([...Array.from({ length: 2_000 }, () => row()), ...Array.from({ length: 20 }, (_, index) => row({ model_name: `m-${index}`, enable_groups: many }))], { group_ratio: { default: 1 }, group_model_ratio: { default: patterns } });
    expect(reading.routes).toHaveLength(20);
  }, 10_000);
});

describe('what Flatkey is asked for', () => {
  const source = { id: 'flatkey', url: 'https://gateway.example/api/pricing' };

  it('is one page, anonymously', () => {
    const [request, ...others] = flatkey.follow(source, {}, []);
    expect(request).toEqual({ purpose: 'catalog', url: source.url, method: 'http', headers: { accept: 'application/json' } });
    expect(others).toEqual([]);
    expect(flatkey.follow(source, {}, [filePage(fixture('2026-06.pricing'))])).toEqual([]);
    expect(() => flatkey.settings.parse({ cookie: 'x' })).toThrow();
  });
});
