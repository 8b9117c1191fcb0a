import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../dist/domain/canonical.js';
import { openSqliteLedger } from '../../dist/ledger/sqlite/index.js';
import { checkSource } from '../../dist/monitor/check-source.js';
import { registerSource } from '../../dist/monitor/run-round.js';
import { flatkey } from '../../dist/sources/flatkey/index.js';
import { benchCatalog, body } from './catalog.ts';

/** One check of 100,000 rows in a process of its own; prints the peak of its resident memory in MB, less what making the catalog took. */
const bytes = body(benchCatalog(100_000), 1);
globalThis.gc?.();
const folder = mkdtempSync(join(tmpdir(), 'driftledger-peak-'));
const ledger = openSqliteLedger({ file: join(folder, 'ledger.sqlite'), mode: 'write', isAlive: () => true });
const source = { id: 'flatkey', url: 'http://127.0.0.1/api/pricing', adapter: flatkey, settings: flatkey.settings.parse({}), publisher: 'Flatkey', evidence_class: 'catalog' as const };
const now = (): string => '2026-01-01T00:00:00.000Z';
await registerSource(ledger, source);
let peak = 0;
const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss); }, 5);
const hash = sha256(bytes);
await checkSource(source, {
  ledger, now, planAlerts: () => ({ alerts: [] }), checkpoint: () => { peak = Math.max(peak, process.memoryUsage().rss); },
  capturer: {
    capture: async (request) => ({
      page: { purpose: request.purpose, url: request.url, status: 200, headers: {}, body: bytes, captured_at: now() }, notModified: false, finding: null, bodies: [{ sha256: hash, bytes }],
      attempts: [{ request, attempt: 1, started_at: now(), duration_ms: 1, status: 200, final_url: request.url, peer: null, headers: {}, bytes: bytes.length, sha256: hash, failure: null, identity: 'anonymous' }],
    }),
  },
}, { cause: 'manual' });
clearInterval(watch);
await ledger.close();
rmSync(folder, { recursive: true, force: true });
// The operating system's own peak counts what happened between two looks too.
process.stdout.write(`${Math.round(Math.max(peak, process.resourceUsage().maxRSS * 1024) / 1e6)}\n`);
