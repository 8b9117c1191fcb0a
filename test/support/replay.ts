import { planWith } from '../../src/cli/alert-settings.ts';
import { parseConfig } from '../../src/config/index.ts';
import { sha256 } from '../../src/domain/canonical.ts';
import { type AlertRow, type DriftRow, type Ledger } from '../../src/ledger/port.ts';
import { type Capturer } from '../../src/monitor/capture-pages.ts';
import { checkSource } from '../../src/monitor/check-source.ts';
import { registerSource } from '../../src/monitor/run-round.ts';
import { type SourceSetup } from '../../src/monitor/source-setup.ts';
import { ADAPTERS } from '../../src/sources/index.ts';

/** What one check recorded and told. */
export interface Seen {
  readonly drift: readonly DriftRow[];
  readonly alerts: readonly AlertRow[];
}

const config = parseConfig(JSON.stringify({ sources: [], alerts: { rules: [{ name: 'all', to: ['ana@example.com'] }] } }), 'schedules.json', ADAPTERS);

/** One check of a source at an instant at which it serves these bytes: the whole path from bytes to alerts. */
export async function checkServing(ledger: Ledger, source: SourceSetup, at: string, body: Uint8Array | string): Promise<Seen> {
  const before = (await ledger.alerts({ limit: 1 }))[0]?.id ?? 0;
  const now = new Date(at).toISOString();
  await registerSource(ledger, source);
  const { drift } = await checkSource(source, { ledger, capturer: serving(body, now), now: () => now, planAlerts: planWith(config), checkpoint: () => {} }, { cause: 'schedule' });
  return { drift, alerts: (await ledger.alerts({ limit: 100 })).filter(({ id }) => id > before) };
}

function serving(body: Uint8Array | string, at: string): Capturer {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const hash = sha256(bytes);
  return {
    capture: async (request) => ({
      page: { purpose: request.purpose, url: request.url, status: 200, headers: {}, body: bytes, captured_at: at }, notModified: false, finding: null, bodies: [{ sha256: hash, bytes }],
      attempts: [{ request, attempt: 1, started_at: at, duration_ms: 1, status: 200, final_url: request.url, peer: '127.0.0.1', headers: {}, bytes: bytes.length, sha256: hash, failure: null, identity: 'anonymous' }],
    }),
  };
}
