import { existsSync, accessSync, constants, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { createTransport } from 'nodemailer';
import { browserVersion, findBrowser } from '../capture/index.ts';
import { readSecret } from '../config/index.ts';
import { healthFaults } from '../domain/health.ts';
import { plural } from '../domain/phrase.ts';
import { makeFolder } from '../ledger/make-folder.ts';
import { type LedgerReader } from '../ledger/port.ts';
import { EXIT } from './exit-codes.ts';
import { dbOf, withReader } from './ledger-access.ts';
import { printJson, printTable, shortTime } from './print.ts';
import { type Options } from './options.ts';
import { loadSetup } from './setup.ts';
import { type World } from './world.ts';

interface Check {
  readonly what: string;
  readonly state: 'good' | 'note' | 'bad';
  readonly found: string;
  readonly mend: string | null;
}

/** `driftledger doctor`: everything that checks, mails and pages depend on, each with its mend. Exits with 1 when something is bad. */
export async function run(world: World, _args: readonly string[], options: Options): Promise<number> {
  const checks = [nodeVersion(), await configuration(world, options), ...await ledger(world, options), disk(options), await smtp(world), await browser(world)];
  if (options['json'] === true) printJson(world, checks);
  else printTable(world, ['', 'what', 'found', 'mend'], checks.map((check) => [{ good: '●', note: '○', bad: '▲' }[check.state], check.what, check.found, check.mend ?? '']));
  return checks.some(({ state }) => state === 'bad') ? EXIT.failed : EXIT.done;
}

function nodeVersion(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const good = major > 20 || (major === 20 && minor >= 18);
  return { what: 'Node', state: good ? 'good' : 'bad', found: process.version, mend: good ? null : 'install Node 20.18 or newer' };
}

async function configuration(world: World, options: Options): Promise<Check> {
  try {
    const { config } = await loadSetup(world, options);
    const rules = config.alerts.rules.length;
    return { what: 'configuration', state: rules === 0 ? 'note' : 'good', found: `${config.sources.length} sources, ${rules} alert rules`, mend: rules === 0 ? 'add a rule under "alerts" so that somebody is told' : null };
  } catch (error) {
    return { what: 'configuration', state: 'bad', found: words(error), mend: error instanceof Error && 'mend' in error ? String(error.mend) : 'mend the file' };
  }
}

async function ledger(world: World, options: Options): Promise<readonly Check[]> {
  const file = dbOf(options);
  if (!existsSync(file)) return [{ what: 'ledger', state: 'note', found: `${file} is not there yet`, mend: 'run "driftledger check" or "driftledger start"' }];
  try {
    return await withReader(options, async (reader) => {
      const faults = await reader.integrity();
      const [last] = await reader.snapshots({ limit: 1 });
      const behind = last !== undefined && last.captured_at > world.now();
      return [
        { what: 'ledger', state: faults.length === 0 ? 'good' : 'bad', found: faults.length === 0 ? `${file} is sound` : faults.slice(0, 3).join('; '), mend: faults.length === 0 ? null : 'keep the file, restore the last backup to another place and compare' },
        ...await sourceFaults(world, options, reader), await deadLetters(reader), ...await offRecipients(reader),
        { what: 'clock', state: behind ? 'bad' : 'good', found: `${shortTime(world.now())}${last === undefined ? '' : `, last snapshot of ${shortTime(last.captured_at)}`}`, mend: behind ? 'this machine\'s clock is behind its own ledger: set it right' : null },
      ];
    });
  } catch (error) {
    return [{ what: 'ledger', state: 'bad', found: words(error), mend: error instanceof Error && 'mend' in error ? String(error.mend) : 'look at the file' }];
  }
}

/** Every source that could not be read, or not lately, with its reason; without a configuration nobody knows which should be. */
async function sourceFaults(world: World, options: Options, reader: LedgerReader): Promise<readonly Check[]> {
  const setup = await loadSetup(world, options).catch(() => null);
  if (setup === null) return [];
  const now = world.now();
  const watched = setup.choose([]).map(({ id }) => ({ id, stale_after_minutes: setup.timing(id, null, now).staleAfterMinutes }));
  const states = await reader.sources();
  const faults = healthFaults({ now, watched, sources: states, deliveries: [] });
  if (faults.length === 0) return watched.length === 0 ? [] : [{ what: 'sources', state: 'good', found: `all ${watched.length} were read lately`, mend: null }];
  return faults.map(({ what, source, words: said }): Check => {
    const reason = what === 'stale' ? states.find(({ id }) => id === source)?.last_failure?.message : undefined;
    return { what: 'sources', state: what === 'unchecked' ? 'note' : 'bad', found: reason === undefined ? said : `${said}; the last failure: ${reason}`, mend: `"driftledger check ${source ?? ''}" tries it now` };
  });
}

async function deadLetters(reader: LedgerReader): Promise<Check> {
  const dead = await reader.deliveries({ state: 'dead' });
  const [last] = dead;
  if (last === undefined) return { what: 'deliveries', state: 'good', found: 'none was given up', mend: null };
  return {
    what: 'deliveries', state: 'bad', found: `${plural(dead.length, 'delivery was', 'deliveries were')} given up; the last, to ${last.recipient}: ${last.log.at(-1)?.words ?? 'no words were kept'}`,
    mend: 'mend what the words say, then "driftledger alerts retry"',
  };
}

async function offRecipients(reader: LedgerReader): Promise<readonly Check[]> {
  return (await reader.switchedOff()).map(({ channel, recipient, at, words: said }): Check => ({
    what: 'recipients', state: 'note', found: `${channel} to ${recipient} is off since ${shortTime(at)}: ${said}`, mend: `"driftledger alerts switch-on ${recipient}", or take it out of the rules`,
  }));
}

/** A check of a large catalog with its raw bytes wants some room. */
const LEAST_FREE = 200 * 1024 * 1024;

function disk(options: Options): Check {
  const folder = dirname(dbOf(options));
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    return { what: 'disk', state: free < LEAST_FREE ? 'bad' : 'good', found: `${Math.round(free / 1024 / 1024)} MB free in ${folder}`, mend: free < LEAST_FREE ? 'free some space' : null };
  } catch (error) {
    return { what: 'disk', state: 'bad', found: `${folder}: ${words(error)}`, mend: 'make the folder writable for this user, or name another ledger with --db' };
  }
}

async function smtp(world: World): Promise<Check> {
  const url = readSecret(world.env, 'SMTP_URL');
  if (url === undefined) return { what: 'mail', state: 'note', found: 'SMTP_URL is not set: mails wait in the outbox', mend: 'set SMTP_URL=smtp://user:password@host:port' };
  const transport = createTransport({ url, connectionTimeout: 5000, greetingTimeout: 5000, socketTimeout: 5000 });
  try {
    await transport.verify();
    return { what: 'mail', state: 'good', found: 'the SMTP server answers', mend: null };
  } catch (error) {
    return { what: 'mail', state: 'bad', found: words(error), mend: 'look at SMTP_URL and the server; "driftledger alerts test --to you@example.com" sends a test mail' };
  } finally {
    transport.close();
  }
}

async function browser(world: World): Promise<Check> {
  const found = await findBrowser(world.env);
  if ('none' in found) return { what: 'browser', state: 'note', found: found.none, mend: 'only the sources that need a browser fail without one' };
  const version = await browserVersion(found);
  return version === null
    ? { what: 'browser', state: 'bad', found: `${found.kind}: ${found.path} does not start`, mend: 'install the libraries it misses, or name another one with DRIFTLEDGER_BROWSER' }
    : { what: 'browser', state: 'good', found: `${found.kind}: ${version}`, mend: null };
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
