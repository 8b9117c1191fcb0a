import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** What the server says next: a body as a gateway in Go sends it (chunked, gzip, no validators), or an answer in full. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** The connection breaks after half of the body. */
  readonly cutsOff?: boolean;
}

export interface AnsweringServer {
  readonly url: string;
  /** Every request that came, oldest first. */
  readonly asked: readonly IncomingMessage[];
  say(answer: Answer): void;
  close(): Promise<void>;
}

/** A real HTTP server on loopback that gives each request the answer of the moment. */
export async function startAnswering(first: Answer = { body: '' }): Promise<AnsweringServer> {
  let answer = first;
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
    const zips = body.length > 0 && String(request.headers['accept-encoding'] ?? '').includes('gzip');
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json; charset=utf-8', ...(zips ? { 'content-encoding': 'gzip' } : {}), ...answer.headers });
    const wire = zips ? gzipSync(body) : body;
    if (answer.cutsOff === true) {
      response.write(wire.subarray(0, wire.length / 2), () => { response.destroy(); });
      return;
    }
    // Without a length and in pieces: what comes in between is the network's business.
    for (let at = 0; at < wire.length; at += 16_384) response.write(wire.subarray(at, at + 16_384));
    response.end();
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`, asked,
    say: (next) => { answer = next; },
    close: () => new Promise((resolve, reject) => { server.close((error) => { if (error) reject(error); else resolve(); }); server.closeAllConnections(); }),
  };
}
