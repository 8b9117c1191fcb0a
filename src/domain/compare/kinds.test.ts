import { describe, expect, it } from 'vitest';
import { rate, type Promotion } from '../rate.ts';
import { type Meter } from '../vocabulary.ts';
import { gatewayRate, perSecond, rateDrift } from './compare.test-support.ts';

const later = (amount: string) => perSecond(amount, {}, { role: 'future' });
const promotional = (amount: string) => perSecond(amount, {}, { kind: 'promotion' });

describe('a promotion told as a price now and a price later', () => {
  it('begins as one change of kind, the announced price folded under it', () => {
    const events = rateDrift([perSecond('0.16')], [promotional('0.04'), later('0.16')]);
    expect(events).toMatchObject([{ kind: 'rate.kind_changed', before: 'list', after: 'promotion', before_rate: { amount: '0.16' }, after_rate: { amount: '0.04' }, change_percent: '-75', direction: 'better', severity: 'notice' }]);
    expect(events[0]?.folded).toMatchObject([{ kind: 'rate.added', role: 'future', after: '0.16' }]);
  });

  it('ends as one change of kind that weighs what the rise weighs', () => {
    expect(rateDrift([promotional('0.04'), later('0.16')], [perSecond('0.16')]))
      .toMatchObject([{ kind: 'rate.kind_changed', before: 'promotion', after: 'list', change_percent: '300', direction: 'worse', severity: 'critical' }]);
  });

  it('is a rise when it goes on at a higher price', () => {
    expect(rateDrift([promotional('0.04'), later('0.16')], [promotional('0.05'), later('0.16')])).toMatchObject([{ kind: 'rate.increased', before: '0.04', after: '0.05' }]);
  });

  it('tells an announced price that moves or is taken back while it goes on', () => {
    expect(rateDrift([promotional('0.04'), later('0.16')], [promotional('0.04'), later('0.2')])).toMatchObject([{ kind: 'rate.increased', role: 'future' }]);
    expect(rateDrift([promotional('0.04'), later('0.16')], [promotional('0.04')])).toMatchObject([{ kind: 'rate.removed', role: 'future', severity: 'notice' }]);
  });
});

it('an announced price that comes true is told by the price alone', () => {
  expect(rateDrift([perSecond('0.1'), later('0.12')], [perSecond('0.12')])).toMatchObject([{ kind: 'rate.increased', role: 'rate', after: '0.12', rows: 1 }]);
});

describe('a promotion beside a list price', () => {
  const promotion = (fields: Partial<Promotion> = {}): Promotion => ({ percent_off: '28', effective_amount: '8.424', from: null, until: '2026-10-07', audience: null, ...fields });
  const tokens = (amount: string, discount?: Promotion) => rate({ meter: 'video_token', per: 1_000_000, amount, ...(discount === undefined ? {} : { promotion: discount, kind: 'promotion' }) });

  it('begins and ends as one change of kind while the list price stands', () => {
    expect(rateDrift([tokens('11.7')], [tokens('11.7', promotion())])).toMatchObject([{ kind: 'rate.kind_changed', before: 'list', after: 'promotion', change_percent: '-28' }]);
    expect(rateDrift([tokens('11.7', promotion())], [tokens('11.7')])).toMatchObject([{ kind: 'rate.kind_changed', before: 'promotion', after: 'list', direction: 'worse' }]);
  });

  it('is a rise when the discount shrinks, measured on what is paid', () => {
    expect(rateDrift([tokens('11.7', promotion())], [tokens('11.7', promotion({ percent_off: '10', effective_amount: '10.53' }))]))
      .toMatchObject([{ kind: 'rate.increased', before: '8.424', after: '10.53', change_percent: '25' }]);
  });

  it('is a rise of the list price when that alone moves', () => {
    expect(rateDrift([tokens('11.7', promotion())], [tokens('13', promotion())])).toMatchObject([{ kind: 'rate.increased', before: '11.7', after: '13' }]);
  });

  it('tells other dates at the same price as other conditions', () => {
    expect(rateDrift([tokens('11.7', promotion())], [tokens('11.7', promotion({ until: '2026-11-07' }))]))
      .toMatchObject([{ kind: 'rate.conditions_changed', before: '28 % off, until 2026-10-07', after: '28 % off, until 2026-11-07', severity: 'info' }]);
  });
});

describe('a placeholder', () => {
  const placeholder = (meter: Meter, group = 'Economy') => rate({ meter, per: 1_000_000, amount: null, kind: 'placeholder', conditions: { group } });
  const priced = (group = 'Economy') => [gatewayRate('input_token', group, '3.5', '0.6'), gatewayRate('output_token', group, '7', '0.6')];

  it('that takes the place of every price of a group is one event for the group', () => {
    const events = rateDrift([...priced(), ...priced('Standard')], ['Economy', 'Standard'].flatMap((group) => [placeholder('input_token', group), placeholder('output_token', group)]));
    expect(events).toMatchObject(['Economy', 'Standard'].map((group) =>
      ({ kind: 'rate.kind_changed', conditions: { group }, before: 'list', after: 'placeholder', change_percent: null, severity: 'warning', rows: 2 })));
    expect(events[0]?.folded).toMatchObject([{ kind: 'rate.kind_changed', meter: 'input_token' }, { kind: 'rate.kind_changed', meter: 'output_token' }]);
  });

  it('that takes the place of one price while the others go is one event too', () => {
    const events = rateDrift(priced(), [placeholder('input_token')]);
    expect(events).toMatchObject([{ kind: 'rate.kind_changed', before: 'list', after: 'placeholder', rows: 2 }]);
    expect(events[0]?.folded.map(({ kind }) => kind)).toEqual(['rate.kind_changed', 'rate.removed']);
  });

  it('that becomes a price is a change of kind too', () => {
    expect(rateDrift([placeholder('input_token')], priced())).toMatchObject([{ kind: 'rate.kind_changed', before: 'placeholder', after: 'list', severity: 'notice', rows: 2 }]);
  });

  it('for a single rate is that rate\'s own event', () => {
    expect(rateDrift(priced().slice(0, 1), [placeholder('input_token')])).toMatchObject([{ kind: 'rate.kind_changed', meter: 'input_token', before_rate: { amount: '4.2' }, rows: 1, folded: [] }]);
  });

  it('that stays says nothing', () => {
    expect(rateDrift([placeholder('input_token')], [placeholder('input_token')])).toEqual([]);
  });
});

it('a price that is only the lowest of several now is of another kind', () => {
  expect(rateDrift([perSecond('0.05')], [perSecond('0.04', {}, { kind: 'from' })])).toMatchObject([{ kind: 'rate.kind_changed', before: 'list', after: 'from' }]);
});
