import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../src/capture/browser/find.ts';
import { serve, testCapturer, type Loopback } from '../../src/capture/loopback.test-support.ts';
import { isHolderAlive } from '../../src/ledger/holder.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite/index.ts';
import { runRound } from '../../src/monitor/run-round.ts';
import { type SourceSetup } from '../../src/monitor/source-setup.ts';
import { byteplus } from '../../src/sources/byteplus/index.ts';
import { renderedPage } from '../../src/sources/byteplus/page-forms.test-support.ts';
import { testClock, tiny } from '../support/fake-source.ts';

const browser = await findBrowser();
const none = 'none' in browser ? browser.none : null;
if (none !== null) process.stderr.write(`the rendered documentation is not tested: ${none}\n`);

const MARKDOWN = readFileSync(new URL('../../src/sources/byteplus/fixtures/2026-07.md', import.meta.url), 'utf8');
const MAIN = /<main>([\s\S]*)<\/main>/.exec(renderedPage(MARKDOWN))?.[1] ?? '';
/** The documentation site: a shell, and a script that asks for the document and builds its tables. */
const SHELL = `<!doctype html><html lang="en"><head><title>Model pricing - BytePlus ModelArk</title></head><body><div id="root"></div>
<noscript>You need to enable JavaScript to run this app.</noscript>
<script>fetch('/document').then((answer) => answer.json()).then(({ html }) => { const main = document.createElement('main'); main.innerHTML = html; document.getElementById('root').append(main); });</script></body></html>`;

describe('a page that exists only after JavaScript ran', () => {
  const folder = mkdtempSync(join(tmpdir(), 'driftledger-rendered-'));
  let site: Loopback;
  beforeAll(async () => {
    site = await serve((request, response) => {
      if (request.url === '/document') response.setHeader('content-type', 'application/json').end(JSON.stringify({ html: MAIN }));
      else if (request.url === '/catalog') response.end('{"a":{"price":"1"}}');
      else response.setHeader('content-type', 'text/html; charset=utf-8').end(SHELL);
    });
  });
  afterAll(async () => {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const round = async (db: string, options: Parameters<typeof testCapturer>[0]) => {
    const ledger = openSqliteLedger({ file: join(folder, db), mode: 'write', isAlive: isHolderAlive });
    const { capturer } = testCapturer(options);
    const documentation: SourceSetup = { id: 'byteplus', url: `${site.url}/docs/ModelArk/1544106`, adapter: byteplus, settings: byteplus.settings.parse({}), publisher: 'BytePlus', evidence_class: 'record' };
    const other: SourceSetup = { id: 'tiny', url: `${site.url}/catalog`, adapter: tiny, settings: null, publisher: 'Tiny', evidence_class: 'catalog' };
    try {
      const results = await runRound([documentation, other], { ledger, capturer, now: testClock('2026-11-20T12:00:00Z').now, planAlerts: () => ({ alerts: [] }), checkpoint: () => {} }, { cause: 'manual' });
      const captures = await ledger.captures({ source: 'byteplus' });
      const bodies = await Promise.all(captures.map(({ sha256 }) => (sha256 === null ? Promise.resolve(null) : ledger.body(sha256))));
      return { results, captures: captures.map((row, index) => ({ ...row, head: Buffer.from(bodies[index]?.slice(0, 8) ?? []).toString('latin1') })), prices: await ledger.prices({ at: '2026-11-21T00:00:00Z', source: 'byteplus', route: '*seedance-2-0*' }) };
    } finally {
      await capturer.close();
      await ledger.close();
    }
  };

  it.skipIf(none !== null)(`is captured by a check, with its picture and its print${none === null ? '' : ' (skipped: no browser was found)'}`, async () => {
    const { results, captures, prices } = await round('seen.sqlite', {});
    expect(results.map(({ error, snapshot }) => [error, snapshot !== null])).toEqual([[undefined, true], [undefined, true]]);
    expect(prices.length).toBeGreaterThan(3);
    expect(captures.map(({ purpose, part, method }) => `${purpose} ${part} ${method}`)).toEqual(['page page http', 'rendered page browser', 'rendered screenshot browser', 'rendered print browser']);
    expect(captures.slice(2).map(({ head }) => head.slice(0, 5))).toEqual(['\u0089PNG\r', '%PDF-']);
  });

  it('is a finding that says what to install where no browser is found, and the other sources go on', async () => {
    const missing = join(folder, 'no-such-browser');
    const { results, prices } = await round('unseen.sqlite', { browserPath: missing, limits: { maxAttempts: 1 } });
    expect(results.map(({ source, snapshot }) => [source, snapshot !== null])).toEqual([['byteplus', false], ['tiny', true]]);
    expect(results[0]?.findings.map(({ message }) => message).join('\n')).toContain(`expected a browser at ${missing}`);
    expect(prices).toEqual([]);
  });
});
