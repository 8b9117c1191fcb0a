import { UsageError } from '../domain/finding.ts';

/** A cursor is the key of the last item as JSON, in base64url. */
export function writeCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** @throws UsageError when it is not one of ours */
export function readCursor(text: string): readonly string[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(key) && key.length > 0 && key.every((part): part is string => typeof part === 'string')) return key;
  } catch {
    // Not JSON: the same answer as for JSON of another shape.
  }
  throw new UsageError({ what: 'the cursor cannot be read', where: '?cursor', mend: 'take the address in "next" as it is, or begin again without a cursor' });
}
