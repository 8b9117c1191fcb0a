import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bestCpuMs } from '../lib/cpu-time.test-support.ts';
import { page } from './fal.test-support.ts';
import { fal } from './index.ts';
import { readUnitPrice } from './structured.ts';

const SHARED = join(process.cwd(), '../shared/captures');
const there = existsSync(join(SHARED, 'fal'));
if (!there) process.stderr.write(`the captures are not at ${SHARED}: what reads them is skipped\n`);

const file = (name: string) => readFileSync(join(SHARED, name));

describe.skipIf(!there)('real captures of fal (skipped where the shared captures are absent)', () => {
  it('agree with the labelled truth: 97 % precision, 92 % recall, 88 % of texts exact, no poison', () => {
    const { routes, unread } = fal.read(page(file('fal/models-dev.json')));
    const folder = mkdtempSync(join(tmpdir(), 'fal-'));
    try {
      writeFileSync(join(folder, 'out.json'), JSON.stringify({ routes, unread }));
      const score = JSON.parse(execFileSync(process.execPath, [join(SHARED, 'score.mjs'), join(SHARED, 'fal/labels-dev.jsonl'), join(folder, 'out.json')], { encoding: 'utf8' })) as Record<string, number>;
      process.stderr.write(`fal labels: ${JSON.stringify(score)}\n`);
      expect(score['precision_pct']).toBeGreaterThanOrEqual(97);
      expect(score['recall_pct']).toBeGreaterThanOrEqual(92);
      expect(score['exact_pct']).toBeGreaterThanOrEqual(88);
      expect(score['poison']).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('are read whole within 1.5 s of CPU, with at most a tenth of the price texts unread', () => {
    const { facts, routes } = fal.read(page(file('fal/models-2026-08-05.json')));
    const elapsed = bestCpuMs(() => { fal.read(page(file('fal/models-2026-08-05.json'))); }, 1500, 3);
    const [texts, silent] = [Number(facts['price_texts']), Number(facts['price_texts_unread'])];
    process.stderr.write(`fal listing: ${facts.rows} items in ${Math.round(elapsed)} ms of CPU, ${silent} of ${texts} price texts unread\n`);
    expect(elapsed).toBeLessThan(1500);
    expect(routes).toHaveLength(facts.rows);
    expect(silent / texts).toBeLessThanOrEqual(0.1);
  });

  it('name the route by the page, not by its alias', () => {
    expect(fal.read(page(file('fal/docs/page_seedance-2-fast-i2v_alias_playground.txt'))).routes).toMatchObject([{ route: 'bytedance/seedance-2.0/fast/image-to-video', rates: [{ amount: '0.2419' }, { amount: '0.0112' }] }]);
  });

  it('give limits from the parameters and no rate where an llms.txt has no Pricing section', () => {
    expect(fal.read(page(file('fal/docs/seedance-2.0_text-to-video.llms.txt'))).routes).toMatchObject([{ limits: { duration_s: { min: 4, max: 15 }, resolutions: ['1080p', '480p', '720p'] } }]);
    const { routes, notes } = fal.read(page(file('fal/docs/nov2025_llms_no_pricing_sora-2.md')));
    expect(routes.every(({ rates }) => rates.length === 0)).toBe(true);
    expect(notes).toHaveLength(routes.length);
  });

  it('read nine structured prices in ten, and give the reason for the others', () => {
    const rows = file('fal/structured-prices.jsonl').toString('utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    const read = rows.map((row) => readUnitPrice(String(row['endpoint_id']), { price: String(row['price']), unit: String(row['billing_unit']), currency: 'USD' }));
    expect(read.filter(({ rates }) => rates.length === 1).length / read.length).toBeGreaterThan(0.9);
    expect(read.every(({ rates, unread }) => rates.length + unread.length === 1)).toBe(true);
  });

  it('of other providers are refused', () => {
    for (const name of ['byteplus/modelark-2026-07.html', 'byteplus/modelark-2026-07.md', 'byteplus/stub.md', 'byteplus/shell-without-data.html', 'flatkey/constructed-pricing-a.json', 'drift/models-dev/states/2026-05-04.json']) {
      expect(() => fal.read(page(file(name)))).toThrow(/expected/);
    }
  });
});
