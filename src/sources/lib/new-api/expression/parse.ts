import { NotRead, tokenize, type Token } from './tokens.ts';

/** A parsed expression. `source` is the piece of text it was made of, for people. */
export type Node =
  | { readonly kind: 'number'; readonly text: string; readonly source: string }
  | { readonly kind: 'text'; readonly text: string; readonly source: string }
  | { readonly kind: 'name'; readonly name: string; readonly source: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[]; readonly source: string }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Node; readonly source: string }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node; readonly source: string }
  | { readonly kind: 'choice'; readonly condition: Node; readonly yes: Node; readonly no: Node; readonly source: string };

/** From the loosest to the tightest, as the gateways' expression language has them. */
const PRECEDENCE: readonly (readonly string[])[] = [
  ['??'],
  ['||', 'or'],
  ['&&', 'and'],
  ['==', '!=', '<', '>', '<=', '>=', 'has', 'in', 'contains', 'matches', 'startsWith', 'endsWith'],
  ['..'],
  ['+', '-'],
  ['*', '/', '%'],
  ['**', '^'],
];
/** Real expressions have a few dozen tiers; deeper nesting would only exhaust the stack. */
const MAX_DEPTH = 250;
const MAX_LENGTH = 20_000;

/**
 * Parses `[v1:] expression [||| rule]…` of the gateway family. A rule `when(condition) * 6` becomes the factor
 * `(condition ? 6 : 1)`, which is how the gateway itself stores it.
 * @throws NotRead
 */
export function parseExpression(text: string): Node {
  if (text.length > MAX_LENGTH) throw new NotRead('not-understood', `${text.length} characters, more than ${MAX_LENGTH}`);
  const version = /^\s*v(\d{1,9})\s*:/.exec(text);
  if (version !== null && version[1] !== '1') throw new NotRead('not-understood', `version ${version[1]} of the expression language`);
  const body = version === null ? text : text.slice(version[0].length);
  const parser = new Parser(body, tokenize(body));
  let node = parser.expression();
  while (parser.take('|||')) node = { kind: 'binary', operator: '*', left: node, right: asFactor(parser.expression()), source: body.trim() };
  parser.expectEnd();
  return node;
}

function asFactor(rule: Node): Node {
  const isWhen = rule.kind === 'binary' && rule.operator === '*' && rule.left.kind === 'call' && rule.left.name === 'when';
  if (!isWhen) return rule;
  const [condition, ...others] = rule.left.args;
  if (condition === undefined || others.length > 0) throw new NotRead('not-understood', `${rule.left.source} needs one condition`);
  return { kind: 'choice', condition, yes: rule.right, no: { kind: 'number', text: '1', source: '1' }, source: rule.source };
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  expression(): Node {
    const start = this.#peek().start;
    if ((this.#depth += 1) > MAX_DEPTH) throw new NotRead('not-understood', `nested deeper than ${MAX_DEPTH} levels`);
    const condition = this.#binary(0);
    let node = condition;
    if (this.take('?')) {
      const yes = this.expression();
      this.#expect(':');
      const no = this.expression();
      node = { kind: 'choice', condition, yes, no, source: this.#since(start) };
    }
    this.#depth -= 1;
    return node;
  }

  take(operator: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'operator' || token.text !== operator) return false;
    this.#at += 1;
    return true;
  }

  expectEnd(): void {
    if (this.#peek().kind !== 'end') throw this.#unexpected('the end');
  }

  #binary(level: number): Node {
    const operators = PRECEDENCE[level];
    if (operators === undefined) return this.#unary();
    const start = this.#peek().start;
    let left = this.#binary(level + 1);
    for (let operator = this.#peek(); isOneOf(operator, operators); operator = this.#peek()) {
      this.#at += 1;
      const right = this.#binary(level + 1);
      left = { kind: 'binary', operator: operator.text, left, right, source: this.#since(start) };
    }
    return left;
  }

  #unary(): Node {
    const token = this.#peek();
    if (!isOneOf(token, ['-', '+', '!', 'not'])) return this.#primary();
    this.#at += 1;
    if ((this.#depth += 1) > MAX_DEPTH) throw new NotRead('not-understood', `nested deeper than ${MAX_DEPTH} levels`);
    const operand = this.#unary();
    this.#depth -= 1;
    return { kind: 'unary', operator: token.text === 'not' ? '!' : token.text, operand, source: this.#since(token.start) };
  }

  #primary(): Node {
    const token = this.#peek();
    if (this.take('(')) {
      const inner = this.expression();
      this.#expect(')');
      return inner;
    }
    if (token.kind === 'end' || token.kind === 'operator') throw this.#unexpected('a number, a name or a bracket');
    this.#at += 1;
    if (token.kind === 'name') return this.take('(') ? this.#call(token) : { kind: 'name', name: token.text, source: token.text };
    return { kind: token.kind, text: token.text, source: this.#since(token.start) };
  }

  #call(name: Token): Node {
    const args: Node[] = [];
    if (!this.take(')')) {
      do args.push(this.expression()); while (this.take(','));
      this.#expect(')');
    }
    return { kind: 'call', name: name.text, args, source: this.#since(name.start) };
  }

  #expect(operator: string): void {
    if (!this.take(operator)) throw this.#unexpected(`"${operator}"`);
  }

  #unexpected(expected: string): NotRead {
    const token = this.#peek();
    const found = token.kind === 'end' ? 'the end' : JSON.stringify(this.#text.slice(token.start, token.start + 12));
    return new NotRead('not-understood', `expected ${expected} at character ${token.start + 1}, found ${found}`);
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '', start: this.#text.length, end: this.#text.length };
  }

  #since(start: number): string {
    return this.#text.slice(start, this.#tokens[this.#at - 1]?.end ?? start);
  }
}

function isOneOf(token: Token, operators: readonly string[]): boolean {
  return (token.kind === 'operator' || token.kind === 'name') && operators.includes(token.text);
}
