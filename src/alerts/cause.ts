import { type DriftEvent } from '../domain/drift.ts';
import { SEVERITIES, type Severity } from '../domain/vocabulary.ts';

/** What people are told about in one message: one thing that happened, with everything that follows from it. */
export interface Cause {
  /** The same thing keeps its key while it moves, so that its mails sit in one thread. */
  readonly key: string;
  readonly kind: 'route' | 'factor' | 'many';
  /** Positions in the check's list of events, the weightiest first. */
  readonly events: readonly number[];
  readonly severity: Severity;
}

/** More routes than this moving in one check are one happening at the provider, told in one table. */
const MOST_ROUTES = 5;

/** Sorts the events of one check by what caused them: one cause, one alert. */
export function collapse(source: string, events: readonly DriftEvent[]): readonly Cause[] {
  const groups = new Map<string, { kind: Cause['kind']; events: number[] }>();
  events.forEach((event, position) => {
    const kind = event.kind === 'factor.changed' ? 'factor' : 'route';
    const key = kind === 'factor' ? `${source} factor ${event.explained_by?.split(' ')[0] ?? JSON.stringify(event.conditions)}` : `${source} route ${event.route ?? ''}`;
    const group = groups.get(key) ?? { kind, events: [] };
    group.events.push(position);
    groups.set(key, group);
  });
  const causes = [...groups].map(([key, group]) => causeOf(key, group.kind, group.events, events));
  const byRoute = causes.filter(({ kind }) => kind === 'route');
  if (byRoute.length <= MOST_ROUTES) return causes;
  return [...causes.filter(({ kind }) => kind !== 'route'), causeOf(`${source} many`, 'many', byRoute.flatMap((cause) => cause.events), events)];
}

function causeOf(key: string, kind: Cause['kind'], positions: readonly number[], events: readonly DriftEvent[]): Cause {
  const sorted = positions.toSorted((a, b) => weight(events[b]) - weight(events[a]) || size(events[b]) - size(events[a]) || a - b);
  return { key, kind, events: sorted, severity: events[sorted[0] ?? 0]?.severity ?? 'info' };
}

function weight(event: DriftEvent | undefined): number {
  return event === undefined ? -1 : SEVERITIES.indexOf(event.severity);
}

/** The larger change first; a price that people pay for output before one for input. Percentages are no money. */
function size(event: DriftEvent | undefined): number {
  const percent = event?.change_percent == null ? 0 : Math.abs(Number(event.change_percent));
  return percent * 10 + (event?.meter?.includes('output') === true || event?.meter?.startsWith('video') === true ? 1 : 0);
}
