import { html } from 'hono/html';
import { plainText } from '../domain/plain-text.ts';
import { threadRoot, type AlertContent } from './plan.ts';
import { changeOf, conditionsOf, eventLine, perOf, shapeOf, sidesOf, type ToldEvent } from './words.ts';

/** A mail, ready to be handed to a transport. */
export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly date: Date;
  readonly headers: Readonly<Record<string, string>>;
  readonly inReplyTo: string;
  readonly references: string;
}

export interface MailInput {
  readonly from: string;
  readonly to: string;
  readonly message_id: string;
  readonly headline: string;
  readonly key: string;
  readonly content: AlertContent;
  /** The weightiest first. */
  readonly events: readonly ToldEvent[];
  /** The address of the page; null where nobody else can reach it. */
  readonly pageUrl: string | null;
}

/** A mail stays readable, and below 100 KB: further rows are counted and found on the page. */
const MOST_ROWS = 40;

/** Writes the mail about one alert: conclusion, table, small print; text and HTML say the same. Every scraped word is escaped. */
export async function renderMail(input: MailInput): Promise<Mail> {
  const { content, events } = input;
  const shown = events.slice(0, MOST_ROWS);
  const more = events.length - shown.length;
  const root = threadRoot(input.key, input.to);
  return {
    from: input.from, to: input.to, subject: plainText(input.headline, 180), messageId: input.message_id, date: new Date(content.at),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' }, inReplyTo: root, references: root,
    text: textPart(input, shown, more), html: await htmlPart(input, shown, more),
  };
}

function textPart(input: MailInput, shown: readonly ToldEvent[], more: number): string {
  const rows = shown.map((event) => [
    `${shapeOf(event)} ${eventLine(event, groupsOf(input, event))}`,
    ...(event.explained_by === null || event.kind === 'factor.changed' ? [] : [`  because ${plainText(event.explained_by, 300)}`]),
  ].join('\n'));
  return `${[
    `${plainText(input.headline, 400)}.`, '', conclusion(input), '', ...rows, ...(more > 0 ? [`… and ${more} more changes${input.pageUrl === null ? '' : `: ${input.pageUrl}`}`] : []), '',
    ...times(input), ...(input.pageUrl === null ? [] : [`The evidence and the history: ${input.pageUrl}`]), '', whyYou(input),
  ].join('\n')}\n`;
}

async function htmlPart(input: MailInput, shown: readonly ToldEvent[], more: number): Promise<string> {
  const rows = shown.map((event) => {
    const { before, after } = sidesOf(event);
    const name = event.route ?? event.source;
    return html`<tr>
<td style="${CELL}"><span style="${MONO}">${plainText(name, 200)}</span>${small([conditionsOf(event), perOf(event)].filter((words) => words !== '').join(' · '))}</td>
<td style="${CELL};${NUMBER}">${before}</td>
<td style="${CELL};${NUMBER}"><strong>${after}</strong></td>
<td style="${CELL};${NUMBER}">${shapeOf(event)} ${changeOf(event) === '' ? plainText(event.kind.split('.')[1]?.replaceAll('_', ' ') ?? '') : changeOf(event)}${small(event.kind === 'factor.changed' ? `${event.rows} prices` : plainText(event.explained_by ?? '', 200))}</td>
</tr>`;
  });
  const page = await html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${plainText(input.headline, 180)}</title>
<style>@media (prefers-color-scheme: dark) { body, table { background: #14171A !important; color: #E7E4DC !important; } td, th { border-color: #2C3136 !important; } a { color: #7FB2F0 !important; } .small { color: #A9A69E !important; } }</style></head>
<body style="margin:0;padding:16px;background:#FBFAF7;color:#1B1F24;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:640px;margin:0 auto">
<p style="font-size:18px;margin:0 0 8px"><strong>${plainText(input.headline, 400)}</strong></p>
<p style="margin:0 0 16px">${conclusion(input)}</p>
<table role="presentation" style="border-collapse:collapse;width:100%;background:#FBFAF7;color:#1B1F24">
<tr><th style="${CELL};text-align:left">Route</th><th style="${CELL};text-align:right">Before</th><th style="${CELL};text-align:right">After</th><th style="${CELL};text-align:right">Change</th></tr>
${rows}
</table>
${more > 0 ? html`<p style="margin:8px 0 0">… and ${more} more changes</p>` : ''}
<p style="margin:16px 0 0">${times(input).join(' ')}${input.pageUrl === null ? '' : html` <a style="color:#1F5FA8" href="${input.pageUrl}">The evidence and the history</a>`}</p>
<p class="small" style="margin:16px 0 0;color:#5B5E63;font-size:13px">${whyYou(input)}</p>
</div>
</body>
</html>
`;
  return page.toString();
}

const CELL = 'padding:6px 8px;border-bottom:1px solid #DAD6CC;vertical-align:top';
const MONO = 'font-family:ui-monospace,monospace;font-size:14px;word-break:break-word';
const NUMBER = 'text-align:right;font-variant-numeric:tabular-nums';

function small(words: string) {
  return words === '' ? '' : html`<br><span class="small" style="color:#5B5E63;font-size:13px">${words}</span>`;
}

/** What to make of it, in one sentence. */
function conclusion({ content, events }: MailInput): string {
  const [first] = events;
  const between = content.previous_at === null ? `at ${clock(content.at)}` : `between ${clock(content.previous_at)} and ${clock(content.at)}`;
  if (first === undefined) return `${content.publisher} changed its prices ${between}.`;
  if (first.kind === 'route.status_changed' && first.after === 'unknown_failure') {
    return `${content.publisher}'s catalog says unknown_failure${first.after_raw === null || first.after_raw === 'unknown_failure' ? '' : ` ("${plainText(first.after_raw, 80)}")`} since a check ${between}. Test the route before you act: a catalog's own probe is not a real call.`;
  }
  if (first.kind === 'factor.changed') return `One factor explains ${first.rows === 1 ? 'the one price' : `all ${first.rows} prices`} that moved at ${content.publisher} ${between}.`;
  if (first.kind === 'rate.unit_changed') return `${content.publisher} moved the price to another unit ${between}; the two numbers cannot be compared.`;
  const word = first.direction === 'worse' ? 'raised' : first.direction === 'better' ? 'lowered' : 'changed';
  return `${content.publisher} ${word} ${content.kind === 'many' ? 'several routes' : 'this route'} ${between}.`;
}

function times({ content }: MailInput): readonly string[] {
  return [`Captured ${clock(content.at)}${content.previous_at === null ? '' : `, compared with the capture of ${clock(content.previous_at)}`}.`];
}

function whyYou({ content, to }: MailInput): string {
  const rule = content.rules[to];
  return `You get this because of the rule "${plainText(rule ?? '', 80)}" in schedules.json. driftledger wrote it by itself; answers are read by nobody.`;
}

function groupsOf({ content }: MailInput, event: ToldEvent): readonly string[] {
  return event.route === null ? [] : (content.groups[event.route] ?? []);
}

/** "2026-11-22 06:10 UTC" */
function clock(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}
