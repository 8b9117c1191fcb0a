import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createMailSender } from '../alerts/index.ts';
import { createCaller, createCapturer, type CapturerOptions } from '../capture/index.ts';
import { parseConfig, readSecret, type Config } from '../config/index.ts';
import { UsageError } from '../domain/finding.ts';
import { intervalMinutes, isDue } from '../domain/schedule/is-due.ts';
import { thisProcess } from '../ledger/holder.ts';
import { type Holder, type Ledger } from '../ledger/port.ts';
import { type CheckDeps } from '../monitor/check-source.ts';
import { type Get } from '../monitor/ping.ts';
import { type TellDeps } from '../monitor/tell-due.ts';
import { type ScheduledSource } from '../monitor/worker.ts';
import { ADAPTERS } from '../sources/index.ts';
import { alertSettings, planWith, reachableBy, subscriptionsOf } from './alert-settings.ts';
import { textOf } from './ledger-access.ts';
import { sendWith } from './mail-sender.ts';
import { type Options } from './options.ts';
import { webhookSender } from './webhook-sender.ts';
import { type World } from './world.ts';

/** The configuration that comes with the package. */
const SHIPPED = fileURLToPath(new URL('../../schedules.json', import.meta.url));

/** The configuration in force, as the commands use it. */
export interface Setup {
  readonly config: Config;
  readonly sources: readonly ScheduledSource[];
  /** @throws UsageError that lists the known ids */
  named(id: string): ScheduledSource;
  /** The named sources; all enabled ones when none is named. */
  choose(ids: readonly string[]): readonly ScheduledSource[];
  /** When a source is due next, and whether its last good check is older than it should be. */
  timing(id: string, lastSuccess: string | null, now: string): { readonly next: string | null; readonly stale: boolean; readonly staleAfterMinutes: number };
}

/** What checks and deliveries need, wired to this machine. */
export interface Services extends CheckDeps, TellDeps {
  readonly holder: Holder;
  readonly pause: () => Promise<void>;
  /** For the dead-man switch: the same guard as for webhooks. */
  readonly get: Get;
}

/** Reads the configuration file that `--config` names. @throws UsageError with every fault by line */
export async function loadSetup(_world: World, options: Options): Promise<Setup> {
  const file = textOf(options, 'config') ?? 'schedules.json';
  return setupOf(parseConfig(readConfig(file), file, ADAPTERS));
}

export function readConfig(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    throw new UsageError({ what: code === 'ENOENT' ? 'there is no configuration here' : code === 'EISDIR' ? 'this is a folder, and the configuration is a file' : `the configuration cannot be read: ${error instanceof Error ? error.message : String(error)}`, where: file, mend: `run this in the folder of schedules.json, or name the file with --config; ${relative('.', SHIPPED)} is one to begin with` });
  }
}

/** The same from a configuration that is already read; the demo makes its own. */
export function setupOf(config: Config): Setup {
  const sources = config.sources.map((source): ScheduledSource => {
    const schedule = { cron: source.cron, timezone: source.timezone, jitter_s: source.jitter_s, key: source.id };
    const { id, url, adapter, settings, publisher, evidence_class } = source;
    const comparisons = config.compare.filter(({ routes }) => id in routes);
    return { id, url, adapter, settings, publisher, evidence_class, comparisons, isDue: (lastRun, now) => source.enabled && isDue(schedule, lastRun, now).due };
  });
  const named = (id: string): ScheduledSource => {
    const found = sources.find((source) => source.id === id);
    if (found === undefined) throw new UsageError({ what: `there is no source "${id}"`, where: 'schedules.json', mend: sources.length === 0 ? 'add one under "sources"' : `one of ${sources.map((source) => source.id).join(', ')}` });
    return found;
  };
  return {
    config, sources, named,
    choose: (ids) => (ids.length === 0 ? sources.filter(({ id }) => config.sources.some((source) => source.id === id && source.enabled)) : ids.map(named)),
    timing(id, lastSuccess, now) {
      const source = config.sources.find((one) => one.id === id);
      if (source === undefined) return { next: null, stale: false, staleAfterMinutes: 0 };
      const schedule = { cron: source.cron, timezone: source.timezone, jitter_s: source.jitter_s, key: id };
      const staleAfterMinutes = source.stale_after_minutes ?? 3 * intervalMinutes(schedule, now);
      const age = lastSuccess === null ? 0 : (Date.parse(now) - Date.parse(lastSuccess)) / 60_000;
      return { next: source.enabled ? isDue(schedule, lastSuccess ?? now, now).next : null, stale: source.enabled && age > staleAfterMinutes, staleAfterMinutes };
    },
  };
}

/**
 * Opens what needs closing (connections, the browser, the mail transport) around a piece of work. `current` is asked
 * each time, so that a changed file counts without a restart; only the network's own rules are those of the start.
 */
export async function withServices<T>(world: World, current: () => Setup, ledger: Ledger, work: (services: Services) => Promise<T>, capturing: CapturerOptions = {}): Promise<T> {
  const capturer = createCapturer({ allowPrivate: current().config.network.allowPrivate, env: world.env, signal: world.stop, clock: () => new Date(world.now()), ...capturing });
  const caller = createCaller({ allowPrivate: current().config.network.allowPrivate, env: world.env, signal: world.stop });
  const sendHook = webhookSender(() => current().config, world, (request) => caller.call({ method: 'POST', ...request }));
  const smtp = readSecret(world.env, 'SMTP_URL');
  const sender = smtp === undefined ? null : createMailSender(smtp);
  try {
    return await work({
      ledger, capturer, now: world.now, checkpoint: world.checkpoint, holder: thisProcess(),
      planAlerts: (told) => planWith(current().config)(told), send: (...message) => (message[0].channel === 'webhook' ? sendHook(...message) : sendWith(current().config, sender, world, ledger)(...message)),
      startedAt: world.now(), subscriptions: () => subscriptionsOf(current().config), reachable: (recipient) => reachableBy(current().config)(recipient),
      mostPerHour: (recipient) => reachableBy(current().config)(recipient).most_per_hour,
      publisher: (source) => current().sources.find(({ id }) => id === source)?.publisher ?? source,
      alertSettings: () => alertSettings(current().config), mailing: () => sender !== null,
      watched: () => current().sources.map(({ id }) => ({ id, stale_after_minutes: current().timing(id, null, world.now()).staleAfterMinutes })),
      get: (url) => caller.call({ method: 'GET', url }),
      pause: async () => { await sleep(1000, undefined, { signal: world.stop }); },
    });
  } finally {
    sender?.close();
    await caller.close();
    await capturer.close();
  }
}
