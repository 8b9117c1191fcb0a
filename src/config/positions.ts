import { parse, type AnyNode } from '@humanwhocodes/momoa';

/** A JSON text that is not JSON, or says one key twice; with the place. */
export class JsonTextFault extends Error {
  override readonly name = 'JsonTextFault';
  readonly line: number;
  readonly column: number;
  readonly mend: string;

  constructor(message: string, place: { readonly line: number; readonly column: number }, mend = 'JSON has no comments and no comma after the last entry; mend that line') {
    super(message);
    this.line = place.line;
    this.column = place.column;
    this.mend = mend;
  }
}

export interface PlacedJson {
  readonly value: unknown;
  /** The line (from 1) where a path stands, or the nearest part of it that does. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** Parses JSON and remembers where everything stands. @throws JsonTextFault */
export function parsePlacedJson(text: string): PlacedJson {
  const json = text.replace(/^\ufeff/, '');
  try {
    const root = parse(json, { mode: 'json', ranges: false }).body;
    refuseRepeatedKeys(root);
    return { value: JSON.parse(json) as unknown, lineOf: (path) => lineOf(root, path) };
  } catch (error) {
    throw error instanceof JsonTextFault ? error : faultOf(error, json);
  }
}

/** The words of either parser, with the place. */
function faultOf(error: unknown, json: string): JsonTextFault {
  const { line, column, message = String(error) } = error as { line?: number; column?: number; message?: string };
  if (error instanceof RangeError) return new JsonTextFault('it is nested too deep', { line: 1, column: 1 }, 'no configuration is: name the right file with --config');
  const words = message.replace(/\s*\(\d+:\d+\)\s*$/, '').replace(/ in JSON at position .*$/, '').replace(/token (\w+) found/, (whole, token: string) => (SIGNS[token] === undefined ? whole : `token '${SIGNS[token]}' found`));
  if (line !== undefined && column !== undefined) return new JsonTextFault(words, { line, column });
  const before = json.slice(0, Number(/at position (\d+)/.exec(message)?.[1] ?? 0)).split('\n');
  return new JsonTextFault(words, { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 });
}

/** What the parser calls them. */
const SIGNS: Readonly<Record<string, string>> = { LBrace: '{', RBrace: '}', LBracket: '[', RBracket: ']', Comma: ',', Colon: ':' };

function refuseRepeatedKeys(node: AnyNode): void {
  if (node.type === 'Array') for (const element of node.elements) refuseRepeatedKeys(element.value);
  if (node.type !== 'Object') return;
  const seen = new Set<string>();
  for (const member of node.members) {
    const name = member.name.type === 'String' ? member.name.value : member.name.name;
    if (seen.has(name)) throw new JsonTextFault(`the key "${name}" stands twice in one object`, member.loc.start, 'keep one of the two');
    seen.add(name);
    refuseRepeatedKeys(member.value);
  }
}

function lineOf(root: AnyNode, path: readonly PropertyKey[]): number {
  let node = root;
  let line = root.loc.start.line;
  for (const key of path) {
    const next = childOf(node, key);
    if (next === undefined) break;
    node = next.value;
    line = next.loc.start.line;
  }
  return line;
}

function childOf(node: AnyNode, key: PropertyKey) {
  if (node.type === 'Array' && typeof key === 'number') return node.elements[key];
  if (node.type !== 'Object') return undefined;
  return node.members.find((member) => (member.name.type === 'String' ? member.name.value : member.name.name) === key);
}
