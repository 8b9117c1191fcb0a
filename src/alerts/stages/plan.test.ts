import { describe, expect, it } from 'vitest';
import { driftEvent, type DriftEvent } from '../../domain/drift.ts';
import { NOTHING_REMEMBERED, type AlertMemory, type AlertState } from '../../domain/alert.ts';
import { asTold, type AlertContent } from '../content.ts';
import { collapse } from './cause.ts';
import { AT, factor, fell, moved, planInput, ready, settingsOf } from '../fixtures.test-support.ts';
import { planAlerts } from './plan.ts';
import { type Rule } from './route.ts';

const everybody: Rule = { name: 'all', to: ['ana@example.com'], match: {}, continue: false };

function headlines(...events: readonly DriftEvent[]): readonly string[] {
  return planAlerts(settingsOf([everybody]), planInput(events, { groups: new Map([['seedance-2.0', ['Seedance2.0 Official']]]) })).alerts.map(({ headline }) => headline);
}

describe('collapse', () => {
  it('makes the events of one route in one check one cause, the weightiest first', () => {
    const causes = collapse('flatkey', ready(moved('a', '1', '1.1'), moved('a', '1', '2'), moved('b', '1', '2')), AT);
    expect(causes.map(({ key, kind, events }) => ({ key, kind, events: events.map(({ position }) => position) }))).toEqual([
      { key: 'flatkey route a', kind: 'route', events: [1, 0] }, { key: 'flatkey route b', kind: 'route', events: [2] },
    ]);
  });

  it('makes one factor one cause, whose key does not depend on its value', () => {
    expect(collapse('flatkey', ready(factor(412)), AT).map(({ key, kind }) => ({ key, kind }))).toEqual([{ key: 'flatkey factor group_ratio[Economy]', kind: 'factor' }]);
  });

  it('makes more than five routes at once one cause', () => {
    const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => moved(name, '1', '2'));
    expect(collapse('flatkey', ready(...six.slice(0, 5)), AT)).toHaveLength(5);
    expect(collapse('flatkey', ready(...six, factor(3)), AT).map(({ kind }) => kind)).toEqual(['factor', 'many']);
  });

  it('keeps many falling statuses apart from prices that rise in the same check', () => {
    const failing = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => fell(name));
    const causes = collapse('flatkey', ready(...failing, moved('x', '1', '2')), AT);
    expect(causes.map(({ key, events }) => [key, events.length])).toEqual([[`flatkey many statuses ${AT}`, 6], ['flatkey route x', 1]]);
    const mixed = collapse('flatkey', ready(...failing.slice(0, 4), moved('x', '1', '2'), moved('y', '1', '2')), AT);
    expect(mixed.map(({ key, events }) => [key, events.length])).toEqual([[`flatkey many ${AT}`, 6]]);
  });

  it('keeps factors of groups apart whose names begin alike', () => {
    const named = (group: string): DriftEvent => ({ ...factor(3), explained_by: `group_ratio[${group}] 0.55 → 0.6` });
    expect(collapse('flatkey', ready(named('Claude Economy'), named('Claude Official')), AT)).toHaveLength(2);
  });

  it('tells whoever heard of it that it is over, though what is over weighs less', () => {
    const pager = settingsOf([{ ...everybody, name: 'pager', match: { severity: 'warning' } }]);
    const { alerts: [down] } = planAlerts(pager, planInput([fell('a')]));
    expect(down?.deliveries).toHaveLength(1);
    const up = driftEvent({ ...fell('a'), before: 'unknown_failure', after: 'available', direction: 'better', severity: 'notice' });
    const memory = { ...NOTHING_REMEMBERED, states: down?.state == null ? [] : [down.state] };
    expect(planAlerts(pager, planInput([up], { memory })).alerts).toMatchObject([{ phase: 'resolved', severity: 'notice', deliveries: [{ recipient: 'ana@example.com' }] }]);
    expect(planAlerts(pager, planInput([up])).alerts[0]?.deliveries).toEqual([]);
    // Also where something lighter was told in between.
    const rise = planAlerts(pager, planInput([moved('a', '1', '1.02', { severity: 'notice' })], { memory })).alerts[0];
    expect(rise).toMatchObject({ phase: 'changed', severity: 'notice', state: { severity: 'warning' }, deliveries: [{ recipient: 'ana@example.com' }] });
  });

  it('goes on under the key of what moved together, until all of it is back', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const { alerts: [down] } = planAlerts(settingsOf([everybody]), planInput(names.map((name) => fell(name))));
    expect(down).toMatchObject({ key: `flatkey many statuses ${AT}`, phase: 'opened' });
    const up = names.map((name) => driftEvent({ ...fell(name), before: 'unknown_failure', after: 'available', direction: 'better' }));
    const memory = { ...NOTHING_REMEMBERED, states: down?.state == null ? [] : [down.state] };
    const first = planAlerts(settingsOf([everybody]), planInput(up.slice(0, 2), { memory }));
    expect(first.alerts).toEqual([]);
    const rest = planAlerts(settingsOf([everybody]), planInput(up.slice(2), { memory: { ...NOTHING_REMEMBERED, states: first.quiet } }));
    expect(rest.alerts).toMatchObject([{ key: `flatkey many statuses ${AT}`, phase: 'resolved' }]);
  });
});

describe('what moves alone and with many', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  /** What each check tells, and where every cause stands in the end. */
  function play(...checks: readonly (readonly DriftEvent[])[]): { readonly told: readonly string[]; readonly standing: Readonly<Record<string, string>> } {
    const states = new Map<string, AlertState>();
    const told = checks.flatMap((events, index) => {
      const at = new Date(Date.parse(AT) + index * 3_600_000).toISOString();
      const { alerts, quiet } = planAlerts(settingsOf([everybody]), planInput(events, { at, memory: { ...NOTHING_REMEMBERED, states: [...states.values()] } }));
      for (const state of [...alerts.flatMap((one) => one.state ?? []), ...quiet]) states.set(state.key, state);
      return alerts.map(({ key, phase }) => `${index} ${phase} ${key.replace(/ 2026.*/, '')}`);
    });
    return { told, standing: Object.fromEntries([...states.values()].map(({ key, standing }) => [key.replace(/ 2026.*/, ''), standing])) };
  }
  const all = (before: string, after: string, of = names) => of.map((name) => moved(name, before, after));

  it('ends as one alert after an outage of thousands', () => {
    const down = Array.from({ length: 2_100 }, (_, index) => fell(`r${index}`));
    const up = down.map((event) => driftEvent({ ...event, before: event.after, after: event.before, direction: 'better' }));
    expect(play(down, up)).toEqual({ told: ['0 opened flatkey many statuses', '1 resolved flatkey many statuses'], standing: { 'flatkey many statuses': 'resolved' } });
  });

  it('takes a value along that was told alone before, and ends when it is back where that began', () => {
    const rest = names.slice(1);
    expect(play(all('1', '2', ['a']), [moved('a', '2', '4'), ...all('1', '2', rest)], [moved('a', '4', '1'), ...all('2', '1', rest)])).toEqual({
      told: ['0 opened flatkey route a', '1 opened flatkey many prices', '2 resolved flatkey many prices'], standing: { 'flatkey route a': 'resolved', 'flatkey many prices': 'resolved' },
    });
  });

  it('leaves to its own alert what did not move with the many', () => {
    const other = { meter: 'input_token' } as const;
    const { told, standing } = play([moved('a', '1', '2'), moved('a', '5', '6', other)], [moved('a', '2', '4'), ...all('1', '2', names.slice(1))], [moved('a', '6', '5', other)]);
    expect([told.at(-1), standing]).toEqual(['2 resolved flatkey route a', { 'flatkey route a': 'resolved', 'flatkey many prices': 'open' }]);
  });

  it('is over at once when what was told one by one goes back together', () => {
    const one = names.map((name) => all('1', '2', [name]));
    const { told, standing } = play(...one, all('2', '1'));
    expect(told.at(-1)).toBe('7 resolved flatkey many prices');
    expect(new Set(Object.values(standing))).toEqual(new Set(['resolved']));
  });

  it('does not tell one of many again that swings between what it was and what was told', () => {
    const [up, down] = [all('1', '2', ['b']), all('2', '1', ['b'])];
    expect(play(all('1', '2'), down, up, down, up).told).toEqual(['0 opened flatkey many prices']);
    expect(play(all('1', '2'), down, all('1', '3', ['b'])).told).toEqual(['0 opened flatkey many prices', '2 changed flatkey many prices']);
    expect(play(all('1', '2'), down, all('2', '1', names.filter((name) => name !== 'b'))).told.at(-1)).toBe('2 resolved flatkey many prices');
  });

  it('counts one route as one', () => {
    const { alerts: [first] } = planAlerts(settingsOf([everybody]), planInput(all('1', '2')));
    const memory = { ...NOTHING_REMEMBERED, states: first?.state == null ? [] : [first.state] };
    expect(planAlerts(settingsOf([everybody]), planInput(all('2', '3', ['b']), { memory })).alerts[0]?.headline).toMatch(/^Flatkey: 1 route moved; /);
  });
});

describe('a change that moved on while it waited', () => {
  it('is told with its whole way, in place of the step that was recorded', () => {
    const patient = settingsOf([everybody], { confirm: { status: { captures: 1, minutes: 0 }, rate: { captures: 2, minutes: 0 }, source: { captures: 1, minutes: 0 } } });
    const next = (pending: AlertMemory['pending'], ...events: readonly DriftEvent[]) => planAlerts(patient, planInput(events, { memory: { ...NOTHING_REMEMBERED, pending } }));
    const step = moved('a', '2', '1.5');
    const { pending: { pending } } = next(next([], moved('a', '1', '2')).pending.pending, step);
    const [told] = next(pending).alerts;
    expect(told?.headline).toBe('▲ +50 % a (Flatkey): $1.00 → $1.50 per 1,000,000 output tokens');
    const content = JSON.parse(told?.content ?? '') as AlertContent;
    expect(asTold(content, [step, moved('b', '1', '2')])).toMatchObject([{ before: '1', after: '1.5', kind: 'rate.increased', change_percent: '50' }, { route: 'b', before: '1', after: '2' }]);
  });
});

describe('Message-IDs', () => {
  it('tell apart the messages of one check about one route, and are the same when it is planned again', () => {
    const patient = settingsOf([everybody], { confirm: { status: { captures: 2, minutes: 0 }, rate: { captures: 2, minutes: 0 }, source: { captures: 1, minutes: 0 } } });
    const input = { meter: 'input_token' } as const;
    const [rose, roseToo] = [moved('a', '1', '2'), moved('a', '5', '6', input)];
    const { pending: { pending } } = planAlerts(patient, planInput([fell('a'), rose, roseToo]));
    const back = driftEvent({ ...fell('a'), before: 'unknown_failure', after: 'available', direction: 'better' });
    const limits = driftEvent({ kind: 'limits.changed', source: 'flatkey', route: 'a', before: '1', after: '2', severity: 'notice', reason: 'x' });
    const next = () => planAlerts(patient, planInput([back, moved('a', '2', '1'), limits], { memory: { ...NOTHING_REMEMBERED, pending } })).alerts;
    const told = next().map(({ phase, deliveries: [first] }) => [phase, first?.message_id]);
    expect(told.map(([phase]) => phase)).toEqual(['opened', 'flapped', 'flapped']);
    expect(new Set(told.map(([, id]) => id)).size).toBe(3);
    expect(next().map(({ phase, deliveries: [first] }) => [phase, first?.message_id])).toEqual(told);
  });
});

describe('subjects', () => {
  it('say a rise in percent and money, with the unit', () => {
    expect(headlines(moved('seedance-2.0-fast', '5.6', '7', { conditions: { group: 'default' } })))
      .toEqual(['▲ +25 % seedance-2.0-fast, group default (Flatkey): $5.60 → $7.00 per 1,000,000 output tokens']);
    expect(headlines(moved('x', '14.4', '11.520000000000000576'))).toEqual(['▼ −20 % x (Flatkey): $14.40 → $11.52 per 1,000,000 output tokens']);
    expect(headlines(moved('x', '8', '7'))).toEqual(['▼ −12.5 % x (Flatkey): $8.00 → $7.00 per 1,000,000 output tokens']);
  });

  it('say a status with its shape, and the group it is sold in', () => {
    expect(headlines(fell('seedance-2.0'))).toEqual(['▲ Seedance2.0 Official / seedance-2.0: available → unknown_failure (Flatkey)']);
    expect(headlines(fell('kimi-k2.5', 'retired'))).toEqual(['■ kimi-k2.5: available → retired (Flatkey)']);
  });

  it('say how many prices a factor moved', () => {
    expect(headlines(factor(412))).toEqual(['▲ Flatkey group "Economy" 0.55 → 0.60: 412 prices up 9.1 %']);
  });

  it('never give a percentage for a change of unit', () => {
    const event = driftEvent({ kind: 'rate.unit_changed', source: 'flatkey', route: 'seedance-2.0', severity: 'warning', reason: '', before: '$7 per 1,000,000 output tokens', after: '$0.9 per request' });
    expect(headlines(event)).toEqual(['⇄ unit changed: seedance-2.0 (Flatkey): $7 per 1,000,000 output tokens → $0.9 per request']);
  });

  it('count the routes where many moved', () => {
    const [headline] = headlines(...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => moved(name, '1', '2')));
    expect(headline).toBe('Flatkey: 6 routes moved; ▲ +100 % a (Flatkey): $1.00 → $2.00 per 1,000,000 output tokens');
  });

  it('name a source that cannot be read', () => {
    const [alert] = planAlerts(settingsOf([everybody]), planInput([], { source: 'fal', read: false, findings: [{ kind: 'source.challenged', source: 'fal', message: 'expected prices; found a bot check' }] })).alerts;
    expect(alert?.headline).toBe('⏱ fal unread: challenge page');
  });
});

describe('routing', () => {
  const to = (rules: readonly Rule[], ...events: readonly DriftEvent[]): readonly string[] => planAlerts(settingsOf(rules), planInput(events)).alerts.flatMap(({ deliveries }) => deliveries.map(({ recipient }) => recipient));

  it('tells nobody without a rule, and still makes the alert', () => {
    expect(planAlerts(settingsOf([]), planInput([moved('a', '1', '2')])).alerts).toMatchObject([{ deliveries: [] }]);
  });

  it('stops at the first rule that matches, unless it says continue, and tells each person once', () => {
    const video: Rule = { name: 'video', to: ['vera@example.com'], match: { route: 'seedance*' }, continue: false };
    expect(to([video, everybody], moved('seedance-2.0', '1', '2'))).toEqual(['vera@example.com']);
    expect(to([{ ...video, continue: true }, { ...everybody, to: ['ana@example.com', 'vera@example.com'] }], moved('seedance-2.0', '1', '2'))).toEqual(['vera@example.com', 'ana@example.com']);
    expect(to([video], moved('gpt', '1', '2'))).toEqual([]);
  });

  it('tells a person once whose address is written in two ways', () => {
    expect(to([{ ...everybody, to: ['Ana@Example.com'], continue: true }, everybody], moved('a', '1', '2'))).toEqual(['Ana@Example.com']);
  });

  it('tells a person by the soonest of the rules that match', () => {
    const daily: Rule = { ...everybody, name: 'all, daily', when: 'daily', continue: true };
    const urgent: Rule = { ...everybody, name: 'urgent', match: { severity: 'warning' }, continue: true };
    const modes = (...rules: readonly Rule[]) => planAlerts(settingsOf(rules), planInput([moved('a', '1', '2')])).alerts.flatMap(({ deliveries, content }) => [deliveries.map(({ mode }) => mode), (JSON.parse(content) as { rules: unknown }).rules]);
    expect(modes(daily, urgent)).toEqual([['immediately'], { 'ana@example.com': 'urgent' }]);
    expect(modes(urgent, daily)).toEqual([['immediately'], { 'ana@example.com': 'urgent' }]);
    expect(modes({ ...daily, when: 'weekly' }, daily)).toEqual([['daily'], { 'ana@example.com': 'all, daily' }]);
  });

  it('wants everything that a rule names to hold for one and the same event', () => {
    const rule: Rule = { name: 'x', to: ['x@example.com'], match: { kind: 'route.*', severity: 'warning', source: 'flatkey' }, continue: false };
    expect(to([rule], moved('a', '1', '2'), { ...fell('a'), severity: 'notice' })).toEqual([]);
    expect(to([rule], fell('a'))).toEqual(['x@example.com']);
  });

  it('sees the routes that are folded under a factor', () => {
    expect(to([{ ...everybody, match: { route: 'model-00002' } }], factor(5))).toEqual(['ana@example.com']);
  });
});
