import { type Silence, type SilenceMatch } from '../../domain/alert.ts';
import { type DriftEvent } from '../../domain/drift.ts';
import { type Finding } from '../../domain/finding.ts';

/** What a silence may look at. */
export interface Audible {
  readonly key: string;
  readonly source: string;
  readonly events: readonly DriftEvent[];
  readonly findings: readonly Finding[];
}

/**
 * The silences that keep an alert from people: each of its events and findings must be covered by one of them, so that
 * a silence about one route never hides another.
 */
export function silencesFor(alert: Audible, silences: readonly Silence[], matches: (glob: string, text: string) => boolean): readonly Silence[] {
  const parts = [
    ...alert.events.map((event) => ({ kind: event.kind as string, routes: routesOf(event) })),
    ...alert.findings.map((finding) => ({ kind: finding.kind as string, routes: finding.route === undefined ? [] : [finding.route] })),
  ];
  const covering = parts.map((part) => silences.find(({ match }) => covers(match, alert, part, matches)));
  if (parts.length === 0 || covering.includes(undefined)) return [];
  return [...new Set(covering.filter((silence) => silence !== undefined))];
}

function covers(match: SilenceMatch, alert: Audible, part: { readonly kind: string; readonly routes: readonly string[] }, matches: (glob: string, text: string) => boolean): boolean {
  return (match.key === undefined || match.key === alert.key)
    && (match.source === undefined || matches(match.source, alert.source))
    && (match.kind === undefined || matches(match.kind, part.kind))
    && (match.route === undefined || (part.routes.length > 0 && part.routes.every((route) => matches(match.route ?? '', route))));
}

/** The routes an event is about; those folded under a factor where it is about many. */
export function routesOf(event: DriftEvent): readonly string[] {
  return event.route === null ? [...new Set(event.folded.flatMap((one) => one.route ?? []))] : [event.route];
}
