import { matchWords, silenceEnd, type Silence } from '../../domain/alert.ts';
import { html, nothing, time, type Html } from './html.ts';

/** What is kept from people, until when, by whom and why, and which messages it hid. */
export function silenceTable(silences: readonly Silence[], now: string): Html {
  return html`<table class="cards silences">
<thead><tr><th scope="col">Until</th><th scope="col">What is silent</th><th scope="col">By, why</th><th scope="col">Hid</th></tr></thead>
<tbody>${silences.map((one) => html`<tr>
<td class="when">${ending(one, now)}<br><small>silence #${one.id}</small></td>
<th scope="row">${matchWords(one.match)}</th>
<td>${one.by}<p class="reason">“${one.reason}”</p></td>
<td>${one.hidden.length === 0 ? html`<span class="quiet">hid nothing</span>` : html`<span class="quiet">hid</span> ${hidden(one.hidden)}`}</td></tr>
`)}</tbody></table>`;
}

const MOST_HIDDEN = 12;

function ending(one: Silence, now: string): Html {
  const ended = silenceEnd(one, now);
  return ended === null ? html`${time(one.until)}` : html`<span class="quiet">ended</span> ${time(ended)}`;
}

function hidden(ids: readonly number[]): Html {
  return html`${ids.slice(0, MOST_HIDDEN).map((id, index) => html`${index === 0 ? nothing : ', '}<a href="/alerts/${id}">#${id}</a>`)}${ids.length <= MOST_HIDDEN ? nothing : ` and ${ids.length - MOST_HIDDEN} more`}`;
}
