import { XMLParser, XMLValidator } from 'fast-xml-parser';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { rate, type Rate } from '../src/domain/rate.ts';
import { routeReading } from '../src/domain/reading.ts';
import { createWeb } from '../src/web/index.ts';
import { check, on, rise, snapshotOf } from './support/alert-parts.ts';
import { engines } from './support/engines.ts';
import { freshLedger } from './support/open-ledger.ts';

const HOSTILE = 'a/]]> <b>&amp; "x" \u0000\u202e';

for (const engine of engines) {
  describe(`feeds on ${engine.id}`, () => {
    const open = freshLedger(engine);

    function web(now = on(5), publicUrl?: string) {
      const { ledger } = open();
      return createWeb({ ledger, now: () => now, schedule: () => [], notices: () => [], version: '0', ...(publicUrl === undefined ? {} : { publicUrl }) });
    }

    async function drifted() {
      const { ledger } = open();
      await check(ledger, on(1), { snapshot: snapshotOf(on(1), {}, { a: '1', b: '1' }) });
      await check(ledger, on(2), { snapshot: snapshotOf(on(2), { drift: [rise('a', '1', '2'), { ...rise(HOSTILE, '1', '3'), severity: 'critical' }] }, { a: '2', b: '3' }) });
    }

    it('gives Atom that parses, with ids that never change and times from the data', async () => {
      await drifted();
      const answer = await web().request('/feed.atom');
      expect(answer.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
      const text = await answer.text();
      expect(XMLValidator.validate(text)).toBe(true);
      expect(text).not.toMatch(/[^\P{C}\n]/u);
      const { feed } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(text) as { feed: { id: string; updated: string; link: { rel: string; href: string }[]; entry: { id: string; updated: string; title: { '#text': string; type: string }; link: { href: string } }[] } };
      expect(feed).toMatchObject({ id: expect.stringMatching(/^urn:uuid:/) as string, updated: on(2), link: [{ rel: 'alternate', href: 'http://localhost/drift' }, { rel: 'self', href: 'http://localhost/feed.atom' }] });
      expect(feed.entry.map(({ updated }) => updated)).toEqual([on(2), on(2)]);
      expect(feed.entry[0]?.title).toMatchObject({ type: 'html', '#text': expect.stringContaining('&lt;b&gt;') as string });
      const moved = await (await web(on(20), 'https://prices.example').request('/feed.atom')).text();
      expect([...moved.matchAll(/urn:uuid:[\w-]+/g)].map(String)).toEqual([...text.matchAll(/urn:uuid:[\w-]+/g)].map(String));
      expect(moved).toContain('https://prices.example/routes/a');
      expect(new Set(feed.entry.map(({ id }) => id)).size).toBe(2);
    });

    it('gives JSON Feed 1.1 with the event beside its words', async () => {
      await drifted();
      const answer = await web().request('/feed.json?route=a');
      expect(answer.headers.get('content-type')).toBe('application/feed+json; charset=utf-8');
      expect(await answer.json()).toMatchObject({
        version: 'https://jsonfeed.org/version/1.1', title: 'driftledger: drift, route a', feed_url: 'http://localhost/feed.json?route=a',
        items: [{ id: expect.stringMatching(/^urn:uuid:/) as string, url: 'http://localhost/routes/a', date_published: on(2), tags: ['tiny', 'rate.increased', 'warning'], _driftledger: { route: 'a', before: '1', after: '2' } }],
      });
    });

    it.each([['?source=tiny', 2], ['?source=other', 0], ['?severity=critical', 1], ['?route=a*', 2], ['?severity=warning&source=tiny', 1]])('filters by %s', async (query, count) => {
      await drifted();
      const { items } = await (await web().request(`/feed.json${query}`)).json() as { items: unknown[] };
      expect(items).toHaveLength(count);
      expect(XMLValidator.validate(await (await web().request(`/feed.atom${query}`)).text())).toBe(true);
    });

    it('answers 304 while nothing moved, and 400 to a question nobody can read', async () => {
      await drifted();
      for (const path of ['/feed.atom', '/feed.json', '/calendar.ics']) {
        const first = await web().request(path);
        expect(first.headers.get('cache-control')).toBe('max-age=300');
        const tag = first.headers.get('etag') ?? '';
        // A later clock makes no other feed.
        expect((await web(on(6)).request(path, { headers: { 'if-none-match': tag } })).status).toBe(304);
        expect((await web().request(`${path}?colour=red`)).status).toBe(400);
      }
      expect((await web().request('/feed.atom?severity=loud')).status).toBe(400);
      await check(open().ledger, on(6), { snapshot: snapshotOf(on(6), { drift: [rise('a', '2', '4')] }, { a: '4' }) });
      const { headers } = await web().request('/feed.atom');
      expect(headers.get('last-modified')).toBe('Fri, 06 Nov 2026 10:00:00 GMT');
    });

    it('is a feed before anything moved, too', async () => {
      const text = await (await web().request('/feed.atom')).text();
      expect(XMLValidator.validate(text)).toBe(true);
      expect(text).toContain('<updated>1970-01-01T00:00:00.000Z</updated>');
    });
  });

  describe(`the calendar on ${engine.id}`, () => {
    const open = freshLedger(engine);

    async function sees(day: number, route: string, ...rates: readonly Rate[]) {
      const changed = [{ route: { ...routeReading(route, { rates }), url: 'http://tiny.test/catalog', captured_at: on(day) }, hash: Buffer.from(`${route} ${day}`.padEnd(32)).toString('hex') }];
      await check(open().ledger, on(day), { snapshot: { ...snapshotOf(on(day)), changed, routes: 1, rates: rates.length } });
    }

    async function events(now: string) {
      const { ledger } = open();
      const answer = await createWeb({ ledger, now: () => now, schedule: () => [], notices: () => [], version: '0' }).request('/calendar.ics');
      expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
      const calendar = new ICAL.Component(ICAL.parse(await answer.text()) as [string, unknown[], unknown[]]);
      return calendar.getAllSubcomponents('vevent').map((one) => {
        const event = new ICAL.Event(one);
        return { uid: event.uid, summary: event.summary, description: event.description, start: event.startDate.toString(), sequence: event.sequence };
      });
    }

    it('has the days that promotions end, announced prices begin and silences end; a moved day is the same event', async () => {
      const promoted = (until: string) => rate({ meter: 'request', amount: '2', promotion: { percent_off: '50', effective_amount: '1', from: null, until, audience: null } });
      await sees(1, 'x/promo; with, "marks"', promoted('2026-11-20'));
      await sees(2, 'later', rate({ meter: 'image', amount: '1', kind: 'promotion', conditions: { valid_until: '2026-11-25' } }), rate({ meter: 'image', amount: '2', role: 'future', conditions: { valid_until: '2026-11-25' } }));
      await open().ledger.addSilence({ match: { route: 'a' }, reason: 'migration\nBEGIN:VEVENT', by: 'ana@example.com', at: on(2), until: on(9) });
      const before = await events(on(3));
      expect(before.map(({ start, summary }) => `${start} ${summary}`).toSorted()).toEqual([
        '2026-11-09T10:00:00Z A silence ends: migration?BEGIN:VEVENT', '2026-11-20 Promotion ends: x/promo; with, "marks" (tiny)', '2026-11-25 New price: later (tiny)', '2026-11-25 Promotion ends: later (tiny)',
      ]);
      const about = (words: string) => before.find(({ summary }) => summary.includes(words));
      expect(about('promo;')).toMatchObject({ sequence: 0, description: expect.stringContaining('tiny says: $2.00 per request, $1.00 in the promotion') as string });
      expect(about('Promotion ends: later')?.description).toContain('then: later $2.00 per image');
      await sees(4, 'x/promo; with, "marks"', promoted('2026-11-22'));
      const after = (await events(on(5))).find(({ summary }) => summary.includes('promo'));
      expect(after).toMatchObject({ uid: about('promo;')?.uid, start: '2026-11-22', sequence: 1 });
      expect((await events(on(10))).some(({ summary }) => summary.includes('silence'))).toBe(false);
    });

    it('guesses no date', async () => {
      await sees(1, 'loose', rate({ meter: 'request', amount: '1', kind: 'promotion', conditions: { valid_until: 'end of November' } }), rate({ meter: 'image', amount: '1', kind: 'promotion', conditions: { valid_until: '2026-11-31' } }));
      expect(await events(on(3))).toEqual([]);
    });
  });
}
