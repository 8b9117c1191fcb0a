import { createHash } from 'node:crypto';
import { createServer as createTcpServer } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type CaptureRequest } from '../domain/capture.ts';
import { type CapturerOptions } from './capturer.ts';
import { type Capturer, type CaptureOutcome, type KnownVersion } from './outcome.ts';
import { listen, serve, testCapturer, type Loopback } from './loopback.test-support.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function site(answer: Parameters<typeof serve>[0]): Promise<Loopback> {
  const server = await serve(answer);
  closing.push(() => server.close());
  return server;
}

function capturerFor(options: CapturerOptions = {}): { capturer: Capturer; waits: number[] } {
  const made = testCapturer(options);
  closing.push(() => made.capturer.close());
  return made;
}

function asking(url: string, more: Partial<CaptureRequest> = {}): CaptureRequest {
  return { purpose: 'catalog', url, method: 'http', ...more };
}

async function get(url: string, options: CapturerOptions = {}, more: Partial<CaptureRequest> = {}, known?: KnownVersion): Promise<CaptureOutcome> {
  return capturerFor(options).capturer.capture(asking(url, more), known);
}

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

describe('a page that is served', () => {
  it('comes back with its bytes, its hash, its headers and the address that served it', async () => {
    const server = await site((_, response) => response.writeHead(200, { 'content-type': 'text/plain', 'set-cookie': 'session=1' }).end('prices'));
    const { page, attempts, bodies, finding } = await get(`${server.url}/pricing`);
    expect(finding).toBeNull();
    expect(text(page?.body)).toBe('prices');
    expect(page).toMatchObject({ purpose: 'catalog', url: `${server.url}/pricing`, status: 200, captured_at: '2026-11-20T12:00:00.000Z' });
    expect(page?.headers).not.toHaveProperty('set-cookie');
    const sha256 = createHash('sha256').update('prices').digest('hex');
    expect(attempts).toMatchObject([{ attempt: 1, status: 200, bytes: 6, sha256, peer: '127.0.0.1', failure: null, identity: 'anonymous' }]);
    expect(bodies.map((body) => body.sha256)).toEqual([sha256]);
  });

  it('is asked for with an honest name and a contact', async () => {
    const server = await site((_, response) => response.end('x'));
    const { userAgentFor } = await import('./user-agent.ts');
    await get(server.url, { userAgent: userAgentFor({ DRIFTLEDGER_CONTACT: 'https://example.com/bot\r\nx: y' }) });
    expect(server.asked[0]?.headers['user-agent']).toMatch(/^driftledger\/\d+\.\d+\.\d+\S* \(\+https:\/\/example\.com\/botx:y\)$/);
    expect(server.asked[0]?.headers['accept-encoding']).toBe('gzip, deflate, br');
  });

  it.each([
    ['gzip', gzipSync], ['br', brotliCompressSync], ['deflate', deflateSync], ['deflate', deflateRawSync],
  ] as const)('is decompressed from %s', async (coding, compress) => {
    const server = await site((_, response) => response.writeHead(200, { 'content-encoding': coding }).end(compress('prices'.repeat(100))));
    const { page, attempts } = await get(server.url);
    expect(text(page?.body)).toBe('prices'.repeat(100));
    expect(attempts[0]?.bytes).toBeLessThan(600);
  });

  it('is not sent again when the source says that the known version stands', async () => {
    const server = await site((request, response) => {
      if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"v1"' }).end('prices');
    });
    const { page } = await get(server.url);
    const again = await get(server.url, {}, {}, { etag: page?.headers['etag'] ?? '', lastModified: 'Fri, 20 Nov 2026 00:00:00 GMT' });
    expect(again).toMatchObject({ page: null, notModified: true, finding: null, attempts: [{ status: 304, failure: null, sha256: null }] });
    expect(server.asked[1]?.headers['if-modified-since']).toBe('Fri, 20 Nov 2026 00:00:00 GMT');
  });

  it('may not be "not modified" when no earlier version was named', async () => {
    const server = await site((_, response) => response.writeHead(304).end());
    expect(await get(server.url)).toMatchObject({ page: null, notModified: false, finding: { kind: 'source.unreadable' } });
  });
});

describe('a body that is not whole', () => {
  it('is kept as evidence and asked for again when the connection ends before its length', async () => {
    const server = await site((_, response, count) => {
      if (count > 1) return response.end('{"rows":[1,2,3]}');
      response.writeHead(200, { 'content-length': '16' });
      return response.write('{"rows":', () => response.destroy());
    });
    const { page, attempts, bodies } = await get(server.url);
    expect(text(page?.body)).toBe('{"rows":[1,2,3]}');
    expect(attempts[0]).toMatchObject({ status: 200, bytes: 8, failure: 'the page was cut off: expected 16 bytes; the connection ended after 8 bytes' });
    expect(bodies.map((body) => text(body.bytes))).toEqual(['{"rows":', '{"rows":[1,2,3]}']);
  });

  it('is unreadable when it stays cut off, in chunks as well', async () => {
    const server = await site((_, response) => { response.writeHead(200); response.write('{"rows":', () => response.destroy()); });
    const { page, finding, attempts } = await get(server.url);
    expect(page).toBeNull();
    expect(finding).toMatchObject({ kind: 'source.unreadable', message: expect.stringContaining('cut off') });
    expect(attempts).toHaveLength(3);
  });

  it('is unreadable when its compression is broken, and kept as it was received', async () => {
    const half = gzipSync('prices'.repeat(1000)).subarray(0, 30);
    const server = await site((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(half));
    const { finding, bodies } = await get(server.url);
    expect(finding).toMatchObject({ kind: 'source.unreadable', message: expect.stringContaining('does not decompress') });
    expect(Buffer.from(bodies[0]?.bytes ?? [])).toEqual(half);
  });

  it('is unreadable in a coding that was not asked for', async () => {
    const server = await site((_, response) => response.writeHead(200, { 'content-encoding': 'zstd' }).end('x'));
    expect((await get(server.url)).finding).toMatchObject({ kind: 'source.unreadable', message: expect.stringContaining('content-encoding "zstd"') });
  });

  it('is unreadable when it is empty', async () => {
    const server = await site((_, response) => response.end());
    expect((await get(server.url)).finding).toMatchObject({ kind: 'source.unreadable', message: expect.stringContaining('0 bytes') });
  });
});

describe('a body that is too large', () => {
  it('is not read when its length says so', async () => {
    const server = await site((_, response) => response.end('x'.repeat(2000)));
    const { finding, attempts } = await get(server.url, { limits: { maxWireBytes: 1000 } });
    expect(finding).toMatchObject({ kind: 'source.unreadable', message: expect.stringContaining('expected at most 1000 bytes; got a content-length of 2000') });
    expect(attempts).toHaveLength(1);
  });

  it('is broken off when it has no length', async () => {
    const server = await site((_, response) => { response.writeHead(200); for (let i = 0; i < 50; i += 1) response.write('x'.repeat(1000)); response.end(); });
    expect((await get(server.url, { limits: { maxWireBytes: 10_000 } })).finding).toMatchObject({ kind: 'source.unreadable', message: expect.stringContaining('got more') });
  });

  it('is broken off while it is decompressed', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const server = await site((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    const before = process.memoryUsage().rss;
    const { finding, attempts } = await get(server.url, { limits: { maxBodyBytes: 100_000 } });
    expect(finding).toMatchObject({ kind: 'source.unreadable', message: expect.stringContaining('100000 bytes after decompression') });
    expect(attempts[0]?.bytes).toBe(bomb.length);
    expect(process.memoryUsage().rss - before).toBeLessThan(40_000_000);
  });
});

describe('redirects', () => {
  it('are followed and the final address is recorded', async () => {
    const server = await site((request, response) => (request.url === '/a' ? response.writeHead(301, { location: '/b' }).end() : response.end('b')));
    expect((await get(`${server.url}/a`)).page).toMatchObject({ url: `${server.url}/b`, status: 200 });
  });

  it('are counted', async () => {
    const server = await site((_, response) => response.writeHead(302, { location: '/again' }).end());
    expect((await get(server.url)).finding).toMatchObject({ kind: 'source.refused', message: expect.stringContaining('expected at most 5 redirects') });
    expect(server.asked).toHaveLength(6);
  });

  it.each(['file:///etc/passwd', 'ftp://example.com/', 'http://user:pass@127.0.0.1/', 'http://'])('to %s are refused', async (location) => {
    const server = await site((_, response) => response.writeHead(302, { location }).end());
    const { finding } = await get(server.url);
    expect(finding?.kind).toBe('source.refused');
    expect(finding?.message).not.toContain('pass@');
  });

  it('to an address that must not be asked are refused even where private ones may be', async () => {
    const server = await site((_, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end());
    expect((await get(server.url)).finding).toMatchObject({ kind: 'source.refused', message: expect.stringContaining('cloud metadata') });
  });

  it('to a sign-in form are no page', async () => {
    const server = await site((request, response) => (request.url === '/login' ? response.end('<form>') : response.writeHead(302, { location: '/login' }).end()));
    expect((await get(`${server.url}/pricing`)).finding).toMatchObject({ kind: 'source.refused', message: expect.stringContaining('login page') });
  });

  it('leave the secret headers behind when they leave the origin', async () => {
    const other = await site((_, response) => response.end('there'));
    const first = await site((request, response) => (request.url === '/a' ? response.writeHead(302, { location: '/b' }).end() : response.writeHead(302, { location: other.url }).end()));
    const { page } = await get(`${first.url}/a`, { env: { FAL_KEY: 'k-123456' } }, { secretHeaders: { authorization: { env: 'FAL_KEY', prefix: 'Key ' } }, headers: { 'X-Api-Key': 'mine', accept: 'text/plain' } });
    expect(text(page?.body)).toBe('there');
    expect(first.asked.map(({ headers }) => [headers.authorization, headers['x-api-key']])).toEqual([['Key k-123456', 'mine'], ['Key k-123456', 'mine']]);
    expect(other.asked[0]?.headers).toMatchObject({ accept: 'text/plain' });
    expect(other.asked[0]?.headers).not.toHaveProperty('authorization');
    expect(other.asked[0]?.headers).not.toHaveProperty('x-api-key');
  });
});

describe('attempts', () => {
  it('are made again after a failure of the server, with growing pauses, and each leaves a row', async () => {
    const server = await site((_, response, count) => response.writeHead(count < 3 ? 503 : 200).end(`answer ${count}`));
    const { capturer, waits } = capturerFor();
    const { page, attempts, bodies } = await capturer.capture(asking(server.url));
    expect(text(page?.body)).toBe('answer 3');
    expect(attempts.map(({ attempt, status, failure }) => [attempt, status, failure])).toEqual([
      [1, 503, 'expected the page; found a failure of the server (HTTP 503)'], [2, 503, 'expected the page; found a failure of the server (HTTP 503)'], [3, 200, null],
    ]);
    expect(bodies).toHaveLength(3);
    expect(waits).toEqual([1000, 2000]);
  });

  it.each(['7', 'Fri, 20 Nov 2026 12:00:07 GMT'])('wait as long as Retry-After: %s asks', async (retryAfter) => {
    const server = await site((_, response, count) => (count === 1 ? response.writeHead(429, { 'retry-after': retryAfter }).end() : response.end('x')));
    const { capturer, waits } = capturerFor();
    expect((await capturer.capture(asking(server.url))).page).not.toBeNull();
    expect(waits).toEqual([7000]);
  });

  it('end when Retry-After asks for more than the cap, and the host is left alone until then', async () => {
    const server = await site((_, response) => response.writeHead(429, { 'retry-after': '3600' }).end());
    const { capturer, waits } = capturerFor();
    expect((await capturer.capture(asking(server.url))).finding).toMatchObject({ kind: 'source.refused', message: expect.stringContaining('rate limit') });
    const second = await capturer.capture(asking(`${server.url}/other`));
    expect(second.finding).toMatchObject({ kind: 'source.refused', message: expect.stringContaining('left alone until 2026-11-20T13:00:00.000Z') });
    expect(second.attempts).toHaveLength(1);
    expect([server.asked.length, waits]).toEqual([1, []]);
  });

  it('come one at a time for a host, with a pause between', async () => {
    let open = 0;
    let most = 0;
    const server = await site((_, response) => {
      open += 1;
      most = Math.max(most, open);
      setImmediate(() => { open -= 1; response.end('x'); });
    });
    const { capturer, waits } = capturerFor({ limits: { pauseMs: 400 } });
    const outcomes = await Promise.all([1, 2, 3].map((n) => capturer.capture(asking(`${server.url}/${n}`))));
    expect(outcomes.every(({ page }) => page !== null)).toBe(true);
    expect([most, waits]).toEqual([1, [400, 400]]);
  });
});

describe('a source that does not answer', () => {
  it('is unreachable when nothing listens', async () => {
    const server = await serve(() => undefined);
    await server.close();
    const { finding, attempts } = await get(server.url);
    expect(finding).toMatchObject({ kind: 'source.unreachable', message: expect.stringContaining('the connection was refused') });
    expect(attempts).toHaveLength(3);
    expect(attempts[0]).toMatchObject({ status: null, peer: null, bytes: 0, sha256: null });
  });

  it('is unreachable at once when its name does not resolve', async () => {
    const lookup = async () => { throw Object.assign(new Error('getaddrinfo ENOTFOUND gone.example'), { code: 'ENOTFOUND' }); };
    const { finding, attempts } = await get('http://gone.example/', { lookup });
    expect(finding).toMatchObject({ kind: 'source.unreachable', message: expect.stringContaining('the name does not resolve') });
    expect(attempts).toHaveLength(1);
  });

  it.each([
    ['headers', { headersMs: 100 }, 'no answer in time'], ['body', { bodyIdleMs: 100 }, 'the answer fell silent'],
    ['total', { totalMs: 100 }, 'the answer took too long'],
  ] as const)('is unreachable when its %s time-out passes', async (phase, limits, words) => {
    const server = await site((_, response) => { if (phase !== 'headers') response.writeHead(200).write('x'); });
    const { finding } = await get(server.url, { limits: { ...limits, maxAttempts: 1 } });
    expect(finding).toMatchObject({ kind: 'source.unreachable', message: expect.stringContaining(words) });
  });

  it('is unreadable when it does not speak HTTP', async () => {
    const server = createTcpServer((socket) => { socket.on('error', () => undefined).resume().end('SSH-2.0-OpenSSH\r\n'); });
    const port = await listen(server);
    closing.push(() => new Promise((resolve) => { server.close(() => resolve()); }));
    expect((await get(`http://127.0.0.1:${port}/`)).finding).toMatchObject({ kind: 'source.unreadable', message: expect.stringContaining('not valid HTTP') });
  });

  it('rejects only when the process is to stop', async () => {
    const stopping = new AbortController();
    const server = await site(() => stopping.abort(new Error('stopping')));
    await expect(get(server.url, { signal: stopping.signal })).rejects.toThrow('stopping');
  });
});

describe('a URL that must not be asked', () => {
  it.each(['ftp://example.com/', 'file:///etc/passwd', 'http://user:hunter2@127.0.0.1/', 'not a url'])('%s is refused with its reason', async (url) => {
    const outcome = await get(url);
    expect(outcome.finding?.kind).toBe('source.refused');
    expect(outcome.attempts).toHaveLength(1);
    expect(outcome.attempts[0]?.final_url).not.toContain('hunter2');
  });
});

describe('secrets', () => {
  const request = { secretHeaders: { authorization: { env: 'FAL_KEY', prefix: 'Key ' } } } as const;

  it('are sent, named and never told, even when the server says them back', async () => {
    const server = await site((asked, response) => response.writeHead(500, { 'x-echo': asked.headers.authorization ?? '' }).end(`you sent ${asked.headers.authorization}`));
    const outcome = await get(server.url, { env: { FAL_KEY: 's3cr3t-value' } }, request);
    expect(server.asked[0]?.headers.authorization).toBe('Key s3cr3t-value');
    expect(outcome.attempts[0]?.identity).toBe('FAL_KEY');
    expect(text(outcome.bodies[0]?.bytes)).toBe('you sent Key ************');
    const everything = JSON.stringify(outcome, (_, value: unknown) => (value instanceof Uint8Array ? text(value) : value));
    expect(everything).not.toContain('s3cr3t-value');
  });

  it('come from a file that the environment names', async () => {
    const { mkdtempSync, rmSync, writeFileSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    const folder = mkdtempSync(`${tmpdir()}/driftledger-`);
    closing.push(async () => rmSync(folder, { recursive: true }));
    writeFileSync(`${folder}/key`, 'from-a-file\n');
    const server = await site((_, response) => response.end('x'));
    await get(server.url, { env: { FAL_KEY_FILE: `${folder}/key` } }, request);
    expect(server.asked[0]?.headers.authorization).toBe('Key from-a-file');
  });

  it('that are missing or malformed are said by name, and nothing is asked', async () => {
    const server = await site((_, response) => response.end('x'));
    for (const env of [{}, { FAL_KEY: ' ' }, { FAL_KEY: 'two\nlines' }, { FAL_KEY_FILE: '/nowhere/key' }]) {
      const { finding, attempts } = await get(server.url, { env }, request);
      expect(finding).toMatchObject({ kind: 'source.refused', message: expect.stringContaining('FAL_KEY') });
      expect(finding?.message).not.toContain('two');
      expect(attempts).toMatchObject([{ identity: 'FAL_KEY', status: null }]);
    }
    expect(server.asked).toHaveLength(0);
  });
});
