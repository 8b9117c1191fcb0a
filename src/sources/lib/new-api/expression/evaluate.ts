import { compareDecimals, decimalFromText, equalDecimals, product, quotient, sum, type Decimal } from '../../../../domain/decimal.ts';
import { type Node } from './parse.ts';
import { NotRead } from './tokens.ts';

/** What the expression may ask about while it is evaluated. */
export interface World {
  /** Compares the count of prompt tokens with a number written in the expression: -1, 0 or 1. */
  readonly promptAgainst: (threshold: Decimal) => -1 | 0 | 1;
  /** 0 to 23, in the one time zone that the expression names. */
  readonly hour: number;
  /** Called for a multiplier that only some requests get: the price is read without it. */
  readonly unless: (condition: string, multiplier: string) => void;
}

/**
 * A price that is linear in what is counted. Variable → the factors whose product is its price; the variable '' is a
 * constant, `fixed` is the price of one request.
 */
export interface Amount {
  readonly terms: ReadonlyMap<string, readonly Decimal[]>;
  /** The label of the tier that gave it. */
  readonly label?: string;
}

/** Counted quantities, as the expression language names them. */
export const VARIABLES = ['p', 'c', 'cr', 'cc', 'cc1h', 'cc12h', 'img', 'img_cr', 'img_o', 'ai', 'ao'] as const;
export type Variable = (typeof VARIABLES)[number] | 'fixed';

/** The length of the prompt: `len` is all of it, `p` what is not priced separately; both choose tiers. */
export const PROMPT_NAMES: ReadonlySet<string> = new Set(['p', 'len']);
const REQUEST_CALLS: ReadonlySet<string> = new Set(['param', 'header', 'has', 'u']);
const CALENDAR_CALLS: ReadonlySet<string> = new Set(['minute', 'weekday', 'month', 'day']);

/** @throws NotRead when the price depends on something that the world does not know */
export function evaluateAmount(node: Node, world: World): Amount {
  switch (node.kind) {
    case 'number':
      return constant(node.text);
    case 'name':
      if ((VARIABLES as readonly string[]).includes(node.name)) return { terms: new Map([[node.name, []]]) };
      throw new NotRead('not-understood', `"${node.name}" is not a quantity that is known here`);
    case 'choice':
      return evaluateChoice(node, world);
    case 'call':
      return evaluateCall(node, world);
    case 'unary':
      if (node.operator === '!') throw notANumber(node);
      return node.operator === '-' ? times(evaluateAmount(node.operand, world), constant('-1'), node) : evaluateAmount(node.operand, world);
    case 'binary':
      return evaluateArithmetic(node, world);
    case 'text':
      throw notANumber(node);
    default:
      return node satisfies never;
  }
}

/** @throws NotRead */
export function evaluateTruth(node: Node, world: World): boolean {
  if (node.kind === 'name' && (node.name === 'true' || node.name === 'false')) return node.name === 'true';
  if (node.kind === 'unary' && node.operator === '!') return !evaluateTruth(node.operand, world);
  if (node.kind === 'choice') return evaluateTruth(node.condition, world) ? evaluateTruth(node.yes, world) : evaluateTruth(node.no, world);
  if (node.kind === 'call') throw callRefusal(node);
  if (node.kind !== 'binary') throw new NotRead('not-understood', `${node.source} is not a condition`);
  switch (node.operator) {
    case '&&': case 'and':
      return evaluateTruth(node.left, world) && evaluateTruth(node.right, world);
    case '||': case 'or':
      return evaluateTruth(node.left, world) || evaluateTruth(node.right, world);
    default:
      return evaluateComparison(node, world);
  }
}

type Binary = Extract<Node, { readonly kind: 'binary' }>;
type Call = Extract<Node, { readonly kind: 'call' }>;
type Choice = Extract<Node, { readonly kind: 'choice' }>;

function evaluateChoice(node: Choice, world: World): Amount {
  let holds: boolean;
  try {
    holds = evaluateTruth(node.condition, world);
  } catch (error) {
    const optional = error instanceof NotRead && error.because === 'request' && node.yes.kind === 'number' && node.no.kind === 'number' && equalDecimals(literal(node.no.text), '1');
    if (!optional) throw error;
    world.unless(node.condition.source, node.yes.source);
    holds = false;
  }
  return evaluateAmount(holds ? node.yes : node.no, world);
}

function evaluateCall(node: Call, world: World): Amount {
  const [first, second] = node.args;
  if (node.name === 'tier' && node.args.length === 2 && first?.kind === 'text' && second !== undefined) {
    return { ...evaluateAmount(second, world), label: first.text };
  }
  if (node.name === 'fixed' && node.args.length === 1 && first?.kind === 'number') return { terms: new Map([['fixed', [literal(first.text)]]]) };
  throw callRefusal(node);
}

function callRefusal(node: Call): NotRead {
  if (REQUEST_CALLS.has(node.name)) return new NotRead('request', `it depends on what the request holds: ${node.source}`);
  if (CALENDAR_CALLS.has(node.name)) return new NotRead('not-understood', `it depends on the calendar: ${node.source}`);
  return new NotRead('not-understood', `${node.source} is not a form that is known here`);
}

function evaluateArithmetic(node: Binary, world: World): Amount {
  const left = evaluateAmount(node.left, world);
  const right = evaluateAmount(node.right, world);
  switch (node.operator) {
    case '+':
      return plus(left, right);
    case '-':
      return plus(left, times(right, constant('-1'), node));
    case '*':
      return times(left, right, node);
    case '/':
      return dividedBy(left, right, node);
    default:
      throw new NotRead('not-understood', `"${node.operator}" in ${node.source} is not a form that is known here`);
  }
}

function plus(a: Amount, b: Amount): Amount {
  const terms = new Map(a.terms);
  for (const [variable, factors] of b.terms) {
    const other = terms.get(variable);
    terms.set(variable, other === undefined ? factors : [sum(product(...other), product(...factors))]);
  }
  return withLabel(terms, a.label ?? b.label);
}

function times(a: Amount, b: Amount, node: Node): Amount {
  const [linear, scalar] = onlyConstant(b) === undefined ? [b, onlyConstant(a)] : [a, onlyConstant(b)];
  if (scalar === undefined) throw new NotRead('not-understood', `${node.source} multiplies two quantities`);
  return withLabel(new Map([...linear.terms].map(([variable, factors]) => [variable, [...factors, ...scalar]])), a.label ?? b.label);
}

/** Division is taken only where the decimal quotient is exact: "/ 1000000" is, "22 / 37" is not. */
function dividedBy(dividend: Amount, divisor: Amount, node: Node): Amount {
  const factors = onlyConstant(divisor);
  const value = factors === undefined ? '0' : product(...factors);
  if (equalDecimals(value, '0')) throw new NotRead('not-understood', `${node.source} does not divide by a number`);
  const whole = onlyConstant(dividend);
  const numerator = whole === undefined ? '1' : product(...whole);
  const result = quotient(numerator, value, 30);
  if (!equalDecimals(product(result, value), numerator)) throw new NotRead('not-understood', `${node.source} has no exact decimal value`);
  return whole === undefined ? times(dividend, constant(result), node) : constant(result);
}

function onlyConstant(amount: Amount): readonly Decimal[] | undefined {
  return amount.terms.size === 1 ? amount.terms.get('') : undefined;
}

function constant(text: string): Amount {
  return { terms: new Map([['', [literal(text)]]]) };
}

function withLabel(terms: ReadonlyMap<string, readonly Decimal[]>, label: string | undefined): Amount {
  return label === undefined ? { terms } : { terms, label };
}

function evaluateComparison(node: Binary, world: World): boolean {
  const order = compareSides(node.left, node.right, world) ?? negated(compareSides(node.right, node.left, world));
  if (order === undefined) {
    requireNoRequest(node);
    throw new NotRead('not-understood', `the condition ${node.source} is not a form that is known here`);
  }
  switch (node.operator) {
    case '<': return order < 0;
    case '<=': return order <= 0;
    case '>': return order > 0;
    case '>=': return order >= 0;
    case '==': return order === 0;
    case '!=': return order !== 0;
    default:
      throw new NotRead('not-understood', `"${node.operator}" in ${node.source} is not a form that is known here`);
  }
}

/** The order of a known quantity and a number; undefined when the sides are something else. */
function compareSides(quantity: Node, number: Node, world: World): -1 | 0 | 1 | undefined {
  if (number.kind !== 'number') return undefined;
  if (quantity.kind === 'name' && PROMPT_NAMES.has(quantity.name)) return world.promptAgainst(literal(number.text));
  if (quantity.kind === 'call' && quantity.name === 'hour') return compareDecimals(String(world.hour), literal(number.text));
  if (quantity.kind === 'number') return compareDecimals(literal(quantity.text), literal(number.text));
  return undefined;
}

function negated(order: -1 | 0 | 1 | undefined): -1 | 0 | 1 | undefined {
  if (order === undefined || order === 0) return order;
  return order === 1 ? -1 : 1;
}

/** Says the plainer reason where a comparison asks about the request. @throws NotRead */
function requireNoRequest(node: Node): void {
  if (node.kind === 'call' && (REQUEST_CALLS.has(node.name) || CALENDAR_CALLS.has(node.name))) throw callRefusal(node);
  if (node.kind === 'unary') requireNoRequest(node.operand);
  if (node.kind === 'binary') {
    requireNoRequest(node.left);
    requireNoRequest(node.right);
  }
}

function notANumber(node: Node): NotRead {
  return new NotRead('not-understood', `${node.source} is not a number`);
}

/** A number as plain decimal text. @throws NotRead */
export function literal(text: string): Decimal {
  const decimal = decimalFromText(text);
  if (decimal === undefined) throw new NotRead('not-understood', `${text.slice(0, 40)} is not a number of at most 60 digits`);
  return decimal;
}
