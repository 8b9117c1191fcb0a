import { templateParts, type Filter, type Pick } from './catalog-settings.ts';
import { isRecord } from './json.ts';
import { jsonPath, scalarText, select } from './json-path.ts';

/** Where a path of the settings is looked up: remembered names first, then the element, then the row around it. */
export interface Scope {
  readonly names: Readonly<Record<string, string>>;
  /** The row last, elements inside it before. */
  readonly objects: readonly unknown[];
}

/** The one scalar that a path leads to, as text; undefined when it is absent, null, a list or ambiguous. */
export function pickText(scope: Scope, path: string): string | undefined {
  if (Object.hasOwn(scope.names, path)) return scope.names[path];
  for (const object of scope.objects) {
    const found = select(object, jsonPath(path));
    const only = found.length === 1 ? found[0] : undefined;
    const text = only === undefined ? undefined : scalarText(only.value);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The template with its braces filled; undefined when one of them has nothing, or only an empty text, to stand for. */
export function fillTemplate(scope: Scope, template: string): string | undefined {
  const parts = templateParts(template).map((part, index) => (index % 2 === 0 ? part : pickText(scope, part)?.trim() || undefined));
  return parts.includes(undefined) ? undefined : parts.join('');
}

export type Picked<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unread'; readonly reason: string };

/** What a `{"path", "words"}` of the settings says in this row. */
export function pickValue(scope: Scope, pick: Pick): Picked<string | number | boolean> {
  const text = pickText(scope, pick.path)?.trim();
  if (text === undefined || text === '') {
    return pick.optional === true ? { kind: 'absent' } : { kind: 'unread', reason: `nothing at "${pick.path}"` };
  }
  if (pick.words === undefined) return { kind: 'value', value: text };
  const meant = Object.hasOwn(pick.words, text) ? pick.words[text] : undefined;
  return meant === undefined ? { kind: 'unread', reason: `${JSON.stringify(shown(text))} at "${pick.path}" is not among the words of the settings` } : { kind: 'value', value: meant };
}

export function fits(scope: Scope, filter: Filter): boolean {
  if (filter.in !== undefined) {
    const text = pickText(scope, filter.path);
    return text !== undefined && filter.in.includes(text);
  }
  return Object.hasOwn(scope.names, filter.path)
    || scope.objects.some((object) => select(object, jsonPath(filter.path)).some((found) => isListed(found.value)));
}

/** Whether a value is there at all: null, an empty text, an empty list and an empty object are not. */
export function isListed(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === 'string') return value.trim() !== '';
  if (Array.isArray(value)) return value.length > 0;
  return !isRecord(value) || Object.keys(value).length > 0;
}

const SHOWN = 200;

/** A value in words short enough for a message; never more than a little of a large one. */
export function shown(value: unknown): string {
  const scalar = scalarText(value);
  const text = scalar ?? (Array.isArray(value) ? `a list of ${value.length}` : isRecord(value) ? `{${Object.keys(value).slice(0, 8).join(', ')}}` : String(value));
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
