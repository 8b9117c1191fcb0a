import { type Note, type RouteReading, type Unread } from '../../domain/reading.ts';
import { slug } from './text.ts';

/**
 * Names what a reviewer looks for and this capture does not show. A pattern is an exact id, a glob, or a marketing name
 * ("Seedance 2.0 Fast"); it is met by a route that has at least one readable rate.
 */
export function expectedRows(expect: readonly string[], routes: readonly RouteReading[], unread: readonly Unread[]): readonly Note[] {
  return expect.flatMap((pattern): readonly Note[] => {
    const matches = matcher(pattern);
    if (routes.some((route) => route.rates.length > 0 && [route.route, ...(route.aliases ?? [])].some(matches))) return [];
    const name = spoken(pattern);
    const torn = unread.find(({ route }) => route !== null && matches(route));
    if (torn !== undefined) return [{ kind: 'source.row_missing', ...(torn.route === null ? {} : { route: torn.route }), message: `no readable ${name} row in this capture: attach a console quote (${torn.route ?? ''} is there, but ${torn.reason})` }];
    return [{ kind: 'source.row_missing', message: `no ${name} row in this capture: attach a console quote (looked for "${pattern}" among ${routes.length} routes)` }];
  });
}

/** Globs match case-insensitively; `*` matches any characters. */
function matcher(pattern: string): (name: string) => boolean {
  const parts = pattern.toLowerCase().split('*');
  const asSlug = pattern.includes('*') ? null : slug(pattern, '-');
  return (name) => globMatches(parts, name.toLowerCase()) || (asSlug !== null && /\s/.test(pattern) && slug(name, '-').replace(/-\d{6}$/, '').endsWith(asSlug));
}

/** Matches without a regular expression, so that no pattern can be slow. */
function globMatches(parts: readonly string[], text: string): boolean {
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return text === first;
  const last = rest.at(-1) ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest.slice(0, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

/** "*seedance-2-0*" → "Seedance 2.0"; an exact id stays as it is. */
function spoken(pattern: string): string {
  if (!pattern.includes('*')) return pattern;
  return pattern.replaceAll('*', ' ').trim().replace(/(\d)-(?=\d)/g, '$1.').split(/[\s_-]+/).filter((word) => word !== '')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join(' ');
}
