import { describe, expect, it } from 'vitest';
import { rate, type Conditions } from '../rate.ts';
import { perSecond, rateDrift } from './compare.test-support.ts';

const tokens = (amount: string, conditions: Conditions) => rate({ meter: 'video_token', per: 1000, amount, conditions });

describe('the same price under other conditions', () => {
  it('is one event when it is narrowed to several resolutions, and what has another price is added', () => {
    const events = rateDrift([tokens('0.014', {})], [...['480p', '720p', '1080p'].map((resolution) => tokens('0.014', { resolution })), tokens('0.008', { resolution: '4k' })]);
    expect(events).toMatchObject([
      { kind: 'rate.added', after: '0.008', conditions: { resolution: '4k' } },
      { kind: 'rate.conditions_changed', before: 'no conditions', after: '480p, 720p, 1080p', conditions: { resolution: '480p, 720p, 1080p' }, before_rate: { amount: '0.014' }, after_rate: { amount: '0.014' }, rows: 4 },
    ]);
  });

  it('is one event when several become one', () => {
    expect(rateDrift(['480p', '720p'].map((resolution) => tokens('0.014', { resolution })), [tokens('0.014', {})]))
      .toMatchObject([{ kind: 'rate.conditions_changed', before: '480p, 720p', after: 'no conditions', conditions: {} }]);
  });

  it('is one event for each tier whose threshold moved', () => {
    const tier = (prompt_tokens: string, amount: string) => ['low', 'high'].map((name) => rate({ meter: 'input_token', amount, conditions: { prompt_tokens, tier: name } }));
    expect(rateDrift(tier('[0,128000]', '1'), tier('[0,200000]', '1'))).toMatchObject([
      { kind: 'rate.conditions_changed', before: 'prompt tokens [0,128000], tier high', after: 'prompt tokens [0,200000], tier high' },
      { kind: 'rate.conditions_changed', before: 'prompt tokens [0,128000], tier low', after: 'prompt tokens [0,200000], tier low' },
    ]);
  });

  it('is measured for one unit', () => {
    expect(rateDrift([tokens('0.014', {})], [rate({ meter: 'video_token', per: 1_000_000, amount: '14', conditions: { resolution: '720p' } })]))
      .toMatchObject([{ kind: 'rate.conditions_changed', before_per: 1000, after_per: 1_000_000 }]);
  });

  it('is not found between roles, groups or unequal prices', () => {
    const kinds = (before: readonly ReturnType<typeof rate>[], after: typeof before) => rateDrift(before, after).map(({ kind }) => kind);
    expect(kinds([perSecond('0.1')], [perSecond('0.1', { option: 'x' }, { role: 'surcharge' })])).toEqual(['rate.added', 'rate.removed']);
    expect(kinds([perSecond('0.1', { group: 'a' })], [perSecond('0.1', { group: 'b' })])).toEqual(['rate.added', 'rate.removed']);
    expect(kinds([perSecond('0.1')], [perSecond('0.1000000001', { audio: true })])).toEqual(['rate.added', 'rate.removed']);
  });

  it('leaves alone a price that both sides have', () => {
    expect(rateDrift([perSecond('0.1', { resolution: '480p' })], [perSecond('0.1', { resolution: '480p' }), perSecond('0.1', { resolution: '720p' })]))
      .toMatchObject([{ kind: 'rate.added', conditions: { resolution: '720p' } }]);
  });
});
