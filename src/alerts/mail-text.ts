import { countPhrase, timePhrase } from '../domain/phrase.ts';
import { plainText } from '../domain/plain-text.ts';
import { conclusion } from './conclusion.ts';
import { type MailBody } from './mail-shape.ts';
import { eventLine, shapeOf, type ToldEvent } from './words.ts';

/** The text part: the same words in the same order as the HTML. */
export function textPart(body: MailBody): string {
  const { content, pageUrl, links } = body;
  const findings = (content.findings ?? []).slice(1, 12);
  return `${[
    conclusion(sourceOf(body), content, body.events), '',
    ...body.shown.map((event) => textRow(body, event)), ...findings.map((finding) => `• ${plainText(finding.message, 400)}`),
    ...moreLines(body), '',
    ...(body.chart === undefined ? [] : [`The last 90 days: ${plainText(body.chart.alt, 1000)}`, '']),
    timesLine(body),
    ...(pageUrl === null ? [] : [`The evidence and the history: ${pageUrl}`]),
    ...(links?.acknowledge === undefined ? [] : [`Acknowledge: ${links.acknowledge}`]), ...(links?.silence === undefined ? [] : [`Silence: ${links.silence}`]), '',
    whyYou(body), ...(links?.unsubscribe === undefined ? [] : [`Unsubscribe: ${links.unsubscribe}`]),
  ].join('\n')}\n`;
}

function textRow(body: MailBody, event: ToldEvent): string {
  return [`${shapeOf(event)} ${eventLine(event, groupsOf(body, event))}`, ...(becauseOf(body, event) === '' ? [] : [`  because ${becauseOf(body, event)}`])].join('\n');
}

/** What moved a computed price; where one factor moved all of them, its own line says it already. */
export function becauseOf({ content }: MailBody, event: ToldEvent): string {
  return event.explained_by === null || event.kind === 'factor.changed' || content.kind === 'factor' ? '' : plainText(event.explained_by, 200);
}

/** Where the rows are that the table leaves out. */
export function moreLines({ shown, total, file, pageUrl }: MailBody): readonly string[] {
  const more = total - shown.filter((event) => event.kind !== 'factor.changed').length;
  if (more <= 0) return [];
  const where = [...(file === null ? [] : [file]), ...(pageUrl === null ? ['driftledger drift lists them'] : ['the page lists them'])];
  return [`… and ${countPhrase(more)} more: ${where.join('; ')}.`];
}

export function timesLine({ content, zone = 'UTC' }: MailBody): string {
  return `Captured ${timePhrase(content.at, zone)}${content.previous_at === null ? '' : `, compared with the capture of ${timePhrase(content.previous_at, zone)}`}.`;
}

export function whyYou({ content, to }: MailBody): string {
  const rule = Object.hasOwn(content.rules, to) ? content.rules[to] : undefined;
  return `You get this because of the rule "${plainText(rule ?? '', 80)}" in schedules.json. driftledger wrote it by itself; answers are read by nobody.`;
}

export function groupsOf({ content }: MailBody, event: ToldEvent): readonly string[] {
  return event.route !== null && Object.hasOwn(content.groups, event.route) ? (content.groups[event.route] ?? []) : [];
}

/** The source a mail is about; a key begins with it. */
export function sourceOf({ events, content, key }: MailBody): string {
  return events[0]?.source ?? content.findings?.[0]?.source ?? key.split(' ')[0] ?? '';
}
