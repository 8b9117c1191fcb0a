import { readFileSync } from 'node:fs';
import { type Environment } from './http/proxy.ts';

/** Who we say we are: `driftledger/<version> (+<contact>)`, the contact from DRIFTLEDGER_CONTACT (a URL or a mail address). */
export function userAgentFor(env: Environment): string {
  const contact = (env['DRIFTLEDGER_CONTACT'] ?? '').replace(/[^\x21-\x7e]|[()]/g, '');
  return `driftledger/${version()}${contact ? ` (+${contact})` : ''}`;
}

/** The version of the package this file is part of; two folders up in `src` and in `dist` alike. */
function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0';
}
