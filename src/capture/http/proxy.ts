import { isIP } from 'node:net';
import { bareAddress } from './address.ts';

/** Environment variables, as `process.env` gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy the environment names for a target, or null for a direct connection. Reads `http_proxy`, `https_proxy` and
 * `no_proxy`, lower case first. Loopback targets never go through a proxy: the proxy's loopback is another machine.
 * @throws when the variable is not an http or https URL; the message does not repeat it, since it may hold a password
 */
export function proxyFor(target: { readonly protocol: string; readonly hostname: string; readonly port: number }, env: Environment): URL | null {
  const name = target.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const value = variable(env, name);
  if (value === '' || isLoopbackName(target.hostname) || isExempt(target, variable(env, 'no_proxy'))) return null;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new Error(`${name.toUpperCase()} is not an http:// or https:// URL: correct it or unset it`);
  }
  return url;
}

/** "host, .suffix, host:port, *": a name matches itself and everything below it. */
function isExempt(target: { readonly hostname: string; readonly port: number }, list: string): boolean {
  const host = bareAddress(target.hostname).toLowerCase();
  return list.toLowerCase().split(/[\s,]+/).filter(Boolean).some((entry) => {
    if (entry === '*') return true;
    const [, name = entry, port] = /^(.+?):(\d+)$/.exec(isIP(entry) === 6 ? '' : entry) ?? [];
    if (port !== undefined && Number(port) !== target.port) return false;
    const bare = bareAddress(name).replace(/^\*?\./, '');
    return host === bare || host.endsWith(`.${bare}`);
  });
}

function isLoopbackName(hostname: string): boolean {
  const host = bareAddress(hostname).toLowerCase();
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function variable(env: Environment, name: string): string {
  return (env[name] ?? env[name.toUpperCase()] ?? '').trim();
}
