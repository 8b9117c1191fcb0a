import { describe, expect, it } from 'vitest';
import { type CheckCommit } from '../src/ledger/port.ts';
import { check, on, snapshotOf } from './support/alert-parts.ts';
import { engines } from './support/engines.ts';
import { freshLedger } from './support/open-ledger.ts';

for (const engine of engines) {
  describe(`coverage on ${engine.id}`, () => {
    const open = freshLedger(engine);
    const reads = (at: string, prices: Readonly<Record<string, string>>, rates: number, more: Partial<CheckCommit> = {}) => check(open().ledger, at, { snapshot: snapshotOf(at, { rates }, prices), ...more });
    const failed: Partial<CheckCommit> = { coverage: { reached: false, pages: 1, pages_failed: 1, rows: 0, unread: 0, unchanged: 0 } };
    const week = { since: on(2, '00:00'), until: on(9, '00:00') };
    const covered = async (query = week) => (await open().ledger.coverage(query))[0];

    it('counts checks, rows and what held throughout the span', async () => {
      await reads(on(1), { a: '1', b: '1', c: '1' }, 3);
      await reads(on(3), { a: '2' }, 3);
      await reads(on(4), { d: '1' }, 4, { coverage: { reached: true, pages: 2, pages_failed: 1, rows: 4, unread: 2, unchanged: 3 } });
      await reads(on(10), { b: '9' }, 4);
      expect(await covered()).toEqual({ source: 'tiny', checks: 2, reached: 2, failed_hours: 0, rows: 4, unchanged: 2, not_reached: 0, unread: 2, pages_not_reached: 1, last_reached_at: '2026-11-04T10:00:01.000Z' });
    });

    it('counts from the first reading where the source is younger than the span', async () => {
      await reads(on(3), { a: '1', b: '1' }, 2);
      await reads(on(4), { b: '2' }, 2);
      expect(await covered()).toMatchObject({ rows: 2, unchanged: 1 });
    });

    it('does not call verified what stands on a page that was carried over', async () => {
      const other = 'http://tiny.test/other';
      const first = snapshotOf(on(1), { rates: 2 }, { a: '1' });
      await check(open().ledger, on(1), { snapshot: { ...first, changed: [...first.changed, ...snapshotOf(on(1), {}, { b: '1' }, other).changed] } });
      await check(open().ledger, on(3), { snapshot: snapshotOf(on(3), { rates: 2, carried: [{ url: other, captured_at: on(1), reason: 'timed out' }] }) });
      expect(await covered()).toMatchObject({ rows: 2, unchanged: 1, not_reached: 1 });
    });

    it('counts every price as not reached where no check in the span reached the source', async () => {
      await reads(on(1), { a: '1', b: '1' }, 2);
      await check(open().ledger, on(3), failed);
      expect(await covered()).toMatchObject({ checks: 1, reached: 0, unchanged: 0, not_reached: 2 });
      await reads(on(4), { b: '2' }, 2);
      expect(await covered()).toMatchObject({ checks: 2, reached: 1, unchanged: 1, not_reached: 0 });
    });

    it('measures the time from a failed check to the next that reached the source', async () => {
      await reads(on(1), { a: '1' }, 1);
      await check(open().ledger, on(3), failed);
      await check(open().ledger, on(3, '11:00'), failed);
      await reads(on(3, '12:15'), {}, 1);
      await check(open().ledger, on(4), failed);
      await reads(on(4, '10:03'), {}, 1);
      expect(await covered()).toMatchObject({ checks: 5, reached: 2, failed_hours: 2.3 });
    });

    it('measures only what lies within the span, also of a failure that began before it and has not ended', async () => {
      await check(open().ledger, on(1), failed);
      expect(await covered()).toMatchObject({ checks: 0, reached: 0, failed_hours: 168, last_reached_at: null });
      await check(open().ledger, on(8, '18:00'), failed);
      expect(await covered({ since: on(8, '12:00'), until: on(9, '00:00') })).toMatchObject({ checks: 1, failed_hours: 12 });
    });

    it('lists a source that was never checked, and takes an import for no watch', async () => {
      const { ledger } = open();
      await ledger.putSource({ id: 'zero', adapter: 'tiny', publisher: 'Zero', evidence_class: 'catalog', url: 'http://zero.test' });
      const checkId = await ledger.beginCheck({ source: 'zero', started_at: on(3), cause: 'import', by: 'Ana' });
      await ledger.commitCheck({ checkId, source: 'zero', finished_at: on(3), findings: [], snapshot: snapshotOf(on(3)), alerts: [], coverage: { reached: true, pages: 1, pages_failed: 0, rows: 0, unread: 0, unchanged: 0 } });
      expect((await ledger.coverage(week)).map(({ source, checks, rows, failed_hours }) => ({ source, checks, rows, failed_hours }))).toEqual([
        { source: 'tiny', checks: 0, rows: 0, failed_hours: 0 }, { source: 'zero', checks: 0, rows: 0, failed_hours: 0 },
      ]);
    });
  });
}
