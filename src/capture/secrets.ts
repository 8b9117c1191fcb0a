import { readFileSync } from 'node:fs';
import { type CaptureRequest } from '../domain/capture.ts';
import { CaptureFailure } from './failure.ts';
import { type Environment } from './http/proxy.ts';

/** The secret headers of one request, and who they make us. */
export interface Secrets {
  readonly headers: Readonly<Record<string, string>>;
  /** "anonymous", or the names of the environment variables used. */
  readonly identity: string;
  /** The same text with every secret blotted out. */
  redact(text: string): string;
  /** The same bytes with every secret overwritten by asterisks, so that a server that echoes a key does not leak it. */
  redactBytes(bytes: Uint8Array): Uint8Array;
}

/**
 * Reads the secrets that a request names, from the variable itself or from the file that `<NAME>_FILE` names.
 * @throws CaptureFailure SECRET_MISSING naming the variable and the mend, never a value
 */
export function resolveSecrets(named: CaptureRequest['secretHeaders'], env: Environment): Secrets {
  const entries = Object.entries(named ?? {});
  const found = entries.map(([header, { env: name, prefix = '' }]) => ({ header: header.toLowerCase(), name, prefix, value: secretFrom(name, env) }));
  const values = found.map(({ value }) => value);
  return {
    headers: Object.fromEntries(found.map(({ header, prefix, value }) => [header, prefix + value])),
    identity: identityOf(named),
    redact: (text) => values.reduce((clean, value) => clean.replaceAll(value, '*'.repeat(value.length)), text),
    redactBytes: (bytes) => values.reduce((clean, value) => blot(clean, value), bytes),
  };
}

/** "anonymous", or the names of the variables that a request names; known even where a secret is missing. */
export function identityOf(named: CaptureRequest['secretHeaders']): string {
  return [...new Set(Object.values(named ?? {}).map(({ env }) => env))].join(', ') || 'anonymous';
}

function secretFrom(name: string, env: Environment): string {
  const file = env[`${name}_FILE`];
  const value = (env[name] ?? (file === undefined || file === '' ? '' : contentOf(name, file))).trim();
  const mend = `set ${name}, or ${name}_FILE to a file that holds it`;
  if (value === '') throw new CaptureFailure('SECRET_MISSING', `expected a key in ${name}; it is not set: ${mend}`);
  if (!/^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(value)) {
    throw new CaptureFailure('SECRET_MISSING', `expected one line of printable ASCII in ${name}; got something else: ${mend}`);
  }
  return value;
}

function contentOf(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CaptureFailure('SECRET_MISSING', `expected a key in the file that ${name}_FILE names; it cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'})`);
  }
}

function blot(bytes: Uint8Array, secret: string): Uint8Array {
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(secret)) return bytes;
  const clean = Buffer.from(bytes);
  for (let at = clean.indexOf(secret); at >= 0; at = clean.indexOf(secret, at + secret.length)) clean.fill('*', at, at + secret.length);
  return clean;
}
