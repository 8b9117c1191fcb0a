import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../config/index.ts';
import { UsageError } from '../domain/finding.ts';
import { startMailCatcher, type MailCatcher } from '../demo/mail-catcher.ts';
import { play, type Played } from '../demo/play.ts';
import { startReplica, type ReplicaState } from '../demo/replica/server.ts';
import { ACTS, firstState } from '../demo/script.ts';
import { makeFolder } from '../ledger/make-folder.ts';
import { type Ledger } from '../ledger/port.ts';
import { registerSources } from '../monitor/worker.ts';
import { ADAPTERS } from '../sources/index.ts';
import { EXIT } from './exit-codes.ts';
import { textOf, withLedger } from './ledger-access.ts';
import { portOf } from './numbers.ts';
import { printJson } from './print.ts';
import { type Options } from './options.ts';
import { version } from './version.ts';
import { setupOf, withServices, type Setup } from './setup.ts';
import { type World } from './world.ts';

const STEP_MS = 30 * 60_000;
/** The demo's time is played: politeness between requests and waits before a retry take none of it. */
const NO_WAITING = { sleep: () => Promise.resolve(), limits: { pauseMs: 0 } };

/** `driftledger demo`: the providers' replica on loopback, a play of true drift and false alarms, mails caught by a real SMTP server. */
export async function run(world: World, _args: readonly string[], options: Options): Promise<number> {
  const once = options['once'] === true;
  // Told before anything is played.
  portOf(options);
  const folder = folderOf(options);
  const db = join(folder, 'ledger.sqlite');
  if (existsSync(db)) throw new UsageError({ what: 'a demo was played here before', where: db, mend: 'name another folder with --folder, or leave it out' });
  const start = world.now();
  // The demo's own clock: the play ends now, half an hour an act.
  let clock = Date.parse(start) - (ACTS.length + 1) * STEP_MS;
  const now = (): string => new Date(clock).toISOString();
  let state: ReplicaState = firstState(now());

  const [replica, catcher] = await Promise.all([startReplica(() => state), startMailCatcher()]);
  const setup = demoSetup(replica.url);
  const demoWorld: World = { ...world, now, env: { ...world.env, SMTP_URL: catcher.url, SMTP_URL_FILE: undefined } };
  try {
    return await withLedger(world, { ...options, db }, (ledger) => withServices(demoWorld, () => setup, ledger, async (services) => {
      await registerSources(ledger, setup.sources);
      const played = await play(ACTS, {
        ...services, sources: setup.sources, signal: world.stop,
        advance: (change) => {
          state = change(state);
          clock += STEP_MS;
        },
        say: (line) => { world.err(`${line}\n`); },
      });
      printSummary(world, options, summaryOf(db, played, catcher));
      if (!once) await showPage(world, setup, ledger, catcher, options);
      return EXIT.done;
    }, NO_WAITING));
  } finally {
    await Promise.all([replica.close(), catcher.close()]);
    if (!once && textOf(options, 'folder') === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function folderOf(options: Options): string {
  const named = textOf(options, 'folder');
  if (named === undefined) return mkdtempSync(join(tmpdir(), 'driftledger-demo-'));
  if (existsSync(named) && !statSync(named).isDirectory()) throw new UsageError({ what: 'this is a file', where: named, mend: 'name a folder with --folder; it is made when it is not there' });
  makeFolder(named);
  return named;
}

/** The configuration of the demo: as a user would write it, but for loopback addresses. */
function demoSetup(url: string): Setup {
  const file = {
    network: { allowPrivate: true },
    sources: [
      { id: 'flatkey', adapter: 'flatkey', url: `${url}/flatkey/api/pricing`, cron: '*/30 * * * *' },
      { id: 'fal', adapter: 'fal', url: `${url}/fal`, routes: ['bytedance/seedance-2.0/*'], cron: '*/30 * * * *' },
      { id: 'byteplus', adapter: 'byteplus', url: `${url}/byteplus/docs/ModelArk/1544106`, cron: '*/30 * * * *', render: 'never' },
    ],
    compare: [
      { name: 'seedance-2.0', routes: { flatkey: 'seedance-2.0', fal: 'bytedance/seedance-2.0/text-to-video', byteplus: 'dreamina-seedance-2-0-260128' } },
      { name: 'seedance-2.0-fast', routes: { flatkey: 'seedance-2.0-fast', fal: 'bytedance/seedance-2.0/fast/text-to-video', byteplus: 'dreamina-seedance-2-0-fast-260128' } },
    ],
    alerts: { from: 'driftledger@demo.example', rules: [{ name: 'procurement', to: ['procurement@demo.example'], match: { severity: 'notice' } }] },
  };
  return setupOf(parseConfig(JSON.stringify(file), 'the demo', ADAPTERS));
}

interface Summary {
  readonly ledger: string;
  readonly snapshots: readonly { readonly source: string; readonly captured_at: string; readonly rows: number }[];
  readonly findings: readonly { readonly kind: string; readonly source: string }[];
  readonly drift: readonly { readonly kind: string; readonly route: string | null; readonly before: string | null; readonly after: string | null }[];
  readonly mails: readonly { readonly to: string; readonly subject: string; readonly message_id: string }[];
}

function summaryOf(db: string, played: readonly Played[], catcher: MailCatcher): Summary {
  return {
    ledger: db,
    snapshots: played.flatMap(({ snapshots }) => snapshots.map(({ source, captured_at, rows }) => ({ source, captured_at, rows }))),
    findings: played.flatMap(({ findings }) => findings.map(({ kind, source }) => ({ kind, source }))),
    drift: played.flatMap(({ drift }) => drift.map(({ kind, source, route, meter, conditions, before, after, rows }) => ({ kind, source, route, meter, conditions, before, after, rows }))),
    mails: catcher.mails.map(({ to, subject, message_id }) => ({ to, subject, message_id })),
  };
}

function printSummary(world: World, options: Options, summary: Summary): void {
  if (options['json'] === true) {
    printJson(world, summary);
    return;
  }
  world.out(`\n${summary.snapshots.length} snapshots, ${summary.drift.length} drift events, ${summary.findings.length} findings, ${summary.mails.length} mails\n\n`);
  for (const mail of summary.mails) world.out(`  ${mail.subject}\n`);
  world.out(`\nThe ledger: ${summary.ledger}\n`);
}

async function showPage(world: World, setup: Setup, ledger: Ledger, catcher: MailCatcher, options: Options): Promise<void> {
  const { createWeb, serveWeb } = await import('../web/index.ts');
  const app = createWeb({
    ledger, now: world.now, version: version(), caught: () => catcher.mails,
    schedule: () => setup.sources.map(({ id }) => ({ id, next_due: null, stale_after_minutes: null })),
    notices: () => ['This is the demo: everything here comes from a replica on this machine.'],
  });
  const page = await serveWeb(app, { host: '127.0.0.1', port: portOf(options) ?? 0 });
  world.out(`The page: ${page.url} (Ctrl-C ends the demo)\n`);
  if (!world.stop.aborted) await new Promise<void>((resolve) => { world.stop.addEventListener('abort', () => { resolve(); }, { once: true }); });
  await page.close();
}
