import { countPhrase, plural, timePhrase } from '../../domain/phrase.ts';
import { plainText } from '../../domain/plain-text.ts';
import { conclusion } from './conclusion.ts';
import { type AlertContent, type RuleNames } from '../content.ts';
import { type Block, type ChangeRow, type Link, type MailPage } from './mail-page.ts';
import { type MailInput } from './mail-shape.ts';
import { measureNotes } from '../words/money-words.ts';
import { type ToldEvent } from '../words/told-event.ts';
import { changeOf, conditionsOf, eventLine, perOf, shapeOf, sidesOf } from '../words/words.ts';

/** An alert's mail input with the rows that its table has room for. */
export interface AlertMail extends MailInput<AlertContent> {
  /** The weightiest first. */
  readonly shown: readonly ToldEvent[];
  /** How many changes there are in all. */
  readonly total: number;
  /** Where the rest is attached, in words. */
  readonly file: string | null;
}

/** More remarks about a source than these are not read. */
const MOST_FINDINGS = 12;

/** What the mail about an alert says: conclusion, table, chart, times, links, small print. */
export function alertPage(mail: AlertMail): MailPage {
  const { content, events, chart, links } = mail;
  const findings = (content.findings ?? []).slice(events.length === 0 ? 1 : 0, MOST_FINDINGS);
  const rest = moreWords(mail);
  const blocks: readonly Block[] = [
    { kind: 'changes', rows: mail.shown.map((event) => changeRow(mail, event)) },
    { kind: 'list', items: findings.map((finding) => plainText(finding.message, 400)) },
    { kind: 'say', words: rest },
    ...(chart == null ? [] : [{ kind: 'chart', chart } as const]),
    { kind: 'say', words: timesWords(mail) },
    { kind: 'links', links: linksOf(mail) },
  ];
  return {
    lead: conclusion(sourceOf(mail), content, events), blocks: blocks.filter((block) => !isEmpty(block)),
    small: [...stagesWords(content), whyYou(content.rules, mail.to), ...(links?.acknowledge === undefined && mail.alert !== undefined && !isOver(content) ? [`To say that you know: driftledger alerts ack ${mail.alert} --by NAME --why REASON`] : [])],
    ...(links?.unsubscribe === undefined ? {} : { unsubscribe: links.unsubscribe }),
  };
}

function isEmpty(block: Block): boolean {
  return (block.kind === 'say' && block.words === '') || (block.kind === 'list' && block.items.length === 0)
    || (block.kind === 'changes' && block.rows.length === 0) || (block.kind === 'links' && block.links.length === 0);
}

/** One change as a row; a rise is a buyer's bad news and a status can be better or worse, everything else has no tone. */
function changeRow(mail: AlertMail, event: ToldEvent): ChangeRow {
  const notes = [...measureNotes(mail.content, event), ...because(mail, event)];
  const hasSides = event.before !== null && event.after !== null && (event.change_percent !== null || event.kind === 'route.status_changed' || event.kind === 'rate.unit_changed');
  if (!hasSides) return { line: `${shapeOf(event)} ${eventLine(event, groupsOf(mail, event))}`, notes };
  const isStatus = event.kind === 'route.status_changed';
  const isBack = mail.content.phase === 'flapped';
  const under = [isStatus ? plainText(groupsOf(mail, event)[0] ?? '', 60) : '', conditionsOf(event), perOf(event)].filter((words) => words !== '').join(' · ');
  return {
    name: plainText(event.route ?? event.explained_by?.split(' ')[0] ?? event.source, 200), under, ...sidesOf(event),
    change: isBack ? '◐ and back' : `${shapeOf(event)} ${event.kind === 'rate.unit_changed' ? 'unit' : isStatus ? event.direction ?? '' : changeOf(event)}`.trimEnd(),
    tone: !isBack && (event.direction === 'worse' || event.direction === 'better') ? event.direction : 'none',
    notes: event.kind === 'factor.changed' ? [plural(event.rows, 'price'), ...notes] : notes,
  };
}

/** What moved a computed price; where one factor moved all of them, its own line says it already. */
function because({ content }: AlertMail, event: ToldEvent): readonly string[] {
  return event.explained_by === null || event.kind === 'factor.changed' || content.kind === 'factor' ? [] : [`because ${plainText(event.explained_by, 200)}`];
}

/** Where the rows are that the table leaves out. */
function moreWords({ shown, total, file, pageUrl }: AlertMail): string {
  const more = total - shown.filter((event) => event.kind !== 'factor.changed').length;
  if (more <= 0) return '';
  const where = [...(file === null ? [] : [file]), ...(pageUrl === null ? ['driftledger drift lists them'] : ['the page lists them'])];
  return `… and ${countPhrase(more)} more: ${where.join('; ')}.`;
}

/** A price never stands without its source and its date: both captures, and the reader's own time. */
function timesWords(mail: AlertMail): string {
  const { content: { at, previous_at, publisher }, zone = 'UTC' } = mail;
  const source = sourceOf(mail);
  const named = source === '' ? 'C' : `Source: ${plainText(source, 60)}${source.toLowerCase() === publisher.toLowerCase() ? '' : ` (${plainText(publisher, 60)})`}, c`;
  return `${named}aptured ${timePhrase(at, zone)}${previous_at === null ? '' : `, compared with the capture of ${timePhrase(previous_at, zone)}`}.`;
}

/** The evidence first, then what a person can do about it. */
function linksOf({ content, events, shown, pageUrl, links, alert }: AlertMail): readonly Link[] {
  const route = shown.find((event) => event.route !== null)?.route;
  const pages: readonly Link[] = pageUrl === null ? [] : [
    ...(route == null ? [] : [{ words: `History and evidence of ${plainText(route, 80)}`, href: address(pageUrl, 'routes', { name: route }) }]),
    ...(alert === undefined ? [] : [{ words: 'This alert in full', href: address(pageUrl, `alerts/${alert}`) }]),
    ...(events.length === 0 ? [{ words: 'Sources and what was read last', href: pageUrl }] : [{ words: 'All drift since the capture before', href: address(pageUrl, 'drift', content.previous_at === null ? {} : { since: content.previous_at }) }]),
  ];
  return [
    ...pages,
    ...(links?.acknowledge === undefined || isOver(content) ? [] : [{ words: 'Acknowledge', href: links.acknowledge }]), ...(links?.silence === undefined ? [] : [{ words: 'Silence', href: links.silence }]),
  ];
}

/** Nothing is left that a person could acknowledge. */
function isOver({ phase }: AlertContent): boolean {
  return phase === 'resolved' || phase === 'flapped';
}

/** An address below that of the page. */
export function address(pageUrl: string, path: string, query: Readonly<Record<string, string>> = {}): string {
  const url = new URL(path, pageUrl.endsWith('/') ? pageUrl : `${pageUrl}/`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** Why it was told, and told as this: the stages that decided something. */
function stagesWords({ stages = [], broke_through = [] }: AlertContent): readonly string[] {
  const decisive = stages.filter(({ stage }) => stage === 'confirm' || stage === 'judge').map(({ words }) => plainText(words, 200).replace(/\.$/, ''));
  return [
    ...(decisive.length === 0 ? [] : [`Why now: ${decisive.join('; ')}.`]),
    ...broke_through.map(({ id, reason }) => `It was told in spite of silence ${id} ("${plainText(reason, 100)}").`),
  ];
}

export const BY_ITSELF = 'driftledger wrote it by itself; answers are read by nobody.';

/** By which rule somebody gets this. */
export function whyYou(rules: RuleNames, to: string): string {
  const rule = Object.hasOwn(rules, to) ? rules[to] : undefined;
  return `You get this because ${rule === undefined ? 'schedules.json names you' : `of the rule "${plainText(rule, 80)}" in schedules.json`}. ${BY_ITSELF}`;
}

function groupsOf({ content }: AlertMail, event: ToldEvent): readonly string[] {
  return event.route !== null && Object.hasOwn(content.groups, event.route) ? (content.groups[event.route] ?? []) : [];
}

/** The source a mail is about; a key begins with it. */
function sourceOf({ events, content, key }: AlertMail): string {
  return events[0]?.source ?? content.findings?.[0]?.source ?? key.split(' ')[0] ?? '';
}
