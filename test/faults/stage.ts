import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMailCatcher, type MailCatcher } from '../../src/demo/mail-catcher.ts';
import { firstFlatkeyState, flatkeyPayload, withModel, type FlatkeyState } from '../../src/demo/replica/flatkey.ts';
import { startReplica, type Replica } from '../../src/demo/replica/server.ts';
import { firstState } from '../../src/demo/script.ts';
import { isHolderAlive } from '../../src/ledger/holder.ts';
import { type Ledger } from '../../src/ledger/port.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite/index.ts';
import { type Orders } from './orders.ts';

/** What a process left behind. */
export interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A gateway and a mail server on loopback, a folder for the ledger, and the product in processes that may be killed. */
export interface Stage {
  readonly folder: string;
  readonly db: string;
  /** What the mail server took since the last `restore`. */
  readonly mails: () => MailCatcher['mails'];
  /** The gateway says this from now on. @returns the bytes it serves */
  serve(catalog: FlatkeyState): string;
  run(orders: Omit<Orders, 'db'>, env?: Readonly<Record<string, string>>): Promise<Ended>;
  check(now: string, kill?: Orders['kill']): Promise<Ended>;
  withLedger<T>(work: (ledger: Ledger) => Promise<T>): Promise<T>;
  /** The ledger as it is now, to go back to. */
  keep(): void;
  /** The ledger as it was kept; mails count anew. */
  restore(): void;
  close(): Promise<void>;
}

export const BEFORE = firstFlatkeyState(Date.parse('2026-11-20T09:00:00Z') / 1000);
/** One route's own ratio: two rates in two groups move with it, and people are told at once. */
export const AFTER = withModel(BEFORE, 'seedance-2.0-fast', { ratio: 3.5 });

export async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'driftledger-fault-'));
  const db = join(folder, 'ledger.sqlite');
  const config = join(folder, 'schedules.json');
  let catalog = BEFORE;
  let seen = 0;
  const kept = mkdtempSync(join(tmpdir(), 'driftledger-kept-'));
  const [replica, catcher]: [Replica, MailCatcher] = await Promise.all([startReplica(() => ({ ...firstState('2026-11-20T10:00:00Z'), flatkey: catalog })), startMailCatcher()]);
  writeFileSync(config, JSON.stringify({
    network: { allowPrivate: true },
    sources: [{ id: 'flatkey', adapter: 'flatkey', url: `${replica.url}/flatkey/api/pricing`, cron: '*/30 * * * *' }],
    alerts: { from: 'driftledger@example.com', rules: [{ name: 'procurement', to: ['ana@example.com'], match: { severity: 'warning' } }] },
  }));
  const run: Stage['run'] = (orders, env = {}) => runChild({ ...orders, db }, { SMTP_URL: catcher.url, ...env });
  return {
    folder, db, run,
    mails: () => catcher.mails.slice(seen),
    serve(next) {
      catalog = next;
      return flatkeyPayload(next, 1);
    },
    check: (now, kill) => run({ act: 'command', now, args: ['check', '--db', db, '--config', config, '--json'], ...(kill === undefined ? {} : { kill }) }),
    async withLedger(work) {
      const ledger = openSqliteLedger({ file: db, mode: 'write', isAlive: isHolderAlive });
      try {
        return await work(ledger);
      } finally {
        await ledger.close();
      }
    },
    keep() {
      copyFileSync(db, join(kept, 'ledger.sqlite'));
    },
    restore() {
      for (const name of readdirSync(folder)) if (name !== 'schedules.json') rmSync(join(folder, name), { force: true });
      copyFileSync(join(kept, 'ledger.sqlite'), db);
      seen = catcher.mails.length;
    },
    async close() {
      await Promise.all([replica.close(), catcher.close()]);
      for (const one of [folder, kept]) rmSync(one, { recursive: true, force: true });
    },
  };
}

function runChild(orders: Orders, env: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn(process.execPath, [new URL('child.mjs', import.meta.url).pathname, JSON.stringify(orders)], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString(); });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => { resolve({ code, signal, out, err }); });
  });
}
