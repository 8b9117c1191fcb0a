import { describe, expect, it } from 'vitest';
import { createWeb } from '../src/web/index.ts';
import { check, deliveryTo, on, recordOf, rise, snapshotOf } from './support/alert-parts.ts';
import { engines, here } from './support/engines.ts';
import { freshLedger } from './support/open-ledger.ts';

for (const engine of engines) {
  describe(`/metrics on ${engine.id}`, () => {
    const open = freshLedger(engine);

    it('says how sources, outbox and fetches are, each fetch and change once', async () => {
      const { ledger } = open();
      let now = on(1, '09:00');
      const web = createWeb({ ledger, now: () => now, schedule: () => [], notices: () => [], version: '1.2.3' });
      const values = async () => {
        const answer = await web.request('/metrics');
        expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
        return Object.fromEntries((await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
      };
      expect(await values()).toMatchObject({ 'driftledger_build_info{version="1.2.3"}': 1, driftledger_dead_letters: 0, driftledger_outbox_oldest_age_seconds: 0 });
      expect(Object.keys(await values()).some((name) => name.startsWith('driftledger_source_last_success'))).toBe(false);

      const attempt = { request: { purpose: 'prices', url: 'http://tiny.test/catalog', method: 'http' }, final_url: 'http://tiny.test/catalog', attempt: 1, started_at: on(1), duration_ms: 700, headers: {}, bytes: 0, sha256: null, peer: null, identity: 'anonymous' } as const;
      const first = await ledger.beginCheck({ source: 'tiny', started_at: on(1), cause: 'schedule', by: null });
      await ledger.recordAttempts(first, [{ attempt: { ...attempt, status: 200, failure: null } }, { attempt: { ...attempt, attempt: 2, status: 503, failure: 'busy' } }, { attempt: { ...attempt, attempt: 3, status: null, failure: 'cut off' } }]);
      await check(ledger, on(1), { snapshot: snapshotOf(on(1), {}, { a: '1' }) });
      await check(ledger, on(2), { snapshot: snapshotOf(on(2), { drift: [rise('a', '1', '2')] }, { a: '2' }), alerts: [recordOf({ events: [0], deliveries: [deliveryTo('ana@example.com', '<1>', { due_at: on(2) }), deliveryTo('bo@example.com', '<2>', { due_at: on(2), mode: 'daily' })] })] });
      const claimed = await ledger.claimDelivery(on(2, '10:01'), here, 1000);
      await ledger.settleDelivery(claimed?.id ?? 0, { at: on(2, '10:01'), outcome: 'retry', words: 'later', due_at: on(2, '11:00') });
      now = on(2, '10:31');
      const expected = {
        'driftledger_source_rows{source="tiny"}': 1, 'driftledger_source_last_success_timestamp_seconds{source="tiny"}': Date.parse(on(2)) / 1000,
        'driftledger_fetches_total{source="tiny",result="ok"}': 1, 'driftledger_fetches_total{source="tiny",result="http_5xx"}': 1, 'driftledger_fetches_total{source="tiny",result="failed"}': 1,
        'driftledger_source_fetch_duration_seconds_count{source="tiny"}': 3, 'driftledger_source_fetch_duration_seconds_bucket{le="0.5",source="tiny"}': 0,
        'driftledger_changes_total{source="tiny",kind="rate.increased"}': 1, 'driftledger_alerts_sent_total{channel="mail",result="retry"}': 1,
        'driftledger_outbox_deliveries{channel="mail",state="due"}': 1, 'driftledger_outbox_deliveries{channel="mail",state="held"}': 1, driftledger_outbox_oldest_age_seconds: 1800,
      };
      expect(await values()).toMatchObject(expected);
      const [again] = await Promise.all([values(), values(), values()]);
      expect(again).toMatchObject(expected);
    });
  });
}
