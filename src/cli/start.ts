import { dirname } from 'node:path';
import { statSync } from 'node:fs';
import { ADAPTERS } from '../sources/index.ts';
import { parseConfig, readSecret } from '../config/index.ts';
import { plural } from '../domain/phrase.ts';
import { plainText } from '../domain/plain-text.ts';
import { type Ledger } from '../ledger/port.ts';
import { createPing } from '../monitor/ping.ts';
import { openWorker, registerSources, startTicking, type Worker } from '../monitor/worker.ts';
import { createWeb, serveWeb } from '../web/index.ts';
import { EXIT } from './exit-codes.ts';
import { dbOf, textOf, withLedger } from './ledger-access.ts';
import { portOf } from './numbers.ts';
import { type Options } from './options.ts';
import { reportError } from './report-error.ts';
import { version } from './version.ts';
import { loadSetup, readConfig, setupOf, withServices, type Setup } from './setup.ts';
import { type World } from './world.ts';

/** A stop takes at most this long; what is not finished by then is abandoned whole and finished at the next start. */
const STOP_MS = 8_000;
/** So many characters of what is wrong with the configuration stand on the page. */
const MOST_FAULT = 300;

/** `driftledger start`: worker and web page until a signal. */
export async function run(world: World, _args: readonly string[], options: Options): Promise<number> {
  const current = reloading(world, options, await loadSetup(world, options));
  // Told before anything is opened.
  portOf(options);
  return withLedger(world, options, (ledger) => withServices(world, current.setup, ledger, async (services) => {
    const say = (line: string): void => { world.out(`${world.now()} ${line}\n`); };
    const worker = await openWorker({
      ...services, sources: () => current.refresh().sources, sealInto: dirname(dbOf(options)), signal: world.stop, say,
      ping: createPing({ pingUrl: () => current.setup().config.alerts.ping, get: services.get, say }),
    });
    try {
      await registerSources(ledger, current.setup().sources);
      await serve(world, options, { ledger, current, worker, say });
    } finally {
      // The ledger is free for the next worker, whatever went wrong here.
      await Promise.race([worker.stop(), new Promise((resolve) => { setTimeout(resolve, STOP_MS).unref(); })]);
    }
    say('stopped');
    return EXIT.done;
  }));
}

/** Works and answers until a signal. */
async function serve(world: World, options: Options, { ledger, current, worker, say }: { readonly ledger: Ledger; readonly current: Current; readonly worker: Worker; readonly say: (line: string) => void }): Promise<void> {
  const address = addressOf(current.setup(), options);
  const page = await serveWeb(webOf(world, ledger, current, address.host), address);
  say(`the page is at ${page.url}`);
  const onError = (error: unknown): void => { reportError(world, error); };
  const ticking = startTicking(worker, onError);
  await Promise.race([worker.tick().catch(onError), stopped(world)]);
  await stopped(world);
  await ticking.stop();
  await page.close();
}

interface Current {
  setup(): Setup;
  /** Reads the file again when it changed; a faulty one is reported once and the last good one stays in force. */
  refresh(): Setup;
  /** What is wrong with the file since it was read with success; null when nothing is. */
  fault(): string | null;
}

function reloading(world: World, options: Options, first: Setup): Current {
  const file = textOf(options, 'config') ?? 'schedules.json';
  const stamp = (): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  let [setup, seen] = [first, stamp()];
  let fault: string | null = null;
  return {
    setup: () => setup,
    fault: () => fault,
    refresh() {
      const now = stamp();
      if (now === seen) return setup;
      seen = now;
      try {
        setup = setupOf(parseConfig(readConfig(file), file, ADAPTERS));
        fault = null;
        world.out(`${world.now()} ${file} was read again: ${plural(setup.sources.length, 'source')}\n`);
      } catch (error) {
        fault = error instanceof Error ? error.message : String(error);
        reportError(world, error);
        world.err(`${world.now()} what ${file} said before stays in force\n`);
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
    notices: () => [
      ...(readSecret(world.env, 'SMTP_URL') === undefined ? ['SMTP_URL is not set: mails wait in the outbox.'] : []),
      ...(current.fault() === null ? [] : [`schedules.json was changed and cannot be used, what it said before stays in force: ${plainText(current.fault() ?? '', MOST_FAULT)}`]),
    ],
  });
}

function addressOf({ config }: Setup, options: Options): { readonly host: string; readonly port: number } {
  return { host: textOf(options, 'host') ?? config.web.host, port: portOf(options) ?? config.web.port };
}

function stopped(world: World): Promise<void> {
  if (world.stop.aborted) return Promise.resolve();
  return new Promise((resolve) => { world.stop.addEventListener('abort', () => { resolve(); }, { once: true }); });
}
