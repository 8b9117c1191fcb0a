import { readFileSync, statSync } from 'node:fs';
import { UsageError } from '../domain/finding.ts';

/** More than any price page has; a larger file is another file. */
const MOST_BYTES = 256 * 1024 * 1024;

/** The bytes of a file that a person names; `-` is standard input. @throws UsageError that names the file */
export function readSaved(file: string): Uint8Array {
  try {
    if (file === '-') return readFileSync(0);
    const found = statSync(file);
    if (found.isDirectory()) throw new UsageError({ what: 'this is a folder', where: file, mend: 'name a saved capture in it (JSON, HTML, Markdown or text)' });
    const { size } = found;
    if (size > MOST_BYTES) throw new UsageError({ what: `this file has ${size} bytes, more than any price page`, where: file, mend: 'name the saved page itself' });
    return readFileSync(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const reason = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : error instanceof Error ? error.message : String(error);
    throw new UsageError({ what: reason, where: file, mend: 'name a saved capture (JSON, HTML, Markdown or text)' });
  }
}
