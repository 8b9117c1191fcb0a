import { html } from 'hono/html';
import { plural } from '../domain/phrase.ts';
import { plainText } from '../domain/plain-text.ts';
import { conclusion } from './conclusion.ts';
import { CHART_CID, type MailBody } from './mail-shape.ts';
import { becauseOf, groupsOf, moreLines, sourceOf, timesLine, whyYou } from './mail-text.ts';
import { changeOf, conditionsOf, eventLine, perOf, shapeOf, sidesOf, type ToldEvent } from './words.ts';

/** Mail programs drop style sheets: styles stand in the elements, and only what the dark needs stands apart. */
const DARK = `@media (prefers-color-scheme: dark) {
body, .paper { background: #14171A !important; color: #E7E4DC !important; }
.line { border-color: #2C3136 !important; }
a { color: #7FB2F0 !important; }
.small { color: #A9A69E !important; }
}`;
const CELL = 'padding:6px 8px;border-bottom:1px solid #DAD6CC;vertical-align:top;text-align:left';
const MONO = 'font-family:ui-monospace,monospace;font-size:14px;word-break:break-word';
const NUMBER = 'text-align:right;font-variant-numeric:tabular-nums';
const LINK = 'color:#1F5FA8';

/** The HTML part. Nothing in it is fetched from anywhere; everything from outside is escaped by the template. */
export async function htmlPart(body: MailBody): Promise<string> {
  const { content, pageUrl, links, chart } = body;
  const findings = (content.findings ?? []).slice(1, 12);
  const page = await html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${plainText(body.headline, 180)}</title>
<style>${DARK}</style></head>
<body style="margin:0;padding:16px;background:#FBFAF7;color:#1B1F24;font:16px/1.5 system-ui,sans-serif">
<div class="paper" style="max-width:640px;margin:0 auto">
<p style="font-size:18px;margin:0 0 16px">${conclusion(sourceOf(body), content, body.events)}</p>
${body.shown.length === 0 ? '' : html`<table style="border-collapse:collapse;width:100%">
<thead><tr><th class="line" scope="col" style="${CELL}">Route</th><th class="line" scope="col" style="${CELL};text-align:right">Before</th><th class="line" scope="col" style="${CELL};text-align:right">After</th><th class="line" scope="col" style="${CELL};text-align:right">Change</th></tr></thead>
<tbody>
${body.shown.map((event) => tableRow(body, event))}</tbody>
</table>`}
${findings.map((finding) => html`<p style="margin:0 0 8px">• ${plainText(finding.message, 400)}</p>`)}
${moreLines(body).map((line) => html`<p style="margin:8px 0 0">${line}</p>`)}
${chart === undefined ? '' : html`<p style="margin:16px 0 0"><img src="cid:${CHART_CID}" alt="${plainText(chart.alt, 1000)}" width="600" style="max-width:100%;height:auto"></p>`}
<p style="margin:16px 0 0">${timesLine(body)}</p>
${[link(pageUrl, 'The evidence and the history'), link(links?.acknowledge, 'Acknowledge'), link(links?.silence, 'Silence')]}
<p class="small" style="margin:16px 0 0;color:#5B5E63;font-size:13px">${whyYou(body)}</p>
${link(links?.unsubscribe, 'Unsubscribe')}
</div>
</body>
</html>
`;
  return page.toString();
}

/** One change; what has no two sides to show stands in one line across. */
function tableRow(body: MailBody, event: ToldEvent) {
  if (event.before === null || event.after === null || (event.change_percent === null && event.kind !== 'route.status_changed' && event.kind !== 'rate.unit_changed')) {
    return html`<tr><td class="line" colspan="4" style="${CELL}">${shapeOf(event)} ${eventLine(event, groupsOf(body, event))}</td></tr>
`;
  }
  const { before, after } = sidesOf(event);
  const change = `${shapeOf(event)} ${event.kind === 'rate.unit_changed' ? 'unit changed' : changeOf(event)}`.trimEnd();
  const groups = event.kind === 'route.status_changed' ? (groupsOf(body, event)[0] ?? '') : '';
  return html`<tr>
<td class="line" style="${CELL}"><span style="${MONO}">${plainText(event.route ?? event.explained_by?.split(' ')[0] ?? event.source, 200)}</span>${small([plainText(groups, 60), conditionsOf(event), perOf(event)].filter((words) => words !== '').join(' · '))}</td>
<td class="line" style="${CELL};${NUMBER}">${before}</td>
<td class="line" style="${CELL};${NUMBER}"><strong>${after}</strong></td>
<td class="line" style="${CELL};${NUMBER}">${change}${small(event.kind === 'factor.changed' ? plural(event.rows, 'price') : becauseOf(body, event))}</td>
</tr>
`;
}

function link(address: string | null | undefined, words: string) {
  return address == null ? '' : html`<p style="margin:8px 0 0"><a style="${LINK}" href="${address}">${words}</a></p>
`;
}

function small(words: string) {
  return words === '' ? '' : html`<br><span class="small" style="color:#5B5E63;font-size:13px">${words}</span>`;
}
