import { type DriftEvent } from '../domain/drift.ts';
import { type Finding } from '../domain/finding.ts';
import { countPhrase } from '../domain/phrase.ts';
import { plainText } from '../domain/plain-text.ts';
import { type Severity, type When } from '../domain/vocabulary.ts';
import { collapse, compareWeights, type Cause, type Known } from './cause.ts';
import { type AlertContent } from './content.ts';
import { messageId } from './message-id.ts';
import { route, type Rule } from './route.ts';
import { sourceWords } from './source-words.ts';
import { subjectLine, type ToldEvent } from './words.ts';

export interface PlanInput {
  readonly source: string;
  readonly publisher: string;
  readonly at: string;
  readonly previous_at: string | null;
  readonly events: readonly DriftEvent[];
  /** What the check found out about the source itself; told only where this is given. */
  readonly findings?: readonly Finding[];
  readonly known?: Known;
  /** The groups of the routes that moved, for naming them. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
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

/** A factor's mail shows so many of the rows it explains; the others are counted, attached and linked. */
const TOP_ROWS = 20;

/**
 * From what one check found to alerts with their recipients: one cause, one alert, each person once. Pure.
 * `dueAt` says when a recipient gets a mail that may wait; without it everything goes at once.
 */
export function planAlerts(
  rules: readonly Rule[], matches: (glob: string, text: string) => boolean, input: PlanInput,
  dueAt: (recipient: string, when: When, severity: Severity) => string = () => input.at,
): readonly PlannedAlert[] {
  return collapse(input.source, input.events, input.findings, input.known).map((cause) => {
    const events = cause.events.flatMap((position) => input.events[position] ?? []);
    const recipients = route(rules, matches, { source: input.source, events, findings: cause.findings });
    return {
      key: cause.key, source: input.source, severity: cause.severity, headline: headlineOf(cause, events, input), events: cause.events,
      content: JSON.stringify(contentOf(cause, events, input, Object.fromEntries(recipients.map(({ to, rule }) => [to, rule])))),
      deliveries: recipients.map(({ to, when }) => ({ channel: 'mail', recipient: to, message_id: messageId(cause.key, to, input.at), due_at: dueAt(to, when, cause.severity) })),
    };
  });
}

function contentOf(cause: Cause, events: readonly DriftEvent[], input: PlanInput, rules: AlertContent['rules']): AlertContent {
  const routes = [...new Set(events.map((event) => event.route))];
  const folded = cause.kind === 'factor' ? events.flatMap((event) => event.folded).toSorted(compareWeights).slice(0, TOP_ROWS) : [];
  return {
    kind: cause.kind, publisher: input.publisher, at: input.at, previous_at: input.previous_at, rules,
    groups: Object.fromEntries(routes.flatMap((name) => (name === null || !input.groups.has(name) ? [] : [[name, input.groups.get(name) ?? []]]))),
    ...(cause.findings.length === 0 ? {} : { findings: cause.findings }),
    ...(folded.length === 0 ? {} : { top: folded.map(withoutFolded) }),
  };
}

function withoutFolded(event: DriftEvent): ToldEvent {
  const { folded: _, ...told } = event;
  return told;
}

/** The subject: what, which, how much. */
function headlineOf(cause: Cause, events: readonly DriftEvent[], input: PlanInput): string {
  const [first] = events;
  if (first === undefined) return sourceWords(input.source, cause.findings).subject;
  const line = subjectLine(first, input.publisher, first.route === null ? [] : input.groups.get(first.route));
  if (cause.kind !== 'many') return line;
  const routes = new Set(events.map((event) => event.route)).size;
  return `${plainText(input.publisher, 40)}: ${countPhrase(routes)} routes moved; ${line}`;
}
