import { Command } from 'commander';
import { type Options } from './options.ts';
import { type World } from './world.ts';

/** One command, as the listing shows it and as it is loaded when somebody runs it. */
interface Entry {
  readonly usage: string;
  readonly summary: string;
  readonly example: string;
  readonly configure?: (command: Command) => Command;
  readonly load: () => Promise<{ readonly run: (world: World, args: readonly string[], options: Options) => Promise<number> }>;
}

const many = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Every command, one a file; none is loaded before it is asked for, so that a query starts fast. */
const COMMANDS: readonly Entry[] = [
  { usage: 'start', summary: 'run the worker and the web page until a signal', example: 'driftledger start', load: () => import('./start.ts'),
    configure: (c) => c.option('--port <number>', 'port of the page (default: 8787, or what schedules.json says)').option('--host <address>', 'address of the page (default: 127.0.0.1)') },
  { usage: 'demo', summary: 'the whole product in a minute, without a network', example: 'driftledger demo --once --json', load: () => import('./demo.ts'),
    configure: (c) => c.option('--once', 'play it, print a summary and exit').option('--folder <path>', 'keep the ledger here instead of a temporary folder').option('--port <number>', 'port of the page') },
  { usage: 'check [source...]', summary: 'capture, read, keep, compare and tell now, for all or the named sources', example: 'driftledger check flatkey', load: () => import('./check.ts'),
    configure: (c) => c.option('--exit-code', 'exit with 10 when drift was found') },
  { usage: 'read <source> <file>', summary: 'read a saved capture without storing anything', example: 'driftledger read flatkey pricing.json --json', load: () => import('./read.ts'),
    configure: (c) => c.option('--url <url>', 'where the file was saved from') },
  { usage: 'import <source> <file>', summary: 'store a capture saved elsewhere, dated when it was taken', example: 'driftledger import flatkey pricing.json --captured-at 2026-11-01T10:00:00Z --by Ana', load: () => import('./import.ts'),
    configure: (c) => c.requiredOption('--captured-at <instant>', 'when the file was saved, RFC 3339').option('--by <name>', 'who saved it').option('--url <url>', 'where it was saved from').option('--exit-code', 'exit with 10 when drift was found') },
  { usage: 'reread [source...]', summary: 'read stored captures again with the present reader and show what it sees differently', example: 'driftledger reread --since 7d', load: () => import('./reread.ts'),
    configure: (c) => c.option('--since <time>', 'a date, an instant or a span such as 7d', '7d') },
  { usage: 'sources [action] [url]', summary: 'every source: last success, last failure and why, next due; or "sources try <url>"', example: 'driftledger sources\n  $ driftledger sources try https://example.com/prices.json', load: () => import('./sources.ts') },
  { usage: 'snapshots', summary: 'the dated snapshots', example: 'driftledger snapshots --source flatkey', load: () => import('./snapshots.ts'),
    configure: (c) => c.option('--source <id>', 'only this source').option('--since <time>', 'a date, an instant or a span such as 7d').option('--limit <number>', 'at most so many', '100') },
  { usage: 'prices', summary: 'the rows in force at a time', example: "driftledger prices --route '*seedance*' --at 2026-06-24", load: () => import('./prices.ts'),
    configure: (c) => c.option('--at <time>', 'a date (its end), an instant, or a span such as 7d').option('--source <id>', 'only this source').option('--route <glob>', '* matches any characters')
      .option('--meter <meter>', 'only this meter').option('--where <key=value>', 'only rows under this condition; may stand several times', many) },
  { usage: 'history <route>', summary: 'every version of every rate and status of a route', example: 'driftledger history seedance-2.0', load: () => import('./history.ts'),
    configure: (c) => c.option('--since <time>', 'a date, an instant or a span such as 30d') },
  { usage: 'diff <a> <b>', summary: 'drift between any two dates; a sealed file may stand for a date', example: 'driftledger diff 2026-11-01 2026-11-24 --source flatkey', load: () => import('./diff.ts'),
    configure: (c) => c.option('--source <id>', 'only this source').option('--exit-code', 'exit with 10 when drift was found') },
  { usage: 'drift', summary: 'the recorded drift events', example: 'driftledger drift --since 7d --severity warning', load: () => import('./drift.ts'),
    configure: (c) => c.option('--since <time>', 'a date, an instant or a span such as 7d').option('--source <id>', 'only this source').option('--kind <kind>', 'such as rate.increased; * matches any characters')
      .option('--severity <severity>', 'info, notice, warning or critical').option('--route <glob>', '* matches any characters').option('--limit <number>', 'at most so many', '1000').option('--exit-code', 'exit with 10 when there is drift') },
  { usage: 'disagreements', summary: 'statements about one price that are unequal now: witnesses, formulas, resellers', example: 'driftledger disagreements --source byteplus', load: () => import('./disagreements.ts'),
    configure: (c) => c.option('--source <id>', 'only what this source\'s checks found') },
  { usage: 'export', summary: 'a whole dated snapshot as a file', example: 'driftledger export --at 2026-11-24 --format csv -o prices.csv', load: () => import('./export.ts'),
    configure: (c) => c.option('--at <time>', 'a date (its end), an instant, or a span').requiredOption('--format <format>', 'csv, json or sqlite').option('-o, --output <file>', 'write here instead of standard output')
      .option('--source <id>', 'only this source').option('--route <glob>', '* matches any characters').option('--raw-csv', 'for machines: do not neutralise cells that a spreadsheet would run as formulas') },
  { usage: 'alerts [action] [id...]', summary: 'where alerts stand and what to do about them: list, show, ack, silence, silences, unsilence, retry, switch-on, test',
    example: "driftledger alerts list --standing open\n  $ driftledger alerts show 12\n  $ driftledger alerts ack 12 --by Ana --why 'agreed in the new contract'\n  $ driftledger alerts silence --route 'seedance-*' --until 7d --reason 'planned migration' --by ana@example.com\n  $ driftledger alerts retry",
    load: () => import('./alerts/index.ts'),
    configure: (c) => c.option('--standing <state>', 'for "list": open, acknowledged, silenced or resolved').option('--severity <severity>', 'for "list": info, notice, warning or critical').option('--since <time>', 'for "list": changed since a date, an instant or a span such as 7d')
      .option('--by <name>', 'who acknowledges or silences').option('--why <text>', 'for "ack": why it is all right')
      .option('--route <glob>', 'for "silence": these routes; * matches any characters').option('--source <glob>', 'for "list" and "silence": this source').option('--kind <glob>', 'for "silence": such as rate.*').option('--alert <id>', 'for "silence": the cause of this alert')
      .option('--until <time>', 'for "silence": a date (its end), an instant, or a span from now such as 7d').option('--reason <text>', 'for "silence": why')
      .option('--to <address>', 'for "test": where the test mail goes') },
  { usage: 'doctor', summary: 'configuration, database, SMTP, browser, clock, disk: each with its mend', example: 'driftledger doctor', load: () => import('./doctor.ts') },
  { usage: 'backup <file>', summary: 'a consistent copy of the ledger, also while a worker runs', example: 'driftledger backup ledger-2026-11-24.sqlite', load: () => import('./backup.ts') },
  { usage: 'restore <file>', summary: 'put a backup in the ledger\'s place; never overwrites one', example: 'driftledger restore ledger-2026-11-24.sqlite --db snapshots/ledger.sqlite', load: () => import('./restore.ts') },
];

/** Builds the command line. `settle` receives the exit code of the command that ran. */
export function buildProgram(world: World, version: string, settle: (code: number) => void): Command {
  const program = new Command('driftledger').description('A dated, provable ledger of AI-model prices.').version(version)
    .configureOutput({ writeOut: world.out, writeErr: world.err })
    .exitOverride()
    .showHelpAfterError('(add --help for the options)');
  for (const entry of COMMANDS) {
    const command = program.command(entry.usage).description(entry.summary)
      .option('--json', 'print one JSON document')
      .option('--db <path>', 'the ledger', 'snapshots/ledger.sqlite')
      .option('--config <path>', 'the configuration', 'schedules.json')
      .addHelpText('after', `\nExample:\n  $ ${entry.example}`)
      .exitOverride();
    (entry.configure?.(command) ?? command).action(async (...given: unknown[]) => {
      const args = given.slice(0, -2).flat().filter((arg): arg is string => typeof arg === 'string');
      const { run } = await entry.load();
      settle(await run(world, args, command.opts<Options>()));
    });
  }
  return program;
}
