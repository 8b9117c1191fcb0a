import { percentWords } from '../../domain/compare/index.ts';
import { amountPhrase, changePhrase, conditionsPhrase, moneyChange, perWords, plural, sidePhrase } from '../../domain/phrase.ts';
import { type DriftRow } from '../../ledger/port.ts';
import { html, nothing, routeLink, time, type Html } from './html.ts';
import { status } from './price.ts';

/** What moved: before and after with unit and conditions, the change with its shape, the reason in one sentence. */
export function driftTable(rows: readonly DriftRow[], { withRoute }: { readonly withRoute: boolean }): Html {
  return html`<table class="cards drift">
<thead><tr><th scope="col">Observed</th>${withRoute ? html`<th scope="col">Route</th>` : nothing}<th scope="col">Before → after</th><th scope="col">Change</th></tr></thead>
<tbody>${rows.map((row) => html`<tr${row.superseded ? html` class="superseded"` : nothing}>
<td class="when">${time(row.observed_at)}<br><small>${row.source}</small></td>
${withRoute ? html`<th scope="row">${row.route === null ? html`<span class="name">${plural(row.rows, 'price')}</span>` : routeLink(row.route)}</th>` : nothing}<td>${whatMoved(row)}${row.superseded ? html` <small>superseded by an import</small>` : nothing}<p class="reason">${row.reason}</p></td>
<td class="change">${change(row)}<br><small class="severity-${row.severity}">${row.severity}</small></td></tr>
`)}</tbody></table>`;
}

function whatMoved(row: DriftRow): Html {
  const conditions = conditionsPhrase(row.conditions);
  const under = conditions === '' ? nothing : html` · ${conditions}`;
  switch (row.kind) {
    case 'rate.increased': case 'rate.decreased': return html`<b>${priceChange(row)}</b>${under}`;
    case 'route.status_changed': return html`${status(asStatus(row.before), row.before_raw)} → <b>${status(asStatus(row.after), row.after_raw)}</b>`;
    case 'factor.changed': return html`<b>${row.explained_by ?? `${row.before ?? '–'} → ${row.after ?? '–'}`}</b> · one factor explains ${plural(row.rows, 'price')}`;
    case 'rate.kind_changed': return html`<b>${wholeSide(row, 'before')} → ${wholeSide(row, 'after')}</b>${under}`;
    case 'rate.added': return html`<b>${wholeSide(row, 'after')}</b>${under}`;
    case 'rate.removed': return html`<b>${wholeSide(row, 'before')}</b>${under}`;
    case 'disagreement.opened': return html`<b>${row.after ?? '–'}</b>`;
    case 'disagreement.closed': return html`<b>${row.before ?? '–'}</b>`;
    case 'rate.conditions_changed': return html`${wholeSide(row, 'after')} · <b>${row.before ?? '–'} → ${row.after ?? '–'}</b>`;
    case 'route.added': case 'route.removed': return html`${row.rows > 1 ? plural(row.rows, 'price') : nothing}`;
    case 'rate.unit_changed': case 'formula.changed': case 'limits.changed': case 'route.renamed': case 'route.endpoints_changed':
    case 'route.groups_changed':
      return html`<b>${row.before ?? '–'} → ${row.after ?? '–'}</b>${row.kind === 'rate.unit_changed' ? under : nothing}`;
  }
  return row.kind satisfies never;
}

/** "$5.60 → $7.00 per 1,000,000 output tokens"; both whole where they are asked for different counts. */
function priceChange(row: DriftRow): string {
  const { before, after, before_per, after_per, meter, currency } = row;
  if (before === null || after === null || meter === null || currency === null || before_per === null || before_per !== after_per) return `${wholeSide(row, 'before')} → ${wholeSide(row, 'after')}`;
  return `${moneyChange(before, after, currency)} ${perWords(meter, before_per)}`;
}

function wholeSide(row: DriftRow, side: 'before' | 'after'): string {
  const rate = side === 'before' ? row.before_rate : row.after_rate;
  return rate !== null && row.meter !== null ? amountPhrase({ ...rate, meter: row.meter, role: row.role ?? 'rate' }) : sidePhrase({ ...row, folded: [] }, side);
}

function change(row: DriftRow): Html {
  const percent = row.change_percent;
  switch (row.kind) {
    case 'rate.increased': return html`<span class="up">${changePhrase(percent, true)}</span>`;
    case 'rate.decreased': return html`<span class="down">${changePhrase(percent, false)}</span>`;
    case 'factor.changed': case 'rate.kind_changed':
      return percent === null ? html`⇄ ${row.kind === 'factor.changed' ? 'factor' : 'kind'}` : html`<span class="${percent.startsWith('-') ? 'down' : 'up'}">${changePhrase(percent)}</span>`;
    case 'route.status_changed': return html`${row.direction ?? 'other'}`;
    case 'rate.added': return html`+ new price`;
    case 'rate.removed': return html`– price gone`;
    case 'rate.unit_changed': return html`⇄ unit`;
    case 'rate.conditions_changed': return html`⇄ conditions`;
    case 'formula.changed': return html`⇄ formula`;
    case 'limits.changed': return html`⇄ limits`;
    case 'route.added': return html`+ new route`;
    case 'route.removed': return html`– route gone`;
    case 'route.renamed': return html`⇄ name`;
    case 'route.endpoints_changed': return html`⇄ endpoints`;
    case 'route.groups_changed': return html`⇄ groups`;
    case 'disagreement.opened': return html`≠ disagree${percent === null ? nothing : html` by ${percentWords(percent)}`}`;
    case 'disagreement.closed': return html`= agree`;
  }
  return row.kind satisfies never;
}

function asStatus(word: string | null): Parameters<typeof status>[0] {
  return word as Parameters<typeof status>[0];
}
