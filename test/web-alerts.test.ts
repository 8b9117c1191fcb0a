import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../src/domain/canonical.ts';
import { createWeb } from '../src/web/index.ts';
import { check, deliveryTo, KEY, on, recordOf, rise, snapshotOf, stateOf } from './support/alert-parts.ts';
import { engines, here } from './support/engines.ts';
import { freshLedger } from './support/open-ledger.ts';

for (const engine of engines) {
  describe(`alerts on the page and in the API on ${engine.id}`, () => {
    const open = freshLedger(engine);

    const webOf = ({ ledger }: Pick<ReturnType<typeof open>, 'ledger'>, now = on(5)) => createWeb({ ledger, now: () => now, schedule: () => [], notices: () => [], version: '0' });

    /** A capture with its bytes, two prices that rise, a mail that is refused, an acknowledgement. */
    async function filled() {
      const { ledger } = open();
      const body = new TextEncoder().encode('{"a": {"price": "2"}} <script>alert(1)</script>');
      await check(ledger, on(1), { snapshot: snapshotOf(on(1), {}, { a: '1' }) });
      const checkId = await ledger.beginCheck({ source: 'tiny', started_at: on(2), cause: 'schedule', by: null });
      const attempt = { request: { purpose: 'catalog', url: 'http://tiny.test/catalog', method: 'http' }, attempt: 1, started_at: on(2), duration_ms: 5, status: 200, final_url: 'http://tiny.test/catalog', peer: null, headers: {}, bytes: body.length, sha256: sha256(body), failure: null, identity: 'anonymous' } as const;
      await ledger.recordAttempts(checkId, [{ attempt, body }]);
      await ledger.commitCheck({
        checkId, source: 'tiny', finished_at: '2026-11-02T10:00:01.000Z', findings: [], snapshot: snapshotOf(on(2), { drift: [{ ...rise('a', '1', '2'), before_per: 1, after_per: 1, currency: 'USD', change_percent: '100' }] }, { a: '2' }), memory_at: on(2),
        coverage: { reached: true, pages: 1, pages_failed: 0, rows: 1, unread: 0, unchanged: 0 },
        alerts: [recordOf({
          events: [0], state: stateOf(), headline: '▲ a rose', deliveries: [deliveryTo('ana@example.com', '<1>')],
          content: JSON.stringify({ kind: 'route', publisher: 'Tiny', at: on(2), previous_at: on(1), groups: {}, rules: {}, stages: [{ stage: 'judge', words: 'warning: a rise of 100 %' }] }),
        })],
      });
      const claimed = await ledger.claimDelivery(on(2), here, 1000);
      await ledger.settleDelivery(claimed?.id ?? 0, { at: on(2), outcome: 'dead', words: '550 no such user' });
      await ledger.acknowledge({ alert: 1, by: 'Ana', why: 'agreed', at: on(3) });
      return { ledger, body };
    }

    it('tells the life of an alert on one page: state, change, captures and bytes, stages, attempts, acts', async () => {
      const { ledger, body } = await filled();
      const web = webOf({ ledger });
      const page = load(await (await web.request('/alerts/1')).text());
      const words = page('main').text().replaceAll(/\s+/g, ' ');
      for (const part of ['▲ a rose', '◇ acknowledged since 2026-11-03 10:00 UTC', 'Acknowledged by Ana, 2026-11-03 10:00 UTC: “agreed”', 'Captured 2026-11-02 10:00 UTC, compared with the capture of 2026-11-01 10:00 UTC.',
        '$1.00 → $2.00 per request', '▲ +100.0 %', 'judge', 'warning: a rise of 100 %', 'mail to ana@example.com', '▲ given up after 1 attempt', '2026-11-02 10:00 UTC dead: “550 no such user”', 'acknowledgedAnaagreed']) expect(words).toContain(part);
      expect(page('h2').map((_, one) => page(one).text()).get()).toEqual(['What moved', 'Evidence', 'Stages', 'Messages about this cause', 'Deliveries', 'What was done']);
      const address = page('a[href^="/captures/"]').attr('href') ?? '';
      const capture = await web.request(address);
      expect([await capture.text(), capture.headers.get('content-type'), capture.headers.get('x-content-type-options')]).toEqual([new TextDecoder().decode(body), 'text/plain; charset=utf-8', 'nosniff']);
      expect(capture.headers.get('content-security-policy')).toContain("sandbox; default-src 'none'");
      for (const path of ['/captures/x', `/captures/${'0'.repeat(64)}`, '/alerts/99']) expect([path, (await web.request(path)).status]).toEqual([path, 404]);
    });

    it('says the same by the API as on the page', async () => {
      const { ledger } = await filled();
      const life = await (await webOf({ ledger }).request('/api/v1/alerts/1')).json();
      expect(life).toMatchObject({
        id: 1, key: KEY, stands: 'acknowledged', standing_since: on(3), previous_at: on(1), stages: [{ stage: 'judge' }], events: [{ kind: 'rate.increased', before: '1', after: '2', observed_at: on(2) }],
        evidence: [{ captured_at: on(1) }, { captured_at: on(2), captures: [{ status: 200 }] }], deliveries: [{ state: 'dead', log: [{ words: '550 no such user' }] }], log: [{ what: 'acknowledged', by: 'Ana' }],
      });
      expect(JSON.stringify(life)).not.toContain('before_rate');
    });

    it('filters by where a cause stands, severity and source, on the page and in the API', async () => {
      const { ledger } = await filled();
      await check(ledger, on(4), { alerts: [recordOf({ key: 'x', severity: 'critical', headline: 'x broke', state: stateOf({ key: 'x', severity: 'critical' }) })] });
      const web = webOf({ ledger });
      const listed = async (query: string): Promise<readonly string[]> => {
        const page = load(await (await web.request(`/alerts${query}`)).text());
        return page('.causes tbody th a').map((_, one) => page(one).text()).get();
      };
      const items = async (query: string): Promise<readonly number[]> => (await (await web.request(`/api/v1/alerts${query}`)).json() as { items: { id: number }[] }).items.map(({ id }) => id);
      expect([await listed(''), await listed('?standing=open'), await listed('?standing=acknowledged'), await listed('?severity=critical'), await listed('?source=none')]).toEqual([['x broke', '▲ a rose'], ['x broke'], ['▲ a rose'], ['x broke'], []]);
      expect([await items('?standing=open'), await items('?standing=acknowledged'), await items('?standing=silenced'), await items('?severity=warning'), await items('?source=tiny')]).toEqual([[2], [1], [], [1], [2, 1]]);
      await ledger.addSilence({ match: { key: 'x' }, reason: 'moving', by: 'Ben', at: on(4), until: on(9) });
      expect([await listed('?standing=silenced'), await items('?standing=silenced')]).toEqual([['x broke'], [2]]);
      expect(load(await (await web.request('/alerts')).text())('.silences').text()).toContain('the cause "x"');
      expect((await web.request('/alerts?standing=asleep')).status).toBe(400);
      expect((await web.request('/api/v1/alerts?standing=asleep')).status).toBe(400);
    });

    it('turns pages from the newest to the oldest, each cause once', async () => {
      const { ledger } = open();
      await check(ledger, on(1), { alerts: Array.from({ length: 70 }, (_, index) => recordOf({ key: `k${index}`, headline: `h${index}`, state: stateOf({ key: `k${index}` }) })) });
      const web = webOf({ ledger });
      const seen: string[] = [];
      let address: string | undefined = '/alerts?standing=open';
      for (let turn = 0; turn < 9 && address !== undefined; turn += 1) {
        const page = load(await (await web.request(address)).text());
        seen.push(...page('.causes tbody th a').map((_, one) => page(one).text()).get());
        address = page('a[rel="next"]').attr('href');
      }
      expect(seen).toEqual(Array.from({ length: 70 }, (_, index) => `h${69 - index}`));
      const first = await (await web.request('/api/v1/alerts?limit=40&standing=open')).json() as { items: { id: number }[]; next: string };
      const second = await (await web.request(first.next)).json() as { items: { id: number }[]; next: null };
      expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(Array.from({ length: 70 }, (_, index) => 70 - index));
      expect(second.next).toBeNull();
    });

    it('puts what is open on top of the first page, the worst first, and says what is not delivered', async () => {
      const { ledger } = await filled();
      const top = async (now: string): Promise<string> => load(await (await webOf({ ledger }, now).request('/')).text())('section').first().text().replaceAll(/\s+/g, ' ');
      expect(await top(on(4))).toContain('Alerts▲ 1 message was given up');
      await check(ledger, on(4), { alerts: [
        recordOf({ key: 'y', severity: 'critical', headline: 'y broke', state: stateOf({ key: 'y', severity: 'critical' }) }),
        recordOf({ key: 'x', severity: 'notice', headline: 'x moved', state: stateOf({ key: 'x', severity: 'notice' }), deliveries: [deliveryTo('ben@example.com', '<x>', { due_at: on(4) })] }),
      ] });
      const words = await top(on(5));
      expect(words).toMatch(/^Open alerts.*⏱ 1 message waits to be sent, the oldest since 2026-11-04 10:00 UTC\..*y broke.*x moved/);
      expect(words).not.toContain('▲ a rose');
    });

    it('has no alerts section on a first page that needs none', async () => {
      const page = load(await (await webOf(open()).request('/')).text());
      expect(page('h2').first().text()).toBe('Sources');
    });
  });
}
