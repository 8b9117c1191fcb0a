import { driftEvent, type DriftEvent } from '../domain/drift.ts';
import { rate, type Conditions } from '../domain/rate.ts';
import { percentChange } from '../domain/decimal.ts';
import { type Meter } from '../domain/vocabulary.ts';
import { NOTHING_REMEMBERED } from '../domain/alert.ts';
import { globMatches } from '../domain/glob.ts';
import { type ReadyEvent } from './stages/confirm.ts';
import { type AlertSettings, type PlanInput } from './stages/plan.ts';
import { type Rule } from './stages/route.ts';

export const AT = '2026-11-22T06:10:00.000Z';
export const BEFORE = '2026-11-22T05:10:00.000Z';

/** A price that moved: one event, as the comparison makes it. */
export function moved(route: string, before: string, after: string, more: { readonly meter?: Meter; readonly conditions?: Conditions; readonly per?: number; readonly explained_by?: string; readonly severity?: DriftEvent['severity'] } = {}): DriftEvent {
  const { meter = 'output_token', conditions = {}, per = 1_000_000 } = more;
  const [was, is] = [rate({ meter, per, amount: before, conditions }), rate({ meter, per, amount: after, conditions })];
  const percent = percentChange(before, after);
  const rises = Number(after) > Number(before);
  return driftEvent({
    kind: rises ? 'rate.increased' : 'rate.decreased', source: 'flatkey', route, severity: more.severity ?? (rises ? 'warning' : 'notice'), direction: rises ? 'worse' : 'better',
    reason: 'up 25 %; a rise of 10 % or more is warning', before, after, before_per: per, after_per: per, change_percent: percent, explained_by: more.explained_by ?? null,
    before_rate: { amount: was.amount, per, currency: 'USD', kind: 'list' }, after_rate: { amount: is.amount, per, currency: 'USD', kind: 'list' },
  }, was);
}

/** A status that moved. */
export function fell(route: string, after = 'unknown_failure', reason = 'The source says "unknown_failure"; before it was "available": worse.'): DriftEvent {
  return driftEvent({ kind: 'route.status_changed', source: 'flatkey', route, before: 'available', after, before_raw: 'available', after_raw: after, direction: 'worse', severity: 'warning', reason });
}

/** A group's ratio that moved many prices at once. */
export function factor(count: number): DriftEvent {
  const folded = Array.from({ length: count }, (_, index) => moved(`model-${String(index).padStart(5, '0')}`, String(1 + index), `${1 + index}.1`, { conditions: { group: 'Economy' }, explained_by: 'group_ratio[Economy] 0.55 → 0.6' }));
  return driftEvent({
    kind: 'factor.changed', source: 'flatkey', route: null, conditions: { group: 'Economy' }, before: '0.55', after: '0.60', change_percent: '9.090909', direction: 'worse', severity: 'warning',
    explained_by: 'group_ratio[Economy] 0.55 → 0.6', rows: folded.length, folded, reason: 'one factor',
  });
}

/** A plan's input with the groups of routes given by name. */
export type PlanFixture = Partial<PlanInput> & { readonly groups?: ReadonlyMap<string, readonly string[]> };

export function planInput(events: readonly DriftEvent[], more: PlanFixture = {}): PlanInput {
  const { groups, ...rest } = more;
  return {
    source: 'flatkey', publisher: 'Flatkey', at: AT, previous_at: BEFORE, read: true, events, findings: [], memory: NOTHING_REMEMBERED, baselines: new Map(),
    aboutRoute: (name) => { const said = groups?.get(name); return said === undefined ? undefined : { groups: said }; }, ...rest,
  };
}

/** What a file says that says nothing but its rules, with statuses believed at once. */
export function settingsOf(rules: readonly Rule[], more: Partial<AlertSettings> = {}): AlertSettings {
  const once = { captures: 1, minutes: 0 };
  return {
    confirm: { status: once, rate: once, source: once }, thresholds: [], workloads: [], owners: [], rules, matches: globMatches,
    reachable: () => ({ timezone: 'UTC', digest_at: '08:00', weekly_on: 'monday', most_per_hour: 20 }), ...more,
  };
}

/** Told at once, by its place in the list. */
export function ready(...events: readonly DriftEvent[]): readonly ReadyEvent[] {
  return events.map((event, position) => ({ event, position, drift: null, because: 'one capture is enough' }));
}
