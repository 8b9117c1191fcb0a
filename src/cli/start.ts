import { dirname } from 'node:path';
import { statSync } from 'node:fs';
import { ADAPTERS } from '../sources/index.ts';
import { parseConfig, readSecret } from '../config/index.ts';
import { type Ledger } from '../ledger/port.ts';
import { createPing } from '../monitor/ping.ts';
import { openWorker, registerSources, startTicking } from '../monitor/worker.ts';
import { createWeb, serveWeb } from '../web/index.ts';
import { EXIT } from './exit-codes.ts';
import { dbOf, textOf, withLedger } from './ledger-access.ts';
import { portOf } from './numbers.ts';
import { type Options } from './program.ts';
import { reportError, version } from './run-main.ts';
import { loadSetup, readConfig, setupOf, withServices, type Setup } from './setup.ts';
import { type World } from './world.ts';

/** A stop takes at most this long; what is not finished by then is abandoned whole and finished at the next start. */
const STOP_MS = 8_000;

/** `driftledger start`: worker and web page until a signal. */
export async function run(world: World, _args: readonly string[], options: Options): Promise<number> {
  const current = reloading(world, options, await loadSetup(world, options));
  // Told before anything is opened.
  portOf(options);
  return withLedger(world, options, (ledger) => withServices(world, current.setup, ledger, async (services) => {
    await registerSources(ledger, current.setup().sources);
    const say = (line: string): void => { world.out(`${world.now()} ${line}\n`); };
    const worker = await openWorker({
      ...services, sources: () => current.refresh().sources, sealInto: dirname(dbOf(options)), signal: world.stop, say,
      ping: createPing({ pingUrl: () => current.setup().config.alerts.ping, get: services.get, say }),
    });
    const page = await serveWeb(webOf(world, ledger, current, addressOf(current.setup(), options).host), addressOf(current.setup(), options));
    world.out(`${world.now()} the page is at ${page.url}\n`);
    const onError = (error: unknown): void => { reportError(world, error); };
    const ticking = startTicking(worker, onError);
    await Promise.race([worker.tick().catch(onError), stopped(world)]);
    await stopped(world);
    await ticking.stop();
    await page.close();
    await Promise.race([worker.stop(), new Promise((resolve) => { setTimeout(resolve, STOP_MS).unref(); })]);
    world.out(`${world.now()} stopped\n`);
    return EXIT.done;
  }));
}

interface Current {
  setup(): Setup;
  /** Reads the file again when it changed; a faulty one is reported once and the last good one stays in force. */
  refresh(): Setup;
}

function reloading(world: World, options: Options, first: Setup): Current {
  const file = textOf(options, 'config') ?? 'schedules.json';
  const stamp = (): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  let [setup, seen] = [first, stamp()];
  return {
    setup: () => setup,
    refresh() {
      const now = stamp();
      if (now === seen) return setup;
      seen = now;
      try {
        setup = setupOf(parseConfig(readConfig(file), file, ADAPTERS));
        world.out(`${world.now()} ${file} was read again: ${setup.sources.length} sources\n`);
      } catch (error) {
        reportError(world, error);
      }
      return setup;
    },
  };
}

function webOf(world: World, ledger: Ledger, current: Current, host: string) {
  const { publicUrl } = current.setup().config.web;
  return createWeb({
    ledger, acts: ledger, now: world.now, version: version(), host, ...(publicUrl === undefined ? {} : { publicUrl }),
    report: (error) => { reportError(world, error); },
    schedule: () => current.setup().sources.map(({ id }) => {
      const { next, staleAfterMinutes } = current.setup().timing(id, null, world.now());
      return { id, next_due: next, stale_after_minutes: staleAfterMinutes };
    }),
    notices: () => (readSecret(world.env, 'SMTP_URL') === undefined ? ['SMTP_URL is not set: mails wait in the outbox.'] : []),
  });
}

function addressOf({ config }: Setup, options: Options): { readonly host: string; readonly port: number } {
  return { host: textOf(options, 'host') ?? config.web.host, port: portOf(options) ?? config.web.port };
}

function stopped(world: World): Promise<void> {
  if (world.stop.aborted) return Promise.resolve();
  return new Promise((resolve) => { world.stop.addEventListener('abort', () => { resolve(); }, { once: true }); });
}
