import { type LookupAddress } from 'node:dns';
import { lookup as dnsLookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, isIP, type Socket } from 'node:net';
import { callbackify } from 'node:util';
import { Agent, buildConnector } from 'undici';
import { CaptureFailure } from '../failure.ts';
import { bareAddress, checkAddress } from './address.ts';
import { proxyFor, type Environment } from './proxy.ts';

export interface GuardOptions {
  /** Loopback and private addresses may be connected to. Default false. */
  readonly allowPrivate?: boolean;
  /** Where HTTP_PROXY, HTTPS_PROXY and NO_PROXY are read. Default: none. */
  readonly env?: Environment;
  /** All addresses of a name. Default: the system's resolver. */
  readonly lookup?: (hostname: string) => Promise<readonly LookupAddress[]>;
  readonly connectMs?: number;
  /** Told the address of every connection that was made, with the origin it serves. */
  readonly onConnect?: (origin: string, peer: string) => void;
}

export interface Target {
  /** "http:" or "https:"; chooses the proxy. */
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number;
}

/**
 * Opens a TCP connection to a target whose every address was checked. A name with one refused address among its
 * answers is refused whole; the connection goes to the checked addresses themselves, so a second look-up cannot swap
 * them. Behind a proxy the name is resolved here as well, and the proxy is asked to CONNECT to the checked address.
 * The proxy's own address is not checked: the operator named it, and it is usually private.
 * @throws CaptureFailure ADDRESS_REFUSED or PROXY_REFUSED, or the socket's own error
 */
export async function openSocket(target: Target, options: GuardOptions): Promise<{ readonly socket: Socket; readonly peer: string }> {
  const hostname = bareAddress(target.hostname);
  const proxy = proxyFor(target, options.env ?? {});
  const addresses = await checkedAddresses(hostname, options);
  const connectMs = options.connectMs ?? 10_000;
  if (proxy) return tunnelToFirst(proxy, addresses, target, connectMs);
  const socket = await connectDirectly(hostname, target.port, addresses, connectMs);
  const peer = bareAddress(socket.remoteAddress ?? '');
  const verdict = checkAddress(peer, options);
  if (!verdict.allowed) {
    socket.destroy();
    throw new CaptureFailure('ADDRESS_REFUSED', verdict.reason);
  }
  return { socket, peer };
}

/** The connector for undici: checked TCP by `openSocket`, TLS with the host's name by undici. */
export function guardedConnector(options: GuardOptions): buildConnector.connector {
  const secure = buildConnector({ timeout: options.connectMs ?? 10_000 });
  const open = callbackify(async (wanted: buildConnector.Options): Promise<Socket> => {
    const port = Number(wanted.port) || (wanted.protocol === 'https:' ? 443 : 80);
    const { socket, peer } = await openSocket({ protocol: wanted.protocol, hostname: wanted.hostname, port }, options);
    options.onConnect?.(new URL(`${wanted.protocol}//${wanted.host ?? wanted.hostname}`).origin, peer);
    if (wanted.protocol !== 'https:') return socket;
    const { promise, resolve, reject } = settled<Socket>();
    secure({ ...wanted, httpSocket: socket }, (error, encrypted) => (error ? reject(error) : resolve(encrypted)));
    return promise;
  });
  return (wanted, callback) => open(wanted, (error, socket) => (error ? callback(error, null) : callback(null, socket)));
}

/**
 * An undici dispatcher that can reach only allowed addresses, for `request` and for the built-in `fetch`. One connection
 * an origin. It follows no redirects by itself; each one that a caller follows is checked again when it connects.
 */
export function createGuardedAgent(options: GuardOptions & { readonly headersMs?: number; readonly bodyIdleMs?: number } = {}): Agent {
  return new Agent({
    connect: guardedConnector(options),
    connections: 1,
    headersTimeout: options.headersMs ?? 30_000,
    bodyTimeout: options.bodyIdleMs ?? 20_000,
  });
}

async function checkedAddresses(hostname: string, options: GuardOptions): Promise<readonly LookupAddress[]> {
  const family = isIP(hostname);
  const lookup = options.lookup ?? ((name: string) => dnsLookup(name, { all: true }));
  const addresses = family === 0 ? await lookup(hostname) : [{ address: hostname, family }];
  for (const { address } of addresses) {
    const verdict = checkAddress(address, options);
    if (verdict.allowed) continue;
    throw new CaptureFailure('ADDRESS_REFUSED', family === 0 ? `${hostname} resolves to a refused address: ${verdict.reason}` : verdict.reason);
  }
  return addresses;
}

function connectDirectly(hostname: string, port: number, addresses: readonly LookupAddress[], connectMs: number): Promise<Socket> {
  const { promise, resolve, reject } = settled<Socket>();
  const socket = connect({
    host: hostname,
    port,
    autoSelectFamily: true,
    // Node never looks up again: it gets the list that was checked.
    lookup: (_name, wanted, callback) => {
      const [first] = addresses;
      if (wanted.all === true) callback(null, [...addresses]);
      else callback(null, first?.address ?? '', first?.family);
    },
  });
  const timer = setTimeout(() => socket.destroy(timedOut(`${hostname}:${port}`, connectMs)), connectMs);
  socket.once('connect', () => {
    clearTimeout(timer);
    // The error handler stays: an error between here and the next owner of the socket must not end the process.
    resolve(socket.setNoDelay(true));
  });
  socket.once('error', reject).once('close', () => clearTimeout(timer));
  return promise;
}

/** A proxy may reach one family of addresses only, so each is tried in turn. */
async function tunnelToFirst(proxy: URL, addresses: readonly LookupAddress[], target: Target, connectMs: number): Promise<{ socket: Socket; peer: string }> {
  let failure: unknown = new CaptureFailure('ADDRESS_REFUSED', `${target.hostname} has no address`);
  for (const address of addresses.slice(0, 4)) {
    try {
      return { socket: await tunnel(proxy, address, target.port, connectMs), peer: `${address.address} through the proxy ${proxy.host}` };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function tunnel(proxy: URL, to: LookupAddress, port: number, connectMs: number): Promise<Socket> {
  const { promise, resolve, reject } = settled<Socket>();
  const authority = `${to.family === 6 ? `[${to.address}]` : to.address}:${port}`;
  const credentials = proxy.username ? { 'proxy-authorization': `Basic ${Buffer.from(`${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`).toString('base64')}` } : {};
  const request = (proxy.protocol === 'https:' ? httpsRequest : httpRequest)({
    host: bareAddress(proxy.hostname),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...credentials },
    agent: false,
  });
  const timer = setTimeout(() => request.destroy(timedOut(`the proxy ${proxy.host}`, connectMs)), connectMs);
  request.once('connect', (response, socket: Socket, head) => {
    clearTimeout(timer);
    if (response.statusCode === 200) {
      if (head.length > 0) socket.unshift(head);
      resolve(socket.on('error', () => undefined));
      return;
    }
    socket.destroy();
    reject(new CaptureFailure('PROXY_REFUSED', `the proxy ${proxy.host} answered ${response.statusCode} to CONNECT ${authority}`));
  });
  request.once('error', reject).once('close', () => clearTimeout(timer)).end();
  return promise;
}

function timedOut(what: string, connectMs: number): Error {
  return Object.assign(new Error(`${what} did not accept a connection within ${connectMs} ms`), { code: 'UND_ERR_CONNECT_TIMEOUT' });
}

/** `Promise.withResolvers`, which Node 20 has not. */
function settled<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((yes, no) => { resolve = yes; reject = no; });
  return { promise, resolve, reject };
}
