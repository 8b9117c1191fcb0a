import { percentWords } from '../../domain/compare/index.ts';
import { countPhrase, moneyPhrase } from '../../domain/phrase.ts';
import { type Disagreement } from '../../domain/reading.ts';
import { html, nothing, routeLink, type Html } from './html.ts';

/** Statements about one price that are unequal now: the scenario, who says what, and the calculation where one was needed. */
export function disagreementTable(rows: readonly Disagreement[]): Html {
  return html`<table class="cards drift">
<thead><tr><th scope="col">Route</th><th scope="col">Who says what</th><th scope="col">Apart</th></tr></thead>
<tbody>${rows.map((row) => html`<tr>
<th scope="row">${routeLink(row.route)}<br><small>${row.scenario}</small></th>
<td>${row.sides.map(({ who, amount, currency, per, unit }, index) => html`${index === 0 ? nothing : ' / '}${who} <b>${moneyPhrase(amount, currency)}</b> per ${per === 1 ? unit : `${countPhrase(per)} ${unit}s`}`)}${row.arithmetic === undefined ? nothing : html`<p class="reason">${row.arithmetic}</p>`}</td>
<td class="change">${row.difference_percent === null ? nothing : percentWords(row.difference_percent)}</td></tr>
`)}</tbody></table>`;
}
