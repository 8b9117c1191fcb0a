import { type AlertMemory, type AlertPhase, type AlertState, type Measures, type Pin, type StageNote, type Subject } from '../../domain/alert.ts';
import { type AlertRecord, type PendingCommit, type PendingRecord } from '../../domain/alert-record.ts';
import { type DriftEvent } from '../../domain/drift.ts';
import { type Finding } from '../../domain/finding.ts';
import { plural } from '../../domain/phrase.ts';
import { plainText } from '../../domain/plain-text.ts';
import { type Formula } from '../../domain/reading.ts';
import { type Severity } from '../../domain/vocabulary.ts';
import { adopt, collapse, compareWeights, rank, type Cause } from './cause.ts';
import { confirm, type ConfirmSettings, type FlappedEvent, type Patience } from './confirm.ts';
import { measureKey, type AlertContent, type Probe, type SourceFailure } from '../content.ts';
import { hold, type Reachable } from './hold.ts';
import { judge, type Judgement, type Threshold } from './judge.ts';
import { advance, type Advance } from './lifecycle.ts';
import { measure, type Baseline, type Workload } from './measure.ts';
import { messageId } from './message-id.ts';
import { route, type JudgedEvent, type Rule } from './route.ts';
import { silencesFor } from './silence.ts';
import { sourceWords } from '../words/source-words.ts';
import { movementOf } from './subject.ts';
import { findingSeverity, sourceTrouble } from './trouble.ts';
import { type ToldEvent } from '../words/told-event.ts';
import { phaseSubject } from '../words/words.ts';

/** What the configuration says about alerts. */
export interface AlertSettings {
  readonly confirm: ConfirmSettings & { readonly source: Patience };
  readonly thresholds: readonly Threshold[];
  readonly workloads: readonly Workload[];
  readonly owners: readonly { readonly route: string; readonly source?: string | undefined; readonly owner: string }[];
  readonly rules: readonly Rule[];
  readonly reachable: (recipient: string) => Reachable;
  readonly matches: (glob: string, text: string) => boolean;
}

export interface PlanInput {
  readonly source: string;
  readonly publisher: string;
  /** When the check began. */
  readonly at: string;
  readonly previous_at: string | null;
  /** The check made a snapshot. */
  readonly read: boolean;
  readonly events: readonly DriftEvent[];
  /** What the check found out about the source itself. */
  readonly findings: readonly Finding[];
  readonly memory: AlertMemory;
  readonly baselines: ReadonlyMap<string, Baseline>;
  /** What the source says of a route beside its prices. */
  readonly aboutRoute: (name: string) => { readonly groups: readonly string[]; readonly probe?: Probe; readonly formula?: Formula | null } | undefined;
}

export interface Plan {
  readonly alerts: readonly AlertRecord[];
  /** What waits for the next check. */
  readonly pending: PendingCommit;
  /** States that move without a message. */
  readonly quiet: readonly AlertState[];
}

/** A factor's mail shows so many of the rows it explains; the others are counted, attached and linked. */
const TOP_ROWS = 20;

/**
 * From what one check found to alerts with their recipients, in stages: confirm, collapse, measure, judge, advance,
 * silence, route, hold, tell. One cause, one alert, each person once. Pure: the same check and memory plan the same.
 */
export function planAlerts(settings: AlertSettings, input: PlanInput): Plan {
  const { source, at, memory } = input;
  const { ready, flapped, pending } = input.read ? confirm(input.events, memory.pending, settings.confirm, at)
    : { ready: [], flapped: [], pending: memory.pending.map((one): PendingRecord => ({ ...one, position: null })) };
  const trouble = sourceTrouble({ source, findings: input.findings, read: input.read, at, memory, patience: settings.confirm.source });
  const pins = new Map(memory.pins.map((pin) => [pin.subject, pin]));
  const { causes, left } = adopt(collapse(source, ready, at, memory.states), source, memory.states, at);
  const lessened = new Map(left.map((state) => [state.key, state]));
  const states = memory.states.map((state) => lessened.get(state.key) ?? state);
  const planned = [...causes, ...trouble.causes].map((cause) => tell(cause, settings, left.length === 0 ? input : { ...input, memory: { ...memory, states } }, pins));
  const led = new Set(causes.map(({ key }) => key));
  return {
    alerts: [...planned.flatMap(({ alert }) => alert ?? []), ...flapped.map((one) => flappedAlert(one, settings, input))],
    pending: { pending, failure: trouble.failure },
    quiet: [...trouble.quiet, ...left.filter(({ key }) => !led.has(key)), ...planned.flatMap(({ quiet }) => quiet ?? [])],
  };
}

interface Told {
  readonly alert?: AlertRecord;
  readonly quiet?: AlertState;
}

/** One cause through the later stages; every stage leaves its reason. */
function tell(cause: Cause, settings: AlertSettings, input: PlanInput, pins: ReadonlyMap<Subject, Pin>): Told {
  const measured = cause.events.map(({ event }) => ({ event, measures: measure(event, { pins, baselines: input.baselines, formula: event.route === null ? null : input.aboutRoute(event.route)?.formula ?? null, ...settings }) }));
  const judged = measured.map(({ event, measures }) => ({ event, measures, ...judge(event, measures, settings.thresholds, settings.matches) }));
  const worst = worstOf(judged, cause.findings);
  const known = input.memory.states.find(({ key }) => key === cause.key);
  const next = advance(cause, input.source, worst.severity, known, pins, input.at);
  if (!next.tell) return { quiet: next.state };
  const notes: readonly StageNote[] = [
    { stage: 'confirm', words: cause.events[0]?.because ?? cause.because }, { stage: 'collapse', words: cause.because },
    { stage: 'measure', words: measureWords(measured.map(({ measures }) => measures)) }, { stage: 'judge', words: `${worst.severity}: ${worst.because}` },
    { stage: 'tell', words: `${next.phase}: ${next.because}` },
  ];
  return { alert: address(cause, judged, { severity: worst.severity, next, notes, acknowledged: known?.standing === 'acknowledged' ? known.acknowledgement : null, since: known?.opened_at, toldAs: known !== undefined && known.standing !== 'resolved' ? known.severity : undefined }, settings, input) };
}

interface Addressed {
  readonly severity: Severity;
  readonly next: Pick<Advance, 'phase' | 'state'> | { readonly phase: AlertPhase; readonly state: null };
  readonly notes: readonly StageNote[];
  readonly acknowledged: AlertState['acknowledgement'];
  readonly since: string | undefined;
  readonly toldAs?: Severity | undefined;
  /** Tells apart several messages that one check makes under one key. */
  readonly revision?: string;
}

/** Who is told of it, when, and what the message is made of. */
function address(cause: Cause, judged: readonly (JudgedEvent & { readonly measures: Measures })[], about: Addressed, settings: AlertSettings, input: PlanInput): AlertRecord {
  const { source, at } = input;
  const events = judged.map(({ event }) => event);
  const silences = silencesFor({ key: cause.key, source, events, findings: cause.findings }, input.memory.silences, settings.matches);
  const recipients = route(settings.rules, settings.matches, { source, events: judged, findings: cause.findings, toldAs: about.toldAs, ownersOf: (name) => ownersOf(name, source, settings) });
  const held = (silences.length > 0 ? [] : recipients).map((one) => ({ ...one, ...hold(one.when, settings.reachable(one.to), about.severity, at) }));
  const notes: readonly StageNote[] = [
    ...about.notes.slice(0, -1),
    { stage: 'silence', words: silences.length === 0 ? 'no silence covers all of it' : `hidden by ${silences.map(({ id, reason }) => `silence ${id} (${reason})`).join(', ')}` },
    { stage: 'route', words: recipients.length === 0 ? 'no rule matches: nobody is told' : recipients.map(({ to, rule }) => `${to} by the rule "${rule}"`).join(', ') },
    ...held.map(({ to, because }): StageNote => ({ stage: 'hold', words: `${to}: ${because}` })),
    ...about.notes.slice(-1),
  ];
  return {
    key: cause.key, source, phase: about.next.phase, severity: about.severity, headline: headlineOf(cause, events, about.next.phase, input),
    events: cause.events.flatMap(({ position }) => position ?? []), earlier: cause.events.flatMap(({ drift }) => drift ?? []),
    content: JSON.stringify(contentOf(cause, judged, { ...about, notes }, input, Object.fromEntries(recipients.map(({ to, rule }) => [to, rule])))),
    state: about.next.state, silenced_by: silences.map(({ id }) => id),
    deliveries: held.map(({ channel, to, mode, due_at }) => ({ channel, recipient: to, message_id: messageId(cause.key, to, about.revision === undefined ? at : `${at} ${about.revision}`), due_at, mode })),
  };
}

/** There and back before anybody was told: one note for the digest and the record. */
function flappedAlert(flapped: FlappedEvent, settings: AlertSettings, input: PlanInput): AlertRecord {
  const event: DriftEvent = { ...flapped.event, severity: 'info' };
  const cause: Cause = { key: `${input.source} route ${event.route ?? ''}`, kind: 'route', events: [{ ...flapped, event }], findings: [], movements: [movementOf(event)], because: 'a change and its way back are one note' };
  const notes: readonly StageNote[] = [{ stage: 'confirm', words: flapped.because }, { stage: 'judge', words: 'info: it is as it was' }, { stage: 'tell', words: `flapped: first seen at ${flapped.since}` }];
  return address(cause, [{ event, severity: 'info', measures: {} }], { severity: 'info', next: { phase: 'flapped', state: null }, notes, acknowledged: null, since: flapped.since, revision: `flapped ${movementOf(event).subject}` }, settings, input);
}

function worstOf(judged: readonly Judgement[], findings: readonly Finding[]): Judgement {
  const all = [...judged, ...findings.map(({ kind, message }): Judgement => ({ severity: findingSeverity(kind), because: message }))];
  return all.reduce((worst, one) => (rank(one.severity) > rank(worst.severity) ? one : worst), all[0] ?? { severity: 'info', because: 'nothing was found' });
}

function measureWords(all: readonly Measures[]): string {
  const measured = all.find(({ month, since_acknowledged, accumulated, clip }) => month ?? since_acknowledged ?? accumulated ?? clip);
  if (measured === undefined) return 'no workload, acknowledgement or earlier value to measure by';
  const { month, since_acknowledged: pinned, accumulated, clip } = measured;
  return [
    ...(month === undefined ? [] : [`${month.change} ${month.currency} a month at the workload "${month.workload}"`]),
    ...(clip === undefined ? [] : [`${clip.before} → ${clip.after} ${clip.currency} for ${clip.scenario}`]),
    ...(pinned === undefined ? [] : [`${pinned.percent} % since it was acknowledged at ${pinned.at}`]),
    ...(accumulated === undefined ? [] : [`${accumulated.percent} % since ${accumulated.at}`]),
  ].join('; ');
}

function ownersOf(name: string, source: string, { owners, matches }: AlertSettings): readonly string[] {
  return owners.flatMap((one) => (matches(one.route, name) && (one.source === undefined || matches(one.source, source)) ? [one.owner] : []));
}

function contentOf(cause: Cause, judged: readonly (JudgedEvent & { readonly measures: Measures })[], about: Addressed, input: PlanInput, rules: AlertContent['rules']): AlertContent {
  const names = [...new Set(judged.flatMap(({ event }) => event.route ?? []))];
  const known = names.flatMap((name) => { const said = input.aboutRoute(name); return said === undefined ? [] : [{ name, ...said }]; });
  const folded = cause.kind === 'factor' ? judged.flatMap(({ event }) => event.folded).toSorted(compareWeights).slice(0, TOP_ROWS) : [];
  const measures = judged.filter(({ measures: of }) => Object.keys(of).length > 0).slice(0, TOP_ROWS);
  const whole = cause.events.filter((one) => one.whole === true).map(({ event }) => [measureKey(event), withoutFolded(event)] as const);
  const probes = known.flatMap(({ name, probe }) => (probe === undefined ? [] : [[name, probe] as const]));
  const failure = failureOf(cause, input);
  return {
    kind: cause.kind, publisher: input.publisher, at: input.at, previous_at: input.previous_at, rules, phase: about.next.phase, stages: about.notes,
    groups: Object.fromEntries(known.filter(({ groups }) => groups.length > 0).map(({ name, groups }) => [name, groups])),
    ...(cause.findings.length === 0 ? {} : { findings: cause.findings }),
    ...(folded.length === 0 ? {} : { top: folded.map(withoutFolded) }),
    ...(whole.length === 0 ? {} : { whole: Object.fromEntries(whole) }),
    ...(measures.length === 0 ? {} : { measures: Object.fromEntries(measures.map(({ event, measures: of }) => [measureKey(event), of])) }),
    ...(probes.length === 0 ? {} : { probes: Object.fromEntries(probes) }),
    ...(about.since === undefined ? {} : { since: about.since }),
    ...(about.acknowledged === null ? {} : { acknowledged: about.acknowledged }),
    ...(failure === null ? {} : { failure }),
  };
}

function withoutFolded(event: DriftEvent): ToldEvent {
  const { folded: _, ...told } = event;
  return told;
}

/** The subject: what, which, how much. */
function headlineOf(cause: Cause, events: readonly DriftEvent[], phase: AlertPhase, input: PlanInput): string {
  const [first] = events;
  if (first === undefined) {
    const failure = failureOf(cause, input);
    return sourceWords(input.source, cause.findings, { at: input.at, phase, ...(failure === null ? {} : { failure }) }).subject;
  }
  const line = phaseSubject(phase, first, input.publisher, first.route === null ? [] : input.aboutRoute(first.route)?.groups);
  if (cause.kind !== 'many') return line;
  const routes = new Set(events.map((event) => event.route)).size;
  return `${plainText(input.publisher, 40)}: ${plural(routes, 'route')} moved; ${line}`;
}

/** How long a source could not be read, where the cause is about that. */
function failureOf({ findings, key }: Cause, { memory: { failure }, read, source, previous_at }: PlanInput): SourceFailure | null {
  if (findings.length === 0 || failure === null || key !== `${source} source`) return null;
  return { since: failure.since, checks: failure.checks + (read ? 0 : 1), last_good_at: previous_at };
}
