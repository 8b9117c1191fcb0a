import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { driftEvent } from '../src/domain/drift.ts';
import { rate } from '../src/domain/rate.ts';
import { routeReading } from '../src/domain/reading.ts';
import { openApiDocument } from '../src/web/api/openapi.ts';
import { RESOURCES } from '../src/web/api/resources.ts';
import { createWeb } from '../src/web/index.ts';
import { check, deliveryTo, on, recordOf, rise, snapshotOf, stateOf } from './support/alert-parts.ts';
import { engines, here } from './support/engines.ts';
import { freshLedger } from './support/open-ledger.ts';

const document = openApiDocument('0');

/** Checks against the document's schemas; what an answer says beyond them is a fault too: then the document is behind. */
function validator(schema: object) {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  const closed = JSON.parse(JSON.stringify({ ...schema, components: document.components }), (_key, value: unknown) =>
    (typeof value === 'object' && value !== null && 'properties' in value && 'required' in value && !('additionalProperties' in value) ? { ...value, additionalProperties: false } : value)) as object;
  return ajv.compile(closed);
}

for (const engine of engines) {
  describe(`the OpenAPI document on ${engine.id}`, () => {
    const open = freshLedger(engine);

    async function filled() {
      const { ledger } = open();
      const full = {
        ...routeReading('b/full', {
          rates: [rate({ meter: 'video_token', per: 1000, amount: '0.0140', conditions: { resolution: '720p', audio: true, duration_s: 5, note: 'x' }, promotion: { percent_off: '20', effective_amount: '0.0112', from: null, until: '2026-11-30', audience: null }, said: 'x' }), rate({ meter: 'request', amount: null, kind: 'placeholder' })],
          status: 'degraded', status_raw: 'temporary_failure', groups: ['g'],
        }), status_reason: 'x', status_checked_at: on(1), status_probed: false, vendor: 'V', aliases: ['full'], url: 'http://tiny.test/catalog', captured_at: on(1),
      };
      const status = driftEvent({ kind: 'route.status_changed', source: 'tiny', route: 'b/full', severity: 'critical', reason: 'x', before: 'available', after: 'degraded', direction: 'worse' });
      await check(ledger, on(1), { snapshot: snapshotOf(on(1), {}, { a: '1' }) });
      await check(ledger, on(2), {
        snapshot: { ...snapshotOf(on(2), { drift: [rise('a', '1', '2'), status], carried: [{ url: 'http://tiny.test/2', captured_at: on(1), reason: 'x' }] }, { a: '2' }), changed: [{ route: full, hash: '11'.repeat(32) }] },
        alerts: [recordOf({ events: [0], state: stateOf(), deliveries: [deliveryTo('ana@example.com', '<1>'), deliveryTo('hook', '<2>', { channel: 'webhook' })] }), recordOf({ key: 'x', phase: 'flapped' })],
      });
      await check(ledger, on(3), { findings: [{ kind: 'source.unreachable', source: 'tiny', message: 'x' }] });
      await ledger.acknowledge({ alert: 1, by: 'Ana', why: 'agreed', at: on(3) });
      const claimed = await ledger.claimDelivery(on(3), here, 1000);
      await ledger.settleDelivery(claimed?.id ?? 0, { at: on(3), outcome: 'gone', words: 'HTTP 410' });
      return createWeb({ ledger, now: () => on(4), schedule: () => [{ id: 'tiny', next_due: on(5), stale_after_minutes: 90 }], notices: () => [], version: '0' });
    }

    it.each(Object.keys(RESOURCES))('says of /api/v1/%s exactly what it answers', async (name) => {
      const web = await filled();
      const schema = document.paths[`/api/v1/${name}`]?.get.responses[200].content;
      const validate = validator((schema as { 'application/json': { schema: object } })['application/json'].schema);
      const answer = await (await web.request(`/api/v1/${name}${name === 'history' ? '?route=b/full' : ''}`)).json() as { items: unknown[] };
      expect(answer.items.length).toBeGreaterThan(0);
      expect([validate(answer), validate.errors]).toEqual([true, null]);
      expect(validate({ items: [{ id: 1 }], next: null })).toBe(false);
    });

    it('says of one alert, and of alerts by where they stand, exactly what it answers', async () => {
      const web = await filled();
      const schemaOf = (path: string): object => {
        const content = document.paths[path]?.get.responses[200].content;
        if (content === undefined || !('application/json' in content)) throw new Error(`no JSON at ${path}`);
        return (content['application/json'] as { schema: object }).schema;
      };
      const life = validator(schemaOf('/api/v1/alerts/{id}'));
      for (const id of [1, 2]) expect([life(await (await web.request(`/api/v1/alerts/${id}`)).json()), life.errors]).toEqual([true, null]);
      const list = validator(schemaOf('/api/v1/alerts'));
      const answer = await (await web.request('/api/v1/alerts?standing=acknowledged')).json() as { items: unknown[] };
      expect([answer.items.length, list(answer), list.errors]).toEqual([1, true, null]);
      const problem = validator({ $ref: '#/components/schemas/Problem' });
      for (const path of ['/api/v1/alerts/99', '/api/v1/alerts/x']) {
        const refused = await web.request(path);
        expect([refused.status, problem(await refused.json()), problem.errors]).toEqual([404, true, null]);
      }
    });

    it('says what a refused question is answered, and names every parameter that is taken', async () => {
      const web = await filled();
      const validate = validator({ $ref: '#/components/schemas/Problem' });
      for (const path of ['/api/v1/prices?at=never', '/api/v1/history?route=none', '/api/v1/drift?colour=red', '/api/v2']) {
        const answer = await web.request(path);
        expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
        expect([validate(await answer.json()), validate.errors]).toEqual([true, null]);
      }
    });

    it('stands at /api/openapi.json and, to be read, at /api; everything it names is there', async () => {
      const web = await filled();
      expect(await (await web.request('/api/openapi.json')).json()).toMatchObject({ openapi: '3.1.0', info: { version: '0' } });
      const page = await (await web.request('/api')).text();
      for (const path of Object.keys(document.paths)) {
        expect(page).toContain(path.includes('{') ? path : `href="${path}"`);
        if (path.includes('{')) continue;
        expect([path, (await web.request(path)).status]).toEqual([path, path === '/readyz' ? 503 : path === '/api/v1/history' ? 404 : 200]);
      }
    });
  });
}
