import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { type Hono } from 'hono';

export interface ServedWeb {
  /** Where the page is: "http://127.0.0.1:8787/". */
  readonly url: string;
  /** Answers what is under way, then stops; whoever does not hang up is cut off after two seconds. */
  close(): Promise<void>;
}

const CLOSE_MS = 2000;

/** Serves the app. Port 0 takes any free one. @throws PortUnavailable */
export async function serveWeb(app: Hono, address: { readonly host: string; readonly port: number }): Promise<ServedWeb> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => { reject(new PortUnavailable(address, error)); });
    server.listen(address.port, address.host, resolve);
  });
  const { address: host, port, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${host}]` : host}:${port}/`,
    close: () => new Promise((resolve) => {
      const cutOff = setTimeout(() => { server.closeAllConnections(); }, CLOSE_MS);
      server.close(() => {
        clearTimeout(cutOff);
        resolve();
      });
      server.closeIdleConnections();
    }),
  };
}

/** The page cannot listen where it was told to. */
export class PortUnavailable extends Error {
  override readonly name = 'PortUnavailable';
  readonly where: string;
  readonly mend: string;

  constructor({ host, port }: { readonly host: string; readonly port: number }, cause: NodeJS.ErrnoException) {
    const [what, mend] = reasonOf(cause.code, port);
    super(`the page cannot listen on ${host}:${port}: ${what ?? cause.message}`, { cause });
    this.where = `${host}:${port}`;
    this.mend = mend;
  }
}

function reasonOf(code: string | undefined, port: number): readonly [what: string | null, mend: string] {
  switch (code ?? '') {
    case 'EADDRINUSE': return ['another program uses that port', `stop it, or choose another port with --port (such as ${port === 65_535 ? port - 1 : port + 1}) or web.port in schedules.json`];
    case 'EACCES': return ['this user may not use that port', 'choose a port above 1023 with --port or web.port in schedules.json'];
    case 'EADDRNOTAVAIL': case 'ENOTFOUND': return ['this machine has no such address', 'choose an address of this machine with --host or web.host in schedules.json, such as 127.0.0.1'];
    default: return [null, 'choose another address or port with --host and --port'];
  }
}
