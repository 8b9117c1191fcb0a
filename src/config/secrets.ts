import { readFileSync } from 'node:fs';
import { UsageError } from '../domain/finding.ts';

/** A secret from the environment: `NAME`, or the file that `NAME_FILE` names. undefined when neither is set. @throws UsageError when the file cannot be read */
export function readSecret(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  const file = env[`${name}_FILE`];
  if (file === undefined || file === '') return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UsageError({ what: `the file that ${name}_FILE names cannot be read: ${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'}`, where: file, mend: `make it readable for this user, or set ${name}` });
  }
}
