import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, type Server as TcpServer } from 'node:net';
import { createCapturer, type CapturerOptions } from './capturer.ts';
import { type Capturer } from './outcome.ts';

/** A real server on loopback for tests: it remembers what it was asked. */
export interface Loopback {
  readonly url: string;
  readonly port: number;
  readonly asked: readonly IncomingMessage[];
  close(): Promise<void>;
}

export async function serve(answer: (request: IncomingMessage, response: ServerResponse, count: number) => void): Promise<Loopback> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response, asked.length);
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, port, asked, close: () => stop(server) };
}

export async function listen(server: Pick<TcpServer, 'listen' | 'address'>): Promise<number> {
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => resolve()); });
  return (server.address() as AddressInfo).port;
}

export async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => { server.close(() => resolve()); });
}

/** A capturer whose waits are noted instead of waited for, on a clock that only those waits move. */
export function testCapturer(options: CapturerOptions = {}): { readonly capturer: Capturer; readonly waits: number[] } {
  const waits: number[] = [];
  let now = Date.UTC(2026, 10, 20, 12);
  const capturer = createCapturer({
    allowPrivate: true, env: {}, userAgent: 'driftledger/test', random: () => 1, clock: () => new Date(now),
    sleep: async (ms) => { waits.push(ms); now += ms; },
    ...options,
    limits: { pauseMs: 0, ...options.limits },
  });
  return { capturer, waits };
}
