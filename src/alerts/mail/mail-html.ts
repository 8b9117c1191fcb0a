import { html, raw } from 'hono/html';
import { PICTURE_WIDTH } from './chart-svg.ts';
import { type Block, type ChangeRow, type MailPage } from './mail-page.ts';
import { CHART_CID } from './mail-shape.ts';

/** One ground and what stands on it; each pair holds AA contrast. */
export interface Palette {
  readonly paper: string;
  readonly ink: string;
  readonly quiet: string;
  readonly hairline: string;
  readonly link: string;
  readonly worse: string;
  readonly better: string;
}

export const LIGHT: Palette = { paper: '#FBFAF7', ink: '#1B1F24', quiet: '#5B5E63', hairline: '#DAD6CC', link: '#1F5FA8', worse: '#9A2A14', better: '#1F6B3A' };
export const DARK: Palette = { paper: '#14171A', ink: '#E7E4DC', quiet: '#A9A69E', hairline: '#2C3136', link: '#7FB2F0', worse: '#F2A08F', better: '#8FD0A5' };

/**
 * Mail programs drop style sheets, so the light look stands in the elements. What a sheet adds is the dark look, and
 * on a telephone one card a change in place of columns.
 */
const SHEET = `@media (prefers-color-scheme: dark) {
body, .paper { background: ${DARK.paper} !important; color: ${DARK.ink} !important; }
.line { border-color: ${DARK.hairline} !important; }
a { color: ${DARK.link} !important; }
.quiet { color: ${DARK.quiet} !important; }
.worse { color: ${DARK.worse} !important; }
.better { color: ${DARK.better} !important; }
}
@media (max-width: 480px) {
.changes, .changes tbody, .changes tr, .changes td { display: block; width: auto !important; }
.changes thead { display: none; }
.changes tr { border-bottom: 1px solid ${LIGHT.hairline}; padding: 10px 0; }
.changes .noted { border-bottom: 0; padding-bottom: 0; }
.changes .noted + tr { padding-top: 4px; }
.changes td { border: 0 !important; padding: 0 !important; text-align: left !important; }
.changes .side { display: inline; }
.changes .after::before { content: "→ "; font-weight: normal; }
.facts th { padding-right: 8px !important; }
}
@media (max-width: 480px) and (prefers-color-scheme: dark) {
.changes tr { border-color: ${DARK.hairline}; }
}`;
const CELL = `padding:8px 0 8px 12px;border-bottom:1px solid ${LIGHT.hairline};vertical-align:top;text-align:left`;
const FIRST = CELL.replace('12px', '0');
const MONO = 'font-family:ui-monospace,Menlo,Consolas,monospace;font-size:15px;overflow-wrap:anywhere';
const NUMBER = 'text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap';
const SMALL = `color:${LIGHT.quiet};font-size:14px`;
const GAP = 'margin:0 0 16px';

/** The HTML part. Nothing in it is fetched from anywhere; every word is escaped by the template. */
export async function htmlPart(title: string, { lead, blocks, small, unsubscribe }: MailPage): Promise<string> {
  const page = await html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${title}</title>
<style>${raw(SHEET)}</style></head>
<body style="margin:0;padding:0;background:${LIGHT.paper};color:${LIGHT.ink}">
<div class="paper" style="max-width:640px;margin:0 auto;padding:20px 16px;background:${LIGHT.paper};color:${LIGHT.ink};font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif">
<p style="font-size:18px;margin:0 0 20px;overflow-wrap:anywhere">${whole(lead)}</p>
${blocks.map(htmlBlock)}${small.length === 0 && unsubscribe === undefined ? '' : html`<hr class="line" style="border:0;border-top:1px solid ${LIGHT.hairline};margin:24px 0 12px">
`}${small.map((words) => html`<p class="quiet" style="${SMALL};margin:0 0 6px;overflow-wrap:anywhere">${words}</p>
`)}${unsubscribe === undefined ? '' : html`<p style="margin:0;font-size:14px">${anchor('Unsubscribe', unsubscribe)}</p>
`}</div>
</body>
</html>
`;
  return page.toString();
}

function htmlBlock(block: Block) {
  switch (block.kind) {
    case 'say': return html`<p style="${GAP};overflow-wrap:anywhere">${whole(block.words)}</p>
`;
    case 'heading': return html`<h2 style="font-size:16px;margin:24px 0 8px;overflow-wrap:anywhere">${block.words}</h2>
`;
    case 'list': return block.items.length === 0 ? '' : html`<ul style="${GAP};padding:0 0 0 20px">
${block.items.map((item) => html`<li style="margin:0 0 6px;overflow-wrap:anywhere">${whole(item)}</li>
`)}</ul>
`;
    case 'facts': return html`<table class="facts" style="border-collapse:collapse;width:100%;${GAP}"><tbody>
${block.rows.map(([term, words]) => html`<tr><th class="quiet line" scope="row" style="${FIRST};color:${LIGHT.quiet};font-weight:normal;width:30%">${term}</th><td class="line" style="${CELL};overflow-wrap:anywhere">${whole(words)}</td></tr>
`)}</tbody></table>
`;
    case 'changes': return block.rows.length === 0 ? '' : html`<table class="changes" style="border-collapse:collapse;width:100%;${GAP}">
<thead><tr>${['Route', 'Before', 'After', 'Change'].map((head, index) => html`<th class="line quiet" scope="col" style="${index === 0 ? FIRST : `${CELL};text-align:right`};font-size:14px;font-weight:normal;color:${LIGHT.quiet}">${head}</th>`)}</tr></thead>
<tbody>
${block.rows.map(tableRow)}</tbody></table>
`;
    case 'chart': return block.chart.png === null ? html`<p style="${GAP}">${block.chart.alt}</p>
` : html`<p style="${GAP}"><img src="cid:${CHART_CID}" alt="${block.chart.alt}" width="${PICTURE_WIDTH}" style="width:100%;max-width:${PICTURE_WIDTH}px;height:auto;border:0"></p>
`;
    case 'links': return block.links.length === 0 ? '' : html`<p style="${GAP};line-height:32px">${block.links.map(({ words, href }, index) => html`${index === 0 ? '' : html`<br>`}${anchor(words, href)}`)}</p>
`;
    default: return block satisfies never;
  }
}

/** A change, and below it in a row of its own what explains it: on a telephone the price stands before its notes. */
function tableRow(row: ChangeRow) {
  const noted = row.notes.length > 0;
  const edge = noted ? 'border-bottom:0;padding-bottom:0' : '';
  const notes = !noted ? '' : html`<tr><td class="line quiet" colspan="4" style="${FIRST};padding-top:0;${SMALL};overflow-wrap:anywhere">${row.notes.map((note, index) => html`${index === 0 ? '' : html`<br>`}${note}`)}</td></tr>
`;
  if ('line' in row) {
    return html`<tr class="${noted ? 'noted' : 'alone'}"><td class="line" colspan="4" style="${FIRST};${edge};overflow-wrap:anywhere">${row.line}</td></tr>
${notes}`;
  }
  // A status is words, and words break; figures do not.
  const side = /^\S{0,14}$/.test(row.before) && /^\S{0,14}$/.test(row.after) ? NUMBER : `${NUMBER.replace('nowrap', 'normal')};overflow-wrap:anywhere`;
  const tone = row.tone === 'none' ? '' : `;color:${LIGHT[row.tone]}`;
  return html`<tr class="${noted ? 'noted' : 'alone'}">
<td class="line" style="${FIRST};${edge}"><span style="${MONO}">${row.name}</span>${row.under === '' ? '' : html`<br><span class="quiet" style="${SMALL}">${row.under}</span>`}</td>
<td class="line side" style="${CELL};${edge};${side}">${row.before}</td>
<td class="line side after" style="${CELL};${edge};${side};font-weight:bold">${row.after}</td>
<td class="line side ${row.tone}" style="${CELL};${edge};${NUMBER}${tone}">${row.change}</td>
</tr>
${notes}`;
}

/** A date, a time or a percentage is not broken at the end of a line. */
function whole(words: string) {
  return html`${words.split(/(\d{4}-\d{2}-\d{2}|\d{2}:\d{2} UTC|(?:[▲▼] )?[+−]\d[\d.,]* %)/).map((part, index) => (index % 2 === 1 ? html`<span style="white-space:nowrap">${part}</span>` : part))}`;
}

function anchor(words: string, href: string) {
  return html`<a style="color:${LIGHT.link}" href="${href}">${words}</a>`;
}
