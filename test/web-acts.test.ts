import { describe, expect, it } from 'vitest';
import { signLink, type LinkAct } from '../src/alerts/index.ts';
import { createWeb } from '../src/web/index.ts';
import { check, deliveryTo, KEY, on, PRICE, recordOf, stateOf } from './support/alert-parts.ts';
import { engines } from './support/engines.ts';
import { freshLedger } from './support/open-ledger.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

for (const engine of engines) {
  describe(`the links of mails on ${engine.id}`, () => {
    const open = freshLedger(engine);

    async function started() {
      const { ledger } = open();
      await check(ledger, on(1), { alerts: [recordOf({ state: stateOf(), headline: 'a <rose>', deliveries: [deliveryTo('ana@example.com', '<1>', { due_at: on(9) })] })] });
      let now = on(2);
      const web = createWeb({ ledger, acts: ledger, now: () => now, schedule: () => [], notices: () => [], version: '0', publicUrl: 'https://prices.example' });
      const tokenFor = async (act: LinkAct, alert = 1) => signLink({ act, alert, recipient: 'ana@example.com', expires: on(20) }, await ledger.linkKey());
      const post = async (path: string, body: string | URLSearchParams | FormData, headers: Readonly<Record<string, string>> = FORM) =>
        web.request(path, { method: 'POST', body: body instanceof URLSearchParams ? body.toString() : body, headers });
      return { ledger, web, tokenFor, post, at: (time: string) => { now = time; } };
    }

    it('changes nothing when a link is only looked at, however often', async () => {
      const { ledger, web, tokenFor } = await started();
      for (const path of [`/act/${await tokenFor('ack')}`, `/act/${await tokenFor('silence')}`, `/unsubscribe/${await tokenFor('unsubscribe')}`]) {
        for (const method of ['GET', 'HEAD', 'GET']) expect((await web.request(path, { method })).status).toBe(200);
        const page = await web.request(path);
        const text = await page.text();
        expect(text).toContain('Nothing has been changed so far.');
        expect(text).not.toContain('<rose>');
        expect(page.headers.get('cache-control')).toBe('no-store');
        expect(page.headers.get('content-security-policy')).toContain("form-action 'self'");
      }
      expect(await ledger.alertLog(KEY)).toEqual([]);
      expect(await ledger.silences({})).toEqual([]);
      expect(await ledger.switchedOff()).toEqual([]);
    });

    it('says the first time what it did, also by a clock that goes on', async () => {
      const { ledger, tokenFor } = await started();
      let ms = Date.parse(on(2));
      const web = createWeb({ ledger, acts: ledger, now: () => new Date(ms += 3).toISOString(), schedule: () => [], notices: () => [], version: '0', publicUrl: 'https://prices.example' });
      const press = async () => (await web.request(`/act/${await tokenFor('ack')}`, { method: 'POST', body: 'reason=known', headers: FORM })).text();
      expect(await press()).toContain('<h1>Acknowledged</h1>');
      expect(await press()).toContain('<h1>This was done before</h1>');
    });

    it('acknowledges once, pins the value, and says the second time when it was done', async () => {
      const { ledger, web, tokenFor, post, at } = await started();
      const path = `/act/${await tokenFor('ack')}`;
      const first = await post(path, new URLSearchParams({ reason: 'agreed' }));
      expect([first.status, await first.text()]).toEqual([200, expect.stringContaining('<h1>Acknowledged</h1>') as string]);
      expect((await ledger.alertStates({ key: KEY }))[0]).toMatchObject({ standing: 'acknowledged', acknowledgement: { by: 'ana@example.com', why: 'agreed', at: on(2) } });
      expect((await ledger.alertMemory('tiny', on(3))).pins).toMatchObject([{ subject: PRICE, value: '2', by: 'ana@example.com' }]);
      at(on(5));
      const again = await (await post(path, new URLSearchParams({ reason: 'another' }))).text();
      expect(again).toContain('This was done before');
      expect(again).toContain('2026-11-02 10:00 UTC');
      expect(await (await web.request(path)).text()).toContain('This was done before');
      expect((await ledger.alertStates({ key: KEY }))[0]?.acknowledgement?.why).toBe('agreed');
    });

    it('silences for the time chosen, once, however fast the button is pressed', async () => {
      const { ledger, tokenFor, post } = await started();
      const path = `/act/${await tokenFor('silence')}`;
      const form = new URLSearchParams({ reason: 'migration', days: '7' });
      await Promise.all([post(path, form), post(path, form), post(path, form)]);
      expect(await ledger.silences({})).toMatchObject([{ match: { key: KEY }, reason: 'migration', by: 'ana@example.com', created_at: on(2), until: on(9) }]);
    });

    it('can be pressed again after a crash in the middle', async () => {
      const { ledger, tokenFor, post } = await started();
      const path = `/act/${await tokenFor('ack')}`;
      open().crashAt('link.used');
      const crashed = await post(path, new URLSearchParams({ reason: 'agreed' }));
      expect([crashed.status, (await ledger.alertStates({ key: KEY }))[0]?.standing]).toEqual([500, 'open']);
      expect((await post(path, new URLSearchParams({ reason: 'agreed' }))).status).toBe(200);
      expect((await ledger.alertStates({ key: KEY }))[0]?.standing).toBe('acknowledged');
    });

    it('asks again for a reason or a time that is missing, and keeps what was typed', async () => {
      const { ledger, tokenFor, post } = await started();
      const path = `/act/${await tokenFor('silence')}`;
      for (const form of [{ reason: ' ', days: '7' }, { reason: '"><b>', days: '365' }, { reason: 'x'.repeat(501), days: '7' }]) {
        const answer = await post(path, new URLSearchParams(form));
        expect(answer.status).toBe(400);
        expect(await answer.text()).toContain(form.reason === ' ' ? 'Say why' : form.days === '365' ? '&quot;&gt;&lt;b&gt;</textarea>' : 'at most 500');
      }
      expect(await ledger.silences({})).toEqual([]);
    });

    it('unsubscribes at one click, from any mail program, in both forms of RFC 8058, and twice is as good as once', async () => {
      const { ledger, tokenFor, post, at } = await started();
      const path = `/unsubscribe/${await tokenFor('unsubscribe')}`;
      const multipart = new FormData();
      multipart.set('List-Unsubscribe', 'One-Click');
      expect((await post(path, 'List-Unsubscribe=One-Click', { ...FORM, 'sec-fetch-site': 'cross-site' })).status).toBe(200);
      at(on(4));
      expect((await post(path, multipart, {})).status).toBe(200);
      expect(await ledger.switchedOff()).toMatchObject([{ channel: 'mail', recipient: 'ana@example.com', at: on(2) }]);
      expect((await ledger.deliveries({ state: 'dropped' })).map(({ recipient }) => recipient)).toEqual(['ana@example.com']);
    });

    it('takes a link for nothing but what it was signed for, and none that is forged, old or of no alert', async () => {
      const { ledger, web, tokenFor, post, at } = await started();
      const [ack, off] = [await tokenFor('ack'), await tokenFor('unsubscribe')];
      for (const path of [`/act/${off}`, `/unsubscribe/${ack}`, `/act/${ack.slice(0, -6)}AAAAAA`, '/act/x', `/act/${await tokenFor('ack', 99)}`]) {
        expect((await web.request(path)).status).toBe(404);
        expect((await post(path, new URLSearchParams({ reason: 'x', 'List-Unsubscribe': 'One-Click' }))).status).toBe(404);
      }
      at(on(21));
      expect((await post(`/act/${ack}`, new URLSearchParams({ reason: 'x' }))).status).toBe(410);
      expect(await ledger.alertLog(KEY)).toEqual([]);
      expect(await ledger.switchedOff()).toEqual([]);
    });

    it('takes a form only from its own page, urlencoded and short', async () => {
      const { ledger, tokenFor, post } = await started();
      const path = `/act/${await tokenFor('ack')}`;
      const form = new URLSearchParams({ reason: 'x' });
      expect((await post(path, form, { ...FORM, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
      expect((await post(path, form, { ...FORM, origin: 'https://evil.test' })).status).toBe(403);
      expect((await post(path, form, { 'content-type': 'text/plain' })).status).toBe(415);
      expect((await post(path, '{}', { 'content-type': 'application/json' })).status).toBe(415);
      expect((await post(path, new URLSearchParams({ reason: 'x'.repeat(11_000) }))).status).toBe(413);
      expect(await ledger.alertLog(KEY)).toEqual([]);
      expect((await post(path, form, { ...FORM, origin: 'https://prices.example', 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    });

    it('refuses every other way to send something', async () => {
      const { ledger, web, tokenFor } = await started();
      for (const path of ['/', '/alerts', '/alerts/1', '/api/v1/alerts', '/act', '/act/x/y']) expect((await web.request(path, { method: 'POST', body: 'a=b', headers: FORM })).status).toBe(405);
      for (const method of ['PUT', 'DELETE', 'PATCH']) expect((await web.request(`/act/${await tokenFor('ack')}`, { method })).status).toBe(405);
      const reading = createWeb({ ledger, now: () => on(2), schedule: () => [], notices: () => [], version: '0' });
      expect((await reading.request(`/act/${await tokenFor('ack')}`, { method: 'POST', body: 'reason=x', headers: FORM })).status).toBe(405);
    });
  });
}
