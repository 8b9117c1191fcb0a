import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Adapter } from '../src/domain/source.ts';
import type * as Engine from '../src/ledger/sqlite/index.ts';
import type * as Check from '../src/monitor/check-source.ts';
import type * as Round from '../src/monitor/run-round.ts';
import { servedBy, testClock } from './support/fake-source.ts';

/** The package as it is built: an adapter of somebody else's stands on that, not on our sources. */
async function built() {
  const load = (path: string): Promise<unknown> => import(/* @vite-ignore */ pathToFileURL(resolve('dist', path)).href);
  return {
    ...await load('monitor/check-source.js') as Pick<typeof Check, 'checkSource'>,
    ...await load('ledger/sqlite/index.js') as Pick<typeof Engine, 'openSqliteLedger'>,
    ...await load('monitor/run-round.js') as Pick<typeof Round, 'registerSource'>,
  };
}

describe('CONTRIBUTING', () => {
  it('adds a source in eight lines that work as they stand', async () => {
    const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync('CONTRIBUTING.md', 'utf8')) ?? [];
    expect(code.trim().split('\n')).toHaveLength(8);
    const { checkSource, openSqliteLedger, registerSource } = await built();
    const folder = mkdtempSync(join(tmpdir(), 'driftledger-contributing-'));
    try {
      const file = join(folder, 'corner.mjs');
      writeFileSync(file, code.replace("'driftledger/adapter'", JSON.stringify(pathToFileURL(resolve('dist/sources/lib/adapter.js')).href)));
      const { corner } = await import(/* @vite-ignore */ pathToFileURL(file).href) as { corner: Adapter };
      const clock = testClock('2026-11-20T10:00:00.000Z');
      const ledger = openSqliteLedger({ file: join(folder, 'ledger.sqlite'), mode: 'write', isAlive: () => true });
      const source = { id: 'corner', url: 'http://corner.test/', adapter: corner, settings: null, publisher: corner.publisher, evidence_class: corner.evidence_class };
      await registerSource(ledger, source);
      const deps = { ledger, now: clock.now, planAlerts: () => ({ alerts: [] }), checkpoint: () => {} };
      await checkSource(source, { ...deps, capturer: servedBy(() => 'corner/picture costs $0.05 per image', clock.now) }, { cause: 'manual' });
      expect(await ledger.prices({ at: clock.now() })).toMatchObject([{ route: 'corner/picture', amount: '0.05', meter: 'image', said: 'corner/picture costs $0.05 per image' }]);
      clock.advance(30);
      const refused = await checkSource(source, { ...deps, capturer: servedBy(() => 'closed today', clock.now) }, { cause: 'manual' });
      expect(refused).toMatchObject({ snapshot: null, findings: [{ kind: 'source.shape_changed' }] });
      await ledger.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
