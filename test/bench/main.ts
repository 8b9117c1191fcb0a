import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Database } from '../../dist/ledger/sqlite/driver.js';
import { sha256 } from '../../dist/domain/canonical.js';
import { openSqliteLedger } from '../../dist/ledger/sqlite/index.js';
import { type Ledger } from '../../dist/ledger/port.js';
import { type Capturer } from '../../dist/monitor/capture-pages.js';
import { checkSource } from '../../dist/monitor/check-source.js';
import { registerSource } from '../../dist/monitor/run-round.js';
import { type SourceSetup } from '../../dist/monitor/source-setup.js';
import { flatkey } from '../../dist/sources/flatkey/index.js';
import { benchCatalog, body, drifted } from './catalog.ts';

/**
 * `npm run bench`: what the product costs, each figure beside its floor or its limit, measured in one run.
 * Exits with 1 when a limit is passed.
 */
const say = (line: string): void => { process.stdout.write(`${line}\n`); };
const folder = mkdtempSync(join(tmpdir(), 'driftledger-bench-'));
let failed = false;

function limit(name: string, value: number, most: number, unit: string): void {
  const good = value <= most;
  failed ||= !good;
  say(`${good ? 'ok  ' : 'MISS'} ${name}: ${value.toFixed(value < 10 ? 2 : 0)} ${unit} (at most ${most})`);
}

/** Loopback settings for the real adapter; nothing is fetched. */
const source: SourceSetup = { id: 'flatkey', url: 'http://127.0.0.1/api/pricing', adapter: flatkey, settings: flatkey.settings.parse({}), publisher: 'Flatkey', evidence_class: 'catalog' };

interface Bench {
  readonly ledger: Ledger;
  check(bytes: Uint8Array): Promise<{ ms: number; rows: number; drift: number }>;
  now(): string;
  advance(ms: number): void;
}

async function openBench(file: string): Promise<Bench> {
  const ledger = openSqliteLedger({ file, mode: 'write', isAlive: () => true });
  await registerSource(ledger, source);
  let clock = Date.parse('2026-01-01T00:00:00.000Z');
  const now = (): string => new Date(clock).toISOString();
  return {
    ledger, now, advance: (ms) => { clock += ms; },
    async check(bytes) {
      clock += 1000;
      const capturer = served(bytes, now);
      const started = performance.now();
      const result = await checkSource(source, { ledger, capturer, now, planAlerts: () => ({ alerts: [] }), checkpoint: () => {} }, { cause: 'manual' });
      return { ms: performance.now() - started, rows: result.snapshot?.rows ?? 0, drift: result.drift.length };
    },
  };
}

function served(bytes: Uint8Array, now: () => string): Capturer {
  return {
    capture: async (request) => {
      const hash = sha256(bytes);
      const started_at = now();
      return {
        page: { purpose: request.purpose, url: request.url, status: 200, headers: { 'content-type': 'application/json' }, body: bytes, captured_at: started_at }, notModified: false, finding: null,
        bodies: [{ sha256: hash, bytes }],
        attempts: [{ request, attempt: 1, started_at, duration_ms: 1, status: 200, final_url: request.url, peer: '127.0.0.1', headers: {}, bytes: bytes.length, sha256: hash, failure: null, identity: 'anonymous' }],
      };
    },
  };
}

/** What a price row says of a rate, each in a column: the floor keeps what the ledger keeps. */
const COLUMNS = ['source', 'route', 'meter', 'unit', 'per', 'amount', 'currency', 'conditions', 'role', 'kind', 'status', 'url', 'captured_at', 'factors'] as const;

/** JSON.parse, gzip and sha256 of the same bytes, and one raw transaction that inserts every rate once, into a table without any index. */
async function floor(bytes: Uint8Array, bench: Bench, file: string): Promise<number> {
  const rows = await bench.ledger.prices({ at: bench.now() });
  const plain = rows.map((row) => COLUMNS.map((column) => (column === 'conditions' || column === 'factors' ? JSON.stringify(row[column]) : row[column])));
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(`CREATE TABLE rate (id INTEGER PRIMARY KEY, ${COLUMNS.map((column) => `${column} ${column === 'per' ? 'INTEGER' : 'TEXT'}`).join(', ')}) STRICT`);
  const insert = db.prepare(`INSERT INTO rate (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`);
  const started = performance.now();
  JSON.parse(new TextDecoder().decode(bytes));
  gzipSync(bytes);
  createHash('sha256').update(bytes).digest();
  db.transaction(() => { for (const row of plain) insert.run(...row); })();
  const ms = performance.now() - started;
  db.close();
  return ms;
}

/** What else a machine does only ever adds. */
const best = (values: readonly number[]): number => Math.min(...values);
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const percentile = (values: readonly number[], p: number): number => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * p))] ?? 0;

async function oneCheck(rows: number, runs: number, mostRatio: number): Promise<void> {
  const state = benchCatalog(rows);
  const first = body(state, 1);
  const [checks, floors, repeats] = [[] as number[], [] as number[], [] as number[]];
  let rates = 0;
  for (let run = 0; run < runs; run++) {
    const bench = await openBench(join(folder, `check-${rows}-${run}.sqlite`));
    const done = await bench.check(first);
    rates = done.rows;
    checks.push(done.ms);
    floors.push(await floor(first, bench, join(folder, `floor-${rows}-${run}.sqlite`)));
    repeats.push((await bench.check(body(state, run + 2))).ms);
    await bench.ledger.close();
  }
  say(`\n${rows} rows, ${rates} rates, ${(first.length / 1e6).toFixed(1)} MB, best of ${runs}: check ${best(checks).toFixed(0)} ms, nothing new ${best(repeats).toFixed(0)} ms, floor ${best(floors).toFixed(0)} ms`);
  limit('a first check against the floor', best(checks) / best(floors), mostRatio, 'times');
  limit('a check that found nothing new against the floor', best(repeats) / best(floors), mostRatio, 'times');
}

async function year(): Promise<void> {
  const file = join(folder, 'year.sqlite');
  const bench = await openBench(file);
  let state = benchCatalog(632);
  for (let day = 0; day < 365; day++) {
    if (day > 0) state = drifted(state, 0.01, day);
    await bench.check(body(state, day));
    bench.advance(86_399_000);
  }
  await bench.ledger.close();
  const db = new Database(file);
  const total = statSync(file).size;
  const raw = db.prepare<[], { n: number }>(`SELECT coalesce(sum(pgsize), 0) AS n FROM dbstat WHERE name IN ('body', 'sqlite_autoindex_body_1')`).get()?.n ?? 0;
  db.close();
  say(`\na year of daily snapshots of 632 rows with 1 % drift (${(total / 1e6).toFixed(1)} MB in all)`);
  limit('the ledger without raw bodies', (total - raw) / 1e6, 3, 'MB');
  queries(file);
  coldStart(file);
}

/** In a process of its own, as an engineer's is: after hundreds of checks V8 puts what a query makes where its long-lived objects are, and the pauses to collect it there are as long as a query. */
function queries(file: string): void {
  const child = spawnSync(process.execPath, ['--import', 'tsx', new URL('queries.ts', import.meta.url).pathname, file], { encoding: 'utf8' });
  const { whole, single } = JSON.parse(child.stdout) as Readonly<Record<'whole' | 'single', readonly number[]>>;
  say(`     as of a whole date: p50 ${percentile(whole, 0.5).toFixed(2)} ms`);
  limit('as of a whole date, p99', percentile(whole, 0.99), 10, 'ms');
  say(`     history of one route: p50 ${percentile(single, 0.5).toFixed(2)} ms`);
  limit('history of one route, p99', percentile(single, 0.99), 1, 'ms');
}

function coldStart(file: string): void {
  const time = (args: readonly string[]): number => median(Array.from({ length: 15 }, () => {
    const started = performance.now();
    spawnSync(process.execPath, [...args], { stdio: 'ignore' });
    return performance.now() - started;
  }));
  const bare = time(['-e', '0']);
  const query = time(['dist/main.js', 'prices', '--route', 'vendor1/model-1', '--db', file]);
  say(`\ncold start: node -e 0 ${bare.toFixed(0)} ms, driftledger prices --route ${query.toFixed(0)} ms`);
  limit('cold start of a query against node -e 0', query / bare, 4, 'times');
}

/** In a process of its own, so that nothing measured before counts. */
function peakMemory(): void {
  const child = spawnSync(process.execPath, ['--import', 'tsx', new URL('peak.ts', import.meta.url).pathname], { encoding: 'utf8' });
  const [peak = '0'] = child.stdout.trim().split('\n').slice(-1);
  say('');
  limit('memory at the peak of a 100,000-row check', Number(peak), 600, 'MB');
}

function idleMemory(): void {
  const child = spawnSync(process.execPath, [new URL('idle.mjs', import.meta.url).pathname, join(folder, 'idle')], { encoding: 'utf8', timeout: 60_000 });
  const [idle = '0'] = child.stdout.trim().split('\n').slice(-1);
  limit('memory of the idle worker', Number(idle), 150, 'MB');
}

try {
  say(`node ${process.version}, ${process.platform} ${process.arch}`);
  await year();
  await oneCheck(632, 9, 8);
  await oneCheck(10_000, 7, 3);
  await oneCheck(100_000, 4, 3);
  peakMemory();
  idleMemory();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
