import { describe, expect, it } from 'vitest';
import { type Factor } from '../rate.ts';
import { routeReading, type RouteReading } from '../reading.ts';
import { drift, gatewayRate } from './compare.test-support.ts';

const chat = (name: string, ratio: string, economy: string, standard = '0.9'): RouteReading => routeReading(name, {
  groups: ['Economy', 'Standard'],
  rates: [gatewayRate('input_token', 'Economy', ratio, economy), gatewayRate('output_token', 'Economy', ratio, economy, [{ name: 'completion_ratio', value: '4' }]), gatewayRate('input_token', 'Standard', ratio, standard)],
});

describe('a factor that several routes share', () => {
  it('is one event with every rate it explains folded under it', () => {
    const events = drift([chat('a', '1', '0.6'), chat('b', '2.5', '0.6')], [chat('a', '1', '0.55'), chat('b', '2.5', '0.55')]);
    expect(events).toMatchObject([{
      kind: 'factor.changed', route: null, meter: null, conditions: { group: 'Economy' }, before: '0.6', after: '0.55', change_percent: '-8.333333',
      direction: 'better', severity: 'notice', explained_by: 'group_ratio[Economy] 0.6 → 0.55', rows: 4,
    }]);
    expect(events[0]?.folded.map(({ kind, route, meter }) => `${kind} ${route} ${meter}`)).toEqual([
      'rate.decreased a input_token', 'rate.decreased a output_token', 'rate.decreased b input_token', 'rate.decreased b output_token',
    ]);
  });

  it('leaves a route that moved its own ratio too with its own events, which name both', () => {
    const events = drift([chat('a', '1', '0.6'), chat('b', '2.5', '0.6'), chat('c', '1', '0.6')], [chat('a', '1', '0.55'), chat('b', '3', '0.55'), chat('c', '1', '0.55')]);
    expect(events.map(({ kind, route, meter, conditions, explained_by, rows }) => [kind, route, meter, conditions.group, explained_by, rows])).toEqual([
      ['factor.changed', null, null, 'Economy', 'group_ratio[Economy] 0.6 → 0.55', 4],
      ['rate.increased', 'b', 'input_token', 'Economy', 'group_ratio[Economy] 0.6 → 0.55; model_ratio 2.5 → 3', 1],
      ['rate.increased', 'b', 'input_token', 'Standard', 'model_ratio 2.5 → 3', 1],
      ['rate.increased', 'b', 'output_token', 'Economy', 'group_ratio[Economy] 0.6 → 0.55; model_ratio 2.5 → 3', 1],
    ]);
  });

  it('folds nothing that it does not explain to the last digit', () => {
    const rounded = (name: string) => routeReading(name, { rates: [{ ...gatewayRate('input_token', 'Economy', '1', '0.55'), amount: '1.11' }] });
    const events = drift([chat('a', '1', '0.6'), chat('b', '1', '0.6')].map((route) => ({ ...route, groups: [], rates: route.rates.slice(0, 1) })), [rounded('a'), rounded('b')]);
    expect(events.map(({ kind }) => kind)).toEqual(['rate.decreased', 'rate.decreased']);
  });

  it('that only one route uses is told by that route\'s own rates', () => {
    expect(drift([chat('a', '1', '0.6')], [chat('a', '1', '0.66')])).toMatchObject([
      { kind: 'rate.increased', route: 'a', meter: 'input_token', explained_by: 'group_ratio[Economy] 0.6 → 0.66' },
      { kind: 'rate.increased', route: 'a', meter: 'output_token', explained_by: 'group_ratio[Economy] 0.6 → 0.66' },
    ]);
  });

  it('may be replaced by an override, which is one cause as well', () => {
    const override = (route: RouteReading): RouteReading => ({
      ...route,
      rates: route.rates.map((rate) => {
        if (rate.conditions.group !== 'Economy' || rate.amount === null) return rate;
        const moved = gatewayRate(rate.meter, 'Economy', '1', '0.5', rate.factors?.slice(3));
        return { ...moved, factors: (moved.factors ?? []).map((factor): Factor => (factor.scope === undefined ? factor : { name: 'group_model_ratio', scope: 'Economy/chat-*', value: '0.5' })) };
      }),
    });
    const before = [chat('a', '1', '0.6'), chat('b', '1', '0.6')];
    expect(drift(before, before.map(override))).toMatchObject([
      { kind: 'factor.changed', before: '0.6', after: '0.5', explained_by: 'group_ratio[Economy] 0.6 → group_model_ratio[Economy/chat-*] 0.5', rows: 4, conditions: { group: 'Economy' } },
    ]);
  });
});

describe('factors that move no price', () => {
  it('say nothing when they cancel out', () => {
    const cancelled = (ratio: string, completion: string) => [routeReading('a', { rates: [gatewayRate('output_token', 'Economy', ratio, '1', [{ name: 'completion_ratio', value: completion }])] })];
    expect(drift(cancelled('1', '4'), cancelled('2', '2'))).toEqual([]);
  });

  it('say nothing when the digits of a float run out elsewhere', () => {
    expect(drift([chat('a', '0.857142855', '0.6')], [chat('a', '0.85714285714', '0.6')])).toEqual([]);
  });
});
