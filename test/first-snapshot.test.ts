import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildFirstSnapshot } from '../scripts/first-snapshot.ts';
import { Database } from '../src/ledger/sqlite/driver.ts';
import { openSealedDay } from '../src/ledger/sqlite/sealed-day.ts';

const SHIPPED = join(process.cwd(), 'snapshots/2026-06-24.sqlite');
const folder = mkdtempSync(join(tmpdir(), 'driftledger-first-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

describe('the dated snapshot that ships with the project', () => {
  it('is what its script builds: the same bytes under the same SQLite, else the same content', async () => {
    const { file } = await buildFirstSnapshot(folder);
    const [built, shipped] = [contentOf(file), contentOf(SHIPPED)];
    expect(built.content).toEqual(shipped.content);
    expect(built.sqlite !== shipped.sqlite || readFileSync(file).equals(readFileSync(SHIPPED))).toBe(true);
  });

  it('holds every figure with its unit, conditions, source and evidence class, and nothing where nothing was printed', async () => {
    const day = openSealedDay(SHIPPED);
    const rows = await day.prices({ at: '2026-06-24T23:59:59.999Z', route: '*seedance*' });
    day.close();
    expect(rows.map((row) => `${row.source} ${row.evidence_class} ${row.route.replace('bytedance/seedance-2.0/', '')} ${row.amount ?? 'null'}/${row.per} ${row.meter} ${String(row.conditions.resolution ?? '')}`.trim())).toEqual([
      'fal record fast/image-to-video 0.2419/1 video_second', 'fal record fast/image-to-video 0.0112/1000 video_token',
      'fal record fast/text-to-video 0.2419/1 video_second', 'fal record fast/text-to-video 0.0112/1000 video_token',
      'fal record text-to-video 0.3034/1 video_second 720p', 'fal record text-to-video 0.682/1 video_second 1080p', 'fal record text-to-video 0.014/1000 video_token', 'fal record text-to-video 0.008/1000 video_token 4k',
      'flatkey catalog seedance-2.0 (rows of that day, ids not recorded) null/1 unit', 'flatkey-home discovery seedance-2.0 0.063/1 video_second',
    ]);
    expect(rows.find(({ source }) => source === 'flatkey')).toMatchObject({ status: 'unknown_failure', conditions: { group: 'Seedance2.0 Official' } });
  });

  it('says what is missing, and how far the standard route is apart from its own formula at 720p and at 1080p', () => {
    const db = new Database(SHIPPED, { readonly: true });
    try {
      expect(db.prepare(`SELECT message FROM finding WHERE source = 'byteplus'`).pluck().get()).toContain('attach a console quote');
      expect(db.prepare(`SELECT message FROM finding WHERE source = 'flatkey'`).pluck().get()).toMatch(/632 rows over 23 providers.*\/v1\/video\/generations/);
      expect(db.prepare('SELECT kind, route, round(change_percent, 2) AS percent FROM drift_events').all()).toEqual([0.33, 0.24].map((percent) => ({ kind: 'disagreement.opened', route: 'bytedance/seedance-2.0/text-to-video', percent })));
      expect(db.prepare(`SELECT json_extract(limits, '$.duration_s.max') FROM route_statuses WHERE route = 'bytedance/seedance-2.0/fast/text-to-video'`).pluck().get()).toBe(15);
    } finally {
      db.close();
    }
  });

  it('answers for the history of a route', async () => {
    const day = openSealedDay(SHIPPED);
    const rows = await day.history('bytedance/seedance-2.0/text-to-video');
    day.close();
    expect(rows.map(({ what, from }) => `${what} ${from}`)).toEqual([...Array.from({ length: 4 }, () => 'rate 2026-06-24T00:00:00.000Z'), 'status 2026-06-24T00:00:00.000Z']);
  });
});

/** Every table, but for the version of SQLite that wrote the file. */
function contentOf(file: string): { readonly sqlite: unknown; readonly content: unknown } {
  const db = new Database(file, { readonly: true });
  try {
    const tables = db.prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).all();
    const content = tables.map(({ name }) => [name, db.prepare(`SELECT * FROM ${name}${name === 'about' ? ` WHERE key <> 'sqlite'` : ''}`).all()]);
    return { sqlite: db.prepare(`SELECT value FROM about WHERE key = 'sqlite'`).pluck().get(), content };
  } finally {
    db.close();
  }
}
