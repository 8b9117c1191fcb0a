import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { serve, testCapturer, type Loopback } from '../src/capture/loopback.test-support.ts';
import { runCommand } from '../src/cli/run-main.ts';
import { isHolderAlive } from '../src/ledger/holder.ts';
import { openSqliteLedger } from '../src/ledger/sqlite/index.ts';
import { runRound } from '../src/monitor/run-round.ts';
import { type SourceSetup } from '../src/monitor/source-setup.ts';
import { byteplus } from '../src/sources/byteplus/index.ts';
import { fal } from '../src/sources/fal/index.ts';
import { testClock } from './support/fake-source.ts';

const fixture = (path: string): string => readFileSync(new URL(`../src/sources/${path}`, import.meta.url), 'utf8');
const half = (text: string): string => text.slice(0, text.length / 2);
const LISTING = fixture('fal/fixtures/2026-10.listing.json');
const ROUTER = fixture('byteplus/fixtures/2026-07.router.html');
const SHELL = '<!doctype html>\n<html><head><title>BytePlus docs</title></head><body><div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>';
const STUB = "---\nurl: https://docs.byteplus.com/en/docs/ModelArk/1544106\ntitle: 'Pricing | ModelArk | BytePlus'\nkey: ModelArk/1544106\n---\n";
const CHALLENGE = '<!DOCTYPE html><html lang="en"><head><title>Vercel Security Checkpoint</title></head><body><p>We are verifying your browser</p></body></html>';

/** Each way of not being a price page, and the words that say which way it is. */
type Bad = [what: string, body: string, kind: string, words: RegExp];
const PAGES: Readonly<Record<'fal' | 'byteplus', { readonly good: string; readonly bad: Bad[] }>> = {
  fal: { good: LISTING, bad: [
    ['a shell without data', SHELL, 'source.shape_changed', /titled "BytePlus docs"/], ['a stub', STUB, 'source.shape_changed', /a text that starts with/], ['a challenge', CHALLENGE, 'source.challenged', /Vercel/],
    ['another provider\'s page', ROUTER, 'source.shape_changed', /HTML page titled/], ['half a page', half(LISTING), 'source.unreadable', /breaks off/],
  ] },
  byteplus: { good: ROUTER, bad: [
    ['a shell without data', SHELL, 'source.unreadable', /script shell without the document/], ['a stub', STUB, 'source.unreadable', /crawler's stub/], ['a challenge', CHALLENGE, 'source.challenged', /Vercel/],
    ['another provider\'s page', LISTING, 'source.shape_changed', /another provider's answer/], ['half a page', half(ROUTER), 'source.unreadable', /half a page/],
  ] },
};

describe.each(['fal', 'byteplus'] as const)('%s: a page that is not its price page', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'driftledger-unreadable-'));
  let server: Loopback;
  let served = '';
  beforeAll(async () => { server = await serve((request, response) => { response.end(name === 'fal' && request.url?.startsWith('/api/models') === false ? '' : served); }); });
  afterEach(() => { rmSync(join(folder, 'ledger.sqlite'), { force: true }); });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(PAGES[name].bad)('%s: `read` says so and exits with 1', async (_what, body, kind, words) => {
    const file = join(folder, 'page');
    writeFileSync(file, body);
    const said = { out: '', err: '' };
    const code = await runCommand(['node', 'driftledger', 'read', name, file], {
      env: {}, terminal: false, now: () => '2026-11-20T00:00:00.000Z', stop: new AbortController().signal, checkpoint: () => {}, out: (text) => { said.out += text; }, err: (text) => { said.err += text; },
    });
    expect([code, said.out]).toEqual([1, '']);
    expect(said.err).toMatch(words);
    expect(said.err).toContain(kind);
  });

  it.each(PAGES[name].bad)('%s: `check` finds it, keeps the last snapshot, and tells of no drift', async (_what, body, kind, words) => {
    const ledger = openSqliteLedger({ file: join(folder, 'ledger.sqlite'), mode: 'write', isAlive: isHolderAlive });
    const { capturer } = testCapturer({ limits: { maxAttempts: 1 } });
    const clock = testClock('2026-11-20T00:00:00Z');
    const source: SourceSetup = name === 'fal'
      ? { id: name, url: server.url, adapter: fal, settings: fal.settings.parse({ routes: ['nobody/*'] }), publisher: fal.publisher, evidence_class: 'record' }
      : { id: name, url: server.url, adapter: byteplus, settings: byteplus.settings.parse({ render: 'never' }), publisher: byteplus.publisher, evidence_class: 'record' };
    const check = async (page: string) => {
      served = page;
      clock.advance(30);
      const [result] = await runRound([source], { ledger, capturer, now: clock.now, planAlerts: () => ({ alerts: [] }), checkpoint: () => {} }, { cause: 'manual' });
      if (result === undefined || result.error !== undefined) throw result?.error ?? new Error('no result');
      return result;
    };
    try {
      expect((await check(PAGES[name].good)).snapshot).not.toBeNull();
      const { snapshot, drift, findings } = await check(body);
      expect({ snapshot, drift }).toEqual({ snapshot: null, drift: [] });
      expect(findings).toMatchObject([{ kind, message: expect.stringMatching(words) }]);
      expect(await ledger.snapshots({})).toHaveLength(1);
      expect((await check(PAGES[name].good)).drift).toEqual([]);
    } finally {
      await capturer.close();
      await ledger.close();
    }
  });
});
