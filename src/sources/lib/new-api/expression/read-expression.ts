import { compareDecimals, product, type Decimal } from '../../../../domain/decimal.ts';
import { cellsOf, dimensionsOf, intervalOf, type Cell, type Dimensions } from './cells.ts';
import { evaluateAmount, type Amount, type Variable } from './evaluate.ts';
import { classifyHours, hoursAsOption, hoursInWords, type HourClass } from './hours.ts';
import { parseExpression, type Node } from './parse.ts';
import { NotRead } from './tokens.ts';

/** One price of an expression: USD per million of `variable`, or per request for `fixed`, under its tier's conditions. */
export interface ExpressionPrice {
  readonly variable: Variable;
  /** The first is the coefficient, the others multiply it; the price is their exact product. */
  readonly factors: readonly Decimal[];
  readonly label?: string;
  readonly prompt_tokens?: string;
  readonly service?: 'peak' | 'off_peak';
  readonly option?: string;
  /** The hours, and the multipliers that were left out. */
  readonly other?: string;
}

export interface ExpressionReading {
  readonly prices: readonly ExpressionPrice[];
  /** Reasons for what could not be read, each once. */
  readonly unread: readonly string[];
}

/**
 * Reads a billing expression of the gateway family into its prices: it is evaluated once for each stretch of prompt
 * lengths and each hour of the day, so that nested tiers, overlaps and gaps come out as the gateway would bill them.
 * What depends on the request, or is not understood, is a reason in `unread`.
 */
export function readExpression(text: string): ExpressionReading {
  try {
    const root = parseExpression(text);
    return new Evaluation(root, dimensionsOf(root)).reading();
  } catch (error) {
    if (error instanceof NotRead) return { prices: [], unread: [error.message] };
    throw error;
  }
}

/** Consecutive cells with one price; null where it could not be read. */
interface Tier {
  readonly from: number;
  readonly to: number;
  readonly key: string;
  readonly amount: Amount | null;
}

class Evaluation {
  readonly #root: Node;
  readonly #dimensions: Dimensions;
  readonly #unread = new Set<string>();
  readonly #unless = new Set<string>();

  constructor(root: Node, dimensions: Dimensions) {
    this.#root = root;
    this.#dimensions = dimensions;
  }

  reading(): ExpressionReading {
    const { thresholds, zone } = this.#dimensions;
    const cells = cellsOf(thresholds);
    const at = (hour: number): readonly Tier[] => joinCells(cells, cells.map((cell) => this.#amountIn(cell, hour)));
    const keyOf = (tiers: readonly Tier[]): string => JSON.stringify(tiers.map(({ from, key }) => [from, key]));
    const classes = zone === null ? [{ hours: [], price: at(0) }] : classifyHours(at, keyOf);
    const prices = classes.flatMap((hours) => {
      const when = zone === null || classes.length === 1 ? {} : hourConditions(hours, classes, zone);
      return hours.price.flatMap((tier) => pricesOf(tier, intervalOf(tier.from, tier.to, thresholds), when, [...this.#unless]));
    });
    const left = [...this.#unless].map((rule) => `it depends on what the request holds: ${rule}`);
    const unread = [...this.#unread, ...left];
    return { prices, unread: prices.length === 0 && unread.length === 0 ? ['it prices nothing'] : unread };
  }

  #amountIn(cell: Cell, hour: number): Amount | null {
    try {
      const amount = evaluateAmount(this.#root, {
        promptAgainst: cell.against, hour, unless: (condition, multiplier) => this.#unless.add(`× ${multiplier} when ${condition}`),
      });
      return checked(amount);
    } catch (error) {
      if (!(error instanceof NotRead)) throw error;
      this.#unread.add(error.message);
      return null;
    }
  }
}

function checked(amount: Amount): Amount {
  for (const [variable, factors] of amount.terms) {
    const price = product(...factors);
    if (price.startsWith('-')) throw new NotRead('not-understood', `a negative price, ${price} for ${variable}`);
    if (variable === '' && price !== '0') throw new NotRead('not-understood', `a constant of ${price} beside the counted quantities`);
  }
  if (amount.terms.has('fixed') && amount.terms.size > 1) throw new NotRead('not-understood', 'a fixed price added to counted quantities');
  return amount;
}

function joinCells(cells: readonly Cell[], amounts: readonly (Amount | null)[]): readonly Tier[] {
  const tiers: Tier[] = [];
  for (const [index, { rank }] of cells.entries()) {
    const amount = amounts[index] ?? null;
    const key = amount === null ? '' : priceKey(amount);
    const last = tiers.at(-1);
    if (last?.key === key) tiers[tiers.length - 1] = { ...last, to: rank };
    else tiers.push({ from: rank, to: rank, key, amount });
  }
  return tiers;
}

/** The prices themselves, without labels: what makes two tiers the same. */
function priceKey(amount: Amount): string {
  return JSON.stringify([...amount.terms].map(([variable, factors]) => [variable, product(...factors)] as const).toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

type HourConditions = Pick<ExpressionPrice, 'service' | 'option' | 'other'>;

/** Two classes of which one is never dearer are peak and off-peak; anything else names its hours. */
function hourConditions(own: HourClass<readonly Tier[]>, classes: readonly HourClass<readonly Tier[]>[], zone: string): HourConditions {
  const other = hoursInWords(own.hours, zone);
  const [rival] = classes.filter((candidate) => candidate !== own);
  if (classes.length === 2 && rival !== undefined) {
    if (neverDearer(own.price, rival.price)) return { service: 'off_peak', other };
    if (neverDearer(rival.price, own.price)) return { service: 'peak', other };
  }
  return { option: hoursAsOption(own.hours), other };
}

function neverDearer(cheap: readonly Tier[], dear: readonly Tier[]): boolean {
  return cheap.length === dear.length && cheap.every((tier, index) => {
    const other = dear[index];
    if (tier.amount === null || other == null || other.amount === null || tier.from !== other.from || tier.amount.terms.size !== other.amount.terms.size) return false;
    return [...tier.amount.terms].every(([variable, factors]) => {
      const rival = other.amount?.terms.get(variable);
      return rival !== undefined && compareDecimals(product(...factors), product(...rival)) <= 0;
    });
  });
}

function pricesOf(tier: Tier, interval: string | null, when: HourConditions, unless: readonly string[]): readonly ExpressionPrice[] {
  if (tier.amount === null) return [];
  const { label, terms } = tier.amount;
  const other = [...(when.other === undefined ? [] : [when.other]), ...unless.map((rule) => `not ${rule}`)].join('; ');
  return [...terms].filter(([variable]) => variable !== '').map(([variable, factors]) => ({
    ...when, variable: variable as Variable, factors: factors.length === 0 ? ['1'] : factors,
    ...(label === undefined ? {} : { label }), ...(interval === null ? {} : { prompt_tokens: interval }), ...(other === '' ? {} : { other }),
  }));
}
