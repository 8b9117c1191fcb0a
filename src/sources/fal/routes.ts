/** Names of fal's routes: in patterns, in addresses, in texts. */

const ROUTE = /^[a-z0-9][a-z0-9._~-]*(?:\/[a-z0-9][a-z0-9._~-]*){1,7}$/i;
const SUFFIXES = /\/(?:llms\.txt|playground|api|examples|readme)\/?$/;

/** True for a name such as "bytedance/seedance-2.0/text-to-video". */
export function isRoute(name: string): boolean {
  return name.length <= 200 && ROUTE.test(name);
}

export function isPattern(route: string): boolean {
  return route.includes('*');
}

/** True when the name fits the pattern: `*` stands for any characters. Linear in both lengths, however many stars there are. */
export function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  if (parts.length === 1) return name === pattern;
  const last = parts.at(-1) ?? '';
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}

export function isWatched(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => matches(pattern, name));
}

/** The route that an address speaks of: "https://fal.ai/models/a/b/llms.txt" → "a/b"; undefined where it names none. */
export function routeOfUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { pathname } = new URL(url);
  const at = pathname.indexOf('/models/');
  if (at < 0) return undefined;
  const name = safeDecode(pathname.slice(at + '/models/'.length)).replace(SUFFIXES, '').replace(/\/$/, '');
  return isRoute(name) ? name : undefined;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The same address below the root, whether or not the root ends in a slash. */
export function below(root: string, path: string): string {
  return `${root.endsWith('/') ? root.slice(0, -1) : root}${path}`;
}

export function routePath(route: string): string {
  return `/models/${route.split('/').map(encodeURIComponent).join('/')}`;
}
