import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DriftRow, type Ledger } from '../src/ledger/port.ts';
import { openSqliteLedger } from '../src/ledger/sqlite/index.ts';
import { type SourceSetup } from '../src/monitor/source-setup.ts';
import { json } from '../src/sources/json/index.ts';
import { modelsDevStates } from '../src/sources/json/models-dev-states.test-support.ts';
import { checkServing, type Seen } from './support/replay.ts';

/** The whole path from bytes to alerts, fed with histories: a real catalog's year, and the irregular ones of any catalog. */

const FOLDER = resolve('../shared/captures/drift/models-dev');
const absent = !existsSync(FOLDER);
if (absent) process.stderr.write(`skipped: ${FOLDER} is not there; the year of a real catalog is replayed only where the captures are\n`);

interface Change { readonly date: string; readonly kind: string; readonly model: string; readonly old: string | null; readonly new: string | null }

const source: SourceSetup = { id: 'catalog', url: 'https://catalog.example/api.json', adapter: json, settings: json.settings.parse(modelsDevStates), publisher: 'Catalog', evidence_class: 'catalog' };

let folder: string;
let ledger: Ledger;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftledger-replay-'));
  ledger = openSqliteLedger({ file: join(folder, 'ledger.sqlite'), mode: 'write', isAlive: () => true });
});
afterEach(async () => {
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One check of the source at an instant at which it serves these bytes. */
function check(at: string, body: Uint8Array | string): Promise<Seen> {
  return checkServing(ledger, source, at, body);
}

describe.skipIf(absent)('a year of a real catalog, from bytes to alerts (needs ../shared/captures/drift/models-dev)', () => {
  it('records exactly the listed routes and price movements, is silent in the weeks without, and never takes a renamed field for a rise or fall', async () => {
    const changes = readFileSync(join(FOLDER, 'changes.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Change);
    const [found, truth]: [unknown[], unknown[]] = [[], []];
    const [first = '', ...rest] = readdirSync(join(FOLDER, 'states')).map((name) => name.replace('.json', '')).toSorted();
    const week = (date: string): Promise<Seen> => check(`${date}T06:00:00Z`, readFileSync(join(FOLDER, 'states', `${date}.json`)));
    expect(await week(first)).toEqual({ drift: [], alerts: [] });
    for (const date of rest) {
      const { drift, alerts } = await week(date);
      found.push({ date, routes: drift.flatMap(routesOf).toSorted(), prices: drift.flatMap(pricesOf).toSorted(), told: alerts.length > 0 });
      const listed = changes.filter((change) => change.date === date);
      const routes = listed.flatMap(({ kind, model }) => (kind === 'model_added' || kind === 'model_removed' ? [`${kind} ${model}`] : [])).toSorted();
      truth.push({ date, routes, prices: listed.flatMap(({ kind, model, old, new: now }) => (kind === 'price_changed' ? [`${model} ${old} → ${now}`] : [])).toSorted(), told: listed.some(({ kind }) => kind !== 'schema_renamed' && kind !== 'status_changed') || drift.length > 0 });
    }
    expect(found).toEqual(truth);
  }, 180_000);
});

function routesOf(event: DriftRow): readonly string[] {
  if (event.kind === 'route.renamed') return [`model_removed ${event.before}`, `model_added ${event.after}`];
  return event.kind === 'route.added' ? [`model_added ${event.route}`] : event.kind === 'route.removed' ? [`model_removed ${event.route}`] : [];
}

function pricesOf({ kind, route, before, after }: DriftRow): readonly string[] {
  return kind === 'rate.increased' || kind === 'rate.decreased' ? [`${route} ${before} → ${after}`] : [];
}

/** A catalog of so many routes at a price, in the form of the year's states. */
function catalog(count: number, price: string, more: { readonly spaces?: number; readonly reversed?: boolean } = {}): string {
  const rows = Array.from({ length: count }, (_, index) => [`maker/model-${index}`, { 'cost.input': index === 0 ? price : '1', 'cost.output': '4', status: 'active', name: `Model ${index}` }] as const);
  return JSON.stringify({ models: Object.fromEntries(more.reversed === true ? rows.toReversed() : rows) }, null, more.spaces);
}

describe('an irregular history', () => {
  it('is silent about other bytes with equal prices, several times a day and after a long gap', async () => {
    await check('2026-03-01T06:00:00Z', catalog(20, '2'));
    const same = [['2026-03-01T06:07:00Z', catalog(20, '2.00')], ['2026-03-01T09:00:00Z', catalog(20, '2', { reversed: true })], ['2026-03-01T23:59:59Z', catalog(20, '2.0', { spaces: 2 })], ['2026-05-20T01:00:00Z', catalog(20, '2')]] as const;
    for (const [at, body] of same) expect(await check(at, body)).toEqual({ drift: [], alerts: [] });
    expect(await ledger.integrity()).toEqual([]);
  });

  it('tells a price that goes there and back within minutes as one cause that opens and resolves', async () => {
    await check('2026-03-01T06:00:00Z', catalog(20, '2'));
    const there = await check('2026-03-01T06:03:00Z', catalog(20, '3'));
    const back = await check('2026-03-01T06:05:00Z', catalog(20, '2'));
    expect(there.drift).toMatchObject([{ kind: 'rate.increased', route: 'maker/model-0', before: '2', after: '3' }]);
    expect(back.drift).toMatchObject([{ kind: 'rate.decreased', before: '3', after: '2' }]);
    expect([...there.alerts, ...back.alerts]).toMatchObject([{ phase: 'opened', key: 'catalog route maker/model-0' }, { phase: 'resolved', key: 'catalog route maker/model-0' }]);
  });

  it('says nothing when nine rows in ten are gone for one capture, and tells it once, in one message, when a second confirms it', async () => {
    await check('2026-03-01T06:00:00Z', catalog(100, '2'));
    expect(await check('2026-03-01T07:00:00Z', catalog(10, '2'))).toEqual({ drift: [], alerts: [] });
    expect(await check('2026-03-01T08:00:00Z', catalog(100, '2'))).toEqual({ drift: [], alerts: [] });
    expect(await check('2026-03-01T09:00:00Z', catalog(10, '2'))).toEqual({ drift: [], alerts: [] });
    const { drift, alerts } = await check('2026-03-01T10:00:00Z', catalog(10, '2'));
    expect(drift.map(({ kind }) => kind)).toEqual(Array.from({ length: 90 }, () => 'route.removed'));
    expect(alerts).toMatchObject([{ phase: 'opened' }]);
    expect(await check('2026-03-01T11:00:00Z', catalog(10, '2'))).toEqual({ drift: [], alerts: [] });
  });
});
