import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Reading } from '../../domain/reading.ts';
import { filePage, hashOf, pageOf, refusalFrom, shuffled, wrongProducts } from '../lib/new-api/page.test-support.ts';
import { newApi } from './index.ts';

const SOURCE = { id: 'some-gateway', url: 'https://gateway.example/api/pricing' };
const FORK = new URL('fixtures/2026-08.fork.json', import.meta.url);

function read(body: string, settings: unknown = {}): Reading {
  return newApi.read(pageOf(body), SOURCE, newApi.settings.parse(settings));
}

describe('a gateway of the new-api family', () => {
  it('gives the golden rows of a fork with steps, cache lives, no version and endpoints in Chinese', () => {
    const { reader, ...rest } = newApi.read(filePage(FORK), SOURCE, newApi.settings.parse({}));
    expect(rest).toEqual(JSON.parse(readFileSync(new URL('fixtures/2026-08.fork.rows.json', import.meta.url), 'utf8')));
    expect(reader).toBe(`new-api@${newApi.version}`);
  });

  it('gives the same rows in any order', () => {
    const text = readFileSync(FORK, 'utf8');
    for (let seed = 1; seed <= 5; seed += 1) expect(hashOf(read(JSON.stringify(shuffled(JSON.parse(text), seed))))).toBe(hashOf(read(text)));
    expect(wrongProducts(read(text))).toEqual([]);
  });

  it('counts in the currency and the quota units of its deployment', () => {
    const body = '{"data":[{"model_name":"m","quota_type":0,"model_ratio":1.5,"enable_groups":["g"]}],"group_ratio":{"g":0.5}}';
    const [rate] = read(body, { currency: 'CNY', quota_per_unit: '250000' }).routes[0]?.rates ?? [];
    expect(rate).toMatchObject({ amount: '3', currency: 'CNY', factors: [{ name: 'cny_per_million', value: '4' }, { name: 'model_ratio', value: '1.5' }, { name: 'group_ratio', value: '0.5' }] });
  });

  it.each([
    [{ quota_per_unit: '300000' }], [{ quota_per_unit: '0' }], [{ quota_per_unit: '-1' }], [{ quota_per_unit: 'many' }], [{ currency: 'dollars' }], [{ curency: 'USD' }], [{ gateway: '' }],
  ])('refuses settings %j', (settings) => {
    expect(() => newApi.settings.parse(settings)).toThrow();
  });

  it('reads a catalog without any groups as one without groups', () => {
    const reading = read('{"data":[{"model_name":"m","quota_type":0,"model_ratio":1,"completion_ratio":3}]}');
    expect(reading.routes[0]?.rates.map(({ meter, amount, conditions }) => [meter, amount, conditions])).toEqual([['input_token', '2', {}], ['output_token', '6', {}]]);
  });

  it('says that every group counts 1 where the payload has no ratios of groups', () => {
    const { routes, notes } = read('{"data":[{"model_name":"m","quota_type":0,"model_ratio":1,"enable_groups":["vip"]}]}');
    expect(routes[0]?.rates.map(({ amount, conditions }) => [amount, conditions])).toEqual([['2', { group: 'vip' }]]);
    expect(notes).toMatchObject([{ kind: 'source.schema_note', message: 'the payload has no group_ratio: every group counts 1, and prices are those before any group\'s ratio' }]);
  });

  it('names the gateway in what it refuses', () => {
    const refusal = refusalFrom(() => read('{"object":"list"}', { gateway: 'Example Gateway' }));
    expect(refusal.expected).toBe('the pricing payload of Example Gateway as JSON');
  });

  it('is asked for anonymously, once', () => {
    expect(newApi.follow(SOURCE, newApi.settings.parse({}), [])).toMatchObject([{ purpose: 'catalog', url: SOURCE.url }]);
    expect(newApi.follow(SOURCE, newApi.settings.parse({}), [pageOf('{}')])).toEqual([]);
  });
});
