import { describe, expect, it } from 'vitest';
import { rate } from '../rate.ts';
import { routeReading } from '../reading.ts';
import { brief, drift, gatewayRate, perSecond, rateDrift } from './compare.test-support.ts';

describe('a price that moves', () => {
  it('is one rise with percent, direction, weight and both whole values', () => {
    const [event, ...others] = rateDrift([perSecond('0.28', { resolution: '720p' })], [perSecond('0.35', { resolution: '720p' })]);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      kind: 'rate.increased', source: 'shop', route: 'clip', meter: 'video_second', role: 'rate', unit: 'second', conditions: { resolution: '720p' }, currency: 'USD',
      before: '0.28', after: '0.35', before_per: 1, after_per: 1, change_percent: '25', direction: 'worse', severity: 'warning', rows: 1, explained_by: null,
      before_rate: { amount: '0.28', kind: 'list' }, after_rate: { amount: '0.35', kind: 'list' },
    });
    expect(event?.reason).toBe('$0.28 → $0.35 per second of video: up 25 %; a rise of 10 % or more is warning.');
  });

  it('is a fall when it falls', () => {
    expect(rateDrift([rate({ meter: 'minute', amount: '0.9' })], [rate({ meter: 'minute', amount: '0.6' })]))
      .toMatchObject([{ kind: 'rate.decreased', before: '0.9', after: '0.6', change_percent: '-33.333333', direction: 'better', severity: 'notice' }]);
  });

  it.each([
    ['0.1', '0.1001', 'info'], ['0.1', '0.101', 'notice'], ['0.1', '0.11', 'warning'], ['0.1', '0.15', 'critical'], ['0', '0.01', 'critical'],
    ['0.1', '0.0999', 'info'], ['0.1', '0.01', 'notice'], ['0.1', '0', 'notice'],
  ])('from %s to %s weighs %s', (before, after, severity) => {
    expect(rateDrift([perSecond(before)], [perSecond(after)])).toMatchObject([{ severity }]);
  });

  it('has no percentage when it was free before', () => {
    expect(rateDrift([perSecond('0')], [perSecond('0.01')])).toMatchObject([{ kind: 'rate.increased', change_percent: null }]);
  });

  it('says nothing for the same number with other zeros', () => {
    expect(rateDrift([perSecond('7.0')], [perSecond('7')])).toEqual([]);
  });

  it('says nothing when only the count of units moved and one unit costs the same', () => {
    expect(rateDrift([rate({ meter: 'video_token', amount: '0.014', per: 1000 })], [rate({ meter: 'video_token', amount: '14', per: 1_000_000 })])).toEqual([]);
  });

  it('is measured for one unit when the count of units moved too', () => {
    expect(rateDrift([rate({ meter: 'video_token', amount: '0.014', per: 1000 })], [rate({ meter: 'video_token', amount: '21', per: 1_000_000 })]))
      .toMatchObject([{ kind: 'rate.increased', before: '0.014', before_per: 1000, after: '21', after_per: 1_000_000, change_percent: '50' }]);
  });

  it('is seen to the last digit where the price was read', () => {
    expect(rateDrift([perSecond('0.30000000')], [perSecond('0.30000001')])).toMatchObject([{ kind: 'rate.increased' }]);
  });

  it('is noise below a millionth where the price was computed', () => {
    const factors = [{ name: 'ratio', value: '0.3' }];
    expect(rateDrift([perSecond('0.30000000', {}, { factors })], [perSecond('0.30000001', {}, { factors })])).toEqual([]);
  });

  it('is told once for each of the meters that the route\'s own ratio moves', () => {
    const before = [gatewayRate('input_token', 'Standard', '3.5', '0.9'), gatewayRate('output_token', 'Standard', '3.5', '0.9')];
    const after = [gatewayRate('input_token', 'Standard', '3.85', '0.9'), gatewayRate('output_token', 'Standard', '3.85', '0.9')];
    expect(rateDrift(before, after)).toMatchObject([
      { kind: 'rate.increased', meter: 'input_token', before: '6.3', after: '6.93', explained_by: 'model_ratio 3.5 → 3.85' },
      { kind: 'rate.increased', meter: 'output_token', before: '6.3', after: '6.93', explained_by: 'model_ratio 3.5 → 3.85' },
    ]);
  });
});

describe('a price that comes or goes', () => {
  it('is added or removed with its value', () => {
    const events = rateDrift([perSecond('0.3', { resolution: '720p' })], [perSecond('0.7', { resolution: '1080p' })]);
    expect(events).toMatchObject([
      { kind: 'rate.added', conditions: { resolution: '1080p' }, before: null, after: '0.7', severity: 'info' },
      { kind: 'rate.removed', conditions: { resolution: '720p' }, before: '0.3', after: null, severity: 'warning' },
    ]);
  });

  it('says that it could not be read when that is what happened', () => {
    const [event] = rateDrift([perSecond('0.3')], [], { unread: new Map([['clip', 'two amounts for one condition']]) });
    expect(event).toMatchObject({ kind: 'rate.removed' });
    expect(event?.reason).toContain('can no longer be read with certainty (two amounts for one condition)');
  });
});

describe('another unit', () => {
  const tokens = (group: string) => [gatewayRate('input_token', group, '3.5', '1'), gatewayRate('output_token', group, '7', '1')];
  const request = (group: string, amount: string) => rate({ meter: 'request', amount, conditions: { group } });

  it('is one event for each group, with phrases and never a percentage', () => {
    const before = routeReading('clip', { groups: ['Economy', 'Standard'], rates: [...tokens('Economy'), ...tokens('Standard')] });
    const after = routeReading('clip', { groups: ['Economy', 'Standard'], rates: [request('Economy', '0.5'), request('Standard', '0.6')] });
    const events = drift([before], [after]);
    expect(events).toMatchObject([
      { kind: 'rate.unit_changed', conditions: { group: 'Economy' }, before: '$7 per 1,000,000 input tokens, $14 per 1,000,000 output tokens', after: '$0.5 per request', rows: 3 },
      { kind: 'rate.unit_changed', conditions: { group: 'Standard' }, after: '$0.6 per request', change_percent: null, severity: 'warning' },
    ]);
    expect(events[0]?.folded.map(({ kind, meter }) => `${kind} ${meter}`)).toEqual(['rate.added request', 'rate.removed input_token', 'rate.removed output_token']);
  });

  it('is not said while one price of the old family is still there', () => {
    expect(brief(rateDrift([perSecond('0.3'), rate({ meter: 'video_token', amount: '7' })], [perSecond('0.3'), rate({ meter: 'request', amount: '1' })]))).toEqual([
      ['rate.added', 'clip', null, '1'], ['rate.removed', 'clip', '7', null],
    ]);
  });

  it('is told for the prices even when a surcharge stays', () => {
    const surcharge = rate({ meter: 'request', amount: '0.01', role: 'surcharge' });
    expect(rateDrift([perSecond('0.3'), surcharge], [rate({ meter: 'video_token', amount: '7' }), surcharge])).toMatchObject([{ kind: 'rate.unit_changed', rows: 2 }]);
  });

  it('is not said when a first price comes beside a surcharge', () => {
    const surcharge = perSecond('0.01', {}, { role: 'surcharge' });
    expect(rateDrift([surcharge], [surcharge, rate({ meter: 'request', amount: '1' })])).toMatchObject([{ kind: 'rate.added', meter: 'request' }]);
  });

  it('is told of another currency too, without a percentage', () => {
    expect(rateDrift([perSecond('0.3')], [perSecond('2.1', {}, { currency: 'CNY' })]))
      .toMatchObject([{ kind: 'rate.unit_changed', before: '$0.3 per second of video', after: '2.1 CNY per second of video', change_percent: null }]);
  });
});

describe('routes', () => {
  it('come and go with their rates folded under them', () => {
    const events = drift([routeReading('old', { rates: [perSecond('0.3')] })], [routeReading('new', { rates: [perSecond('0.9'), perSecond('1', { resolution: '4k' })] })]);
    expect(events).toMatchObject([
      { kind: 'route.added', route: 'new', before: null, after: 'new', rows: 2, severity: 'info' },
      { kind: 'route.removed', route: 'old', before: 'old', after: null, rows: 1, severity: 'warning' },
    ]);
    expect(events.flatMap(({ folded }) => folded.map(({ kind }) => kind))).toEqual(['rate.added', 'rate.added', 'rate.removed']);
  });

  it('that a changed watch list adds or drops are no drift', () => {
    const [one, two] = [routeReading('one', { rates: [perSecond('0.3')] }), routeReading('two', { rates: [perSecond('0.4')] })];
    expect(drift([one], [two], { newlyWatched: new Set(['two']), noLongerWatched: new Set(['one']) })).toEqual([]);
  });

  it('keep quiet about volatile fields, aliases, vendors and the words around a price', () => {
    const before = routeReading('clip', { status: 'available', status_raw: 'ok', status_checked_at: '2026-06-24T00:00:00Z', vendor: 'A', aliases: ['x'], rates: [perSecond('1', { note: 'tentative' }, { said: '**$1**/s' })] });
    const after = routeReading('clip', { status: 'available', status_raw: 'fine', status_checked_at: '2026-06-25T00:00:00Z', status_detected_at: '2026-06-25T00:00:00Z', status_reason: 'because', vendor: 'B', rates: [perSecond('1', { note: 'subject to change' }, { said: '$1/s' })] });
    expect(drift([before], [after])).toEqual([]);
  });

  it('tell endpoint types as sets', () => {
    expect(drift([routeReading('clip', { endpoints: ['openai', 'anthropic'] })], [routeReading('clip', { endpoints: ['anthropic', 'openai'] })])).toEqual([]);
    expect(drift([routeReading('clip', { endpoints: ['anthropic', 'openai'] })], [routeReading('clip', { endpoints: ['openai', 'openai-response'] })]))
      .toMatchObject([{ kind: 'route.endpoints_changed', before: 'anthropic, openai', after: 'openai, openai-response', severity: 'notice' }]);
  });

  it('fold the rates of a group under the group that joined or left', () => {
    const before = routeReading('chat', { groups: ['Economy', 'Standard'], rates: [gatewayRate('input_token', 'Economy', '1', '0.6'), gatewayRate('input_token', 'Standard', '1', '0.9'), gatewayRate('output_token', 'Standard', '1', '0.9')] });
    const after = routeReading('chat', { groups: ['Standard', 'plg'], rates: [gatewayRate('input_token', 'Standard', '2', '0.9'), gatewayRate('input_token', 'plg', '2', '0.8')] });
    const events = drift([before], [after]);
    expect(events).toMatchObject([
      { kind: 'rate.increased', conditions: { group: 'Standard' } },
      { kind: 'rate.removed', meter: 'output_token', conditions: { group: 'Standard' } },
      { kind: 'route.groups_changed', before: 'Economy, Standard', after: 'Standard, plg', rows: 2, explained_by: 'groups + plg, − Economy' },
    ]);
    expect(events[2]?.folded.map(({ kind, conditions }) => [kind, conditions.group])).toEqual([['rate.added', 'plg'], ['rate.removed', 'Economy']]);
  });
});

describe('statuses', () => {
  const at = (status: 'available' | 'degraded' | 'retired' | 'unknown_failure' | 'absent' | null, status_raw: string | null = status) => [routeReading('clip', { status, status_raw })];

  it.each([
    ['available', 'unknown_failure', 'worse', 'warning'], ['available', 'retired', 'worse', 'warning'], ['available', 'degraded', 'worse', 'notice'],
    ['unknown_failure', 'available', 'better', 'notice'], ['retired', 'unknown_failure', 'better', 'warning'], ['unknown_failure', 'retired', 'worse', 'warning'],
    ['unknown_failure', 'absent', 'sideways', 'notice'],
  ] as const)('from %s to %s is %s and weighs %s', (before, after, direction, severity) => {
    expect(drift(at(before), at(after))).toMatchObject([{ kind: 'route.status_changed', before, after, direction, severity }]);
  });

  it('keep the raw words beside the canonical ones', () => {
    expect(drift(at('available', 'available'), at('retired', 'official_unsupported')))
      .toMatchObject([{ before_raw: 'available', after_raw: 'official_unsupported' }]);
  });

  it('seen for the first time are news only when they are bad', () => {
    expect(drift(at(null), at('available'))).toEqual([]);
    expect(drift(at(null), at('unknown_failure'))).toMatchObject([{ before: null, after: 'unknown_failure', direction: 'worse' }]);
  });

  it('that vanish from one route are absent, once', () => {
    expect(drift(at('available'), at(null))).toMatchObject([{ before: 'available', after: 'absent', after_raw: null, direction: 'worse' }]);
    expect(drift(at('absent', null), at(null))).toEqual([]);
    expect(drift(at('absent', null), at('available'))).toMatchObject([{ direction: 'better' }]);
  });
});

describe('formulas and limits', () => {
  const formula = { kind: 'video_tokens', fps: 24, divisor: 1024, counts_input_video: false, multipliers: [{ factor: '0.6', when: 'when video inputs are provided' }] } as const;

  it('may be said in other words', () => {
    const rewritten = { ...formula, multipliers: [{ factor: '0.60', when: 'with video input' }], said: 'another sentence' };
    expect(drift([routeReading('clip', { formula })], [routeReading('clip', { formula: rewritten })])).toEqual([]);
  });

  it.each([
    { ...formula, fps: 30 }, { ...formula, counts_input_video: true }, { ...formula, multipliers: [] },
    { ...formula, multipliers: [{ factor: '0.7', when: 'with video input' }] }, { ...formula, multipliers: [{ factor: '0.6', when: 'with audio input' }] }, null,
  ])('may not have other numbers or conditions: %j', (other) => {
    expect(drift([routeReading('clip', { formula })], [routeReading('clip', { formula: other })])).toMatchObject([{ kind: 'formula.changed', severity: 'warning' }]);
  });

  it('tell a limit that moved in phrases, and weigh a narrower one more', () => {
    const limits = (max: number, resolutions: readonly string[]) => [routeReading('clip', { limits: { duration_s: { min: 4, max }, resolutions } })];
    expect(drift(limits(15, ['480p', '720p']), limits(12, ['480p', '720p'])))
      .toMatchObject([{ kind: 'limits.changed', before: 'duration from 4 to 15 s; resolutions 480p, 720p', after: 'duration from 4 to 12 s; resolutions 480p, 720p', severity: 'notice' }]);
    expect(drift(limits(15, ['720p']), limits(15, ['1080p', '720p']))).toMatchObject([{ severity: 'info' }]);
    expect(drift(limits(15, ['1080p', '720p']), limits(15, ['720p', '1080p']))).toEqual([]);
  });
});

it('gives the events of one cause that concerns many routes first, then route by route', () => {
  const route = (name: string, ratio: string, status: 'available' | 'retired') => routeReading(name, { status, status_raw: status, rates: [gatewayRate('input_token', 'Economy', '1', ratio)] });
  const events = drift(['b', 'a'].map((name) => route(name, '0.6', 'available')), ['a', 'b'].map((name) => route(name, '0.5', 'retired')));
  expect(events.map(({ kind, route: name }) => [kind, name])).toEqual([['factor.changed', null], ['route.status_changed', 'a'], ['route.status_changed', 'b']]);
});
