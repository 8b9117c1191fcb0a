import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rate } from '../src/domain/rate.ts';
import { routeReading } from '../src/domain/reading.ts';
import { type Adapter } from '../src/domain/source.ts';
import { isHolderAlive } from '../src/ledger/holder.ts';
import { openSqliteLedger } from '../src/ledger/sqlite/index.ts';
import { runRound } from '../src/monitor/run-round.ts';
import { type SourceSetup } from '../src/monitor/source-setup.ts';
import { servedBy, testClock, tiny } from './support/fake-source.ts';

/** The tiny catalog, its prices asked for a million output tokens. */
const tokens: Adapter = {
  ...tiny,
  read: (page, source, settings) => {
    const reading = tiny.read(page, source, null);
    return { ...reading, routes: reading.routes.map((route) => routeReading(route.route, { rates: route.rates.map(({ amount }) => rate({ meter: 'output_token', per: 1_000_000, amount })) })), facts: { ...reading.facts, settings: String(settings) } };
  },
};

it('a reseller that leaves the price of the provider of record is told once, whoever moved, and told again when it is back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'driftledger-across-'));
  const ledger = openSqliteLedger({ file: join(folder, 'ledger.sqlite'), mode: 'write', isAlive: isHolderAlive });
  try {
    const clock = testClock('2026-11-01T00:00:00Z');
    const comparisons = [{ name: 'model', routes: { shop: 'shop/model', maker: 'model-1' } }];
    const setup = (id: string): SourceSetup => ({ id, url: `http://${id}.test/`, adapter: tokens, settings: null, publisher: id, evidence_class: 'record', comparisons });
    const served = { shop: '7', maker: '7' };
    const round = async (shop: string, maker: string) => {
      Object.assign(served, { shop, maker });
      clock.advance(30);
      const kinds: string[] = [];
      for (const source of [setup('shop'), setup('maker')]) {
        const capturer = servedBy(() => (source.id === 'shop' ? { 'shop/model': { price: served.shop } } : { 'model-1': { price: served.maker } }), clock.now);
        const [result] = await runRound([source], { ledger, capturer, now: clock.now, planAlerts: () => ({ alerts: [] }), checkpoint: () => {} }, { cause: 'manual' });
        if (result?.error !== undefined) throw result.error;
        kinds.push(...(result?.drift ?? []).filter(({ kind }) => kind.startsWith('disagreement')).map(({ kind, source: by, after, before }) => `${by} ${kind} ${after ?? before ?? ''}`));
      }
      return kinds;
    };
    expect(await round('7', '7')).toEqual([]);
    expect(await round('8.4', '7')).toEqual(['shop disagreement.opened shop $8.40 per 1,000,000 tokens / maker $7.00 per 1,000,000 tokens']);
    expect(await round('9.1', '7')).toEqual([]);
    expect(await round('9.1', '9.1')).toEqual([]);
    expect(await ledger.openDisagreements()).toMatchObject([{ between: 'reseller', route: 'shop/model' }]);
    expect(await round('9.1', '9.1')).toEqual(['shop disagreement.closed shop $9.10 per 1,000,000 tokens / maker $7.00 per 1,000,000 tokens']);
    expect(await round('9.1', '10')).toEqual(['maker disagreement.opened shop $9.10 per 1,000,000 tokens / maker $10.00 per 1,000,000 tokens']);
  } finally {
    await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
