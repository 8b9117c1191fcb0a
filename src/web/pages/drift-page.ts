import { type Context } from 'hono';
import { readSeverity } from '../../domain/question.ts';
import { readTime } from '../../domain/times.ts';
import { SEVERITIES } from '../../domain/vocabulary.ts';
import { readCursor, writeCursor } from '../cursor.ts';
import { type WebDeps } from '../deps.ts';
import { beforeId, newestPage } from '../keyset.ts';
import { driftTable } from '../parts/drift-table.ts';
import { html, nothing, type Html } from '../parts/html.ts';
import { sendPage } from './layout.ts';

const EVENTS = 40;

/** `/drift`: every recorded event, newest first. */
export async function driftPage(c: Context, deps: WebDeps): Promise<Response> {
  const asked = { q: '', severity: '', since: '', cursor: '', ...c.req.query() };
  const keyset = { limit: EVENTS, ...(asked.cursor === '' ? {} : { cursor: readCursor(asked.cursor) }) };
  const rows = await deps.ledger.drift({
    limit: EVENTS + 1, ...beforeId(keyset),
    ...(asked.q.trim() === '' ? {} : { route: `*${asked.q.trim().split(/\s+/).join('*')}*` }),
    ...(asked.severity === '' ? {} : { severity: readSeverity(asked.severity, 'Severity') }),
    ...(asked.since === '' ? {} : { since: readTime(asked.since, 'since', 'Since', deps.now()) }),
  });
  const page = newestPage(rows, keyset);
  const { cursor: _, ...filter } = asked;
  const given = Object.entries(filter).filter(([name, value]) => ['q', 'severity', 'since'].includes(name) && value !== '');
  const more = page.after === null ? nothing : html`<p><a rel="next" href="/drift?${new URLSearchParams([...given, ['cursor', writeCursor(page.after)]]).toString()}">Older drift</a></p>`;
  return sendPage(c, deps, {
    title: 'Drift · driftledger',
    body: html`<h1>Drift</h1>${form(asked)}${page.items.length === 0 ? html`<p class="empty">No drift is recorded for this question.</p>` : html`${driftTable(page.items, { withRoute: true })}${more}`}`,
    ...(given.length === 0 ? {} : { filter: given.map(([name, value]) => `${name === 'q' ? 'route' : name} ${value}`).join(', ') }),
  });
}

function form(asked: { readonly q: string; readonly severity: string; readonly since: string }): Html {
  return html`<form class="search" role="search" action="/drift" method="get">
<label>Route <input type="search" name="q" value="${asked.q}" placeholder="seedance fast" maxlength="200" autocomplete="off"></label>
<label>Severity <select name="severity"><option value="">all</option>${SEVERITIES.map((one) => html`<option${one === asked.severity ? html` selected` : nothing}>${one}</option>`)}</select></label>
<label>Since <input name="since" value="${asked.since}" placeholder="7d, 2026-11-24" maxlength="40" autocomplete="off"></label>
<button>Show</button>
</form>`;
}
