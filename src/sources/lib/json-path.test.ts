import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPath, pathFault, select } from './json-path.ts';
import { bestCpuMs } from './cpu-time.test-support.ts';

const found = (document: unknown, path: string) => select(document, jsonPath(path)).map(({ value, names, at }) => ({ value, names, at }));

describe('a JSON path', () => {
  it('goes from key to key, and the empty path is the document itself', () => {
    expect(found({ a: { b: 1 } }, 'a.b')).toEqual([{ value: 1, names: {}, at: 'a.b' }]);
    expect(found(7, '')).toEqual([{ value: 7, names: {}, at: '' }]);
    expect(found({ a: [1] }, 'a.b')).toEqual([]);
    expect(found([10, 20], '1')).toEqual([{ value: 20, names: {}, at: '1' }]);
  });

  it('finds a key that itself contains dots, and prefers it to the nested way', () => {
    expect(found({ 'cost.input': '2' }, 'cost.input')).toEqual([{ value: '2', names: {}, at: 'cost.input' }]);
    expect(found({ m: { 'cost.tier_1.input': '2' } }, 'm.cost.tier_1.input')).toEqual([{ value: '2', names: {}, at: 'm.cost.tier_1.input' }]);
    expect(found({ 'a.b': { c: 1 }, a: { b: { c: 2 } } }, 'a.b.c').map((one) => one.value)).toEqual([1]);
  });

  it('remembers keys under names, dots and slashes in them included', () => {
    const document = { acme: { models: { 'atlas-2.1/pro': 1 } }, other: { models: {} }, none: 5 };
    expect(found(document, '{provider}.models.{model}')).toEqual([{ value: 1, names: { provider: 'acme', model: 'atlas-2.1/pro' }, at: 'acme.models.atlas-2.1/pro' }]);
  });

  it('catches part of a key, between two dots where the key is flat', () => {
    expect(found({ 'cost.tier_128000.input': '2', 'cost.tier_a.b.input': '3', 'cost.input': '1' }, 'cost.tier_{size}.input'))
      .toEqual([{ value: '2', names: { size: '128000' }, at: 'cost.tier_128000.input' }]);
    expect(found({ price_above_128k_tokens: 1, price_above__tokens: 2 }, 'price_above_{n}k_tokens').map((one) => one.names)).toEqual([{ n: '128' }]);
  });

  it('never reaches what a document only inherits', () => {
    expect(found({}, 'constructor')).toEqual([]);
    expect(found({ a: {} }, 'a.__proto__')).toEqual([]);
    expect(found('text', 'length')).toEqual([]);
  });

  it('is refused with words when it is malformed', () => {
    expect(pathFault('a..b')).toContain('got ""');
    expect(pathFault('a.{')).toContain('got "{"');
    expect(pathFault('a.{b c}')).toContain('got "{b c}"');
    expect(pathFault(Array.from({ length: 13 }, () => 'a').join('.'))).toContain('at most 12 keys');
    expect(() => jsonPath('a.{')).toThrow('expected keys');
  });

  it('finds every value of any document by the path that leads there', () => {
    const key = fc.stringMatching(/^[a-z_]{1,5}$/);
    const document = fc.dictionary(key, fc.dictionary(key, fc.dictionary(key, fc.integer())));
    fc.assert(fc.property(document, (value) => {
      const all = found(value, '{a}.{b}.{c}');
      expect(all.length).toBe(Object.values(value).flatMap((one) => Object.values(one).flatMap((two) => Object.keys(two))).length);
      for (const one of all) expect(found(value, one.at).map((again) => again.value)).toEqual([one.value]);
    }));
  });

  it('stays quick on keys made to be slow', () => {
    const keys = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`${'a'.repeat(500)}${index}`, 1]));
    expect(bestCpuMs(() => { expect(found(keys, `${'*a'.repeat(10)}*!`)).toEqual([]); }, 1000)).toBeLessThan(1000);
  });
});
