import { parse, type AnyNode } from '@humanwhocodes/momoa';

/** A JSON text that is not JSON, or says one key twice; with the place. */
export class JsonTextFault extends Error {
  override readonly name = 'JsonTextFault';
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

export interface PlacedJson {
  readonly value: unknown;
  /** The line (from 1) where a path stands, or the nearest part of it that does. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** Parses JSON and remembers where everything stands. @throws JsonTextFault */
export function parsePlacedJson(text: string): PlacedJson {
  let root: AnyNode;
  try {
    root = parse(text.replace(/^\ufeff/, ''), { mode: 'json', ranges: false }).body;
  } catch (error) {
    const { line = 1, column = 1, message = String(error) } = error as { line?: number; column?: number; message?: string };
    throw new JsonTextFault(message.replace(/\s*\(\d+:\d+\)\s*$/, ''), line, column);
  }
  refuseRepeatedKeys(root);
  return { value: JSON.parse(text.replace(/^\ufeff/, '')) as unknown, lineOf: (path) => lineOf(root, path) };
}

function refuseRepeatedKeys(node: AnyNode): void {
  if (node.type === 'Array') for (const element of node.elements) refuseRepeatedKeys(element.value);
  if (node.type !== 'Object') return;
  const seen = new Set<string>();
  for (const member of node.members) {
    const name = member.name.type === 'String' ? member.name.value : member.name.name;
    if (seen.has(name)) throw new JsonTextFault(`the key "${name}" stands twice in one object`, member.loc.start.line, member.loc.start.column);
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
