import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Big from 'big.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { shuffled } from '../src/sources/lib/new-api/page.test-support.ts';
import { startAnswering, type AnsweringServer } from './support/answers.ts';
import { commandLine, type CommandLine } from './support/command-line.ts';

/** Real and constructed payloads of the gateway family, served over HTTP to the real `check`. They are not part of this project. */
const CAPTURES = resolve('../shared/captures/flatkey');
const present = existsSync(CAPTURES);
if (!present) process.stderr.write(`skipped: ${CAPTURES} is not there, so no real gateway payload goes through "check"\n`);

interface Outcome {
  readonly snapshots: readonly { readonly rows: number; readonly routes: number; readonly unread: number; readonly sha256: string; readonly captured_at: string }[];
  readonly findings: readonly { readonly kind: string; readonly message: string }[];
  readonly drift: readonly Event[];
}
interface Event {
  readonly kind: string; readonly route: string | null; readonly meter: string | null; readonly conditions: Readonly<Record<string, string>>;
  readonly before: string | null; readonly after: string | null; readonly before_raw: string | null; readonly after_raw: string | null; readonly rows: number; readonly explained_by: string | null;
}
interface Price { readonly route: string; readonly meter: string; readonly per: number; readonly amount: string | null; readonly conditions: Readonly<Record<string, string>>; readonly factors?: readonly { readonly name: string; readonly value: string }[] }
interface Truth { readonly route: string; readonly group: string; readonly meter: string; readonly per: number; readonly amount: string }
interface Change { readonly model?: string; readonly group?: string; readonly field: string | null; readonly kind?: string; readonly old?: unknown; readonly new?: unknown }

const FIRST = 'constructed-pricing-a.json';
const AGAIN = 'constructed-pricing-b-same-content.json';
const PROBED = 'constructed-pricing-c-probed-again.json';
const MOVED = 'constructed-pricing-d-true-drift.json';
const NO_STATUS = 'constructed-pricing-f-availability-lookup-failed.json';
const NEWAPI = 'newapi-variant-2026-08-28.pricing.json';
const TIERED = 'rezecyan-2026-09-02.pricing.json';
const RATIOS = 'basellm-2026-06-24.ratio_config.json';
const CATALOGS = [FIRST, AGAIN, PROBED, MOVED, NO_STATUS, NEWAPI, TIERED, RATIOS];

describe.skipIf(!present)('gateway payloads over HTTP (need ../shared/captures/flatkey)', () => {
  let server: AnsweringServer;
  let line: CommandLine;

  beforeAll(async () => { server = await startAnswering(); });
  afterAll(async () => { await server.close(); });
  beforeEach(() => {
    line = commandLine();
    line.configure({ network: { allowPrivate: true }, sources: [{ id: 'flatkey', adapter: 'flatkey', url: `${server.url}/api/pricing`, cron: '*/30 * * * *' }] });
  });
  afterEach(() => { line.remove(); });

  async function check(body: string | Uint8Array, code = 0): Promise<Outcome> {
    server.say({ body });
    line.advance(30);
    return line.json<Outcome>(['check'], code);
  }

  it.each(CATALOGS)('%s: the rows of the manifest, twice again in other orders without a word', async (file) => {
    const first = await check(bytesOf(file));
    const rows = lines<{ readonly file: string; readonly rows: number }>('manifest.jsonl').find((entry) => entry.file === file)?.rows;
    const { listed, named } = namesIn(file);
    expect(listed.size).toBe(rows);
    expect(first.snapshots).toMatchObject([{ routes: named.size }]);
    for (const seed of [11, 12]) {
      const again = await check(JSON.stringify(shuffled(JSON.parse(bytesOf(file).toString('utf8')), seed)));
      expect(again.drift).toEqual([]);
      expect(again.snapshots[0]).toMatchObject({ sha256: first.snapshots[0]?.sha256, rows: first.snapshots[0]?.rows, unread: first.snapshots[0]?.unread });
    }
    expect(await line.json(['drift'])).toEqual([]);
    expect(server.asked.at(-1)?.headers).not.toHaveProperty('if-none-match');
  });

  it.each([[FIRST, 'constructed-pricing-a.prices.jsonl'], [NEWAPI, 'newapi-variant-2026-08-28.prices.jsonl'], [TIERED, 'rezecyan-2026-09-02.prices.jsonl']] as const)(
    '%s: every price of %s comes back out of the ledger, and no other price beside them', async (file, truthFile) => {
      await check(bytesOf(file));
      const truth = lines<Truth>(truthFile);
      const [routes, meters] = [new Set(truth.map(({ route }) => route)), new Set(truth.map(({ meter }) => meter))];
      const stored = (await line.json<readonly Price[]>(['prices', '--source', 'flatkey'])).filter((price) => price.amount !== null && price.conditions['option'] === undefined);
      const key = (route: string, group: string | undefined, meter: string, per: number, amount: string): string => `${route} | ${group} | ${meter} | ${per} | ${new Big(amount).prec(28, Big.roundHalfEven).toFixed()}`;
      expect(stored.filter(({ route, meter }) => routes.has(route) && meters.has(meter)).map(({ route, conditions, meter, per, amount }) => key(route, conditions['group'], meter, per, amount ?? '')).toSorted())
        .toEqual(truth.map(({ route, group, meter, per, amount }) => key(route, group, meter, per, amount)).toSorted());
    });

  it.each([FIRST, TIERED])('%s: a row with the ratio that stands for "no price set" has no price by it', async (file) => {
    await check(bytesOf(file));
    const { data } = JSON.parse(bytesOf(file).toString('utf8')) as { readonly data: readonly { readonly model_name: string; readonly model_ratio: number }[] };
    const unset = new Set(data.filter(({ model_ratio: ratio }) => ratio === 37.5).map(({ model_name: name }) => name));
    const stored = (await line.json<readonly Price[]>(['prices'])).filter(({ route, amount, factors }) => unset.has(route) && amount !== null && factors?.some(({ name }) => name === 'model_ratio') === true);
    expect({ unset: unset.size > 0, stored }).toEqual({ unset: true, stored: [] });
  });

  it('prices the ratio dump at two dollars a million tokens and ratio, times the completion and cache ratio', async () => {
    await check(bytesOf(RATIOS));
    const { data } = JSON.parse(bytesOf(RATIOS).toString('utf8')) as { readonly data: Maps };
    const stored = await line.json<readonly Price[]>(['prices']);
    const priced = stored.filter(({ meter, amount }) => amount !== null && ['input_token', 'output_token', 'cached_input_token', 'request'].includes(meter));
    const wrong = priced.filter(({ route, meter, per, amount }) => {
      const ratio = meter === 'output_token' ? (data.completion_ratio[route] ?? 1) : meter === 'cached_input_token' ? data.cache_ratio[route] : 1;
      const should = meter === 'request' ? new Big(data.model_price[route] ?? -1) : new Big(2).times(data.model_ratio[route] ?? -1).times(ratio ?? -1);
      return per !== (meter === 'request' ? 1 : 1_000_000) || !should.eq(amount ?? -1);
    });
    expect(wrong).toEqual([]);
    expect(new Set(priced.map(({ route }) => route)).size).toBeGreaterThan(2_000);
  });

  it('says nothing from a to b (another order) and to c (probed again)', async () => {
    const [a, b, c] = [await check(bytesOf(FIRST)), await check(bytesOf(AGAIN)), await check(bytesOf(PROBED))];
    expect([a, b, c].map(({ drift, findings }) => ({ drift, findings }))).toEqual([a, b, c].map(() => ({ drift: [], findings: a.findings })));
    expect(new Set([a, b, c].map(({ snapshots }) => snapshots[0]?.sha256)).size).toBe(1);
  });

  it('says from c to d exactly what its truth file implies', async () => {
    await check(bytesOf(PROBED));
    const old = await line.json<readonly Price[]>(['prices']);
    const { drift, findings } = await check(bytesOf(MOVED));
    expect(findings).toEqual([]);
    const told = drift.filter(({ kind }) => !kind.startsWith('rate.') && kind !== 'factor.changed').map(({ kind, route, before_raw, after_raw }) => [kind, route, ...(kind === 'route.status_changed' ? [before_raw, after_raw] : [])]);
    const changes = lines<Change>('constructed-pricing-c_to_d.changes.jsonl');
    expect(told.toSorted(byText)).toEqual(changes.flatMap((change): readonly (readonly unknown[])[] => {
      if (change.kind !== undefined) return [[`route.${change.kind}`, change.model]];
      if (change.field === 'availability_status') return [['route.status_changed', change.model, change.old, change.new]];
      return change.field === 'supported_endpoint_types' ? [['route.endpoints_changed', change.model]] : [];
    }).toSorted(byText));

    const group = changes.find((change) => change.group !== undefined);
    const lost = new Set(changes.flatMap((change) => (change.kind === 'removed' ? [change.model] : [])));
    // Each stored rate carries its factors: a ratio that moved moves exactly the rates that were made with it.
    const moves = old.filter(({ route, amount }) => amount !== null && !new Big(amount).eq(0) && !lost.has(route)).map((price) => {
      const own = changes.filter(({ model, field }) => model === price.route && price.factors?.some(({ name }) => name === field) === true);
      const shared = group !== undefined && price.conditions['group'] === group.group ? [group] : [];
      const factor = [...own, ...shared].reduce((product, change) => product.times(String(change.new)).div(String(change.old)), new Big(1));
      return { price, own: own.length > 0, shared: shared.length > 0, after: new Big(price.amount ?? '0').times(factor) };
    });
    const single = drift.filter(({ kind }) => kind.startsWith('rate.'));
    const words = (kind: string, route: string | null, meter: string | null, name: string | undefined, before: string | null, after: Big): string => `${kind} ${route} ${meter} ${name}: ${before} → ${after.round(15).toFixed()}`;
    expect(single.map((event) => words(event.kind, event.route, event.meter, event.conditions['group'], event.before, new Big(event.after ?? '0'))).toSorted())
      .toEqual(moves.filter(({ own }) => own).map(({ price, after }) => words(after.gt(price.amount ?? '0') ? 'rate.increased' : 'rate.decreased', price.route, price.meter, price.conditions['group'], price.amount, after)).toSorted());
    expect(drift.filter(({ kind }) => kind === 'factor.changed').map(({ route, conditions, before, after, rows }) => ({ route, conditions, before, after, rows })))
      .toEqual([{ route: null, conditions: { group: group?.group }, before: String(group?.old), after: String(group?.new), rows: moves.filter(({ own, shared }) => shared && !own).length }]);

    const kept = (await line.json<readonly Event[]>(['drift'])).map(({ kind, route, meter, before, after }) => [kind, route, meter, before, after]);
    expect(kept.toSorted(byText)).toEqual(drift.map(({ kind, route, meter, before, after }) => [kind, route, meter, before, after]).toSorted(byText));
  });

  it('keeps the statuses when all are gone at once, and says source.status_lost and nothing else', async () => {
    const a = await check(bytesOf(FIRST));
    const statuses = async (): Promise<readonly unknown[]> => (await line.json<readonly { readonly route: string; readonly status: string }[]>(['prices'])).map(({ route, status }) => [route, status]);
    const before = await statuses();
    const { drift, findings, snapshots } = await check(bytesOf(NO_STATUS));
    expect(drift).toEqual([]);
    expect(findings.map(({ kind }) => kind)).toEqual(['source.status_lost']);
    expect(snapshots[0]?.sha256).toBe(a.snapshots[0]?.sha256);
    expect(await statuses()).toEqual(before);
    expect((await check(bytesOf(FIRST))).drift).toEqual([]);
  });

  it.each([
    ['constructed-pricing-e-null-data.json', 200, 'source.unreadable', 'expected the pricing payload of Flatkey as JSON; found "data": null, which the gateway answers when its database failed it'],
    ['constructed-error-200-success-false.json', 200, 'source.unreadable', 'expected the pricing payload of Flatkey as JSON; found an error of the gateway, success: false with the message'],
    ['constructed-error-403-module-disabled.json', 403, 'source.refused', 'expected the page; found a refusal (HTTP 403)'],
    ['flatkey-production-models-2026-08-21-default.json', 200, 'source.shape_changed', 'expected the pricing payload of Flatkey as JSON; found a list of 91 model names without prices'],
  ] as const)('%s is its own finding, and the last good prices stay', async (file, status, kind, words) => {
    await check(bytesOf(FIRST));
    const good = await line.json(['prices']);
    server.say({ status, body: bytesOf(file) });
    line.advance(30);
    const { findings, snapshots, drift } = await line.json<Outcome>(['check'], 3);
    expect({ snapshots, drift, kinds: findings.map((finding) => finding.kind) }).toEqual({ snapshots: [], drift: [], kinds: [kind] });
    expect(findings[0]?.message).toContain(words);
    expect(await line.json(['prices'])).toEqual(good);
  });
});

function bytesOf(file: string): Buffer {
  return readFileSync(join(CAPTURES, file));
}

type Rows = readonly { readonly model_name: string }[];
type Maps = Readonly<Record<'model_ratio' | 'model_price' | 'completion_ratio' | 'cache_ratio', Readonly<Record<string, number>>>>;

/** What a payload names, by our own look at it. A ratio dump lists models by their ratio, and names those with a price beside. */
function namesIn(file: string): { readonly listed: ReadonlySet<string>; readonly named: ReadonlySet<string> } {
  const { data } = JSON.parse(bytesOf(file).toString('utf8')) as { readonly data: Rows | Maps };
  if ('model_ratio' in data) return { listed: new Set(Object.keys(data.model_ratio)), named: new Set(Object.values(data).flatMap((map) => Object.keys(map))) };
  const names = new Set(data.map(({ model_name: name }) => name));
  return { listed: names, named: names };
}

function lines<Line>(file: string): readonly Line[] {
  return readFileSync(join(CAPTURES, file), 'utf8').split('\n').filter((text) => text !== '').map((text) => JSON.parse(text) as Line);
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
