import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../src/config/index.ts';
import { ADAPTERS } from '../src/sources/index.ts';
import { commandLine } from './support/command-line.ts';

/** What a newcomer copies from the pages has to exist. */

const README = readFileSync('README.md', 'utf8');
const line = commandLine();
afterAll(() => { line.remove(); });

/** `npx driftledger alerts ack 12 --by Ana   # …` as its words, comments and quoted arguments left out. */
const shown = [README, readFileSync('snapshots/README.md', 'utf8')].flatMap((page) => page.split('\n')).flatMap((text) => {
  const command = /^npx driftledger (.+)$/.exec(text)?.[1];
  return command === undefined ? [] : [command.replace(/\s+#.*$/, '').replaceAll(/'[^']*'/g, 'x').split(/\s+/)];
});

async function helpOf(command: string): Promise<string> {
  return (await line.run(command, '--help')).out;
}

describe('the README', () => {
  it('shows commands for each of its readers', () => {
    expect(new Set(shown.map(([command]) => command))).toEqual(new Set(['prices', 'disagreements', 'alerts', 'history', 'diff', 'export', 'snapshots', 'read', 'import', 'sources']));
  });

  it.each(shown.map((words) => [words.join(' '), words] as const))('%s: the command, its options and what is to be done exist', async (_name, [command = '', ...words]) => {
    const help = await helpOf(command);
    expect(help.split('\n')[0]).toContain(`Usage: driftledger ${command} `);
    const options = words.flatMap((word) => /^--?[a-z][a-z-]*/.exec(word)?.[0] ?? []);
    expect(options.filter((option) => !help.includes(`${option} `) && !help.includes(`${option}, `))).toEqual([]);
    expect(command !== 'alerts' || help.includes(`${words[0]}`)).toBe(true);
  });

  it('names every command, and those that it says are missing are', async () => {
    const { out } = await line.run('--help');
    const commands = [...out.matchAll(/^ {2}([a-z]+)(?: \[| <| {2})/gm)].flatMap(([, name]) => (name === undefined || name === 'help' ? [] : [name]));
    const table = README.slice(README.indexOf('## Commands'), README.indexOf('## Configuration from the environment'));
    expect(commands.filter((name) => !table.includes(`\`${name}`))).toEqual([]);
    const missing = README.slice(README.indexOf('## What it does not do yet'), README.indexOf('How it is built'));
    const named = [...missing.matchAll(/`([a-z]+)`/g)].map(([, name]) => name ?? '');
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => commands.includes(name))).toEqual([]);
  });

  it('shows alert settings that the configuration takes as they stand', () => {
    const [, snippet = ''] = /```json\n([\s\S]*?)```/.exec(README) ?? [];
    const { alerts } = parseConfig(`{ "sources": [], ${snippet} }`, 'README.md', ADAPTERS);
    expect(alerts.rules.map(({ name, when }) => [name, when])).toEqual([['procurement', 'immediately'], ['the rest', 'weekly']]);
    expect(Object.keys(alerts.recipients)).toEqual(['procurement@example.com']);
  });
});
