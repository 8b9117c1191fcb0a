import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../src/cli/run-main.ts';
import { startMailCatcher, type MailCatcher } from '../../src/demo/mail-catcher.ts';
import { firstFlatkeyState, flatkeyPayload, withModel, type FlatkeyState } from '../../src/demo/replica/flatkey.ts';
import { startReplica } from '../../src/demo/replica/server.ts';
import { firstState } from '../../src/demo/script.ts';
import { isHolderAlive } from '../../src/ledger/holder.ts';
import { type Ledger } from '../../src/ledger/port.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite/index.ts';
import { createWeb } from '../../src/web/index.ts';
import { type Orders, type Step } from './orders.ts';
import { perform } from './perform.mjs';

export const BEFORE = firstFlatkeyState(Date.parse('2026-11-20T09:00:00Z') / 1000);
/** One route's own ratio: two rates in two groups move with it, and people are told at once. */
export const AFTER = withModel(BEFORE, 'seedance-2.0-fast', { ratio: 3.5 });
/** What a gateway that says AFTER sends. */
export const SERVED = flatkeyPayload(AFTER, 1);
/** When the ledger that each stage begins with was made. */
export const FIRST = '2026-11-20T10:00:00.000Z';

/** What a process left behind. */
export interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder with a ledger that holds one snapshot (BEFORE), a mail server, and the product in processes that may be killed. */
export interface Stage {
  readonly folder: string;
  readonly db: string;
  readonly config: string;
  readonly smtp: string;
  /** The environment of the product; a test may change it between two runs. */
  readonly env: Record<string, string>;
  /** What the mail server took. */
  readonly mails: MailCatcher['mails'];
  /** Plays the steps to their end, in this process: what a restarted product does. */
  run(...steps: readonly Step[]): Promise<Ended>;
  /** Plays them in a process that dies at a named point. */
  kill(at: string, ...steps: readonly Step[]): Promise<Ended>;
  /** `driftledger …words` on this folder. */
  command(now: string, ...words: readonly string[]): Step;
  withLedger<T>(work: (ledger: Ledger) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface StageOptions {
  /** The `alerts` of schedules.json; one rule, at once, when absent. */
  readonly alerts?: unknown;
  readonly env?: Readonly<Record<string, string>>;
}

/** The gateway that says BEFORE once and AFTER ever since, and what all stages of a test file begin with. */
export interface Theatre {
  stage(options?: StageOptions): Promise<Stage>;
  close(): Promise<void>;
}

export const AT_ONCE = { from: 'driftledger@example.com', rules: [{ name: 'procurement', to: ['ana@example.com'], match: { severity: 'warning' } }] };

/** @throws Error when the first snapshot cannot be made: then no test says anything */
export async function openTheatre(): Promise<Theatre> {
  let catalog: FlatkeyState = BEFORE;
  const replica = await startReplica(() => ({ ...firstState(FIRST), flatkey: catalog }));
  const source = { id: 'flatkey', adapter: 'flatkey', url: `${replica.url}/flatkey/api/pricing`, cron: '*/30 * * * *' };
  const open = (kept: string | null, options: StageOptions = {}): Promise<Stage> => openStage({ network: { allowPrivate: true }, sources: [source], alerts: options.alerts ?? AT_ONCE }, kept, options.env ?? {});
  const first = await open(null);
  const made = await first.run(first.command(FIRST, 'check'));
  catalog = AFTER;
  if (made.code !== 0 || made.err !== '') throw new Error(`the first check went wrong (exit ${made.code}): ${made.err}`);
  return {
    stage: (options) => open(first.db, options),
    close: async () => { await Promise.all([replica.close(), first.close()]); },
  };
}

async function openStage(config: unknown, kept: string | null, env: Readonly<Record<string, string>>): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'driftledger-fault-'));
  const [db, file] = [join(folder, 'ledger.sqlite'), join(folder, 'schedules.json')];
  const catcher = await startMailCatcher();
  const surroundings = { SMTP_URL: catcher.url, ...env };
  writeFileSync(file, JSON.stringify(config));
  if (kept !== null) copyFileSync(kept, db);
  return {
    folder, db, config: file, smtp: catcher.url, env: surroundings, mails: catcher.mails,
    run: (...steps) => runHere({ db, steps }, surroundings),
    kill: (at, ...steps) => runChild({ db, steps, kill: { at, nth: 1 } }, surroundings),
    command: (now, ...words) => ({ do: 'run', now, args: [...words, '--db', db, '--config', file] }),
    withLedger: (work) => withLedgerAt(db, work),
    async close() {
      await catcher.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Looks into a ledger file, as the worker would open it. */
export async function withLedgerAt<T>(file: string, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = openSqliteLedger({ file, mode: 'write', isAlive: isHolderAlive });
  try {
    return await work(ledger);
  } finally {
    await ledger.close();
  }
}

async function runHere(orders: Orders, env: Readonly<Record<string, string>>): Promise<Ended> {
  let [out, err] = ['', ''];
  const code = await perform({ runCommand, openSqliteLedger, isHolderAlive, createWeb: () => Promise.resolve(createWeb) }, orders, {
    env, checkpoint: () => {}, out: (text) => { out += text; }, err: (text) => { err += text; },
  });
  return { signal: null, code, out, err };
}

/** Runs the orders in a process of their own; `before` is a shell command that stands before it, with `exec "$@"` at its end. */
export function runChild(orders: Orders, env: Readonly<Record<string, string>> = {}, before?: readonly string[]): Promise<Ended> {
  const [command, ...args] = [...(before ?? []), process.execPath, new URL('child.mjs', import.meta.url).pathname, JSON.stringify(orders)];
  return ended(spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** Waits for a process to end and takes what it said. */
export function ended(child: ReturnType<typeof spawn>): Promise<Ended> {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  child.stderr?.on('data', (chunk: Buffer) => { err += chunk.toString(); });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => { resolve({ code, signal, out, err }); });
  });
}
