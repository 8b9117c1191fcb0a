import { type DriftEvent } from '../drift.ts';
import { identityConditions } from '../rate.ts';
import { byCodePoint } from './equal.ts';

/** One fixed order: causes that concern no single route first, then by route, kind, meter, role, conditions and values. */
export function sortEvents(events: readonly DriftEvent[]): readonly DriftEvent[] {
  if (events.length < 2) return events;
  return events
    .map((event) => ({ event, key: sortKey(event) }))
    .toSorted((a, b) => byCodePoint(a.key, b.key))
    .map(({ event }) => event);
}

// The separator sorts before every printable character, so that "a" comes before "a/b" as a route does.
function sortKey(event: DriftEvent): string {
  return [
    event.route ?? '', event.kind, event.meter ?? '', event.role ?? '', JSON.stringify(identityConditions(event.conditions)),
    event.before ?? '', event.after ?? '', event.explained_by ?? '', event.reason,
  ].join('\u0000');
}
