import { plainText } from '../domain/plain-text.ts';
import { EXIT } from './exit-codes.ts';
import { type World } from './world.ts';

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
