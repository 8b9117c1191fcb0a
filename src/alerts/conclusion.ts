import { plural, timePhrase } from '../domain/phrase.ts';
import { plainText } from '../domain/plain-text.ts';
import { type AlertContent } from './content.ts';
import { radarSentence } from './radar.ts';
import { sourceWords } from './source-words.ts';
import { eventLine, factorName, type ToldEvent } from './words.ts';

/** The first line of a mail: the conclusion, for somebody who reads nothing else. `events`: the weightiest first. */
export function conclusion(source: string, content: AlertContent, events: readonly ToldEvent[]): string {
  const [first] = events;
  if (first === undefined) return sourceWords(source, content.findings ?? []).first;
  const between = betweenPhrase(content);
  const who = plainText(content.publisher, 60);
  const line = eventLine(first, first.route === null ? [] : content.groups[first.route]);
  const others = events.length - 1;
  const more = others === 0 ? '' : content.kind === 'many'
    ? ` In all ${plural(new Set(events.map((event) => event.route)).size, 'route')} moved; the weightiest stand first.`
    : ` ${plural(others, 'more change')} of this route ${others === 1 ? 'follows' : 'follow'} below.`;
  if (first.kind === 'route.status_changed') return `${line}. ${who}'s catalog says so since a check ${between}. ${radarSentence(first)}${more}`.trimEnd();
  if (first.kind === 'factor.changed') {
    return `One factor, ${factorName(first)}, explains ${first.rows === 1 ? 'the one price' : `all ${plural(first.rows, 'price')}`} that moved with it at ${who} ${between}.`;
  }
  if (first.kind === 'rate.unit_changed') return `${who} moved the price to another unit ${between}; the two numbers cannot be compared. ${line}.${more}`;
  if (first.kind === 'rate.increased') return `${who} raised ${line} ${between}.${more}`;
  if (first.kind === 'rate.decreased') return `${who} lowered ${line} ${between}.${more}`;
  return `${line}: seen at ${who} ${between}.${more}`;
}

/** "between 2026-11-22 05:10 UTC and 2026-11-22 06:10 UTC": nobody knows the minute, only the two captures around it. */
export function betweenPhrase({ at, previous_at }: Pick<AlertContent, 'at' | 'previous_at'>): string {
  return previous_at === null ? `at ${timePhrase(at)}` : `between ${timePhrase(previous_at)} and ${timePhrase(at)}`;
}
