import { Hono } from 'hono';
import { rateKey } from '../../domain/rate.ts';
import { driftJson, priceJson } from '../../ledger/json.ts';
import { lifeJson, lifeOf } from '../../monitor/alert-life.ts';
import { toldCauses } from '../../monitor/told-causes.ts';
import { type WebDeps } from '../deps.ts';
import { healthOf } from '../health.ts';
import { beforeId, newestPage, pageOf } from '../keyset.ts';
import { sendProblem } from '../problem.ts';
import { alertsWithDeliveries } from '../told-alerts.ts';
import { readQuestion } from './ask.ts';
import { mementoHeaders } from './memento.ts';
import { openApiDocument } from './openapi.ts';
import { RESOURCES } from './resources.ts';
import { sendPage } from './send-page.ts';
import { routesAt } from './routes.ts';

/** The HTTP API: the same questions, names and JSON forms as the command line. */
export function createApi({ ledger, now, schedule, version }: WebDeps): Hono {
  const api = new Hono();
  const document = openApiDocument(version);

  api.get('/openapi.json', (c) => c.json(document, 200, { 'Cache-Control': 'no-cache' }));

  api.get('/v1/sources', async (c) => {
    const question = readQuestion(c, RESOURCES.sources.takes, now());
    const sources = (await ledger.sources()).map((source) => ({ ...source, ...healthOf(source, schedule(), question.at) }));
    return sendPage(c, question, pageOf(sources, ({ id }) => [id], question));
  });

  api.get('/v1/snapshots', async (c) => {
    const question = readQuestion(c, RESOURCES.snapshots.takes, now());
    const rows = await ledger.snapshots({ until: question.at, ...given(question, 'since', 'source') });
    // The newest first; two sources may be captured in the same millisecond.
    const keyOf = (row: (typeof rows)[number]): readonly string[] => [descending(Date.parse(row.captured_at)), descending(row.id)];
    return sendPage(c, question, pageOf(rows, keyOf, question), await mementoHeaders(ledger, question.at));
  });

  api.get('/v1/routes', async (c) => {
    const question = readQuestion(c, RESOURCES.routes.takes, now());
    const routes = await routesAt(ledger, question);
    return sendPage(c, question, pageOf(routes, ({ source, route }) => [source, route], question), await mementoHeaders(ledger, question.at));
  });

  api.get('/v1/prices', async (c) => {
    const question = readQuestion(c, RESOURCES.prices.takes, now());
    const rows = await ledger.prices({ at: question.at, ...given(question, 'source', 'route', 'meter', 'where') });
    const page = pageOf(rows, (row) => [row.source, row.route, rateKey(row)], question);
    return sendPage(c, question, { ...page, items: page.items.map(priceJson) }, await mementoHeaders(ledger, question.at));
  });

  api.get('/v1/history', async (c) => {
    const question = readQuestion(c, RESOURCES.history.takes, now());
    const route = question.route ?? '';
    const rows = await ledger.history(route, question.since);
    if (rows.length === 0 && (await ledger.history(route)).length === 0) {
      return sendProblem(c, { status: 404, title: 'The ledger knows no such route', detail: route === '' ? 'no route was named' : `there is no route "${route}"`, where: '?route', mend: '/api/v1/routes?route=*part-of-the-name* finds names' });
    }
    const keyed = rows.map((row, index) => ({ row, key: [row.from, row.source, String(index).padStart(9, '0')] }));
    const page = pageOf(keyed, ({ key }) => key, question);
    return sendPage(c, question, { ...page, items: page.items.map(({ row }) => row) });
  });

  api.get('/v1/drift', async (c) => {
    const question = readQuestion(c, RESOURCES.drift.takes, now());
    const rows = await ledger.drift({ limit: question.limit + 1, ...beforeId(question), ...given(question, 'since', 'source', 'route', 'kind', 'severity') });
    const page = newestPage(rows, question);
    return sendPage(c, question, { ...page, items: page.items.map(driftJson) });
  });

  api.get('/v1/alerts', async (c) => {
    const question = readQuestion(c, RESOURCES.alerts.takes, now());
    const asked = { limit: question.limit + 1, ...beforeId(question), ...given(question, 'severity', 'source', 'since') };
    if (question.standing !== undefined) return sendPage(c, question, newestPage(await toldCauses(ledger, { at: now(), standing: question.standing, ...asked }), question));
    return sendPage(c, question, newestPage(await alertsWithDeliveries(ledger, asked), question));
  });

  api.get('/v1/alerts/:id', async (c) => {
    readQuestion(c, [], now());
    const id = c.req.param('id');
    const [alert] = /^\d{1,15}$/.test(id) ? await ledger.alerts({ id: Number(id) }) : [];
    if (alert === undefined) return sendProblem(c, { status: 404, title: 'There is no such alert', detail: `there is no alert ${id}`, where: c.req.path, mend: '/api/v1/alerts lists them' });
    return c.json(lifeJson(await lifeOf(ledger, alert, now())), 200, { 'Cache-Control': 'no-cache' });
  });

  return api;
}

/** Those of the named parameters that were asked for. */
function given<T extends object, K extends keyof T>(question: T, ...names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.filter((name) => question[name] !== undefined).map((name) => [name, question[name]])) as Pick<T, K>;
}

/** A whole number as text whose order is the opposite of the number's. */
function descending(value: number): string {
  return String(Number.MAX_SAFE_INTEGER - value).padStart(16, '0');
}
