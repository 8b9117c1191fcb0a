import { type Context } from 'hono';
import { plural } from '../../domain/phrase.ts';
import { type DeliveryRow } from '../../ledger/port.ts';
import { alertsWithDeliveries, type ToldAlert } from '../told-alerts.ts';
import { type WebDeps } from '../deps.ts';
import { html, nothing, time, type Html } from '../parts/html.ts';
import { sendPage } from './layout.ts';

const ALERTS = 100;

/** `/alerts`: what people were told, and what came of telling them. */
export async function alertsPage(c: Context, deps: WebDeps): Promise<Response> {
  const [alerts, dead, waiting] = await Promise.all([alertsWithDeliveries(deps.ledger, { limit: ALERTS }), deps.ledger.deliveries({ state: 'dead' }), deps.ledger.deliveries({ state: 'due' })]);
  const body = html`<h1>Alerts</h1>
${dead.length === 0 ? nothing : html`<p class="fault">▲ ${plural(dead.length, 'delivery was', 'deliveries were')} refused for good. The server’s words stand below; <code>driftledger alerts retry all</code> puts them back in the queue.</p>`}
${waiting.length === 0 ? nothing : html`<p>${plural(waiting.length, 'delivery waits', 'deliveries wait')} to be sent.</p>`}
${alerts.length === 0 ? html`<p class="empty">No alert has been raised yet. Rules stand under “alerts” in schedules.json; <code>driftledger alerts test</code> sends a test mail.</p>` : alertTable(alerts)}
${alerts.length < ALERTS ? nothing : html`<p>The last ${ALERTS} alerts; <a href="/api/v1/alerts">all of them as JSON</a>.</p>`}`;
  return sendPage(c, deps, { title: 'Alerts · driftledger', body });
}

function alertTable(alerts: readonly ToldAlert[]): Html {
  return html`<table class="cards alerts">
<thead><tr><th scope="col">Opened</th><th scope="col">Alert</th><th scope="col">Deliveries</th></tr></thead>
<tbody>${alerts.map((alert) => html`<tr>
<td class="when">${time(alert.opened_at)}<br><small>${alert.source ?? nothing}</small></td>
<td><b>${alert.headline}</b><br><small><span class="severity-${alert.severity}">${alert.severity}</span> · #${alert.id}${alert.revision > 1 ? html` · alert ${alert.revision} about this` : nothing}</small></td>
<td>${alert.deliveries.length === 0 ? html`<span class="quiet">nobody is to be told</span>` : html`<ul class="plain">${alert.deliveries.map(delivery)}</ul>`}</td></tr>
`)}</tbody></table>`;
}

function delivery(row: DeliveryRow): Html {
  const last = row.log.at(-1);
  return html`<li>${stateWords(row)} · ${row.channel} to ${row.recipient}${last === undefined || row.state === 'sent' ? nothing : html`<p class="reason">${time(last.at)}: “${last.words}”</p>`}</li>`;
}

function stateWords(row: DeliveryRow): Html {
  switch (row.state) {
    case 'sent': return html`<span class="status-available">● sent</span>${row.settled_at === null ? nothing : html` ${time(row.settled_at)}`}`;
    case 'dead': return html`<span class="status-unknown_failure">▲ dead</span> after ${plural(row.attempts, 'attempt')}`;
    case 'claimed': return html`<span class="status-degraded">◐ being sent</span>`;
    case 'due': return html`<span class="status-degraded">○ waiting</span>${row.attempts === 0 ? nothing : html`, ${plural(row.attempts, 'attempt')} so far; next ${time(row.due_at)}`}`;
    case 'held': return html`<span class="quiet">○ held</span> for ${row.mode === 'overflow' ? 'the next hour: this recipient has had its most for this one' : html`the ${row.mode} digest`}`;
    case 'bundled': return html`<span class="status-available">● told</span> in #${row.bundled_into}`;
    case 'dropped': return html`<span class="quiet">○ dropped</span>: the recipient wants nothing more`;
  }
  return row.state satisfies never;
}
