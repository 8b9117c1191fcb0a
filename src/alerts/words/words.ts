import { printedDigits } from '../../domain/decimal.ts';
import { withoutFloatDigits } from '../../domain/compare/equal.ts';
import { conditionPhrase } from '../../domain/compare/phrases.ts';
import { type RateValue } from '../../domain/drift.ts';
import { moneyPhrase, perWords, plural, shortPercent, STATUS_SHAPES } from '../../domain/phrase.ts';
import { plainText } from '../../domain/plain-text.ts';
import { type AlertPhase } from '../../domain/alert.ts';
import { isFirstStrike } from './radar.ts';
import { identityConditions } from '../../domain/rate.ts';
import { type Status } from '../../domain/vocabulary.ts';
import { type ToldEvent } from './told-event.ts';

/** What stands before and after the arrow, in words that a buyer reads at a glance. */
export function sidesOf(event: ToldEvent): { readonly before: string; readonly after: string } {
  const { before_rate: was, after_rate: is } = event;
  const [paid, pays] = [asPaid(was), asPaid(is)];
  if (was !== null && is !== null && paid !== null && pays !== null && event.currency !== null && event.change_percent !== null) {
    // The same number of digits on both sides, and never fewer than cents: $5.60 → $7.00.
    const [quiet, plain] = [[withoutFloatDigits(paid), withoutFloatDigits(pays)] as const, [paid, pays] as const];
    const [from, to] = quiet[0] === quiet[1] ? plain : quiet;
    const digits = Math.max(2, printedDigits(from), printedDigits(to));
    return { before: moneyPhrase(from, was.currency, digits), after: moneyPhrase(to, is.currency, digits) };
  }
  return { before: shown(event.before, event.currency, was?.amount ?? null), after: shown(event.after, event.currency, is?.amount ?? null) };
}

/** What a promotion leaves of a list price is what people pay, and what the percentage is about. */
function asPaid(rate: RateValue | null): string | null {
  return rate?.promotion?.effective_amount ?? rate?.amount ?? null;
}

function shown(value: string | null, currency: string | null, amount: string | null): string {
  if (value === null) return 'nothing';
  if (amount !== null && value === amount && currency !== null) return moneyPhrase(value, currency);
  return plainText(value, 300);
}

/** "+25 %", "−12.5 %"; one decimal is as much as a reader can use. Empty where a percentage means nothing. */
export function changeOf(event: ToldEvent): string {
  return event.change_percent === null ? '' : shortPercent(event.change_percent);
}

/** The shape that goes with the word: a rise, a fall, a unit, a state; "•" for everything else. */
export function shapeOf(event: ToldEvent): string {
  if (event.kind === 'rate.unit_changed') return '⇄';
  if (event.kind === 'route.status_changed') return STATUS_SHAPES[event.after as Status] ?? '•';
  if (event.direction === 'worse') return '▲';
  if (event.direction === 'better') return '▼';
  return '•';
}

/** "per 1,000,000 output tokens"; "per 1,000,000 video tokens, before per 1,000 video tokens" when that moved too. */
export function perOf(event: ToldEvent): string {
  const per = event.after_per ?? event.before_per;
  if (event.meter === null || per === null) return '';
  const now = perWords(event.meter, per);
  return event.before_per !== null && event.after_per !== null && event.before_per !== event.after_per
    ? `${now}, before ${perWords(event.meter, event.before_per)}` : now;
}

/** "group Economy, 720p"; empty where there are none but free text, which is no name. */
export function conditionsOf(event: ToldEvent): string {
  return Object.keys(identityConditions(event.conditions)).length === 0 ? '' : plainText(conditionPhrase(event.conditions), 300);
}

/**
 * The whole event in one line, the conclusion first:
 * "seedance-2.0-fast, group default: $5.60 → $7.00 per 1,000,000 output tokens (+25 %)",
 * "Seedance2.0 Official / seedance-2.0: available → unknown_failure".
 */
export function eventLine(event: ToldEvent, groups: readonly string[] = []): string {
  const { before, after } = sidesOf(event);
  const name = plainText(event.route ?? event.source, 120);
  switch (event.kind) {
    case 'route.status_changed': return `${nameOf(event, groups)}: ${before} → ${after}`;
    case 'route.added': return `${name} is new`;
    case 'route.removed': return `${name} is no longer listed`;
    case 'route.renamed': return `${before} is likely renamed to ${after}`;
    case 'route.groups_changed': return `${name}, groups: ${before} → ${after}`;
    case 'route.endpoints_changed': return `${name}, endpoints: ${before} → ${after}`;
    case 'factor.changed': return `${factorName(event)} ${before} → ${after}: ${plural(event.rows, 'price')}${changeOf(event) === '' ? '' : ` ${changeOf(event)}`}`;
    case 'rate.unit_changed': return `unit changed: ${withConditions(name, event)}: ${before} → ${after}`;
    case 'rate.added': return `${withConditions(name, event)}: new price ${after} ${perOf(event)}`.trimEnd();
    case 'rate.removed': return `${withConditions(name, event)}: ${before} ${perOf(event)} is no longer listed`;
    case 'rate.conditions_changed': return `${name}: ${event.meter === null ? '' : `price ${perOf(event)} `}now for ${after}, before for ${before}`;
    case 'disagreement.opened': return `${name}: two statements disagree: ${after}`;
    case 'disagreement.closed': return `${name}: statements agree again, before ${before}`;
    case 'rate.kind_changed': return `${withConditions(name, event)}: ${kindLine(event)}`;
    case 'rate.increased': case 'rate.decreased': case 'formula.changed': case 'limits.changed':
      return `${withConditions(name, event)}: ${before} → ${after} ${perOf(event)}${changeOf(event) === '' ? '' : ` (${changeOf(event)})`}`.trimEnd();
    default: return event.kind satisfies never;
  }
}

/** "promotion, $5.60 → $4.20 per 1,000,000 video tokens (−25 %)", "the promotion ended, $4.20 → $5.60 …", "list → placeholder". */
function kindLine(event: ToldEvent): string {
  const { before, after } = sidesOf(event);
  if (event.change_percent === null) return `${before} → ${after} ${perOf(event)}`.trimEnd();
  const words = event.after === 'promotion' ? 'promotion' : event.before === 'promotion' ? 'the promotion ended' : `${plainText(event.before ?? '', 60)} → ${plainText(event.after ?? '', 60)}`;
  return `${words}, ${before} → ${after} ${perOf(event)} (${changeOf(event)})`;
}

/** What an event is about, as a sentence names it: "Seedance2.0 Official / seedance-2.0", "seedance-2.0-fast, group default". */
export function nameOf(event: ToldEvent, groups: readonly string[] = []): string {
  if (event.kind === 'factor.changed') return factorName(event);
  const name = plainText(event.route ?? event.source, 120);
  if (event.kind === 'route.status_changed') return groups[0] === undefined ? name : `${plainText(groups[0], 60)} / ${name}`;
  return event.meter === null ? name : withConditions(name, event);
}

/** The event as a subject has it: what people look for stands first, and who publishes it stands there too. */
export function subjectLine(event: ToldEvent, publisher: string, groups: readonly string[] = []): string {
  const who = ` (${plainText(publisher, 40)})`;
  const { before, after } = sidesOf(event);
  const name = plainText(event.route ?? event.source, 90);
  if (event.kind === 'rate.increased' || event.kind === 'rate.decreased') {
    return `${shapeOf(event)}${changeOf(event) === '' ? '' : ` ${changeOf(event)}`} ${withConditions(name, event)}${who}: ${before} → ${after} ${perOf(event)}`.trimEnd();
  }
  if (event.kind === 'factor.changed') return `${shapeOf(event)} ${plainText(publisher, 40)} ${factorName(event)} ${before} → ${after}: ${plural(event.rows, 'price')}${moved(event)}`;
  if (event.kind === 'rate.unit_changed') return `⇄ unit changed: ${withConditions(name, event)}${who}: ${before} → ${after}`;
  return `${shapeOf(event)} ${eventLine(event, groups)}${who}${event.kind === 'route.status_changed' && isFirstStrike(event) ? ', upstream says unsupported' : ''}`;
}

/** The subject of a message about a change, by what happens to its alert. */
export function phaseSubject(phase: AlertPhase, event: ToldEvent, publisher: string, groups: readonly string[] = []): string {
  const who = ` (${plainText(publisher, 40)})`;
  const { before, after } = sidesOf(event);
  switch (phase) {
    case 'changed': return `Again: ${subjectLine(event, publisher, groups)}`;
    case 'reopened': return `Reopened: ${subjectLine(event, publisher, groups)}`;
    case 'resolved': return `● Resolved: ${nameOf(event, groups)}${who}: back to ${after} ${perOf(event)}`.trimEnd();
    case 'flapped': return `◐ Flapped: ${nameOf(event, groups)}${who}: ${before} → ${after} and back`;
    case 'opened': case 'digest': case 'reminder': case 'service': return subjectLine(event, publisher, groups);
    default: return phase satisfies never;
  }
}

/** " up 9.1 %" */
function moved(event: ToldEvent): string {
  if (event.change_percent === null) return '';
  return ` ${event.change_percent.startsWith('-') ? 'down' : 'up'} ${shortPercent(event.change_percent).slice(1)}`;
}

function withConditions(name: string, event: ToldEvent): string {
  const conditions = conditionsOf(event);
  return conditions === '' ? name : `${name}, ${conditions}`;
}

/** "group "Economy"" for a group's ratio, the factor's own name otherwise. */
export function factorName(event: Pick<ToldEvent, 'conditions' | 'explained_by'>): string {
  const { group } = event.conditions;
  return group === undefined ? plainText(event.explained_by?.split(' ')[0] ?? 'a shared factor', 120) : `group "${plainText(String(group), 60)}"`;
}
