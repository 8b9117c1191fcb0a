import { createHash } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type CaptureRequest } from '../../domain/capture.ts';
import { type CapturerOptions } from '../capturer.ts';
import { serve, testCapturer, type Loopback } from '../loopback.test-support.ts';
import { type Capturer, type CaptureOutcome } from '../outcome.ts';
import { findBrowser } from './find.ts';

const browser = await findBrowser();
const none = 'none' in browser ? browser.none : null;
if (none !== null) process.stderr.write(`browser tests are skipped: ${none}\n`);

/** A small site; each path is one way in which a page behaves. */
const PAGES: Readonly<Record<string, string>> = {
  '/prices': '<title>Prices</title><main id="app">loading</main><script>setTimeout(() => { app.innerHTML = "<table id=rates><tr><td>Seedance</td><td>$0.3034</td></tr></table>"; }, 50)</script>',
  '/never': '<p>nothing will come</p>',
  '/hang': '<p>before</p><script>for (;;) {}</script>',
  '/popup': '<p id=done>here</p><script>open("/prices"); alert("hello"); navigator.serviceWorker?.register("/sw.js");</script>',
  '/subresource': '<p id=done>here</p><img src="http://169.254.169.254/latest/meta-data"><script>fetch("http://169.254.169.254/x").catch(() => { done.textContent = "refused"; done.className = "refused"; });</script>',
  '/script-redirect': '<script>location = "http://169.254.169.254/";</script>',
  '/challenge': '<title>Vercel Security Checkpoint</title><p>We are verifying your browser</p>',
  '/tall': '<div style="height: 50000px">tall</div>',
};

function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? '/';
  if (path === '/redirect') { response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(); return; }
  if (path === '/moved') { response.writeHead(302, { location: '/prices' }).end(); return; }
  if (path === '/file') { response.writeHead(200, { 'content-type': 'application/zip', 'content-disposition': 'attachment; filename=x.zip' }).end('PK'); return; }
  if (path === '/silent') return;
  if (path === '/cut') { response.writeHead(200, { 'content-type': 'text/html', 'content-length': '5000' }); response.write('<p>half', () => response.destroy()); return; }
  const page = PAGES[path];
  response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html', 'set-cookie': 'session=1' }).end(page ?? '<p>no such page</p>');
}

describe.skipIf(none !== null)(`the browser${none === null ? '' : ' (skipped: no browser was found)'}`, () => {
  let server: Loopback;
  let shared: Capturer;
  const closing: Capturer[] = [];

  beforeAll(async () => {
    server = await serve(answer);
    shared = testCapturer({ limits: { renderMs: 5_000, browserMs: 30_000, maxAttempts: 1 } }).capturer;
  });
  afterEach(async () => {
    for (const capturer of closing.splice(0)) await capturer.close();
  });
  afterAll(async () => {
    await shared.close();
    await server.close();
  });

  const asking = (path: string, more: Partial<CaptureRequest> = {}): CaptureRequest => ({ purpose: 'page', url: server.url + path, method: 'browser', ...more });
  const see = (path: string, more: Partial<CaptureRequest> = {}): Promise<CaptureOutcome> => shared.capture(asking(path, more));
  const own = (options: CapturerOptions): Capturer => {
    const { capturer } = testCapturer(options);
    closing.push(capturer);
    return capturer;
  };
  const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

  it('sees what exists only after JavaScript ran, and keeps its picture and print', async () => {
    const outcome = await see('/moved', { waitFor: { selector: '#rates', text: 'Seedance' } });
    expect(outcome.finding).toBeNull();
    expect(text(outcome.page?.body)).toContain('<td>$0.3034</td>');
    expect(outcome.page).toMatchObject({ url: `${server.url}/prices`, status: 200, headers: { 'content-type': 'text/html' } });
    expect(outcome.page?.headers).not.toHaveProperty('set-cookie');
    expect(outcome.attempts).toMatchObject([{ attempt: 1, status: 200, peer: '127.0.0.1', failure: null, sha256: createHash('sha256').update(outcome.page?.body ?? '').digest('hex') }]);
    expect(outcome.attempts[0]?.bytes).toBeGreaterThan(100);
    expect(text(outcome.screenshot?.slice(1, 4))).toBe('PNG');
    expect(text(outcome.print?.slice(0, 5))).toBe('%PDF-');
  });

  it('gives the same bytes for the same page', async () => {
    const [first, second] = [await see('/prices', { waitFor: { selector: '#rates' } }), await see('/prices', { waitFor: { selector: '#rates' } })];
    const sums = (outcome: CaptureOutcome) => [outcome.page?.body, outcome.screenshot, outcome.print].map((bytes) => createHash('sha256').update(bytes ?? '').digest('hex'));
    expect(sums(second)).toEqual(sums(first));
  });

  it('says so when a page never shows what was waited for, and keeps what it showed', async () => {
    const capturer = own({ limits: { renderMs: 300 } });
    const { page, finding, bodies } = await capturer.capture(asking('/never', { waitFor: { text: 'Seedance' } }));
    expect([page, finding?.kind]).toEqual([null, 'source.unreadable']);
    expect(finding?.message).toContain('expected the text "Seedance" within 300 ms');
    expect(text(bodies[0]?.bytes)).toContain('nothing will come');
  });

  it('keeps the body of an error page', async () => {
    const { page, finding, attempts, bodies } = await see('/gone');
    expect([page, finding?.kind, attempts[0]?.status]).toEqual([null, 'source.refused', 404]);
    expect(text(bodies[0]?.bytes)).toContain('no such page');
  });

  it('knows a challenge, although it was answered with 200', async () => {
    const capturer = own({ limits: { renderMs: 300 } });
    expect((await capturer.capture(asking('/challenge', { waitFor: { text: 'Seedance' } }))).finding).toMatchObject({ kind: 'source.challenged', message: expect.stringContaining('Vercel') });
  });

  it('ends a page that hangs, and works afterwards', async () => {
    const capturer = own({ limits: { browserMs: 3_000, maxAttempts: 1 } });
    expect((await capturer.capture(asking('/hang'))).finding).toMatchObject({ kind: 'source.unreachable', message: expect.stringContaining('too long') });
    expect((await capturer.capture(asking('/prices'))).page).not.toBeNull();
  });

  it('ends a page that never answers', async () => {
    const capturer = own({ limits: { browserMs: 1_500, maxAttempts: 1 } });
    expect((await capturer.capture(asking('/silent'))).finding).toMatchObject({ kind: 'source.unreachable' });
  });

  it('lets popups, dialogs, service workers and downloads lead nowhere', async () => {
    const asked = server.asked.length;
    expect((await see('/popup', { waitFor: { selector: '#done' } })).page?.url).toBe(`${server.url}/popup`);
    expect(server.asked.slice(asked).map(({ url }) => url)).not.toContain('/sw.js');
    expect((await see('/file')).finding).toMatchObject({ kind: 'source.unreadable', message: expect.stringContaining('download') });
  });

  it.each(['/redirect', '/script-redirect'])('refuses %s to an address that must not be asked', async (path) => {
    const { page, finding } = await see(path);
    expect([page, finding?.kind]).toEqual([null, 'source.refused']);
    expect(finding?.message).toContain('169.254.169.254 is a cloud metadata address');
  });

  it('loads nothing from an address that must not be asked', async () => {
    expect((await see('/subresource', { waitFor: { selector: '.refused' } })).page).not.toBeNull();
  });

  it('refuses loopback where the configuration does not allow it', async () => {
    const asked = server.asked.length;
    const capturer = own({ allowPrivate: false });
    expect((await capturer.capture(asking('/prices'))).finding).toMatchObject({ kind: 'source.refused', message: expect.stringContaining('127.0.0.1 is a loopback address') });
    expect(server.asked).toHaveLength(asked);
  });

  it('does not take half a page for a whole one', async () => {
    const { page, finding } = await see('/cut');
    expect([page, finding?.kind]).toEqual([null, 'source.unreadable']);
  });

  it('refuses secret headers, because a browser would send them everywhere', async () => {
    const capturer = own({ env: { FAL_KEY: 'k-123' } });
    expect((await capturer.capture(asking('/prices', { secretHeaders: { authorization: { env: 'FAL_KEY' } } }))).finding).toMatchObject({ kind: 'source.refused', message: expect.stringContaining('use method "http"') });
  });

  it('bounds the height of the picture', async () => {
    const capturer = own({ limits: { maxScreenshotHeight: 2_000 } });
    const { screenshot } = await capturer.capture(asking('/tall'));
    expect(Buffer.from(screenshot ?? []).readUInt32BE(20)).toBe(2_000);
  });

  it('stops with the process', async () => {
    const stopping = new AbortController();
    const capturer = own({ signal: stopping.signal });
    const waiting = capturer.capture(asking('/silent'));
    const asked = server.asked.length;
    const seen = async () => { while (server.asked.length === asked) await new Promise((resolve) => { setImmediate(resolve); }); };
    await seen();
    stopping.abort(new Error('stopping'));
    await expect(waiting).rejects.toThrow('stopping');
  });
});

describe('a capturer without a browser', () => {
  it('says which browser is missing and how to mend it, and still captures by HTTP', async () => {
    const server = await serve(answer);
    const { capturer } = testCapturer({ browserPath: '/nowhere/chromium' });
    const { page, finding, attempts } = await capturer.capture({ purpose: 'page', url: `${server.url}/prices`, method: 'browser' });
    expect([page, finding?.kind, attempts.length]).toEqual([null, 'source.unreachable', 1]);
    expect(finding?.message).toContain('expected a browser at /nowhere/chromium');
    expect((await capturer.capture({ purpose: 'page', url: `${server.url}/prices`, method: 'http' })).page?.status).toBe(200);
    await capturer.close();
    await server.close();
  });
});
