/** One word of a billing expression; `start` and `end` point into its text. */
export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'operator' | 'end';
  /** A number or name as written, an operator, or the content of a quoted text. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Why an expression, or a part of it, gives no price. `request`: it depends on what the caller sends. */
export class NotRead extends Error {
  override readonly name = 'NotRead';
  readonly because: 'request' | 'not-understood';

  constructor(because: NotRead['because'], reason: string) {
    super(reason);
    this.because = because;
  }
}

/** Longest first, so that "|||" is not read as "||" and "|". */
const OPERATORS = ['|||', '&&', '||', '==', '!=', '<=', '>=', '??', '**', '..', '(', ')', ',', '?', ':', '+', '-', '*', '/', '%', '^', '<', '>', '!', '.', '[', ']'];
const SPACE = /\s+/y;
const NAME = /[A-Za-z_]\w*/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?!\w)/y;

/** @throws NotRead at the first character that belongs to no word */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const space = match(SPACE, text, at);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const token = nextToken(text, at);
    tokens.push(token);
    at = token.end;
  }
  return [...tokens, { kind: 'end', text: '', start: at, end: at }];
}

function nextToken(text: string, start: number): Token {
  const name = match(NAME, text, start);
  if (name !== undefined) return { kind: 'name', text: name, start, end: start + name.length };
  const number = match(NUMBER, text, start);
  if (number !== undefined) return { kind: 'number', text: number, start, end: start + number.length };
  const quote = text.charAt(start);
  if (quote === '"' || quote === "'" || quote === '`') return quoted(text, start, quote);
  const operator = OPERATORS.find((candidate) => text.startsWith(candidate, start));
  if (operator !== undefined) return { kind: 'operator', text: operator, start, end: start + operator.length };
  throw new NotRead('not-understood', `unexpected ${JSON.stringify(text.slice(start, start + 12))} at character ${start + 1}`);
}

function quoted(text: string, start: number, quote: string): Token {
  let content = '';
  let from = start + 1;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === quote) return { kind: 'text', text: content + text.slice(from, at), start, end: at + 1 };
    if (character === '\\' && quote !== '`') {
      content += text.slice(from, at) + text.charAt(at + 1);
      at += 1;
      from = at + 1;
    }
  }
  throw new NotRead('not-understood', `a text that starts at character ${start + 1} and never ends`);
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
