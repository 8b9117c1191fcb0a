import { type DriftEvent } from '../../domain/drift.ts';
import { type Finding } from '../../domain/finding.ts';
import { WHEN, type Severity, type When } from '../../domain/vocabulary.ts';
import { rank } from './cause.ts';
import { routesOf } from './silence.ts';
import { findingSeverity } from './trouble.ts';

type OneOrMore = string | readonly string[] | undefined;

/** A rule of schedules.json, as far as routing needs it. */
export interface Rule {
  readonly name: string;
  /** Mail addresses. */
  readonly to: readonly string[];
  /** Names of webhooks. */
  readonly webhooks?: readonly string[];
  readonly match: { readonly source?: OneOrMore; readonly route?: OneOrMore; readonly kind?: OneOrMore; readonly severity?: Severity | undefined; readonly owner?: OneOrMore };
  readonly continue: boolean;
  readonly when?: When;
}

/** Who is told, by which rule, and when. */
export interface Recipient {
  readonly channel: 'mail' | 'webhook';
  readonly to: string;
  readonly rule: string;
  readonly when: When;
}

/** What a rule may look at. */
export interface Matter {
  readonly source: string;
  readonly events: readonly JudgedEvent[];
  readonly findings: readonly Finding[];
  /** What people were told before about the same alert: whoever heard that it opened hears that it is over, too. */
  readonly toldAs?: Severity | undefined;
  /** Who owns a route, by the configuration. */
  readonly ownersOf?: (route: string) => readonly string[];
}

/** An event with the weight that the configuration gives it. */
export interface JudgedEvent {
  readonly event: DriftEvent;
  readonly severity: Severity;
}

/**
 * Who is told: each person once. The first rule that matches any of the events or findings counts, unless it says
 * continue. Where several rules name a person, the soonest of them counts. A rule matches when everything it names holds
 * for one and the same event.
 */
export function route(rules: readonly Rule[], matches: (glob: string, text: string) => boolean, matter: Matter): readonly Recipient[] {
  const recipients = new Map<string, Recipient>();
  const spelled = spellingOf(rules);
  for (const rule of rules) {
    const any = matter.events.some(({ event, severity }) => ruleFits(rule, matches, matter, event.kind, severity, routesOf(event)))
      || matter.findings.some((finding) => ruleFits(rule, matches, matter, finding.kind, findingSeverity(finding.kind), finding.route === undefined ? [] : [finding.route]));
    if (!any) continue;
    for (const recipient of recipientsOf(rule, spelled)) {
      const key = `${recipient.channel} ${recipient.to}`;
      const known = recipients.get(key);
      if (known === undefined || WHEN.indexOf(recipient.when) < WHEN.indexOf(known.when)) recipients.set(key, recipient);
    }
    if (!rule.continue) break;
  }
  return [...recipients.values()];
}

/** An address as the first rule that names it writes it: no mail server that people use tells "Ana@" from "ana@". */
export function spellingOf(rules: readonly Pick<Rule, 'to'>[]): (address: string) => string {
  const first = new Map(rules.flatMap(({ to }) => to).toReversed().map((address) => [address.toLowerCase(), address]));
  return (address) => first.get(address.toLowerCase()) ?? address;
}

function recipientsOf({ name, to, webhooks = [], when = 'immediately' }: Rule, spelled: (address: string) => string): readonly Recipient[] {
  return [...to.map((address): Recipient => ({ channel: 'mail', to: spelled(address), rule: name, when })), ...webhooks.map((hook): Recipient => ({ channel: 'webhook', to: hook, rule: name, when: 'immediately' }))];
}

function ruleFits({ match }: Rule, matches: (glob: string, text: string) => boolean, matter: Matter, kind: string, severity: Severity, routes: readonly string[]): boolean {
  const any = (wanted: OneOrMore, texts: readonly string[]): boolean => wanted === undefined || [wanted].flat().some((glob) => texts.some((text) => matches(glob, text)));
  return any(match.source, [matter.source]) && any(match.kind, [kind]) && any(match.route, routes) && any(match.owner, routes.flatMap((name) => matter.ownersOf?.(name) ?? []))
    && (match.severity === undefined || Math.max(rank(severity), matter.toldAs === undefined ? 0 : rank(matter.toldAs)) >= rank(match.severity));
}
