import { canonicalDecimal, compareDecimals, type Decimal } from '../../../../domain/decimal.ts';
import { PROMPT_NAMES, literal } from './evaluate.ts';
import { type Node } from './parse.ts';
import { NotRead } from './tokens.ts';

/**
 * A stretch of prompt lengths in which no condition of an expression changes: either one of the numbers that are
 * written in it (odd rank) or what lies between two of them (even rank).
 */
export interface Cell {
  readonly rank: number;
  readonly against: (threshold: Decimal) => -1 | 0 | 1;
}

export interface Dimensions {
  /** Every number that the prompt's length is compared with, ascending. */
  readonly thresholds: readonly Decimal[];
  /** The time zone of its hours; null when the price does not depend on the hour. */
  readonly zone: string | null;
}

/** More tiers than this no price list has. */
const MAX_THRESHOLDS = 64;
const COMPARISONS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '!=']);

/** What the conditions of an expression ask about. @throws NotRead when that is more than one zone or two lengths */
export function dimensionsOf(root: Node): Dimensions {
  const thresholds = new Set<Decimal>();
  const names = new Set<string>();
  const zones = new Set<string>();
  visit(root, (node) => {
    if (node.kind === 'call' && node.name === 'hour') zones.add(zoneOf(node));
    if (node.kind !== 'binary' || !COMPARISONS.has(node.operator)) return;
    for (const [side, other] of [[node.left, node.right], [node.right, node.left]] as const) {
      if (side.kind !== 'name' || !PROMPT_NAMES.has(side.name) || other.kind !== 'number') continue;
      names.add(side.name);
      thresholds.add(wholeTokens(other.text));
    }
  });
  if (names.size > 1) throw new NotRead('not-understood', 'its conditions ask about both p and len, which are different lengths');
  if (zones.size > 1) throw new NotRead('not-understood', `its hours are of ${zones.size} time zones`);
  if (thresholds.size > MAX_THRESHOLDS) throw new NotRead('not-understood', `more than ${MAX_THRESHOLDS} tiers`);
  const [zone] = zones;
  return { thresholds: [...thresholds].toSorted(compareDecimals), zone: zone ?? null };
}

/** The cells from 0 upwards; those that hold no whole number of tokens are left out. */
export function cellsOf(thresholds: readonly Decimal[]): readonly Cell[] {
  const rankOf = new Map(thresholds.map((threshold, index) => [threshold, 2 * index + 1]));
  const cells: Cell[] = [];
  for (let rank = 0; rank <= 2 * thresholds.length; rank += 1) {
    if (rank % 2 === 0 && holdsNothing(thresholds[rank / 2 - 1], thresholds[rank / 2])) continue;
    const against = (threshold: Decimal): -1 | 0 | 1 => {
      const other = rankOf.get(canonicalDecimal(threshold)) ?? 0;
      return rank === other ? 0 : rank < other ? -1 : 1;
    };
    cells.push({ rank, against });
  }
  return cells;
}

/** "[0,128000]", "(128000,256000]", "(256000,inf)"; null for all lengths. `from` and `to` are ranks of cells. */
export function intervalOf(from: number, to: number, thresholds: readonly Decimal[]): string | null {
  if (from <= firstRank(thresholds) && to === 2 * thresholds.length) return null;
  const opening = from % 2 === 1 ? `[${thresholds[(from - 1) / 2]}` : from === 0 ? '[0' : `(${thresholds[from / 2 - 1]}`;
  const closing = to % 2 === 1 ? `${thresholds[(to - 1) / 2]}]` : to === 2 * thresholds.length ? 'inf)' : `${thresholds[to / 2]})`;
  return `${opening},${closing}`;
}

function firstRank(thresholds: readonly Decimal[]): number {
  return thresholds[0] === '0' ? 1 : 0;
}

function holdsNothing(below: Decimal | undefined, above: Decimal | undefined): boolean {
  if (above === undefined) return false;
  return below === undefined ? above === '0' : BigInt(above) - BigInt(below) === 1n;
}

function wholeTokens(text: string): Decimal {
  const decimal = canonicalDecimal(literal(text));
  if (!/^\d+$/.test(decimal)) throw new NotRead('not-understood', `a tier starts at ${text}, which is no count of tokens`);
  return decimal;
}

function zoneOf(call: Extract<Node, { readonly kind: 'call' }>): string {
  const [zone, ...others] = call.args;
  if (zone?.kind !== 'text' || others.length > 0) throw new NotRead('not-understood', `${call.source} names no time zone`);
  return zone.text;
}

function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  if (node.kind === 'call') for (const argument of node.args) visit(argument, see);
  if (node.kind === 'unary') visit(node.operand, see);
  if (node.kind === 'binary') for (const side of [node.left, node.right]) visit(side, see);
  if (node.kind === 'choice') for (const part of [node.condition, node.yes, node.no]) visit(part, see);
}
