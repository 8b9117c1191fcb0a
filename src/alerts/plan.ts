import { createHash } from 'node:crypto';
import { type DriftEvent } from '../domain/drift.ts';
import { SEVERITIES, type Severity } from '../domain/vocabulary.ts';
import { collapse, type Cause } from './cause.ts';
import { eventLine, shapeOf } from './words.ts';

/** A rule of schedules.json, as far as routing needs it. */
export interface Rule {
  readonly name: string;
  readonly to: readonly string[];
  readonly match: { readonly source?: string | readonly string[] | undefined; readonly route?: string | readonly string[] | undefined; readonly kind?: string | readonly string[] | undefined; readonly severity?: Severity | undefined };
  readonly continue: boolean;
}

export interface PlanInput {
  readonly source: string;
  readonly publisher: string;
  readonly at: string;
  readonly previous_at: string | null;
  readonly events: readonly DriftEvent[];
  /** The groups of the routes that moved, for naming them. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

/** What stands in the ledger's alert beside its events. */
export interface AlertContent {
  readonly kind: Cause['kind'];
  readonly publisher: string;
  readonly at: string;
  readonly previous_at: string | null;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** Rule names by recipient: the small print says why somebody got this. */
  readonly rules: Readonly<Record<string, string>>;
}

export interface PlannedAlert {
  readonly key: string;
  readonly source: string;
  readonly severity: Severity;
  readonly headline: string;
  readonly events: readonly number[];
  readonly content: string;
  readonly deliveries: readonly { readonly channel: 'mail'; readonly recipient: string; readonly message_id: string; readonly due_at: string }[];
}

/** From the events of one check to alerts with their recipients: one cause, one alert, each person once. Pure. */
export function planAlerts(rules: readonly Rule[], matches: (glob: string, text: string) => boolean, input: PlanInput): readonly PlannedAlert[] {
  return collapse(input.source, input.events).map((cause) => {
    const events = cause.events.flatMap((position) => input.events[position] ?? []);
    const recipients = recipientsOf(rules, matches, input.source, events);
    const content: AlertContent = {
      kind: cause.kind, publisher: input.publisher, at: input.at, previous_at: input.previous_at,
      groups: Object.fromEntries([...new Set(events.map((event) => event.route))].flatMap((route) => (route === null || !input.groups.has(route) ? [] : [[route, input.groups.get(route) ?? []]]))),
      rules: Object.fromEntries(recipients),
    };
    return {
      key: cause.key, source: input.source, severity: cause.severity, headline: headlineOf(cause, events, input), events: cause.events, content: JSON.stringify(content),
      deliveries: [...recipients.keys()].map((recipient) => ({ channel: 'mail' as const, recipient, message_id: messageId(cause.key, recipient, input.at), due_at: input.at })),
    };
  });
}

/** The subject, and the first line of the message: what happened to which route, in money. */
function headlineOf(cause: Cause, events: readonly DriftEvent[], input: PlanInput): string {
  const [first] = events;
  if (first === undefined) return `${input.publisher}: something moved`;
  const line = eventLine(first, first.route === null ? [] : input.groups.get(first.route));
  if (cause.kind === 'many') {
    const routes = new Set(events.map((event) => event.route)).size;
    return `${shapeOf(first)} ${input.publisher}: ${routes} routes moved; ${line}`;
  }
  return `${shapeOf(first)} ${line}`;
}

/** Who is told, and by which rule. The first rule that matches any event counts, unless it says continue. */
function recipientsOf(rules: readonly Rule[], matches: (glob: string, text: string) => boolean, source: string, events: readonly DriftEvent[]): ReadonlyMap<string, string> {
  const recipients = new Map<string, string>();
  for (const rule of rules) {
    if (!events.some((event) => ruleMatches(rule, matches, source, event))) continue;
    for (const to of rule.to) if (!recipients.has(to)) recipients.set(to, rule.name);
    if (!rule.continue) break;
  }
  return recipients;
}

function ruleMatches({ match }: Rule, matches: (glob: string, text: string) => boolean, source: string, event: DriftEvent): boolean {
  const any = (wanted: string | readonly string[] | undefined, text: string): boolean => wanted === undefined || [wanted].flat().some((glob) => matches(glob, text));
  const routes = event.route === null ? [...new Set(event.folded.flatMap((one) => one.route ?? []))] : [event.route];
  return any(match.source, source) && any(match.kind, event.kind)
    && (match.route === undefined || routes.some((route) => any(match.route, route)))
    && (match.severity === undefined || SEVERITIES.indexOf(event.severity) >= SEVERITIES.indexOf(match.severity));
}

/** The same alert to the same person has the same Message-ID, however often it has to be sent. */
export function messageId(key: string, recipient: string, at: string): string {
  return `<${fingerprint(key, recipient, at)}@driftledger.invalid>`;
}

/** The invisible first mail of a thread: all mails about one cause to one person refer to it. */
export function threadRoot(key: string, recipient: string): string {
  return `<thread.${fingerprint(key, recipient)}@driftledger.invalid>`;
}

function fingerprint(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}
