import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../src/ledger/sqlite/driver.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AlertRecord, type Ledger } from '../src/ledger/port.ts';
import { checkSource, ClockBehind, type CheckDeps } from '../src/monitor/check-source.ts';
import { importCapture } from '../src/monitor/import-capture.ts';
import { registerSource } from '../src/monitor/run-round.ts';
import { engines, here, there } from './support/engines.ts';
import { servedBy, testClock, tinySource, type TinyCatalog } from './support/fake-source.ts';

for (const engine of engines) {
  describe(`the ledger on ${engine.id}`, () => {
    let folder: string;
    let ledger: Ledger;
    let alive: boolean;
    const source = tinySource();
    const clock = testClock('2026-11-20T10:00:00.000Z');
    let catalog: TinyCatalog | { fails: string };
    let plan: readonly AlertRecord[] = [];
    let deps: CheckDeps;

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'driftledger-'));
      alive = true;
      plan = [];
      ledger = engine.open({ file: join(folder, 'ledger.sqlite'), isAlive: () => alive });
      deps = { ledger, capturer: servedBy(() => catalog, clock.now), now: clock.now, planAlerts: () => ({ alerts: plan }), checkpoint: () => {} };
      await registerSource(ledger, source);
    });
    afterEach(async () => {
      await ledger.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function check(next: typeof catalog) {
      catalog = next;
      clock.advance(30);
      return checkSource(source, deps, { cause: 'manual' });
    }
    const amounts = async (at: string) => Object.fromEntries((await ledger.prices({ at })).map((row) => [row.route, row.amount]));

    it('makes the first snapshot the baseline, without drift', async () => {
      const { snapshot, drift } = await check({ a: { price: '1.50' }, b: { price: '2' } });
      expect(snapshot).toMatchObject({ source: 'tiny', rows: 2, routes: 2, previous: null });
      expect(drift).toEqual([]);
    });

    it('keeps every price under its date, and what did not move costs no version', async () => {
      await check({ a: { price: '1.50' }, b: { price: '2' } });
      const first = clock.now();
      const { drift } = await check({ a: { price: '1.80' }, b: { price: '2' } });
      expect(drift).toMatchObject([{ kind: 'rate.increased', route: 'a', before: '1.50', after: '1.80', change_percent: '20' }]);
      expect(await amounts(first)).toEqual({ a: '1.50', b: '2' });
      expect(await amounts(clock.now())).toEqual({ a: '1.80', b: '2' });
      expect((await ledger.history('b')).filter((row) => row.what === 'rate')).toHaveLength(1);
      expect((await ledger.history('a')).filter((row) => row.what === 'rate')).toMatchObject([{ amount: '1.50' }, { amount: '1.80', until: null }]);
    });

    it('chains snapshots: each holds the hash of its rows and of its predecessor', async () => {
      const one = await check({ a: { price: '1' } });
      const same = await check({ a: { price: '1' } });
      const other = await check({ a: { price: '2' } });
      expect(same.snapshot?.sha256).toBe(one.snapshot?.sha256);
      expect(same.snapshot?.previous).toBe(one.snapshot?.chain);
      expect(other.snapshot?.sha256).not.toBe(one.snapshot?.sha256);
      expect(other.snapshot?.previous).toBe(same.snapshot?.chain);
    });

    it('makes no snapshot of a source that cannot be read, and keeps the attempt', async () => {
      await check({ a: { price: '1' } });
      const { snapshot, findings } = await check({ fails: 'connection refused' });
      expect(snapshot).toBeNull();
      expect(findings).toMatchObject([{ kind: 'source.unreachable', message: 'connection refused' }]);
      expect((await ledger.captures({ source: 'tiny' })).map((row) => row.failure)).toEqual([null, 'connection refused']);
      expect(await ledger.sources()).toMatchObject([{ failures_in_a_row: 1, last_failure: { kind: 'source.unreachable' } }]);
      expect((await check({ a: { price: '1' } })).findings).toMatchObject([{ kind: 'source.recovered' }]);
    });

    it('holds a mass removal until a second capture confirms it', async () => {
      const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`r${n}`, { price: '1' }]));
      const few = Object.fromEntries(Object.entries(many).slice(0, 10));
      await check(many);
      const held = await check(few);
      expect(held).toMatchObject({ snapshot: null, drift: [], findings: [{ kind: 'source.shrunk' }] });
      expect(Object.keys(await amounts(clock.now()))).toHaveLength(30);
      const confirmed = await check(few);
      expect(confirmed.drift.filter((event) => event.kind === 'route.removed')).toHaveLength(20);
      expect(Object.keys(await amounts(clock.now()))).toHaveLength(10);
    });

    it('says nothing when what had disappeared comes back', async () => {
      const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`r${n}`, { price: '1' }]));
      await check(many);
      await check(Object.fromEntries(Object.entries(many).slice(0, 10)));
      expect((await check(many)).drift).toEqual([]);
    });

    it('knows what a route said before it went, and tells what moved meanwhile when it comes back', async () => {
      await check({ a: { price: '1' }, b: { price: '1' } });
      await check({ a: { price: '2' }, b: { price: '1' } });
      expect(await ledger.lastContent('tiny', clock.now(), ['a', 'z'])).toEqual([]);
      await check({ b: { price: '1' } });
      expect((await ledger.lastContent('tiny', clock.now(), ['a', 'z'])).map(({ route, rates }) => [route, rates.map(({ amount }) => amount)])).toEqual([['a', ['2']]]);
      const { drift } = await check({ a: { price: '3' }, b: { price: '1' } });
      expect(drift.map(({ kind, route, before, after }) => [kind, route, before, after])).toEqual([['rate.increased', 'a', '2', '3'], ['route.added', 'a', null, 'a']]);
      await check({ b: { price: '1' } });
      expect((await check({ a: { price: '3' }, b: { price: '1' } })).drift.map(({ kind, reason }) => [kind, reason])).toEqual([['route.added', 'The source lists a route again that was gone, at $3 per request.']]);
    });

    it('refuses to date a check before the last snapshot', async () => {
      await check({ a: { price: '1' } });
      clock.advance(-90);
      await expect(check({ a: { price: '2' } })).rejects.toBeInstanceOf(ClockBehind);
      clock.advance(120);
      expect(await amounts(clock.now())).toEqual({ a: '1' });
    });

    it('takes an import between two snapshots: intervals follow observed time, untrue events are superseded', async () => {
      await check({ a: { price: '1' }, b: { price: '5' } });
      const before = clock.now();
      clock.advance(600);
      await check({ a: { price: '3' }, b: { price: '5' } });
      const after = clock.now();
      const between = new Date(Date.parse(before) + 3_600_000).toISOString();
      const imported = await importCapture(source, deps, { body: new TextEncoder().encode(JSON.stringify({ a: { price: '2' }, b: { price: '5' } })), url: source.url, captured_at: between, by: 'Ana' });
      expect(imported.drift).toMatchObject([{ kind: 'rate.increased', before: '1', after: '2' }]);
      expect(await amounts(before)).toEqual({ a: '1', b: '5' });
      expect(await amounts(between)).toEqual({ a: '2', b: '5' });
      expect(await amounts(after)).toEqual({ a: '3', b: '5' });
      const events = (await ledger.drift({})).map(({ before: was, after: is, superseded }) => ({ was, is, superseded }));
      expect(events).toContainEqual({ was: '1', is: '3', superseded: true });
      expect(events).toContainEqual({ was: '2', is: '3', superseded: false });
      expect((await ledger.snapshots({ source: 'tiny' })).map((row) => row.captured_at)).toEqual([after, between, before]);
    });

    it('finishes a check that was cut off with the pages it had captured', async () => {
      const id = await ledger.beginCheck({ source: 'tiny', started_at: '2026-11-25T10:00:00.000Z', cause: 'schedule', by: null });
      expect(await ledger.interruptedChecks()).toMatchObject([{ id, source: 'tiny', captures: [] }]);
    });

    it('hands a delivery to one sender at a time, and a dead sender loses its claim at once', async () => {
      plan = [{ key: 'k', source: 'tiny', phase: 'opened', severity: 'warning', headline: 'a rose', events: [], earlier: [], content: '{}', state: null, silenced_by: [],
        deliveries: [{ channel: 'mail', recipient: 'a@example.com', message_id: '<1@x>', due_at: '2026-11-20T00:00:00.000Z', mode: 'immediately' }] }];
      await check({ a: { price: '1' } });
      const claimed = await ledger.claimDelivery(clock.now(), here, 60_000);
      expect(claimed).toMatchObject({ recipient: 'a@example.com', message_id: '<1@x>', attempts: 0, alert: { headline: 'a rose', revision: 1 } });
      expect(await ledger.claimDelivery(clock.now(), there, 60_000)).toBeNull();
      alive = false;
      expect(await ledger.claimDelivery(clock.now(), there, 60_000)).toMatchObject({ id: claimed?.id });
      await ledger.settleDelivery(claimed?.id ?? 0, { at: clock.now(), outcome: 'retry', words: '450 later', due_at: '2026-11-29T00:00:00.000Z' });
      expect(await ledger.claimDelivery(clock.now(), here, 60_000)).toBeNull();
      await ledger.claimDelivery('2026-11-29T00:00:00.000Z', here, 60_000);
      await ledger.settleDelivery(claimed?.id ?? 0, { at: '2026-11-29T00:00:01.000Z', outcome: 'dead', words: '550 no such user' });
      expect(await ledger.deliveries({ state: 'dead' })).toMatchObject([{ attempts: 2, log: [{ outcome: 'retry', words: '450 later' }, { outcome: 'dead', words: '550 no such user' }] }]);
      expect(await ledger.retryDeliveries('all', clock.now())).toBe(1);
      expect(await ledger.deliveries({ state: 'due' })).toHaveLength(1);
    });

    it('gives a lease to one holder, and takes it from a dead one', async () => {
      expect(await ledger.acquireLease('worker', here, clock.now(), 60_000)).toBeNull();
      expect(await ledger.acquireLease('worker', there, clock.now(), 60_000)).toEqual(here);
      alive = false;
      expect(await ledger.acquireLease('worker', there, clock.now(), 60_000)).toBeNull();
    });

    it('seals a day: same bytes for the same content, read-only, readable by any SQLite tool, a revision after an import', async () => {
      await check({ a: { price: '1.50', status: 'unknown_failure' } });
      const date = clock.now().slice(0, 10);
      const one = await ledger.sealDay(date, folder);
      const bytes = readFileSync(one?.file ?? '');
      expect(statSync(one?.file ?? '').mode & 0o222).toBe(0);
      expect(await ledger.sealDay(date, folder)).toEqual(one);
      const sealed = new Database(one?.file ?? '', { readonly: true });
      expect(sealed.prepare('SELECT date, route, amount, status FROM snapshot_rows').all()).toEqual([{ date, route: 'a', amount: '1.50', status: 'unknown_failure' }]);
      sealed.close();
      for (let look = 0; look < 2; look += 1) expect(await ledger.unsealedDays('2027-01-01T00:00:00.000Z')).not.toContain(date);
      const early = `${date}T00:30:00.000Z`;
      await importCapture(source, deps, { body: new TextEncoder().encode(JSON.stringify({ a: { price: '1' } })), url: source.url, captured_at: early, by: null });
      expect(await ledger.unsealedDays('2027-01-01T00:00:00.000Z')).toContain(date);
      const two = await ledger.sealDay(date, folder);
      expect(two).toMatchObject({ revision: 2, file: join(folder, `${date}.r2.sqlite`) });
      expect(readFileSync(one?.file ?? '').equals(bytes)).toBe(true);
    });
  });
}
