import { CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import { buildProgram } from './program.ts';
import { reportError } from './report-error.ts';
import { version } from './version.ts';
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
