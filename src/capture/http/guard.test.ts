import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import fc from 'fast-check';
import { fetch, request } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { listen, serve, stop, type Loopback } from '../loopback.test-support.ts';
import { checkAddress } from './address.ts';
import { createGuardedAgent, openSocket, type GuardOptions } from './guard.ts';
import { proxyFor } from './proxy.ts';

const pair = selfSigned();
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function site(): Promise<Loopback> {
  const server = await serve((asked, response) => response.end(`host ${asked.headers.host}`));
  closing.push(() => server.close());
  return server;
}

/** A forward proxy that knows CONNECT only, and notes where it was sent. */
async function proxy(status = 200): Promise<{ url: string; port: number; sentTo: string[]; credentials: (string | undefined)[] }> {
  const sentTo: string[] = [];
  const credentials: (string | undefined)[] = [];
  const server: Server = createServer((_, response) => response.writeHead(405).end());
  server.on('connect', (asked, client) => {
    sentTo.push(asked.url ?? '');
    credentials.push(asked.headers['proxy-authorization']);
    if (status !== 200) { client.end(`HTTP/1.1 ${status} No\r\n\r\n`); return; }
    const { hostname, port } = new URL(`http://${asked.url}`);
    const socket = connect(Number(port), hostname === '10.1.2.3' ? '127.0.0.1' : hostname, () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    socket.on('error', () => client.destroy()).pipe(client).on('error', () => socket.destroy()).pipe(socket);
  });
  const port = await listen(server);
  closing.push(() => stop(server));
  return { url: `http://127.0.0.1:${port}`, port, sentTo, credentials };
}

async function get(url: string, options: GuardOptions): Promise<string> {
  const dispatcher = createGuardedAgent(options);
  closing.push(() => dispatcher.destroy());
  return (await request(url, { dispatcher })).body.text();
}

describe('an address', () => {
  it.each([
    '8.8.8.8', '93.184.216.34', '100.63.255.255', '100.128.0.1', '172.15.0.1', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::1', '::ffff:8.8.8.8',
  ])('%s is public', (ip) => {
    expect(checkAddress(ip)).toEqual({ allowed: true });
  });

  it.each(['127.0.0.1', '127.8.9.10', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '::1', '[::1]', 'fc00::1', 'fd12::1', '::ffff:127.0.0.2', '::ffff:0a00:0001'])('%s is allowed only where private ones are', (ip) => {
    expect(checkAddress(ip).allowed).toBe(false);
    expect(checkAddress(ip, { allowPrivate: true })).toEqual({ allowed: true });
  });

  it.each([
    '169.254.169.254', '169.254.1.1', '169.254.170.2', '100.100.100.200', '168.63.129.16', 'fd00:ec2::254', 'fd20:ce::254', 'fe80::1', 'fe80::1%eth0', '::ffff:169.254.169.254',
    '100.64.0.1', '0.0.0.0', '::', '224.0.0.1', '255.255.255.255', '192.0.2.1', '198.18.0.1', '203.0.113.9', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1', 'ff02::1', 'fec0::1', '::7f00:1',
    'localhost', '', '127.1', '0x7f000001', '2130706433',
  ])('%s is refused always', (ip) => {
    expect(checkAddress(ip).allowed).toBe(false);
    expect(checkAddress(ip, { allowPrivate: true }).allowed).toBe(false);
  });

  it('in its IPv4-mapped form is judged like the IPv4 address it stands for', () => {
    fc.assert(fc.property(fc.ipV4(), fc.boolean(), (ip, allowPrivate) => {
      expect(checkAddress(`::ffff:${ip}`, { allowPrivate }).allowed).toBe(checkAddress(ip, { allowPrivate }).allowed);
    }));
  });
});

describe('a guarded connection', () => {
  it.each(['http://127.0.0.1:1/', 'http://[::1]:1/', 'http://0x7f.1:1/', 'http://2130706433:1/', 'http://[::ffff:127.0.0.1]:1/', 'http://169.254.169.254/'])('is not made to %s', async (url) => {
    await expect(get(url, {})).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  });

  it('is not made when one of the answers for a name is refused', async () => {
    const lookup = async () => [{ address: '93.184.216.34', family: 4 }, { address: '10.0.0.1', family: 4 }];
    await expect(get('http://mixed.example/', { lookup })).rejects.toMatchObject({ code: 'ADDRESS_REFUSED', message: expect.stringContaining('mixed.example resolves to a refused address: 10.0.0.1') });
  });

  it('goes to the address that was checked, although a second look-up would say another', async () => {
    const server = await site();
    let looked = 0;
    const lookup = async () => [{ address: (looked += 1) === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }];
    expect(await get(`http://rebinding.example:${server.port}/`, { allowPrivate: true, lookup })).toBe(`host rebinding.example:${server.port}`);
    expect(looked).toBe(1);
  });

  it('guards the built-in fetch and its redirects as well', async () => {
    const server = await serve((_, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end());
    closing.push(() => server.close());
    const dispatcher = createGuardedAgent({ allowPrivate: true });
    closing.push(() => dispatcher.destroy());
    await expect(fetch(server.url, { dispatcher })).rejects.toMatchObject({ cause: { code: 'ADDRESS_REFUSED' } });
  });

  it.skipIf(pair === null)('does not trust a certificate that nobody signed (skipped where openssl is missing)', async () => {
    const server = createTlsServer({ ...pair });
    server.on('tlsClientError', () => undefined);
    const port = await listen(server);
    closing.push(() => new Promise((resolve) => { server.close(() => resolve()); }));
    await expect(get(`https://127.0.0.1:${port}/`, { allowPrivate: true })).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });
});

describe('a proxy from the environment', () => {
  const lookup = async () => [{ address: '10.1.2.3', family: 4 }];

  it('is asked to connect to the checked address, never to a name', async () => {
    const [server, via] = [await site(), await proxy()];
    const peers: string[] = [];
    const env = { HTTP_PROXY: via.url.replace('//', '//user:p%40ss@') };
    const body = await get(`http://shop.example:${server.port}/`, { env, lookup, allowPrivate: true, onConnect: (origin, peer) => peers.push(`${origin} ${peer}`) });
    expect(body).toBe(`host shop.example:${server.port}`);
    expect(via.sentTo).toEqual([`10.1.2.3:${server.port}`]);
    expect(via.credentials).toEqual([`Basic ${Buffer.from('user:p@ss').toString('base64')}`]);
    expect(peers).toEqual([`http://shop.example:${server.port} 10.1.2.3 through the proxy 127.0.0.1:${via.port}`]);
  });

  it('does not lift the address check', async () => {
    const via = await proxy();
    await expect(get('http://shop.example/', { env: { http_proxy: via.url }, lookup })).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    await expect(get('https://169.254.169.254/', { env: { HTTPS_PROXY: via.url }, allowPrivate: true })).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    expect(via.sentTo).toEqual([]);
  });

  it('that refuses is named without its password', async () => {
    const via = await proxy(407);
    const env = { HTTP_PROXY: via.url.replace('//', '//user:hunter2@') };
    await expect(openSocket({ protocol: 'http:', hostname: 'shop.example', port: 80 }, { env, lookup, allowPrivate: true }))
      .rejects.toMatchObject({ code: 'PROXY_REFUSED', message: `the proxy 127.0.0.1:${via.port} answered 407 to CONNECT 10.1.2.3:80` });
  });

  it.each([
    ['http:', 'shop.example', 80, 'http://one:3128/'], ['https:', 'shop.example', 443, 'http://two:3128/'],
    ['http:', 'localhost', 80, null], ['http:', '127.0.0.1', 80, null], ['http:', '[::1]', 80, null],
    ['http:', 'corp.example', 80, null], ['http:', 'a.corp.example', 80, null], ['http:', 'notcorp.example', 80, 'http://one:3128/'],
    ['http:', 'dotted.test', 80, null], ['http:', 'x.dotted.test', 80, null], ['http:', 'port.test', 8080, null], ['http:', 'port.test', 80, 'http://one:3128/'],
  ])('%s//%s:%i goes through %s', (protocol, hostname, port, expected) => {
    const env = { http_proxy: 'http://one:3128', HTTPS_PROXY: 'http://two:3128', NO_PROXY: 'corp.example, .dotted.test,port.test:8080' };
    expect(proxyFor({ protocol, hostname, port }, env)?.href ?? null).toBe(expected);
  });

  it('that is no URL is an error that does not repeat it', () => {
    const target = { protocol: 'http:', hostname: 'shop.example', port: 80 };
    expect(() => proxyFor(target, { HTTP_PROXY: 'socks5://user:hunter2@x' })).toThrow('HTTP_PROXY is not an http:// or https:// URL: correct it or unset it');
    expect(proxyFor(target, { HTTP_PROXY: 'http://one', NO_PROXY: '*' })).toBeNull();
  });
});

/** A key pair made on the spot, so that no key lies in the repository; null where openssl is missing. */
function selfSigned(): { key: Buffer; cert: Buffer } | null {
  const folder = mkdtempSync(join(tmpdir(), 'driftledger-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost'], { stdio: 'ignore' });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } catch {
    return null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
