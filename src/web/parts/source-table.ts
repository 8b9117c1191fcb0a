import { countPhrase, plural } from '../../domain/phrase.ts';
import { type SourceState } from '../../ledger/port.ts';
import { type ScheduleEntry } from '../deps.ts';
import { healthOf, type SourceHealth } from '../health.ts';
import { html, nothing, outsideLink, time, type Html } from './html.ts';
import { ageWords } from '../../domain/times.ts';

/** Each source with how it is: what was read and when, what failed last and why, when it is tried again. */
export function sourceTable(sources: readonly SourceState[], schedule: readonly ScheduleEntry[], now: string): Html {
  return html`<table class="cards sources">
<thead><tr><th scope="col">Source</th><th scope="col">State</th><th scope="col">Last good reading</th><th scope="col" class="number">Prices</th><th scope="col">Next check</th></tr></thead>
<tbody>${sources.map((source) => sourceRow(source, healthOf(source, schedule, now), now))}</tbody></table>`;
}

function sourceRow(source: SourceState, health: SourceHealth, now: string): Html {
  return html`<tr>
<th scope="row">${outsideLink(source.url, source.id)}<br><small>${source.publisher} · ${source.evidence_class}</small></th>
<td>${stateWords(source, health, now)}</td>
<td>${source.last_success_at === null ? html`none yet` : html`${time(source.last_success_at)}<br><small>${ageWords(source.last_success_at, now)} ago</small>`}</td>
<td class="number">${countPhrase(source.rows)} <span class="unit">${source.rows === 1 ? 'price' : 'prices'}</span><br><small>${plural(source.routes, 'route')}${source.unread === 0 ? nothing : html`, ${countPhrase(source.unread)} unread`}</small></td>
<td>${health.next_due_at !== null ? time(health.next_due_at) : health.scheduled ? html`not set` : html`not scheduled`}</td></tr>
`;
}

function stateWords(source: SourceState, health: SourceHealth, now: string): Html {
  const why = source.last_failure?.message ?? 'no reason was kept';
  const lastFailure = source.last_failure_at === null ? nothing : html`, the last ${time(source.last_failure_at)}`;
  const streak = source.failures_in_a_row <= 1 ? 'The last check failed' : `The last ${countPhrase(source.failures_in_a_row)} checks failed`;
  switch (health.state) {
    case 'good':
      return html`<span class="status-available">● good</span>${source.last_failure_at === null ? nothing : html`<p class="reason">Last failure ${time(source.last_failure_at)}: ${why}</p>`}`;
    case 'stale':
      return html`<span class="status-degraded">⏱ ${source.last_success_at === null ? '' : ageWords(source.last_success_at, now)} old</span><p class="reason">It should be read at least every ${minutesWords(health.stale_after_minutes ?? 0)}. What is shown is the last that is known.</p>`;
    case 'failing':
      return html`<span class="status-unknown_failure">▲ failing</span>${health.stale ? html` <span class="status-degraded">⏱ ${ageWords(source.last_success_at ?? now, now)}</span>` : nothing}<p class="reason">${streak}${lastFailure}: ${why}. The last good prices stand below with their own date.</p>`;
    case 'never read':
      return html`<span class="status-unknown_failure">▲ never read</span><p class="reason">${streak}${lastFailure}: ${why}. Nothing is shown for it until it can be read.</p>`;
    case 'unchecked':
      return html`<span class="quiet">○ not checked yet</span>`;
  }
  return health.state satisfies never;
}

function minutesWords(minutes: number): string {
  return minutes < 120 ? plural(minutes, 'minute') : plural(Math.round(minutes / 60), 'hour');
}
