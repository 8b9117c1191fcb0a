import { type AlertState } from '../../domain/alert.ts';
import { groupBy } from '../../domain/compare/collect.ts';
import { type Finding } from '../../domain/finding.ts';
import { SEVERITIES, type DriftKind, type Severity } from '../../domain/vocabulary.ts';
import { type ReadyEvent } from './confirm.ts';
import { factorOf, movementOf, type Movement } from './subject.ts';
import { type ToldEvent } from '../words/told-event.ts';

/** What people are told about in one message: one thing that happened, with everything that follows from it. */
export interface Cause {
  /** The same thing keeps its key while it moves, so that its mails sit in one thread. */
  readonly key: string;
  readonly kind: 'route' | 'factor' | 'many' | 'source';
  /** The weightiest first. */
  readonly events: readonly ReadyEvent[];
  /** For `source`: what the check found out about the source itself. */
  readonly findings: readonly Finding[];
  readonly movements: readonly Movement[];
  /** Some of its values were told alone before, and go on here: each from where that alert began. */
  readonly adopts?: true;
  /** Why these belong together. */
  readonly because: string;
}

/** More routes than this moving in one check are one happening at the provider, told in one table. */
const MOST_ROUTES = 5;

/** Routes that vanish and prices that rise are two happenings, also in one check. */
const NATURES: Partial<Readonly<Record<DriftKind, string>>> = { 'route.added': 'listings', 'route.removed': 'listings', 'route.renamed': 'listings', 'route.status_changed': 'statuses' };

/**
 * Sorts what is believed by what caused it: one cause, one alert. Events of one route are one cause, a shared factor is
 * one cause with its rows, many routes at once are one table. What moved together before, and is still open, goes on
 * under the same key, so that an outage of many routes ends as one alert too.
 */
export function collapse(source: string, ready: readonly ReadyEvent[], at: string, states: readonly AlertState[] = []): readonly Cause[] {
  const together = openTogether(source, states);
  const groups = new Map<string, { kind: Cause['kind']; events: ReadyEvent[] }>();
  for (const one of ready) {
    const { subject } = movementOf(one.event);
    const many = together.get(subject);
    const kind = one.event.kind === 'factor.changed' ? 'factor' : many === undefined ? 'route' : 'many';
    const key = kind === 'factor' ? `${source} factor ${factorOf(one.event)}` : many ?? `${source} route ${one.event.route ?? ''}`;
    const group = groups.get(key) ?? { kind, events: [] };
    group.events.push(one);
    groups.set(key, group);
  }
  const causes = [...groups].map(([key, { kind, events }]) => causeOf(key, kind, events));
  const single = causes.filter(({ kind }) => kind === 'route');
  if (single.length <= MOST_ROUTES) return causes;
  const natures = groupBy(single, ({ events: [first] }) => (first === undefined ? '' : NATURES[first.event.kind] ?? 'prices'));
  const alike = [...natures].filter(([, all]) => all.length > MOST_ROUTES);
  const rest = [...natures.values()].filter((all) => all.length <= MOST_ROUTES).flat();
  return [
    ...causes.filter(({ kind }) => kind !== 'route'),
    ...alike.map(([nature, all]) => causeOf(`${manyPrefix(source)}${nature} ${at}`, 'many', all.flatMap(({ events }) => events))),
    ...rest.length > MOST_ROUTES ? [causeOf(`${manyPrefix(source)}${at}`, 'many', rest.flatMap(({ events }) => events))] : rest,
  ];
}

/**
 * A value that was told alone and now moves with many goes on under the key of the many, from where its own alert
 * began: so that all of it is over when it is back there. Its own alert lets it go.
 * @returns the causes, and the states that follow fewer values than before
 */
export function adopt(causes: readonly Cause[], source: string, states: readonly AlertState[], at: string): { readonly causes: readonly Cause[]; readonly left: readonly AlertState[] } {
  const own = states.filter(({ key, standing }) => standing !== 'resolved' && key.startsWith(`${source} route `));
  const origins = new Map(own.flatMap(({ subjects }) => Object.entries(subjects).map(([subject, { from }]) => [subject, from] as const)));
  const taken = new Set(causes.flatMap(({ kind, movements }) => (kind === 'many' ? movements.map(({ subject }) => subject) : [])).filter((subject) => origins.has(subject)));
  if (taken.size === 0) return { causes, left: [] };
  const movementsOf = ({ movements }: Cause): readonly Movement[] => movements.map((one) => { const from = origins.get(one.subject); return from === undefined ? one : { ...one, before: from }; });
  return {
    causes: causes.map((cause): Cause => (cause.kind === 'many' && cause.movements.some(({ subject }) => taken.has(subject)) ? { ...cause, movements: movementsOf(cause), adopts: true } : cause)),
    left: own.filter(({ subjects }) => Object.keys(subjects).some((subject) => taken.has(subject))).map((state): AlertState => {
      const subjects = Object.fromEntries(Object.entries(state.subjects).filter(([subject]) => !taken.has(subject)));
      const isOver = Object.values(subjects).every(({ from, now }) => from === now);
      return { ...state, subjects, changed_at: at, ...(isOver ? { standing: 'resolved', resolved_at: at, acknowledgement: null } : {}) };
    }),
  };
}

function manyPrefix(source: string): string {
  return `${source} many `;
}

/** The subjects of what moved together and is still open, each with the key it is told under. */
function openTogether(source: string, states: readonly AlertState[]): ReadonlyMap<string, string> {
  return new Map(states.filter(({ key, standing }) => standing !== 'resolved' && key.startsWith(manyPrefix(source)))
    .flatMap(({ key, subjects }) => Object.keys(subjects).map((subject) => [subject, key] as const)));
}

function causeOf(key: string, kind: Cause['kind'], events: readonly ReadyEvent[]): Cause {
  const sorted = events.toSorted((a, b) => compareWeights(a.event, b.event));
  return { key, kind, events: sorted, findings: [], movements: sorted.map(({ event }) => movementOf(event)), because: BECAUSE[kind] };
}

const BECAUSE: Readonly<Record<Cause['kind'], string>> = {
  route: 'what moved on one route in one check is one cause',
  factor: 'one shared factor explains every price that moved with it',
  many: `more than ${MOST_ROUTES} routes moved in one check: one happening at the provider`,
  source: 'all that is wrong with one source is one cause',
};

/** The weightier event first: severity, then the size of the change. */
export function compareWeights(a: ToldEvent, b: ToldEvent): number {
  return rank(b.severity) - rank(a.severity) || size(b) - size(a);
}

export function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** The larger change first; a price that people pay for output before one for input. Percentages are no money. */
function size(event: ToldEvent): number {
  const percent = event.change_percent === null ? 0 : Math.abs(Number(event.change_percent));
  return percent * 10 + (event.meter?.includes('output') === true || event.meter?.startsWith('video') === true ? 1 : 0);
}
