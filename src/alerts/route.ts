import { type DriftEvent } from '../domain/drift.ts';
import { type Finding } from '../domain/finding.ts';
import { type Severity, type When } from '../domain/vocabulary.ts';
import { findingSeverity, rank } from './cause.ts';

type OneOrMore = string | readonly string[] | undefined;

/** A rule of schedules.json, as far as routing needs it. */
export interface Rule {
  readonly name: string;
  readonly to: readonly string[];
  readonly match: { readonly source?: OneOrMore; readonly route?: OneOrMore; readonly kind?: OneOrMore; readonly severity?: Severity | undefined; readonly owner?: OneOrMore };
  readonly continue: boolean;
  readonly when?: When;
}

/** Who is told, by which rule, and when. */
export interface Recipient {
  readonly to: string;
  readonly rule: string;
  readonly when: When;
}

/** What a rule may look at. */
export interface Matter {
  readonly source: string;
  readonly events: readonly DriftEvent[];
  readonly findings: readonly Finding[];
  /** The people who approved or own the routes that moved. */
  readonly owners?: readonly string[];
}

/**
 * Who is told: each person once. The first rule that matches any of the events or findings counts, unless it says
 * continue. A rule matches when everything it names holds for one and the same event.
 */
export function route(rules: readonly Rule[], matches: (glob: string, text: string) => boolean, matter: Matter): readonly Recipient[] {
  const recipients = new Map<string, Recipient>();
  for (const rule of rules) {
    const any = matter.events.some((event) => ruleFits(rule, matches, matter, event.kind, event.severity, routesOf(event)))
      || matter.findings.some((finding) => ruleFits(rule, matches, matter, finding.kind, findingSeverity(finding.kind), finding.route === undefined ? [] : [finding.route]));
    if (!any) continue;
    for (const to of rule.to) if (!recipients.has(to)) recipients.set(to, { to, rule: rule.name, when: rule.when ?? 'immediately' });
    if (!rule.continue) break;
  }
  return [...recipients.values()];
}

function ruleFits({ match }: Rule, matches: (glob: string, text: string) => boolean, matter: Matter, kind: string, severity: Severity, routes: readonly string[]): boolean {
  const any = (wanted: OneOrMore, texts: readonly string[]): boolean => wanted === undefined || [wanted].flat().some((glob) => texts.some((text) => matches(glob, text)));
  return any(match.source, [matter.source]) && any(match.kind, [kind]) && any(match.route, routes) && any(match.owner, matter.owners ?? [])
    && (match.severity === undefined || rank(severity) >= rank(match.severity));
}

function routesOf(event: DriftEvent): readonly string[] {
  return event.route === null ? [...new Set(event.folded.flatMap((one) => one.route ?? []))] : [event.route];
}
