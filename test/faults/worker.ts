import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { runCommand } from '../../src/cli/run-main.ts';
import { ended, type Ended } from './stage.ts';

/** `driftledger start`, at work. */
export interface Worker {
  /** Waits until it has said something like this. @returns what it said @throws Error when it ends without */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  /** Where its page is, once it says so. */
  page(): Promise<string>;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
  readonly pid: number;
}

const MAIN = new URL('../../dist/main.js', import.meta.url).pathname;

/** The real program in a process of its own, with the machine's clock. */
export function startWorker({ db, config }: { readonly db: string; readonly config: string }, env: Readonly<Record<string, string>> = {}): Worker {
  const child = spawn(process.execPath, [MAIN, 'start', '--db', db, '--config', config, '--port', '0'], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const heard = listening();
  child.stdout.on('data', (chunk: Buffer) => { heard.hear(chunk.toString()); });
  child.stderr.on('data', (chunk: Buffer) => { heard.hear(chunk.toString()); });
  const over = ended(child);
  over.then(heard.end, heard.end);
  return { ...heard, ended: over, pid: child.pid ?? 0, signal: (name) => { child.kill(name); } };
}

/** The same command in this process, on a clock of the test's own; each signal stops it. */
export function startHere({ db, config }: { readonly db: string; readonly config: string }, now: () => string): Worker {
  const stop = new AbortController();
  const heard = listening();
  let [out, err] = ['', ''];
  const over = runCommand(['node', 'driftledger', 'start', '--db', db, '--config', config, '--port', '0'], {
    now, env: {}, terminal: false, stop: stop.signal, checkpoint: () => {},
    out: (text) => { out += text; heard.hear(text); }, err: (text) => { err += text; heard.hear(text); },
  }).then((code): Ended => ({ code, signal: null, out, err }));
  over.then(heard.end, heard.end);
  return { ...heard, ended: over, pid: process.pid, signal: () => { stop.abort(new Error('stopped by the test')); } };
}

function listening() {
  let text = '';
  let over = false;
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const all = waiting;
    waiting = [];
    for (const one of all) one();
  };
  async function said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(text);
      if (found !== null) return found;
      if (over) throw new Error(`it ended without ${String(pattern)}: ${text}`);
      await new Promise<void>((resolve) => { waiting.push(resolve); });
    }
  }
  return {
    said,
    page: async () => (await said(/the page is at (http\S+)/))[1] ?? '',
    hear: (more: string) => { text += more; wake(); },
    end: () => { over = true; wake(); },
  };
}

/** A port of this machine where nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}
