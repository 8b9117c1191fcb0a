import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Big from 'big.js';
import { describe, expect, it } from 'vitest';
import { product, withinTolerance } from '../../domain/decimal.ts';
import { type Reading } from '../../domain/reading.ts';
import { filePage, hashOf, pageOf, refusalFrom, shuffled, wrongProducts } from '../lib/new-api/page.test-support.ts';
import { newApi } from '../new-api/index.ts';
import { flatkey } from './index.ts';

/** Real and constructed payloads of the family, with their truth. They are not part of this project. */
const CAPTURES = resolve('../shared/captures/flatkey');
const present = existsSync(CAPTURES);
if (!present) process.stderr.write(`skipped: ${CAPTURES} is not there, so gateway payloads with known truth are not read\n`);

interface Truth {
  readonly route: string;
  readonly group: string;
  readonly meter: string;
  readonly per: number;
  readonly amount: string;
}

const CATALOGS = [
  'constructed-pricing-a.json', 'constructed-pricing-b-same-content.json', 'constructed-pricing-c-probed-again.json', 'constructed-pricing-d-true-drift.json',
  'constructed-pricing-f-availability-lookup-failed.json', 'newapi-variant-2026-08-28.pricing.json', 'rezecyan-2026-09-02.pricing.json', 'basellm-2026-06-24.ratio_config.json',
];
const PRICED = [
  ['constructed-pricing-a.json', 'constructed-pricing-a.prices.jsonl'], ['constructed-pricing-b-same-content.json', 'constructed-pricing-a.prices.jsonl'],
  ['newapi-variant-2026-08-28.pricing.json', 'newapi-variant-2026-08-28.prices.jsonl'], ['rezecyan-2026-09-02.pricing.json', 'rezecyan-2026-09-02.prices.jsonl'],
] as const;

describe.skipIf(!present)('captured gateway payloads (need ../shared/captures/flatkey)', () => {
  it.each(CATALOGS)('%s has the rows of the manifest, exact products, and no order', (file) => {
    const manifest = lines<{ readonly file: string; readonly rows: number }>('manifest.jsonl');
    const reading = read(file);
    expect(reading.facts.rows).toBe(manifest.find((entry) => entry.file === file)?.rows);
    expect(reading.routes.length).toBeGreaterThanOrEqual(reading.facts.rows);
    expect(wrongProducts(reading)).toEqual([]);
    const again = flatkey.read(pageOf(JSON.stringify(shuffled(JSON.parse(readFileSync(join(CAPTURES, file), 'utf8')), 7))));
    expect(hashOf(again)).toBe(hashOf(reading));
  });

  it.each(PRICED)('%s has every price of %s, and no other price for its token meters', (file, truthFile) => {
    const reading = read(file);
    const truth = lines<Truth>(truthFile);
    const known = new Map(truth.map((price) => [JSON.stringify([price.route, price.group, price.meter]), price]));
    const meters = new Set(truth.map(({ meter }) => meter));
    const found = plainRates(reading).filter(({ route, meter }) => meters.has(meter) && truth.some((price) => price.route === route));
    expect(found.filter(({ route, group, meter, per, amount }) => {
      const price = known.get(JSON.stringify([route, group, meter]));
      return price === undefined || price.per !== per || !sameAsTruth(price.amount, amount);
    })).toEqual([]);
    const covered = new Set(found.map(({ route, group, meter }) => JSON.stringify([route, group, meter])));
    expect([...known.keys()].filter((key) => !covered.has(key))).toEqual([]);
  });

  it('reads a shuffled copy, and the same content probed again, as the same rows', () => {
    const hashes = CATALOGS.slice(0, 3).map((file) => hashOf(read(file)));
    expect(new Set(hashes).size).toBe(1);
    expect(hashOf(read('constructed-pricing-d-true-drift.json'))).not.toBe(hashes[0]);
  });

  it('refuses what is no catalog, each in its own words', () => {
    const refusals = ['constructed-pricing-e-null-data.json', 'constructed-error-200-success-false.json', 'constructed-error-403-module-disabled.json', 'flatkey-production-models-2026-08-21-default.json']
      .map((file) => refusalFrom(() => read(file)));
    expect(refusals.map(({ kind }) => kind)).toEqual(['source.unreadable', 'source.unreadable', 'source.refused', 'source.shape_changed']);
    expect(new Set(refusals.map(({ found }) => found)).size).toBe(4);
  });

  it('reads base tiers of expressions that agree with the prices their publisher prints', () => {
    const file = 'rezecyan-2026-09-02.pricing.json';
    const rows = (JSON.parse(readFileSync(join(CAPTURES, file), 'utf8')) as { readonly data: readonly { readonly model_name: string; readonly billing_expr?: string; readonly _author_cny_per_1m_base_tier: Readonly<Record<string, number>> }[] }).data;
    const meters: Readonly<Record<string, string>> = { input: 'input_token', output: 'output_token', cache_read: 'cached_input_token', cache_creation: 'cache_write_token' };
    const tiered = rows.filter(({ billing_expr: expression }) => expression !== undefined);
    const far = tiered.flatMap(({ model_name: model, _author_cny_per_1m_base_tier: printed }) => Object.entries(printed).flatMap(([component, cny]) => {
      const candidates = read(file).routes.find(({ route }) => route === model)?.rates.filter(({ meter, conditions }) =>
        meter === meters[component] && conditions.group === 'default' && conditions.service !== 'off_peak' && (conditions.prompt_tokens === undefined || String(conditions.prompt_tokens).startsWith('[0,'))) ?? [];
      // The publisher rounds to what a person pays; the ratio is that divided by 7.
      const close = candidates.some(({ amount }) => amount !== null && withinTolerance(product(amount, '7'), String(cny), '0.00000001'));
      return close && candidates.length === 1 ? [] : [`${model} ${component}: ${cny} CNY, read ${candidates.map(({ amount }) => amount).join(' / ')} USD`];
    }));
    expect(far).toEqual([]);
    expect(tiered.length).toBeGreaterThan(10);
  });

  it('is read alike by the adapter for any gateway of the family', () => {
    for (const file of CATALOGS) {
      const other = newApi.read(filePage(join(CAPTURES, file)), { id: 'x', url: 'https://x.example/' }, newApi.settings.parse({}));
      expect(hashOf(other)).toBe(hashOf(read(file)));
    }
  });
});

/** The truth was calculated with 28 significant digits: longer products are rounded there, and exact here. */
function sameAsTruth(truth: string, amount: string): boolean {
  return new Big(amount).prec(28, Big.roundHalfEven).eq(truth);
}

function read(file: string): Reading {
  return flatkey.read(filePage(join(CAPTURES, file)));
}

function lines<Line>(file: string): readonly Line[] {
  return readFileSync(join(CAPTURES, file), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Line);
}

/** Priced rates whose only identity beside the meter is their group: the token-ratio rows that the truth is about. */
function plainRates(reading: Reading): readonly { readonly route: string; readonly group: string; readonly meter: string; readonly per: number; readonly amount: string }[] {
  return reading.routes.flatMap(({ route, rates }) => rates.flatMap(({ meter, per, amount, conditions }) =>
    amount === null || conditions.option !== undefined ? [] : [{ route, group: String(conditions.group), meter, per, amount }]));
}

