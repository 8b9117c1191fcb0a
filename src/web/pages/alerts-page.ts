import { type Context } from 'hono';
import { CAUSE_STANDINGS, silenceEnd } from '../../domain/alert.ts';
import { readSeverity, readStanding } from '../../domain/question.ts';
import { SEVERITIES } from '../../domain/vocabulary.ts';
import { toldCauses } from '../../monitor/told-causes.ts';
import { readCursor, writeCursor } from '../cursor.ts';
import { type WebDeps } from '../deps.ts';
import { beforeId, newestPage } from '../keyset.ts';
import { causeTable } from '../parts/cause-table.ts';
import { deliveryFaults } from '../parts/delivery-health.ts';
import { html, nothing, type Html } from '../parts/html.ts';
import { silenceTable } from '../parts/silence-table.ts';
import { sendPage } from './layout.ts';

const CAUSES = 30;
const SILENCES = 20;

/** `/alerts`: where each cause stands, what came of telling people, and what is silent. */
export async function alertsPage(c: Context, deps: WebDeps): Promise<Response> {
  const asked = { standing: '', severity: '', source: '', cursor: '', ...c.req.query() };
  const keyset = { limit: CAUSES, ...(asked.cursor === '' ? {} : { cursor: readCursor(asked.cursor) }) };
  const [faults, sources, rows, silences] = await Promise.all([deliveryFaults(deps), deps.ledger.sources(), toldCauses(deps.ledger, {
    at: deps.now(), limit: CAUSES + 1, ...beforeId(keyset),
    ...(asked.standing === '' ? {} : { standing: readStanding(asked.standing, 'State') }),
    ...(asked.severity === '' ? {} : { severity: readSeverity(asked.severity, 'Severity') }),
    ...(asked.source === '' ? {} : { source: asked.source }),
  }), deps.ledger.silences({})]);
  const page = newestPage(rows, keyset);
  const given = Object.entries(asked).filter(([name, value]) => ['standing', 'severity', 'source'].includes(name) && value !== '');
  const more = page.after === null ? nothing : html`<p><a rel="next" href="/alerts?${new URLSearchParams([...given, ['cursor', writeCursor(page.after)]]).toString()}">Older alerts</a></p>`;
  return sendPage(c, deps, {
    title: 'Alerts · driftledger',
    body: html`<h1>Alerts</h1>${faults}${form(asked, sources.map(({ id }) => id))}
${page.items.length === 0 ? html`<p class="empty">${given.length > 0 || asked.cursor !== '' ? 'No alert answers this question.' : html`No alert has been raised yet. Rules stand under “alerts” in schedules.json; <code>driftledger alerts test</code> sends a test mail.`}</p>` : html`${causeTable(page.items)}${more}`}
<section aria-labelledby="silences"><h2 id="silences">Silences</h2>${silencesSection(silences, deps.now())}</section>`,
    ...(given.length === 0 ? {} : { filter: given.map(([name, value]) => `${name} ${value}`).join(', ') }),
  });
}

function form(asked: { readonly standing: string; readonly severity: string; readonly source: string }, sources: readonly string[]): Html {
  const choice = (name: string, words: string, values: readonly string[], chosen: string): Html =>
    html`<label>${words} <select name="${name}"><option value="">all</option>${values.map((one) => html`<option${one === chosen ? html` selected` : nothing}>${one}</option>`)}</select></label>`;
  return html`<form class="search" role="search" action="/alerts" method="get">
${choice('standing', 'State', CAUSE_STANDINGS, asked.standing)}${choice('severity', 'Severity', SEVERITIES, asked.severity)}${choice('source', 'Source', sources, asked.source)}
<button>Show</button>
</form>`;
}

/** Those in force first, the one that ends first on top; then those that ended. */
function silencesSection(all: Parameters<typeof silenceTable>[0], now: string): Html {
  const inForce = all.filter((one) => silenceEnd(one, now) === null).toSorted((a, b) => (a.until < b.until ? -1 : 1));
  const shown = [...inForce, ...all.filter((one) => silenceEnd(one, now) !== null)].slice(0, SILENCES);
  if (shown.length === 0) return html`<p class="empty">Nothing is silenced, and nothing was. The link in a mail silences one alert; <code>driftledger alerts silence --help</code> does more.</p>`;
  return html`${inForce.length === 0 ? html`<p>None is in force.</p>` : nothing}${silenceTable(shown, now)}${all.length > shown.length ? html`<p><code>driftledger alerts silences</code> lists all ${all.length}.</p>` : nothing}`;
}
