import { describe, expect, it } from 'vitest';
import { driftEvent } from '../../domain/drift.ts';
import { globMatches } from '../../domain/glob.ts';
import { rate } from '../../domain/rate.ts';
import { type Meter } from '../../domain/vocabulary.ts';
import { factor, moved } from '../fixtures.test-support.ts';
import { judge, type Threshold } from './judge.ts';
import { measure, type MeasureInput } from './measure.ts';
import { movementOf } from './subject.ts';

const NOTHING: MeasureInput = { pins: new Map(), baselines: new Map(), workloads: [], matches: globMatches };
const video = moved('bytedance/seedance-2.0/fast', '0.0112', '0.0140', { meter: 'video_token', per: 1000 });
const { subject } = movementOf(video);

describe('measure', () => {
  it('knows nothing where nothing is known', () => {
    expect(measure(video, NOTHING)).toEqual({});
  });

  it('says dollars a month exactly, where a workload is known', () => {
    const workloads = [{ name: 'trailers', route: '*seedance-2.0/fast*', meter: 'video_token', per_month: '147200000' }];
    expect(measure(video, { ...NOTHING, workloads }).month).toEqual({ before: '1648.64', after: '2060.8', change: '412.16', currency: 'USD', workload: 'trailers' });
    expect(measure(video, { ...NOTHING, workloads: [{ name: 'x', route: 'other', meter: 'video_token', per_month: '1' }] })).toEqual({});
  });

  it('adds up what a factor moves under a workload', () => {
    const workloads = [{ name: 'chat', route: 'model-0000*', meter: 'output_token', per_month: '1000000' }];
    expect(measure(factor(3), { ...NOTHING, workloads }).month).toMatchObject({ before: '6', after: '6.3', change: '0.3' });
  });

  it('says what a move to another unit costs where a workload is known by both units, and only there', () => {
    const of = (side: 'before' | 'after', meter: Meter, amount: string, per: number) => driftEvent({ kind: side === 'before' ? 'rate.removed' : 'rate.added', source: 'flatkey', route: 'clip', severity: 'notice', reason: 'x', [side]: amount, [`${side}_rate`]: { amount, per, currency: 'USD', kind: 'list' } }, rate({ meter, per, amount }));
    const event = driftEvent({ kind: 'rate.unit_changed', source: 'flatkey', route: 'clip', severity: 'warning', reason: 'x', folded: [of('before', 'output_token', '7', 1_000_000), of('after', 'request', '0.9', 1)] });
    const tokens = { name: 'clips', route: 'clip', meter: 'output_token', per_month: '54000000' };
    expect(measure(event, { ...NOTHING, workloads: [tokens, { ...tokens, meter: 'request', per_month: '500' }] }).month).toEqual({ before: '378', after: '450', change: '72', currency: 'USD', workload: 'clips' });
    expect(measure(event, { ...NOTHING, workloads: [tokens] })).toEqual({});
    expect(measure(event, { ...NOTHING, workloads: [tokens, { ...tokens, name: 'others', meter: 'request', per_month: '500' }] })).toEqual({});
  });

  it('compares with what was acknowledged, whatever it was asked for', () => {
    const pins = new Map([[subject, { subject, value: '10 USD/1000000 list', by: 'Ana', at: '2026-11-02T00:00:00.000Z' }]]);
    expect(measure(video, { ...NOTHING, pins }).since_acknowledged).toEqual({ value: '10', at: '2026-11-02T00:00:00.000Z', percent: '40' });
  });

  it('compares with what stood 90 days ago', () => {
    const baselines = new Map([[subject.slice('rate '.length), { value: { amount: '0.0100', per: 1000, currency: 'USD', kind: 'list' as const }, at: '2026-08-24T00:00:00.000Z' }]]);
    expect(measure(video, { ...NOTHING, baselines }).accumulated).toMatchObject({ percent: '40', value: '0.0100' });
    expect(measure(video, { ...NOTHING, baselines: new Map([[subject.slice('rate '.length), { value: { amount: '0.01', per: 1000, currency: 'CNY', kind: 'list' }, at: '' }]]) })).toEqual({});
  });
});

describe('slow creep', () => {
  it.each(['promotion', 'placeholder', 'from'] as const)('does not begin at a price of another kind: %s', (kind) => {
    const step = moved('x', '0.06', '0.0602', { severity: 'info' });
    const baselines = (of: typeof kind | 'list') => new Map([[movementOf(step).subject.slice('rate '.length), { value: { amount: '0.03', per: 1_000_000, currency: 'USD', kind: of }, at: '2026-09-20T00:00:00.000Z' }]]);
    expect(measure(step, { ...NOTHING, baselines: baselines(kind) })).toEqual({});
    expect(measure(step, { ...NOTHING, baselines: baselines('list') }).accumulated).toMatchObject({ percent: '100.666667' });
    const pins = new Map([[movementOf(step).subject, { subject: movementOf(step).subject, value: `0.03 USD/1000000 ${kind}`, by: 'Ana', at: '2026-11-02T00:00:00.000Z' }]]);
    expect(measure(step, { ...NOTHING, pins })).toEqual({});
  });
});

describe('judge', () => {
  const small = moved('a', '100', '101', { severity: 'notice' });
  const since = (percent: string) => ({ accumulated: { value: '80', at: '2026-08-24T00:00:00.000Z', percent } });

  it('takes the first threshold that matches, up and down apart', () => {
    const thresholds: readonly Threshold[] = [{ match: { direction: 'down' }, critical: '5' }, { match: { meter: 'output_token' }, warning: '1', critical: '20' }];
    expect(judge(small, {}, thresholds, globMatches)).toMatchObject({ severity: 'warning' });
    expect(judge(moved('a', '100', '94'), {}, thresholds, globMatches)).toMatchObject({ severity: 'critical' });
    expect(judge(moved('a', '100', '96'), {}, thresholds, globMatches)).toMatchObject({ severity: 'info' });
    expect(judge(moved('a', '1', '2', { meter: 'request' }), {}, thresholds, globMatches).severity).toBe('warning');
  });

  it('counts slow creep', () => {
    expect(judge(small, since('26.25'), [], globMatches)).toEqual({ severity: 'warning', because: 'slow creep: +26.3 % since 2026-08-24 weighs warning, this step alone notice' });
    expect(judge(small, since('3'), [], globMatches).severity).toBe('notice');
    expect(judge(small, since('-30'), [], globMatches).severity).toBe('notice');
    expect(judge(moved('a', '101', '100'), since('26'), [], globMatches).severity).toBe('notice');
  });
});
