import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Big from 'big.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decimalFromText, equalDecimals, product, withinTolerance } from '../src/domain/decimal.ts';
import { type DriftEvent } from '../src/domain/drift.ts';
import { rateKey } from '../src/domain/rate.ts';
import { type RouteReading } from '../src/domain/reading.ts';
import { applyEvents, differences, flat } from '../src/domain/compare/apply.test-support.ts';
import { compareSnapshots } from '../src/domain/compare/index.ts';
import { type Ledger, type PriceRow } from '../src/ledger/port.ts';
import { openSqliteLedger } from '../src/ledger/sqlite/index.ts';
import { checkSource } from '../src/monitor/check-source.ts';
import { registerSource } from '../src/monitor/run-round.ts';
import { type SourceSetup } from '../src/monitor/source-setup.ts';
import { flatkey } from '../src/sources/flatkey/index.ts';
import { servedBy, testClock } from './support/fake-source.ts';

/**
 * For random gateway payloads A and B, read by the real reader and committed to a real ledger by the real check: the
 * events that the ledger recorded, applied to what it holds of A, give what it holds of B; the order of a payload never
 * matters; and every stored amount is the exact product of the texts of its factors, or its own text.
 */

/** Numbers as the gateway's JSON prints them; float noise of one value, and the placeholder, among them. */
const ratio = fc.oneof(fc.constantFrom('0', '1', '1.5', '1.50', '0.857142855', '0.85714285714', '0.30000000000000004', '0.3', '1e-07', '5E-8', '2.5e3', '37.5'), fc.stringMatching(/^(0|[1-9][0-9]{0,3})(\.[0-9]{1,17})?$/));
const GROUPS = ['Economy', 'Standard', 'Seedance2.0 Official', 'plg'];
const NAMES = ['seedance-2.0', 'seedance-2.0-fast', 'prose-4', 'prose-4-mini', 'vendor/prose-5', 'paint-1', '__proto__', 'constructor', 'a"b<c>'];
const STATUS = ['available', 'temporary_failure', 'official_unsupported', 'unknown_failure'];

interface Row {
  readonly name: string;
  /** JSON members as they are printed, without the name. */
  readonly members: readonly string[];
}
interface Payload {
  readonly rows: readonly Row[];
  readonly groups: readonly string[];
  readonly overrides: readonly string[];
  readonly seconds: readonly string[];
}

const optional = (key: string): fc.Arbitrary<readonly string[]> => fc.option(ratio, { freq: 2 }).map((value) => (value === null ? [] : [`"${key}":${value}`]));
const set = (key: string, words: readonly string[], minLength = 0): fc.Arbitrary<readonly string[]> => fc.shuffledSubarray([...words], { minLength }).map((chosen) => [`"${key}":${JSON.stringify(chosen)}`]);

const priced: fc.Arbitrary<readonly string[]> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(ratio, optional('completion_ratio'), optional('cache_ratio'), optional('create_cache_ratio'), optional('image_ratio')).map(([model, ...more]) => ['"quota_type":0', `"model_ratio":${model}`, ...more.flat()]) },
  { weight: 2, arbitrary: ratio.map((price) => ['"quota_type":1', `"model_price":${price}`]) },
  { weight: 1, arbitrary: fc.tuple(ratio, ratio, fc.constantFrom('32000', '128000')).map(([input, output, bound]) => ['"quota_type":0', '"model_ratio":37.5', '"billing_mode":"tiered_expr"', `"billing_expr":"len <= ${bound} ? tier(\\"short\\", p * ${plain(input)} + c * ${plain(output)}) : tier(\\"long\\", p * ${plain(output)} + c * 8)"`]) },
  { weight: 1, arbitrary: fc.constantFrom(['"quota_type":0', '"model_ratio":"2"'], ['"quota_type":7'], ['"quota_type":0', '"model_ratio":-1'], ['"quota_type":1', '"model_price":null']) },
);

const rowOf = (name: string): fc.Arbitrary<Row> => fc.tuple(priced, set('enable_groups', GROUPS), set('supported_endpoint_types', ['openai', 'anthropic', 'image-generation']), fc.option(fc.constantFrom(...STATUS)), fc.nat(100_000)).map(([price, groups, endpoints, status, at]) => ({
  name, members: [...price, ...groups, ...endpoints, ...(status === null ? [] : [`"availability_status":"${status}"`, `"availability_checked_at":${1_782_000_000 + at}`])],
}));

/** One row that is always there with a status: what happens when all go at once is another rule and another test. */
const ANCHOR: Row = { name: 'anchor', members: ['"quota_type":0', '"model_ratio":1', '"enable_groups":["Standard"]', '"availability_status":"available"'] };

const payload: fc.Arbitrary<Payload> = fc.record({
  rows: fc.subarray(NAMES).chain((names) => fc.tuple(...names.map(rowOf))).map((rows) => [...rows, ANCHOR]),
  groups: fc.tuple(...GROUPS.map((group) => fc.option(ratio, { freq: 5 }).map((value) => (value === null ? [] : [`${JSON.stringify(group)}:${value}`])))).map((all) => all.flat()),
  overrides: fc.option(fc.tuple(fc.constantFrom('plg', 'Economy'), fc.constantFrom('prose-4', 'prose-*', 'vendor/*'), ratio), { freq: 2 }).map((one) => (one === null ? [] : [`${JSON.stringify(one[0])}:{${JSON.stringify(one[1])}:${one[2]}}`])),
  seconds: fc.option(fc.tuple(ratio, fc.boolean()), { freq: 2 }).map((one) => (one === null ? [] : [`"seedance-2.0":{"billing_kind":"per_second","prices":{"second":{"configured":"${plain(one[0])}","plg":"${plain(one[0])}"${one[1] ? ',"from":true' : ''}}}}`])),
});

/** B as A with some rows and the groups of another, or another payload altogether: both happen. */
const pair = fc.tuple(payload, payload, fc.constantFrom('rows', 'groups', 'all')).map(([a, b, moves]): readonly [Payload, Payload] => {
  if (moves === 'all') return [a, b];
  if (moves === 'groups') return [a, { ...a, groups: b.groups, overrides: b.overrides }];
  return [a, { ...a, rows: a.rows.map((row, index) => (index % 2 === 0 ? b.rows.find(({ name }) => name === row.name) ?? row : row)) }];
});

describe('for random gateway payloads A and B in a real ledger', () => {
  const folder = mkdtempSync(join(tmpdir(), 'driftledger-property-'));
  const clock = testClock('2026-01-01T00:00:00.000Z');
  let ledger: Ledger;
  let sources = 0;

  beforeAll(() => { ledger = openSqliteLedger({ file: join(folder, 'ledger.sqlite'), mode: 'write', isAlive: () => true }); });
  afterAll(async () => {
    await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A source of its own for each run, in one ledger that fills up. */
  async function fresh() {
    const source: SourceSetup = { id: `gateway-${sources += 1}`, url: 'https://gateway.example/api/pricing', adapter: flatkey, settings: {}, publisher: 'Flatkey', evidence_class: 'catalog' };
    await registerSource(ledger, source);
    return {
      check: (text: string) => {
        clock.advance(30);
        return checkSource(source, { ledger, capturer: servedBy(() => text, clock.now), now: clock.now, planAlerts: () => ({ alerts: [] }), checkpoint: () => {} }, { cause: 'manual' });
      },
      content: () => ledger.contentAt(source.id, clock.now()),
      prices: () => ledger.prices({ at: clock.now(), source: source.id }),
    };
  }

  it('what was recorded from A to B, applied to what is stored of A, gives what is stored of B', async () => {
    await fc.assert(fc.asyncProperty(pair, async ([a, b]) => {
      const { check, content } = await fresh();
      await check(printed(a));
      const before = await content();
      const { snapshot, drift } = await check(printed(b));
      const after = await content();
      const recorded = await ledger.drift({ snapshot: snapshot?.id ?? 0, folded: true });
      expect(differences(applyEvents(before, recorded, after), after)).toEqual([]);
      // What `diff` works out between the two dates says the same as what was recorded when it happened.
      const worked = compareSnapshots({ routes: before }, { routes: after }, { source: 'gateway' }).events;
      expect(worked.map(said)).toEqual(drift.map(said));
      expect(differences(applyEvents(before, flat(worked), after), after)).toEqual([]);
    }), { numRuns: 150 });
  });

  it('what is stored is what was read, but for prices that moved by float noise alone', async () => {
    await fc.assert(fc.asyncProperty(pair, async ([a, b]) => {
      const { check, content } = await fresh();
      await check(printed(a));
      expect(valuesOf(await content())).toEqual(valuesOf(routesOf(a)));
      await check(printed(b));
      const [stored, read] = [valuesOf(await content()), valuesOf(routesOf(b))];
      expect([...stored.keys()]).toEqual([...read.keys()]);
      expect([...read].filter(([key, amount]) => !sameAmount(stored.get(key) ?? null, amount))).toEqual([]);
    }), { numRuns: 100 });
  });

  it('the order of rows, groups and members never matters', async () => {
    await fc.assert(fc.asyncProperty(pair, fc.nat(), async ([a, b], seed) => {
      const [one, other] = [await fresh(), await fresh()];
      await one.check(printed(a));
      await other.check(printed(a, seed));
      const [first, second] = [await one.check(printed(b)), await other.check(printed(b, seed + 1))];
      expect(second.snapshot?.sha256).toBe(first.snapshot?.sha256);
      expect(second.drift.map(said)).toEqual(first.drift.map(said));
      const again = await one.check(printed(b, seed + 2));
      expect({ drift: again.drift, sha256: again.snapshot?.sha256 }).toEqual({ drift: [], sha256: first.snapshot?.sha256 });
    }), { numRuns: 75 });
  });

  it('a ratio that hops in its last digits says nothing; half a percent is told for each price that the ratio made', async () => {
    const one = (ratioText: string): Payload => ({ rows: [{ name: 'prose-4', members: ['"quota_type":0', `"model_ratio":${ratioText}`, '"completion_ratio":4', '"enable_groups":["Standard"]'] }, ANCHOR], groups: ['"Standard":0.7'], overrides: [], seconds: [] });
    // 37.5 is the gateway's stand-in for "no price set".
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 99_999 }).filter((cents) => cents !== 3750), async (cents) => {
      const { check } = await fresh();
      const before = product(String(cents), '0.01');
      await check(printed(one(before)));
      expect((await check(printed(one(product(before, '1.0000001'))))).drift).toEqual([]);
      const { drift } = await check(printed(one(product(before, '1.005'))));
      expect(drift.map(({ kind, route, meter }) => [kind, route, meter])).toEqual(['input_token', 'output_token'].map((meter) => ['rate.increased', 'prose-4', meter]));
    }), { numRuns: 50 });
  });

  it('every stored amount is the exact product of the texts of its factors, or its own text', async () => {
    await fc.assert(fc.asyncProperty(pair, async ([a, b]) => {
      const { check, prices } = await fresh();
      for (const one of [a, b]) {
        await check(printed(one));
        expect((await prices()).filter((price) => !isExact(price))).toEqual([]);
      }
    }), { numRuns: 100 });
  });
});

function isExact({ amount, factors, kind, said: words }: PriceRow): boolean {
  if (amount === null) return kind === 'placeholder' && factors === null;
  // The gateway's stand-in for "no price set" is never a price.
  if (factors?.some(({ name, value }) => name === 'model_ratio' && equalDecimals(value, '37.5')) === true) return false;
  return factors === null ? words?.includes(amount) === true : factors.reduce((whole, { value }) => whole.times(value), new Big(1)).eq(amount);
}

function said({ kind, route, meter, conditions, before, after, rows, change_percent: change }: Omit<DriftEvent, 'folded'>): unknown {
  return { kind, route, meter, conditions, before, after, rows, change };
}

/** The body as a gateway sends it; with a seed, rows, groups and members stand in another order. */
function printed({ rows, groups, overrides, seconds }: Payload, seed = 0): string {
  const mix = (items: readonly string[]): string => (seed === 0 ? items : items.map((item, index) => ({ item, key: ((index + 1) * 7919 * (seed + 13)) % 10_007 })).toSorted((a, b) => a.key - b.key).map(({ item }) => item)).join(',');
  const data = mix(rows.map(({ name, members }) => `{${mix([`"model_name":${JSON.stringify(name)}`, ...members])}}`));
  return `{${mix(['"success":true', `"data":[${data}]`, `"group_ratio":{${mix(groups)}}`, `"usable_group":{${mix(GROUPS.map((group) => `${JSON.stringify(group)}:""`))}}`, `"group_model_ratio":{${mix(overrides)}}`, `"display_pricing":{${mix(seconds)}}`])}}`;
}

function routesOf(catalog: Payload): readonly RouteReading[] {
  return flatkey.read({ purpose: '', url: 'https://gateway.example/api/pricing', status: 200, headers: {}, body: new TextEncoder().encode(printed(catalog)), captured_at: '2026-01-01T00:00:00.000Z' }).routes;
}

/** Every price by its whole name. */
function valuesOf(routes: readonly RouteReading[]): ReadonlyMap<string, string | null> {
  return new Map(routes.flatMap(({ route, rates }) => rates.map((rate) => [`${route} ${rateKey(rate)} per ${rate.per} ${rate.kind}`, rate.amount] as const)).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function sameAmount(stored: string | null, read: string | null): boolean {
  return stored === read || (stored !== null && read !== null && withinTolerance(stored, read, '0.000001'));
}

/** Expressions and printed prices have no exponents. */
function plain(text: string): string {
  return decimalFromText(text) ?? text;
}
