import { plural } from '../../domain/phrase.ts';
import { type DeliveryRow } from '../../ledger/port.ts';
import { html, nothing, time, type Html } from './html.ts';

/** "mail to ana@example.com: ● sent 2026-11-22 06:11 UTC"; what went wrong last stands below, in the server's words. */
export function deliveryLine(row: DeliveryRow): Html {
  const last = row.log.at(-1);
  return html`<li>${row.channel} to ${row.recipient}: ${deliveryState(row)}${last === undefined || row.state === 'sent' ? nothing : html`<p class="reason">${time(last.at)}: “${last.words}”</p>`}</li>`;
}

/** Where a delivery stands, and when that was or will be. */
export function deliveryState(row: DeliveryRow): Html {
  switch (row.state) {
    case 'sent': return html`<span class="status-available">● sent</span>${row.settled_at === null ? nothing : html` ${time(row.settled_at)}`}`;
    case 'dead': return html`<span class="status-unknown_failure">▲ given up</span> after ${plural(row.attempts, 'attempt')}`;
    case 'claimed': return html`<span class="status-degraded">◐ being sent</span>`;
    case 'due': return html`<span class="status-degraded">○ waiting</span>${row.attempts === 0 ? nothing : html`, ${plural(row.attempts, 'attempt')} so far; next ${time(row.due_at)}`}`;
    case 'held': return html`<span class="quiet">○ held</span> for ${row.mode === 'overflow' ? 'the next hour: this recipient has had its most for this one' : html`the ${row.mode} digest`}`;
    case 'bundled': return html`<span class="status-available">● told</span> in ${row.bundled_into === null ? 'a digest' : html`<a href="/alerts/${row.bundled_into}">#${row.bundled_into}</a>`}`;
    case 'dropped': return html`<span class="quiet">○ dropped</span>: the recipient wants nothing more`;
  }
  return row.state satisfies never;
}
