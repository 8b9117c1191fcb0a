import { describe, expect, it } from 'vitest';
import { createApi } from '../src/web/api/index.ts';
import { check, deliveryTo, on, recordOf, stateOf } from './support/alert-parts.ts';
import { engines } from './support/engines.ts';
import { freshLedger } from './support/open-ledger.ts';

for (const engine of engines) {
  describe(`/v1/alerts on ${engine.id}`, () => {
    const open = freshLedger(engine);

    it('says of each message its phase, where its cause stands, and who acknowledged it', async () => {
      const { ledger } = open();
      await check(ledger, on(1), { alerts: [recordOf({ state: stateOf(), deliveries: [deliveryTo('a@example.com', '<1>')] })] });
      await check(ledger, on(2), { alerts: [recordOf({ key: 'other', phase: 'flapped' })] });
      await ledger.acknowledge({ alert: 1, by: 'Ana', why: 'agreed', at: on(3) });
      const api = createApi({ ledger, now: () => on(4), schedule: () => [], notices: () => [], version: '0' });
      const answer = await api.request('/v1/alerts');
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ items: [
        { id: 2, phase: 'flapped', standing: null, acknowledgement: null, deliveries: [] },
        { id: 1, phase: 'opened', standing: 'acknowledged', acknowledgement: { by: 'Ana', why: 'agreed', at: on(3) }, deliveries: [{ state: 'due', mode: 'immediately' }] },
      ], next: null });
    });
  });
}
