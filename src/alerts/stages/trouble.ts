import { type AlertMemory, type AlertState, type PendingFailure } from '../../domain/alert.ts';
import { type Finding } from '../../domain/finding.ts';
import { plural } from '../../domain/phrase.ts';
import { BLOCKING_FINDINGS, type FindingKind, type Severity } from '../../domain/vocabulary.ts';
import { rank, type Cause } from './cause.ts';
import { type Patience } from './confirm.ts';

export interface TroubleInput {
  readonly source: string;
  readonly findings: readonly Finding[];
  /** The check made a snapshot. */
  readonly read: boolean;
  readonly at: string;
  readonly memory: Pick<AlertMemory, 'failure' | 'states'>;
  readonly patience: Patience;
}

export interface Trouble {
  /** What is told about the source itself now. */
  readonly causes: readonly Cause[];
  /** What the next check has to know. */
  readonly failure: PendingFailure | null;
  /** States that move without a word: remarks that are no longer made. */
  readonly quiet: readonly AlertState[];
}

/**
 * What is wrong with a source itself: one outage is one alert, opened when it has lasted, resolved when the source is
 * read again, however often its words changed meanwhile. Remarks (a missing row, a new word) are told once each.
 */
export function sourceTrouble(input: TroubleInput): Trouble {
  const { source, findings, read, at, memory } = input;
  const blocking = findings.filter(({ kind }) => BLOCKING_FINDINGS.has(kind)).toSorted((a, b) => rank(findingSeverity(b.kind)) - rank(findingSeverity(a.kind)));
  const known = memory.states.find(({ key, standing }) => key === `${source} source` && standing !== 'resolved');
  const { causes: remarks, quiet } = remarksOf(input);
  if (read) {
    const recovered = known === undefined ? [] : [outage(source, knownKind(known, source), 'read', recoveryOf(source, findings), 'the source was read again')];
    return { causes: [...recovered, ...remarks], failure: null, quiet };
  }
  const [first] = blocking;
  const kind = first?.kind ?? 'source.unreadable';
  const failure = failedAgain(memory.failure, kind, input.patience, at);
  const because = known === undefined && first !== undefined ? lastedWords(failure, input.patience, at) : null;
  return { causes: [...(because === null ? [] : [outage(source, 'read', kind, blocking, because)]), ...remarks], failure, quiet };
}

function outage(source: string, before: string, after: string, findings: readonly Finding[], because: string): Cause {
  return { key: `${source} source`, kind: 'source', events: [], findings, movements: [{ subject: `readable ${source}`, before, after }], because };
}

function knownKind(state: AlertState, source: string): string {
  return state.subjects[`readable ${source}`]?.now ?? 'unread';
}

function recoveryOf(source: string, findings: readonly Finding[]): readonly Finding[] {
  const said = findings.filter(({ kind }) => kind === 'source.recovered');
  return said.length > 0 ? said : [{ kind: 'source.recovered', source, message: 'the source can be read again' }];
}

/** Checks count for patience when they are half as far apart as so many of them in so many minutes would be: 20 minutes for 3 in 120. */
function failedAgain(before: PendingFailure | null, kind: FindingKind, { captures, minutes }: Patience, at: string): PendingFailure {
  if (before === null) return { kind, since: at, checks: 1, apart: { checks: 1, at } };
  const last = before.apart ?? { checks: before.checks, at: before.since };
  const counts = minutesBetween(last.at, at) >= minutes / captures / 2;
  return { kind, since: before.since, checks: before.checks + 1, apart: counts ? { checks: last.checks + 1, at } : last };
}

/** Why an outage has lasted; null while it has not. */
function lastedWords({ since, checks, apart }: PendingFailure, patience: Patience, at: string): string | null {
  const minutes = minutesBetween(since, at);
  if ((apart?.checks ?? checks) >= patience.captures) return `it failed in ${plural(checks, 'check')} in a row`;
  return patience.minutes > 0 && minutes >= patience.minutes ? `it has failed for ${plural(minutes, 'minute')}` : null;
}

function minutesBetween(from: string, to: string): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / 60_000);
}

/** A finding's identity over time: what it is about, not its words, which may count or date. */
function findingKey({ kind, route }: Finding): string {
  return `remark ${kind} ${route ?? ''}`;
}

function remarksOf({ source, findings, read, at, memory }: TroubleInput): Pick<Trouble, 'causes' | 'quiet'> {
  const key = `${source} remarks`;
  const state = memory.states.find((one) => one.key === key);
  const remarks = new Map(findings.filter(({ kind }) => !BLOCKING_FINDINGS.has(kind) && kind !== 'source.recovered').map((finding) => [findingKey(finding), finding]));
  const told = Object.entries(state?.subjects ?? {}).flatMap(([subject, { now }]) => (now === null ? [] : [subject]));
  const fresh = [...remarks].filter(([subject]) => !told.includes(subject));
  // Only a check that read the source can know that a remark is no longer made.
  const withdrawn = read ? told.filter((subject) => !remarks.has(subject)) : [];
  const sorted = fresh.map(([, finding]) => finding).toSorted((a, b) => rank(findingSeverity(b.kind)) - rank(findingSeverity(a.kind)));
  const movements = [...fresh.map(([subject]) => ({ subject, before: null, after: 'said' })), ...withdrawn.map((subject) => ({ subject, before: 'said', after: null }))];
  if (fresh.length > 0) return { causes: [{ key, kind: 'source', events: [], findings: sorted, movements, because: 'what is remarked about one source in one check is one cause' }], quiet: [] };
  if (state === undefined || withdrawn.length === 0) return { causes: [], quiet: [] };
  const subjects = Object.fromEntries(Object.entries(state.subjects).filter(([subject]) => !withdrawn.includes(subject)));
  const over = Object.keys(subjects).length === 0;
  return { causes: [], quiet: [{ ...state, subjects, changed_at: at, ...(over ? { standing: 'resolved', resolved_at: at } : {}) }] };
}

/** What a finding weighs: prices that cannot be seen may be wrong prices by now. */
export function findingSeverity(kind: FindingKind): Severity {
  if (BLOCKING_FINDINGS.has(kind) || kind === 'source.stale' || kind === 'source.status_lost') return 'warning';
  return kind === 'source.row_missing' || kind === 'source.recovered' ? 'notice' : 'info';
}
