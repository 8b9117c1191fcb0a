import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import { plainText } from '../domain/plain-text.ts';
import { buildProgram } from './program.ts';
import { type World } from './world.ts';

/** The composition root: hands this machine's clock, environment, streams and signals to one command, and exits with its code. */
export async function runMain(argv: readonly string[]): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => { stop.abort(new Error(`stopped by ${signal}`)); });
  // A reader that closes the pipe ("| head") has seen enough; that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => { process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.failed); });
  process.exitCode = await runCommand(argv, {
    now: () => new Date().toISOString(), env: process.env, terminal: process.stdout.isTTY === true, stop: stop.signal, checkpoint: () => {},
    out: (text) => { process.stdout.write(text); }, err: (text) => { process.stderr.write(text); },
  });
}

/** Runs one command line against a world. @returns the exit code */
export async function runCommand(argv: readonly string[], world: World): Promise<number> {
  let code: number = EXIT.done;
  try {
    await buildProgram(world, version(), (settled) => { code = settled; }).parseAsync([...argv]);
    return code;
  } catch (error) {
    // Commander throws its own help and usage messages, already printed.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return reportError(world, error);
  }
}

/** Three lines: what happened, where, what to do. */
export function reportError(world: Pick<World, 'err'>, error: unknown): number {
  const words = error instanceof Error ? error : new Error(String(error));
  const { where, file, mend } = words as Error & { readonly where?: string; readonly file?: string; readonly mend?: string };
  const place = where ?? file;
  world.err(`${plainLines(words.message)}\n${place === undefined ? '' : `  where: ${plainText(place)}\n`}${mend === undefined ? '' : `  mend: ${plainText(mend)}\n`}`);
  if (mend === undefined && words.name === 'Error') world.err('  this is a fault of driftledger itself; please report it with the command that you ran\n');
  return words.name === 'UsageError' ? EXIT.usage : EXIT.failed;
}

function plainLines(text: string): string {
  return text.split('\n').map((line) => plainText(line)).join('\n');
}

export function version(): string {
  const { version: number } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return number;
}
