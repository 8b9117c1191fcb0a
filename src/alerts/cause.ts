import { type DriftEvent } from '../domain/drift.ts';
import { type Finding } from '../domain/finding.ts';
import { BLOCKING_FINDINGS, SEVERITIES, type FindingKind, type Severity } from '../domain/vocabulary.ts';
import { type ToldEvent } from './words.ts';

/** What people are told about in one message: one thing that happened, with everything that follows from it. */
export interface Cause {
  /** The same thing keeps its key while it moves, so that its mails sit in one thread. */
  readonly key: string;
  readonly kind: 'route' | 'factor' | 'many' | 'source';
  /** Positions in the check's list of events, the weightiest first. */
  readonly events: readonly number[];
  /** For `source`: what the check found out about the source itself. */
  readonly findings: readonly Finding[];
  readonly severity: Severity;
}

/** More routes than this moving in one check are one happening at the provider, told in one table. */
const MOST_ROUTES = 5;

/** What was told before about the source: the same trouble is told once, not at every check. */
export interface Known {
  /** The finding that kept the last check from reading the source; null when it was read. */
  readonly failing: FindingKind | null;
  /** Remarks that were told already, as `findingKey` writes them. */
  readonly remarks: ReadonlySet<string>;
}

const NOTHING_KNOWN: Known = { failing: null, remarks: new Set() };

/**
 * Sorts what one check found by what caused it: one cause, one alert. Events of one route are one cause, a shared factor
 * is one cause with its rows, many routes at once are one table, and all that is wrong with a source is one cause.
 */
export function collapse(source: string, events: readonly DriftEvent[], findings: readonly Finding[] = [], known: Known = NOTHING_KNOWN): readonly Cause[] {
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
  const moved = byRoute.length <= MOST_ROUTES ? causes
    : [...causes.filter(({ kind }) => kind !== 'route'), causeOf(`${source} many`, 'many', byRoute.flatMap((cause) => cause.events), events)];
  return [...moved, ...sourceCause(source, findings, known)];
}

/** A finding's identity over time: what it is about, not its words, which may count or date. */
export function findingKey(finding: Finding): string {
  return JSON.stringify([finding.kind, finding.route ?? null]);
}

/** All that is new about the source itself; a recovery is news only after a failure that was told. */
function sourceCause(source: string, findings: readonly Finding[], known: Known): readonly Cause[] {
  const news = findings.filter((finding) => {
    if (BLOCKING_FINDINGS.has(finding.kind)) return finding.kind !== known.failing;
    if (finding.kind === 'source.recovered') return known.failing !== null;
    return !known.remarks.has(findingKey(finding));
  });
  if (news.length === 0) return [];
  const sorted = news.toSorted((a, b) => rank(findingSeverity(b.kind)) - rank(findingSeverity(a.kind)));
  return [{ key: `${source} source`, kind: 'source', events: [], findings: sorted, severity: findingSeverity(sorted[0]?.kind ?? 'source.schema_note') }];
}

/** What a finding weighs: prices that cannot be seen may be wrong prices by now. */
export function findingSeverity(kind: FindingKind): Severity {
  if (BLOCKING_FINDINGS.has(kind) || kind === 'source.stale' || kind === 'source.status_lost') return 'warning';
  return kind === 'source.row_missing' || kind === 'source.recovered' ? 'notice' : 'info';
}

function causeOf(key: string, kind: Cause['kind'], positions: readonly number[], events: readonly DriftEvent[]): Cause {
  const sorted = positions.toSorted((a, b) => compareWeights(events[a], events[b]) || a - b);
  return { key, kind, events: sorted, findings: [], severity: events[sorted[0] ?? 0]?.severity ?? 'info' };
}

/** The weightier event first: severity, then the size of the change. */
export function compareWeights(a: ToldEvent | undefined, b: ToldEvent | undefined): number {
  return weight(b) - weight(a) || size(b) - size(a);
}

function weight(event: ToldEvent | undefined): number {
  return event === undefined ? -1 : rank(event.severity);
}

export function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** The larger change first; a price that people pay for output before one for input. Percentages are no money. */
function size(event: ToldEvent | undefined): number {
  const percent = event?.change_percent == null ? 0 : Math.abs(Number(event.change_percent));
  return percent * 10 + (event?.meter?.includes('output') === true || event?.meter?.startsWith('video') === true ? 1 : 0);
}
