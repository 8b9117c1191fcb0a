import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import { type Duplex } from 'node:stream';
import { failureOf, type Failure } from '../failure.ts';
import { openSocket, type GuardOptions, type Target } from '../http/guard.ts';

/** What went through the proxy while one page was open. */
export interface Traffic {
  /** Bytes that came in, all resources together, as they came over the wire. */
  readonly bytes: number;
  /** The address that answered for a host and port, and why one could not be reached. */
  peerOf(url: string): string | null;
  failureOf(url: string): Failure | null;
  /** All that was received is more than the cap: the connections were broken off. */
  readonly overflown: boolean;
}

/** The only way of the browser to the network. It listens on loopback. */
export interface FilterProxy {
  readonly url: string;
  /** Starts to let traffic through, for one page. */
  open(): Traffic;
  /** Lets nothing through and breaks what is left: a browser also talks when nobody asked it to. */
  shut(): void;
  close(): Promise<void>;
}

/**
 * A forward proxy that connects by `openSocket` alone, so that a browser obeys the same address check as every other
 * request, on whatever it loads, redirects to or opens a socket to. A refused target gets no answer but a closed
 * connection: an error page of ours would look like one of the site's.
 */
export async function createFilterProxy(options: GuardOptions & { readonly maxBytes: number }): Promise<FilterProxy> {
  const sockets = new Set<Duplex>();
  let page = newPage();
  let isOpen = false;

  async function reach(target: Target): Promise<Socket | null> {
    if (!isOpen) return null;
    const mine = page;
    const key = `${target.hostname}:${target.port}`;
    try {
      const { socket, peer } = await openSocket(target, options);
      mine.peers.set(key, peer);
      track(socket);
      // The page may have been closed while its connection was being made.
      if (mine !== page || !isOpen) socket.destroy();
      socket.on('data', (chunk: Buffer) => {
        mine.bytes += chunk.length;
        if (mine.bytes <= options.maxBytes) return;
        mine.overflown = true;
        breakAll();
      });
      return socket;
    } catch (error) {
      mine.failures.set(key, failureOf(error));
      return null;
    }
  }

  async function connect(request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    track(client);
    const target = URL.canParse(`https://${request.url}`) ? targetOf(new URL(`https://${request.url}`)) : null;
    const socket = target && (await reach(target));
    if (!socket) {
      client.destroy();
      return;
    }
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) socket.write(head);
    client.pipe(socket).pipe(client);
    client.on('close', () => socket.destroy());
    socket.on('close', () => client.destroy());
  }

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : null;
    const socket = url?.protocol === 'http:' ? await reach(targetOf(url)) : null;
    if (!socket || !url) {
      response.destroy();
      return;
    }
    const { 'proxy-connection': _, 'proxy-authorization': __, ...headers } = request.headers;
    const onward = httpRequest({ createConnection: () => socket, method: request.method, path: `${url.pathname}${url.search}`, headers: { ...headers, host: url.host, connection: 'close' } });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders.length > 0 ? answer.headers : {});
      answer.pipe(response);
      answer.on('error', () => response.destroy());
      // A body that ends before its length must not look whole to the browser.
      answer.on('aborted', () => response.destroy());
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => socket.destroy());
    request.pipe(onward);
  }

  function track(socket: Duplex): void {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  }

  function breakAll(): void {
    for (const socket of sockets) socket.destroy();
  }

  const server = createServer((request, response) => { forward(request, response).catch(() => response.destroy()); });
  server.on('connect', (request, client, head) => { connect(request, client, head).catch(() => client.destroy()); });
  server.on('clientError', (_, client) => client.destroy());
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(0, '127.0.0.1', () => resolve()); });
  server.unref();

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open() {
      page = newPage();
      isOpen = true;
      return page;
    },
    shut() {
      isOpen = false;
      breakAll();
    },
    async close() {
      isOpen = false;
      breakAll();
      server.closeAllConnections();
      await new Promise<void>((resolve) => { server.close(() => resolve()); });
    },
  };
}

function newPage() {
  const peers = new Map<string, string>();
  const failures = new Map<string, Failure>();
  return {
    bytes: 0, overflown: false, peers, failures,
    peerOf: (url: string) => peers.get(keyOf(url)) ?? null,
    failureOf: (url: string) => failures.get(keyOf(url)) ?? null,
  };
}

function keyOf(url: string): string {
  if (!URL.canParse(url)) return '';
  const { hostname, port } = targetOf(new URL(url));
  return `${hostname}:${port}`;
}

function targetOf(url: URL): Target {
  return { protocol: url.protocol, hostname: url.hostname, port: Number(url.port) || (url.protocol === 'https:' || url.protocol === 'wss:' ? 443 : 80) };
}
