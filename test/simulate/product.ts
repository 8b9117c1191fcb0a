import { join } from 'node:path';
import { setupOf, withServices, type Setup } from '../../src/cli/setup.ts';
import { type World } from '../../src/cli/world.ts';
import { type Holder, type Ledger } from '../../src/ledger/port.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite/index.ts';
import { openWorker, registerSources } from '../../src/monitor/worker.ts';
import { parseConfig } from '../../src/config/index.ts';
import { type Adapter } from '../../src/domain/source.ts';
import { ADAPTERS } from '../../src/sources/index.ts';
import { createWeb } from '../../src/web/index.ts';
import { type Random } from './random.ts';
import { configText, HOOK_SECRET, PUBLIC_URL } from './settings.ts';
import { type VirtualWorld } from './world.ts';

/** The product as it runs: worker, ledger file, readers, stages, mail. It can be killed at a named point and started again. */
export interface Product {
  readonly setup: () => Setup;
  /** One look at the clock. @returns false when the process died in it */
  tick(): Promise<boolean>;
  /** The next process will die when it passes this point for the nth time. */
  killAt(point: string, nth: number): void;
  /** A better reader from the next tick on. */
  upgradeReader(): void;
  /** Work on the ledger beside the worker, as the command line does. */
  withLedger<T>(work: (ledger: Ledger) => Promise<T>): Promise<T>;
  /** Asks the product's own page, as a browser does; with a form it sends that. */
  browse(url: string, form?: Readonly<Record<string, string>>): Promise<{ readonly status: number; readonly text: string }>;
  readonly deaths: readonly string[];
  close(): Promise<void>;
}

/** The points at which a process may die: a name is made up by nobody, all are the product's own. */
export const DEATH_POINTS = [
  'check.opening', 'check.begun', 'page.captured', 'page.kept', 'pages.captured', 'pages.read', 'compared', 'alerts.planned',
  'commit.snapshot-written', 'commit.drift-written', 'commit.written', 'check.committed',
  'delivery.claiming', 'delivery.claimed', 'delivery.sending', 'delivery.sent', 'delivery.settled',
] as const;

class Died extends Error {
  override readonly name = 'Died';
}

interface Incarnation {
  readonly tick: () => Promise<void>;
  readonly ledger: Ledger;
  readonly leave: () => Promise<void>;
}

/** Where the product lives: its mail server, its webhooks' receivers, its folder; its chance, so that a seed replays to the second. */
export interface Surroundings {
  readonly smtp: string;
  readonly hooks: string;
  readonly folder: string;
  readonly random: Random;
  readonly say: (line: string) => void;
}

export async function startProduct(virtual: VirtualWorld, { smtp, hooks, folder, random, say }: Surroundings): Promise<Product> {
  let order: { readonly point: string; nth: number } | null = null;
  let [life, dead, readerBonus] = [0, false, 0];
  const deaths: string[] = [];
  const config = parseConfig(configText(hooks), 'schedules.json', ADAPTERS);
  const setup = (): Setup => {
    const current = setupOf(config);
    return { ...current, sources: current.sources.map((source) => ({ ...source, adapter: upgraded(source.adapter, readerBonus) })) };
  };
  const checkpoint = (name: string): void => {
    if (dead) throw new Died('the process is dead');
    if (order?.point !== name) return;
    order.nth -= 1;
    if (order.nth > 0) return;
    order = null;
    dead = true;
    deaths.push(`${virtual.now()} ${name}`);
    virtual.tally.count('death');
    throw new Died(`killed at ${name}`);
  };

  /** A dead process does nothing any more, whatever its code would still do on the way out. */
  const mortal = (ledger: Ledger): Ledger => new Proxy(ledger, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function') return value;
      return (...args: readonly unknown[]): unknown => {
        if (dead) throw new Died('the process is dead');
        return Reflect.apply(value, target, args);
      };
    },
  });

  async function born(): Promise<Incarnation> {
    life += 1;
    dead = false;
    const me: Holder = { host: 'simulator', pid: life, started: String(life) };
    const file = openSqliteLedger({ file: join(folder, 'ledger.sqlite'), mode: 'write', isAlive: (holder) => holder.pid === life && holder.host === me.host, checkpoint });
    const ledger = mortal(file);
    const stop = new AbortController();
    const world: World = { now: virtual.now, env: { SMTP_URL: smtp, HOOK_SECRET }, out: say, err: say, terminal: false, stop: stop.signal, checkpoint, random: random.next };
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => { end = resolve; });
    let whole: Promise<void> = Promise.resolve();
    const tick = await new Promise<() => Promise<void>>((resolve, reject) => {
      whole = withServices(world, setup, ledger, async (services) => {
        await registerSources(ledger, setup().sources);
        const worker = await openWorker({ ...services, capturer: virtual.capturer, holder: me, sources: () => setup().sources, sealInto: folder, signal: stop.signal, say, ping: () => Promise.resolve() });
        resolve(() => worker.tick());
        await ended;
      });
      whole.catch(reject);
    }).catch(async (error: unknown) => {
      await file.close();
      throw error;
    });
    return { tick, ledger: file, leave: async () => { end(); await whole; await file.close(); } };
  }

  let now: Incarnation | null = null;
  const alive = async (): Promise<Incarnation> => { now ??= await born(); return now; };
  const survive = async (work: () => Promise<void>): Promise<boolean> => {
    const failed = await work().then(() => null, (error: unknown) => ({ error }));
    if (!dead) {
      if (failed !== null) throw failed.error;
      return true;
    }
    await now?.leave();
    now = null;
    dead = false;
    return false;
  };
  await survive(async () => { await alive(); });
  return {
    setup, deaths,
    tick: () => survive(async () => { await (await alive()).tick(); }),
    killAt: (point, nth) => { order = { point, nth }; },
    upgradeReader: () => { readerBonus += 1; },
    withLedger: async (work) => work((await alive()).ledger),
    browse: async (url, form) => {
      const { ledger } = await alive();
      const web = createWeb({ ledger, acts: ledger, now: virtual.now, schedule: () => [], notices: () => [], version: '0', publicUrl: PUBLIC_URL });
      const answer = await web.request(url, form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } });
      return { status: answer.status, text: await answer.text() };
    },
    close: async () => { await now?.leave(); now = null; },
  };
}

/** The same reader in a later version that also makes something else of the same page: every route gets a further alias. */
function upgraded(adapter: Adapter, by: number): Adapter {
  if (by === 0 || adapter.name !== 'flatkey') return adapter;
  return {
    ...adapter, version: adapter.version + by,
    read: (...args) => {
      const reading = adapter.read(...args);
      return { ...reading, routes: reading.routes.map((route) => ({ ...route, endpoints: [...route.endpoints, `read-by-${by}`] })) };
    },
  };
}
