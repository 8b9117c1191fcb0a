import { cellProse, type Cell } from './blocks.ts';
import { oneLine, slug } from './text.ts';

/** The models that one cell of a model column names. */
export interface ModelCell {
  readonly ids: readonly string[];
  readonly aliases: readonly string[];
  /** What else the cell says ("1080p output is not supported."). */
  readonly prose: string;
}

// An id has no spaces, begins with a letter, and holds a digit or a hyphen: "Hyper3d-Gen2", "seed-1-8-251228".
const ID = /^[A-Za-z][A-Za-z0-9._/]*(?:-[A-Za-z0-9._/]+)*$/;
const ALSO = /\(?also (?:supports|available as|known as):?\s?([A-Za-z0-9._-]{3,80})\)?/i;

/**
 * Reads a model cell. Some forms of the page put the remark on the id's own line, so words after an id are prose.
 * @returns undefined when the cell names no model
 */
export function readModelCell(cell: Cell): ModelCell | undefined {
  const also = ALSO.exec(cell.lines.join(' '))?.[1];
  const lines = cell.lines.map((line) => oneLine(line.replace(ALSO, ''))).filter((line) => line !== '');
  const quoted = cellProse(cell);
  const aliases = also === undefined ? [] : [also];
  const ids = lines.filter(isId);
  if (ids.length > 0) return { ids, aliases, prose: oneLine(`${lines.filter((line) => !isId(line)).join(' ')} ${quoted}`) };
  const line = lines.join(' ');
  const [first = '', ...rest] = line.split(' ');
  if (isId(first) && (/-\d{6}$/.test(first) || isRemark(rest.join(' ')))) return { ids: [first], aliases, prose: oneLine(`${rest.join(' ')} ${quoted}`) };
  return isName(line) ? { ids: [line], aliases, prose: quoted } : undefined;
}

function isId(text: string): boolean {
  return text.length >= 3 && text.length <= 120 && ID.test(text) && /[-\d]/.test(text);
}

function isRemark(text: string): boolean {
  return /^(?:pricing|price|details|note|the|this|only|supports?|does|\(|\d{3,4}p|[48]k|[A-Z][a-z]{1,40} )/i.test(text) && /\s/.test(text);
}

/** A marketing name: a few words with a letter among them and no sign of a sentence, interval or price. */
function isName(text: string): boolean {
  return text.length >= 3 && text.length <= 60 && /^[A-Za-z][A-Za-z0-9 ._-]*$/.test(text) && text.split(' ').length <= 5 && !/^(?:prompt|input|output|off|peak|free|not|contact|inference)\b/i.test(text);
}

/** "dreamina-seedance-2-0-fast-260128" → "dreamina-seedance-2-0-fast": the id without its release date. */
export function undated(id: string): string {
  return slug(id, '-').replace(/-\d{6}$/, '');
}

/** Finds the route that a marketing name stands for ("Seedance 1.0 Pro Fast"); undefined when none or several fit. */
export type RouteNames = (name: string) => string | undefined;

/** Prepares the look-up for one page, which names few models many times. */
export function routeNames(routes: readonly string[]): RouteNames {
  const known = routes.map((route) => ({ route, name: undated(route) }));
  const found = new Map<string, string | undefined>();
  return (name) => {
    if (!found.has(name)) found.set(name, routeCalled(slug(name, '-'), known));
    return found.get(name);
  };
}

function routeCalled(wanted: string, known: readonly { readonly route: string; readonly name: string }[]): string | undefined {
  if (wanted === '') return undefined;
  const exact = known.filter(({ name }) => name === wanted);
  const candidates = exact.length > 0 ? exact : known.filter(({ name }) => name.endsWith(`-${wanted}`));
  return candidates.length === 1 ? candidates[0]?.route : undefined;
}

/** Volcengine, the Chinese twin, names its models like this; its prices are in CNY and never belong here. */
export function isTwinModel(id: string): boolean {
  return /^(?:doubao|豆包)/i.test(id);
}
