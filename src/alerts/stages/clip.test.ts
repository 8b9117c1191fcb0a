import { describe, expect, it } from 'vitest';
import { driftEvent, type DriftEvent } from '../../domain/drift.ts';
import { rate, type Rate } from '../../domain/rate.ts';
import { clipOf } from './clip.ts';

const FORMULA = { kind: 'video_tokens', fps: 24, divisor: 1024, multipliers: [] } as const;
const value = ({ amount, per, currency, kind }: Rate) => ({ amount, per, currency, kind });

function unitChange(before: readonly Rate[], after: readonly Rate[]): DriftEvent {
  const folded = [
    ...before.map((one) => driftEvent({ kind: 'rate.removed', source: 'fal', route: 'r', severity: 'notice', reason: 'x', before: one.amount, before_rate: value(one) }, one)),
    ...after.map((one) => driftEvent({ kind: 'rate.added', source: 'fal', route: 'r', severity: 'notice', reason: 'x', after: one.amount, after_rate: value(one) }, one)),
  ];
  return driftEvent({ kind: 'rate.unit_changed', source: 'fal', route: 'r', severity: 'warning', reason: 'x', before: 'a', after: 'b', folded });
}
const tokens = rate({ meter: 'video_token', per: 1000, amount: '0.014' });
const request = rate({ meter: 'request', amount: '1.80' });

describe('what a unit change means for a clip', () => {
  it('works tokens out by the route’s own formula, to the digit', () => {
    expect(clipOf(unitChange([tokens], [request]), FORMULA)).toEqual({ before: '1.512', after: '1.8', currency: 'USD', scenario: 'a clip of 5 s at 720p (108,000 tokens, one request)' });
    expect(clipOf(unitChange([rate({ meter: 'video', amount: '0.5' })], [rate({ meter: 'video_second', amount: '0.3', conditions: { resolution: '720p' } })]), null)).toMatchObject({ before: '0.5', after: '1.5', scenario: 'a clip of 5 s at 720p' });
  });

  it.each<readonly [why: string, before: readonly Rate[], after: readonly Rate[], formula: Parameters<typeof clipOf>[1]]>([
    ['tokens without a formula', [tokens], [request], null],
    ['a formula with multipliers', [tokens], [request], { ...FORMULA, multipliers: [{ factor: '0.6', when: 'video inputs' }] }],
    ['two prices for the clip', [tokens, rate({ meter: 'video_second', amount: '0.3' })], [request], FORMULA],
    ['another resolution', [rate({ meter: 'video_second', amount: '0.3', conditions: { resolution: '1080p' } })], [request], FORMULA],
    ['tokens of words, and a request for who knows what', [rate({ meter: 'output_token', per: 1_000_000, amount: '7' })], [request], FORMULA],
    ['two currencies', [tokens], [rate({ meter: 'request', amount: '9', currency: 'CNY' })], FORMULA],
    ['no price', [tokens], [rate({ meter: 'request', amount: null, kind: 'on_request' })], FORMULA],
  ])('says nothing for %s', (_why, before, after, formula) => {
    expect(clipOf(unitChange(before, after), formula)).toBeUndefined();
  });
});
