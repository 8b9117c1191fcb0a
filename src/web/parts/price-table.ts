import { type PriceRow } from '../../ledger/port.ts';
import { html, nothing, outsideLink, routeLink, time, type Html } from './html.ts';
import { amountColumns, price, status } from './price.ts';

/** Prices in force: each one phrase, with its source, weight and date in smaller ink. */
export function priceTable(rows: readonly PriceRow[], { withRoute }: { readonly withRoute: boolean }): Html {
  const columns = amountColumns(rows);
  return html`<table class="cards prices">
<thead><tr>${withRoute ? html`<th scope="col">Route</th>` : nothing}<th scope="col">Price, unit, conditions</th><th scope="col">Status</th><th scope="col">Source, evidence, captured</th></tr></thead>
<tbody>${rows.map((row, index) => html`<tr${withRoute && rows[index - 1]?.route === row.route ? html` class="again"` : nothing}>
${withRoute ? html`<th scope="row">${routeLink(row.route)}</th>` : nothing}<td>${price(row, columns)}${termsOf(row)}</td>
<td>${status(row.status, row.status_raw)}</td>
<td class="seen">${outsideLink(row.url, row.source)} · ${row.evidence_class} · ${time(row.captured_at)}</td></tr>
`)}</tbody></table>`;
}

/** What stands beside a discounted price. */
function termsOf({ promotion }: PriceRow): Html {
  if (promotion === null) return nothing;
  const words = [
    promotion.percent_off === null ? [] : [`${promotion.percent_off} % off`],
    promotion.from === null ? [] : [`from ${promotion.from}`],
    promotion.until === null ? [] : [`until ${promotion.until}`],
    promotion.audience === null ? [] : [`for ${promotion.audience}`],
  ].flat();
  return words.length === 0 ? nothing : html` <small>${words.join(', ')}</small>`;
}
