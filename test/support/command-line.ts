import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../src/cli/run-main.ts';
import { testClock } from './fake-source.ts';

/** What one command line came to. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface CommandLine {
  readonly folder: string;
  readonly db: string;
  readonly config: string;
  readonly now: () => string;
  advance(minutes: number): void;
  /** Writes the configuration that the commands read. */
  configure(config: unknown): void;
  /** Runs `driftledger …words` as main.ts would, on this folder's ledger and configuration. */
  run(...words: readonly string[]): Promise<Ran>;
  /** The same with --json, parsed. @throws when it exits with another code than `code` or prints no JSON */
  json<T>(words: readonly string[], code?: number): Promise<T>;
  remove(): void;
}

/** The commands on a folder, a clock and an environment of the test's own. */
export function commandLine({ start = '2026-11-20T10:00:00.000Z', env = {} }: { readonly start?: string; readonly env?: Readonly<Record<string, string>> } = {}): CommandLine {
  const folder = mkdtempSync(join(tmpdir(), 'driftledger-cli-'));
  const [db, config] = [join(folder, 'ledger.sqlite'), join(folder, 'schedules.json')];
  const clock = testClock(start);
  const given = (words: readonly string[], option: string): boolean => words.some((word) => word === option || word.startsWith(`${option}=`));

  async function run(...words: readonly string[]): Promise<Ran> {
    let [out, err] = ['', ''];
    const own = ['--help', '--version'].some((option) => words.includes(option)) ? [] : [...(given(words, '--db') ? [] : ['--db', db]), ...(given(words, '--config') ? [] : ['--config', config])];
    const code = await runCommand(['node', 'driftledger', ...words.slice(0, 1), ...own, ...words.slice(1)], {
      now: clock.now, env, terminal: false, stop: new AbortController().signal, checkpoint: () => {},
      out: (text) => { out += text; }, err: (text) => { err += text; },
    });
    return { code, out, err };
  }

  return {
    folder, db, config, now: clock.now, advance: clock.advance, run,
    configure: (value) => { writeFileSync(config, JSON.stringify(value, null, 2)); },
    json: async <T>(words: readonly string[], code = 0): Promise<T> => {
      const ran = await run(...words, '--json');
      if (ran.code !== code) throw new Error(`"${words.join(' ')}" exited with ${ran.code}, not ${code}: ${ran.err}${ran.out.slice(0, 400)}`);
      return JSON.parse(ran.out) as T;
    },
    remove: () => { rmSync(folder, { recursive: true, force: true }); },
  };
}
