import { type ToldCause } from '../../monitor/told-causes.ts';
import { deliveryLine } from './delivery.ts';
import { html, nothing, time, type Html } from './html.ts';
import { severity, standing } from './standing.ts';

/** Causes with where each stands, its last message, and what came of telling people. */
export function causeTable(causes: readonly ToldCause[]): Html {
  return html`<table class="cards causes">
<thead><tr><th scope="col">State</th><th scope="col">Alert</th><th scope="col">Told to</th></tr></thead>
<tbody>${causes.map((cause) => html`<tr>
<td class="when">${standing(cause.stands)}<br><small>${severity(cause.severity)}</small></td>
<th scope="row"><a href="/alerts/${cause.id}">${cause.headline}</a><br><small>#${cause.id}${cause.source === null ? nothing : ` · ${cause.source}`} · ${time(cause.opened_at)}${cause.since.slice(0, 16) === cause.opened_at.slice(0, 16) ? nothing : html` · open since ${time(cause.since)}`}</small>${said(cause)}</th>
<td>${cause.deliveries.length === 0 ? html`<span class="quiet">nobody</span>` : html`<ul class="plain">${cause.deliveries.map(deliveryLine)}</ul>`}</td></tr>
`)}</tbody></table>`;
}

function said({ acknowledgement, silence }: ToldCause): Html {
  return html`${acknowledgement === null ? nothing : html`<p class="reason">acknowledged by ${acknowledgement.by}: “${acknowledgement.why}”</p>`}${silence === null ? nothing : html`<p class="reason">silent until ${time(silence.until)}, by ${silence.by}: “${silence.reason}”</p>`}`;
}
