import { type Context } from 'hono';
import { plural } from '../../domain/phrase.ts';
import { lifeOf, type Evidence, type Life, type ToldMessage } from '../../monitor/alert-life.ts';
import { type WebDeps } from '../deps.ts';
import { deliveryState } from '../parts/delivery.ts';
import { driftTable } from '../parts/drift-table.ts';
import { html, nothing, outsideLink, time, type Html } from '../parts/html.ts';
import { silenceTable } from '../parts/silence-table.ts';
import { severity, standing } from '../parts/standing.ts';
import { sendPage } from './layout.ts';

/** One cause may explain thousands of changes: the first of them stand for the others. */
const MOST_EVENTS = 100;
const MOST_CAPTURES = 20;

/** `/alerts/<id>`: the life of an alert as `driftledger alerts show` tells it, from its cause to the server's last word. */
export async function alertPage(c: Context, deps: WebDeps, id: number): Promise<Response> {
  const [alert] = await deps.ledger.alerts({ id });
  if (alert === undefined) return sendPage(c, deps, { title: 'Unknown alert · driftledger', status: 404, body: html`<h1>No such alert</h1><p>The ledger knows no alert ${id}. <a href="/alerts">The alerts</a></p>` });
  const life = await lifeOf(deps.ledger, alert, deps.now());
  return sendPage(c, deps, {
    title: `Alert ${id} · driftledger`, filter: `alert ${id}`,
    body: html`<p><a href="/alerts">All alerts</a></p><h1 class="headline">${alert.headline}</h1>
${facts(life)}
${life.remarks.length === 0 ? nothing : section('found', 'What was found', html`<ul>${life.remarks.map((words) => html`<li>${words}</li>`)}</ul>`)}
${life.events.length === 0 ? nothing : section('moved', 'What moved', moved(life))}
${life.bundled.length === 0 ? nothing : section('bundled', 'Messages that it bundles', html`<ul class="plain lines">${life.bundled.map((one) => html`<li><a href="/alerts/${one.id}">${one.headline}</a> <small>#${one.id} · ${severity(one.severity)} · ${one.phase} ${time(one.at)}</small></li>`)}</ul>`)}
${life.evidence.length === 0 ? nothing : section('evidence', 'Evidence', evidenceTable(life.evidence))}
${life.stages.length === 0 ? nothing : section('stages', 'Stages', html`<dl class="terms">${life.stages.map(({ stage, words }) => html`<div><dt>${stage}</dt><dd>${words}</dd></div>`)}</dl>`)}
${section('messages', 'Messages about this cause', messageTable(life.messages, id))}
${section('deliveries', 'Deliveries', deliveryTable(life.messages))}
${life.silences.length === 0 ? nothing : section('silences', 'Silences', silenceTable(life.silences, deps.now()))}
${life.log.length === 0 ? nothing : section('log', 'What was done', logTable(life.log))}`,
  });
}

function section(id: string, words: string, body: Html): Html {
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${words}</h2>${body}</section>`;
}

function facts({ alert, state, stands, standing_since, messages }: Life): Html {
  const acknowledgement = state?.acknowledgement ?? null;
  const canAct = state !== null && state.standing !== 'resolved';
  return html`<dl class="facts">
<div><dt>State</dt><dd>${standing(stands)}${standing_since === null ? nothing : html` <small>since ${time(standing_since)}</small>`}</dd></div>
<div><dt>Severity</dt><dd>${severity(alert.severity)}</dd></div>
${alert.source === null ? nothing : html`<div><dt>Source</dt><dd>${alert.source}</dd></div>`}
<div><dt>This message</dt><dd>#${alert.id}, ${alert.phase} ${time(alert.opened_at)} <small>${alert.revision} of ${messages.length} about it</small></dd></div>
<div><dt>Cause</dt><dd><span class="name">${alert.key}</span></dd></div>
</dl>
${acknowledgement === null ? nothing : html`<p>Acknowledged by <b>${acknowledgement.by}</b>, ${time(acknowledgement.at)}: “${acknowledgement.why}”</p>`}
${canAct ? html`<p class="quiet acts"><code>driftledger alerts ack ${alert.id} --by NAME --why TEXT</code> takes its value as known; <code>driftledger alerts silence --alert ${alert.id} --until 7d --reason TEXT --by NAME</code> keeps it quiet. The links in its mails do the same.</p>` : nothing}`;
}

/** Both captures that the change lies between, then each change with its unit and conditions. */
function moved({ events, previous_at, alert }: Life): Html {
  const seen = [...new Set(events.map(({ observed_at }) => observed_at))].toSorted();
  const [last] = seen.slice(-1);
  const more = events.length - MOST_EVENTS;
  return html`${last === undefined ? nothing : html`<p>Captured ${time(last)}${previous_at === null ? nothing : html`, compared with the capture of ${time(previous_at)}`}.</p>`}
${driftTable(events.slice(0, MOST_EVENTS), { withRoute: true })}${more <= 0 ? nothing : html`<p>And ${plural(more, 'more change')}: <a href="/api/v1/alerts/${alert.id}">all of them as JSON</a>.</p>`}`;
}

/** The snapshots before and after, the bytes that each was read from, and where those came from. */
function evidenceTable(evidence: readonly Evidence[]): Html {
  return html`<table class="cards evidence">
<thead><tr><th scope="col">Captured</th><th scope="col">From</th><th scope="col">Answer</th><th scope="col">Bytes, sha256</th></tr></thead>
<tbody>${evidence.map((one) => html`${one.captures.slice(0, MOST_CAPTURES).map((capture) => html`<tr>
<td class="when">${time(capture.started_at)}<br><small>${one.snapshot === null ? 'no snapshot' : `snapshot ${one.snapshot}`}, capture ${capture.id}</small></td>
<th scope="row">${outsideLink(capture.final_url, capture.final_url)}</th>
<td>${capture.failure === null ? `HTTP ${capture.status ?? '–'}` : html`<span class="status-unknown_failure">▲ failed</span>${capture.status === null ? nothing : `, HTTP ${capture.status}`}<p class="reason">${capture.failure}</p>`}</td>
<td>${capture.sha256 === null ? html`<span class="quiet">no body</span>` : html`<a href="/captures/${capture.sha256}">${capture.bytes === null ? 'the bytes' : plural(capture.bytes, 'byte')}</a><br><small class="name">${capture.sha256}</small>`}</td></tr>
`)}${rest(one)}`)}</tbody></table>`;
}

function rest({ captures, captured_at, snapshot }: Evidence): Html {
  const more = captures.length - MOST_CAPTURES;
  if (captures.length === 0) return html`<tr><td class="when">${captured_at === null ? nothing : time(captured_at)}<br><small>snapshot ${snapshot}</small></td><td colspan="3">no capture of its own: every page was carried over</td></tr>`;
  return more <= 0 ? nothing : html`<tr><td></td><td colspan="3">and ${plural(more, 'more capture')}</td></tr>`;
}

function messageTable(messages: readonly ToldMessage[], current: number): Html {
  return html`<table class="cards messages">
<thead><tr><th scope="col">At</th><th scope="col">Message</th><th scope="col">Severity</th></tr></thead>
<tbody>${messages.map((one) => html`<tr${one.id === current ? html` aria-current="true"` : nothing}>
<td class="when">${time(one.opened_at)}<br><small>${one.phase}</small></td>
<th scope="row">${one.id === current ? html`<b>#${one.id}</b>` : html`<a href="/alerts/${one.id}">#${one.id}</a>`} ${one.headline}</th>
<td>${severity(one.severity)}</td></tr>
`)}</tbody></table>`;
}

/** Every attempt with the other side's words. */
function deliveryTable(messages: readonly ToldMessage[]): Html {
  const rows = messages.flatMap((message) => message.deliveries.map((delivery) => ({ id: message.id, delivery })));
  if (rows.length === 0) return html`<p class="empty">Nobody is told: no rule names anybody for it, or a silence keeps it.</p>`;
  return html`<table class="cards deliveries">
<thead><tr><th scope="col">Message</th><th scope="col">To</th><th scope="col">State</th><th scope="col">Attempts</th></tr></thead>
<tbody>${rows.map(({ id, delivery }) => html`<tr>
<td class="when">#${id}</td><th scope="row">${delivery.channel} to ${delivery.recipient}<br><small class="name">${delivery.message_id}</small></th><td>${deliveryState(delivery)}</td>
<td>${delivery.log.length === 0 ? html`<span class="quiet">not tried yet</span>` : html`<ol class="plain lines">${delivery.log.map(({ at, outcome, words }) => html`<li>${time(at)} <b>${outcome}</b>: “${words}”</li>`)}</ol>`}</td></tr>
`)}</tbody></table>`;
}

function logTable(log: Life['log']): Html {
  return html`<table class="cards log">
<thead><tr><th scope="col">At</th><th scope="col">What</th><th scope="col">By</th><th scope="col">Words</th></tr></thead>
<tbody>${log.map(({ at, what, by, words }) => html`<tr><td class="when">${time(at)}</td><th scope="row">${what}</th><td>${by ?? 'driftledger'}</td><td>${words}</td></tr>
`)}</tbody></table>`;
}
