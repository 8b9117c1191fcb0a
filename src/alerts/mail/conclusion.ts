import { countPhrase, plural, timePhrase } from '../../domain/phrase.ts';
import { plainText } from '../../domain/plain-text.ts';
import { type AlertContent } from '../content.ts';
import { acknowledgedSentence, clipSentence, monthSentence } from '../words/money-words.ts';
import { radarSentence } from '../words/radar.ts';
import { sourceWords, spanPhrase } from '../words/source-words.ts';
import { type ToldEvent } from '../words/told-event.ts';
import { changeOf, eventLine, factorName, nameOf, perOf, sidesOf } from '../words/words.ts';

/** The first line of a mail: the conclusion, for somebody who reads nothing else. `events`: the weightiest first. */
export function conclusion(source: string, content: AlertContent, events: readonly ToldEvent[]): string {
  const [first] = events;
  if (first === undefined) return sourceWords(source, content.findings ?? [], content).first;
  const { phase } = content;
  if (phase === 'resolved') return resolved(content, first, events);
  if (phase === 'flapped') return flapped(content, first, events);
  const now = happened(content, first, events);
  if (phase === 'changed') return joined('It moved again.', now, acknowledgedSentence(content, first));
  if (phase === 'reopened') return joined(now, content.since === undefined ? 'This was resolved before and is open again.' : `This first came up on ${timePhrase(content.since)}, was resolved and is open again.`);
  return now;
}

/** What moved, at whom, between which captures, and what it costs. */
function happened(content: AlertContent, first: ToldEvent, events: readonly ToldEvent[]): string {
  const between = betweenPhrase(content);
  const who = plainText(content.publisher, 60);
  const line = eventLine(first, groupsOfRoute(content, first));
  const money = monthSentence(content, events);
  const cost = money === '' ? '.' : `; ${money}.`;
  if (content.kind === 'many') return `${manyWords(events)} at ${who} ${between}${cost} The weightiest: ${line}.`;
  const more = moreSentence(events);
  if (first.kind === 'route.status_changed') {
    const probe = probeOf(content, first);
    const since = probe?.checked_at === undefined || probe.probed === false ? `a check ${between}` : `its own check of ${timePhrase(probe.checked_at)}`;
    return joined(`${line}. ${who}'s catalog says so since ${since}.`, radarSentence(first, probe, content.at), more);
  }
  if (first.kind === 'factor.changed') return `One factor, ${factorName(first)} ${factorSides(first)}, explains ${first.rows === 1 ? 'the one price' : `all ${plural(first.rows, 'price')}`} that moved with it at ${who} ${between}${cost}`;
  if (first.kind === 'rate.unit_changed') {
    const { before, after } = sidesOf(first);
    return joined(`${who} moved the price of ${nameOf(first)} to another unit ${between}: ${before} → ${after}${cost}`, 'The two numbers alone cannot be compared.', clipSentence(content, first), more);
  }
  if (first.kind === 'rate.increased') return joined(`${who} raised ${line} ${between}${cost}`, more);
  if (first.kind === 'rate.decreased') return joined(`${who} lowered ${line} ${between}${cost}`, more);
  return joined(`${line}: seen at ${who} ${between}${cost}`, more);
}

function resolved(content: AlertContent, first: ToldEvent, events: readonly ToldEvent[]): string {
  const lasted = content.since === undefined ? '' : `; the alert was open for ${spanPhrase(content.since, content.at)}`;
  return joined(`Resolved: ${nameOf(first, groupsOfRoute(content, first))} is back to ${sideWithUnit(first)} at ${plainText(content.publisher, 60)}, seen ${betweenPhrase(content)}${lasted}.`, moreSentence(events));
}

function flapped(content: AlertContent, first: ToldEvent, events: readonly ToldEvent[]): string {
  const { before, after } = sidesOf(first);
  return joined(`${nameOf(first, groupsOfRoute(content, first))} at ${plainText(content.publisher, 60)} went from ${before} to ${after} and came back before that was confirmed, ${betweenPhrase(content)}. It is ${before} ${perOf(first)}`.trimEnd().concat(' again; nothing needs to be done.'), moreSentence(events));
}

/** "0.55 → 0.60 (+9.1 %)" */
function factorSides(event: ToldEvent): string {
  const { before, after } = sidesOf(event);
  return `${before} → ${after}${changeOf(event) === '' ? '' : ` (${changeOf(event)})`}`;
}

function moreSentence(events: readonly ToldEvent[]): string {
  const others = events.length - 1;
  if (others <= 0) return '';
  return `${plural(others, 'more change')} of this route ${others === 1 ? 'follows' : 'follow'} below.`;
}

/** "60 routes moved (58 changes for the worse, 2 for the better)" */
function manyWords(events: readonly ToldEvent[]): string {
  const routes = plural(new Set(events.map(({ route }) => route)).size, 'route');
  const [worse, better] = [count(events, 'worse'), count(events, 'better')];
  if (worse === events.length || better === events.length) return `${routes} moved, all for the ${worse === 0 ? 'better' : 'worse'},`;
  const sides = [...(worse === 0 ? [] : [`${plural(worse, 'change')} for the worse`]), ...(better === 0 ? [] : [`${countPhrase(better)} for the better`])];
  return `${routes} moved${sides.length === 0 ? '' : ` (${sides.join(', ')})`}`;
}

function count(events: readonly ToldEvent[], direction: ToldEvent['direction']): number {
  return events.filter((event) => event.direction === direction).length;
}

function sideWithUnit(event: ToldEvent): string {
  return `${sidesOf(event).after} ${perOf(event)}`.trimEnd();
}

function groupsOfRoute({ groups }: AlertContent, { route }: ToldEvent): readonly string[] {
  return route !== null && Object.hasOwn(groups, route) ? (groups[route] ?? []) : [];
}

function probeOf({ probes }: AlertContent, { route }: ToldEvent) {
  return route !== null && probes !== undefined && Object.hasOwn(probes, route) ? probes[route] : undefined;
}

/** "between 2026-11-22 05:10 and 06:10 UTC": nobody knows the minute, only the two captures around it. */
export function betweenPhrase({ at, previous_at }: Pick<AlertContent, 'at' | 'previous_at'>): string {
  if (previous_at === null) return `at ${timePhrase(at)}`;
  const [from, to] = [timePhrase(previous_at), timePhrase(at)];
  const day = to.slice(0, 'YYYY-MM-DD '.length);
  return from.startsWith(day) ? `between ${from.replace(' UTC', '')} and ${to.slice(day.length)}` : `between ${from} and ${to}`;
}

function joined(...sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(' ');
}
