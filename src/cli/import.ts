import { UsageError } from '../domain/finding.ts';
import { readAddress } from '../domain/question.ts';
import { importCapture } from '../monitor/import-capture.ts';
import { holdingChecks, registerSource } from '../monitor/run-round.ts';
import { printOutcome } from './check.ts';
import { exitCodeFor } from './exit-codes.ts';
import { readSaved } from './saved-file.ts';
import { textOf, withLedger } from './ledger-access.ts';
import { type Options } from './options.ts';
import { loadSetup, withServices } from './setup.ts';
import { readTime } from '../domain/times.ts';
import { type World } from './world.ts';

/** `driftledger import <source> <file>`: stores a capture saved elsewhere, dated when it was taken. */
export async function run(world: World, [name = '', file = '']: readonly string[], options: Options): Promise<number> {
  const setup = await loadSetup(world, options);
  const source = setup.named(name);
  const captured_at = readTime(textOf(options, 'capturedAt') ?? '', 'at', '--captured-at', world.now());
  if (captured_at > world.now()) throw new UsageError({ what: `${captured_at} is in the future`, where: '--captured-at', mend: 'give the instant at which the file was saved' });
  const url = readAddress(textOf(options, 'url') ?? source.url, '--url');
  const body = readSaved(file);
  return withLedger(world, options, (ledger) => withServices(world, () => setup, ledger, async (services) => {
    const result = await holdingChecks({ ...services, waits: Array.from({ length: 30 }, () => services.pause) }, async () => {
      await registerSource(ledger, source);
      return importCapture(source, services, { body, url, captured_at, by: textOf(options, 'by') ?? null });
    });
    printOutcome(world, options, { snapshots: result.snapshot === null ? [] : [result.snapshot], findings: result.findings, drift: result.drift });
    return exitCodeFor({ findings: result.findings, drift: result.drift.length, wanted: options['exitCode'] === true });
  }));
}
