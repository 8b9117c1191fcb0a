import type { Browser, BrowserServer } from 'playwright';
import { CaptureFailure } from '../failure.ts';
import { type Limits } from '../limits.ts';
import { type BrowserSearch } from './find.ts';

/** One shared browser process, started when first needed. */
export interface BrowserPool {
  /**
   * Runs `work` on the browser, one at a time; a browser that crashed or served enough pages is replaced before it.
   * @throws CaptureFailure BROWSER_MISSING or BROWSER_CRASHED, and what `work` throws
   */
  use<T>(work: (browser: Browser) => Promise<T>): Promise<T>;
  /** For a browser that hangs: it is killed at once, and the next work gets a new one. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

interface Running {
  readonly server: BrowserServer;
  readonly browser: Browser;
  pages: number;
}

/** Beside the proxy: nothing is resolved or sent past it, and a page's script cannot take all memory. */
const ARGUMENTS = [
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--js-flags=--max-old-space-size=512',
  '--disable-background-networking', '--disable-domain-reliability', '--no-pings', '--disable-gpu',
];

/** @param blackHole the proxy for what the browser does by itself; pages name their own */
export function createBrowserPool(options: {
  readonly find: () => Promise<BrowserSearch>;
  readonly limits: Pick<Limits, 'browserMs' | 'browserIdleMs' | 'browserPages'>;
  readonly blackHole: string;
}): BrowserPool {
  const { limits } = options;
  let running: Running | null = null;
  let line: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;
  let closed = false;

  async function start(): Promise<Running> {
    const found = await options.find();
    if ('none' in found) throw new CaptureFailure('BROWSER_MISSING', found.none);
    const { chromium } = await import('playwright');
    let server: BrowserServer | undefined;
    try {
      server = await chromium.launchServer({
        executablePath: found.path, headless: true, host: '127.0.0.1', timeout: limits.browserMs, proxy: { server: options.blackHole },
        args: ARGUMENTS, env: { ...launchEnvironment(), ...found.env }, handleSIGHUP: false, handleSIGINT: false, handleSIGTERM: false,
      });
      return { server, browser: await chromium.connect(server.wsEndpoint(), { timeout: limits.browserMs }), pages: 0 };
    } catch (error) {
      await server?.kill();
      const words = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
      throw new CaptureFailure('BROWSER_CRASHED', `the ${found.kind} browser ${found.path} does not start: ${words}; driftledger doctor says more`);
    }
  }

  async function kill(): Promise<void> {
    clearTimeout(idle);
    const old = running;
    running = null;
    await old?.server.kill();
  }

  async function run<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
    if (closed) throw new CaptureFailure('BROWSER_CRASHED', 'the browser was closed');
    clearTimeout(idle);
    if (running && (!running.browser.isConnected() || running.pages >= limits.browserPages)) await kill();
    const current = running ?? (await start());
    running = current;
    // The pool may have been closed while the browser was starting.
    if (closed) await kill();
    current.pages += 1;
    try {
      return await work(current.browser);
    } finally {
      idle = setTimeout(() => { kill().catch(() => undefined); }, limits.browserIdleMs).unref();
    }
  }

  return {
    use(work) {
      const turn = line.then(() => run(work));
      line = turn.catch(() => undefined);
      return turn;
    },
    kill,
    async close() {
      closed = true;
      await kill();
    },
  };
}

/** The browser is a stranger: it gets what it needs to run, and none of our keys. */
function launchEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'LD_LIBRARY_PATH', 'TMPDIR', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR', 'FONTCONFIG_PATH', 'FONTCONFIG_FILE'];
  return Object.fromEntries([...names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const])), ['TZ', 'UTC']]);
}
