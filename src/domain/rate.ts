import { product, type Decimal } from './decimal.ts';
import { IDENTITY_CONDITIONS, LOOSE_CONDITIONS, METER_UNITS, type IdentityCondition, type Kind, type LooseCondition, type Meter, type Role, type Unit } from './vocabulary.ts';

export type ConditionValue = string | boolean | number;
/** What must hold for a rate to apply. Keys come from the closed lists of vocabulary.ts. */
export type Conditions = Readonly<Partial<Record<IdentityCondition | LooseCondition, ConditionValue>>>;

/**
 * One number that a computed amount is a product of.
 * `scope` says whom it is shared with ("Economy", "Economy/gemini-2.5-*"); without it the factor is the route's own.
 */
export interface Factor {
  readonly name: string;
  readonly scope?: string;
  readonly value: Decimal;
}

/** Where a page gives a list price and a discount: the amount is the list price, this is the rest. */
export interface Promotion {
  readonly percent_off: Decimal | null;
  readonly effective_amount: Decimal | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly audience: string | null;
}

/**
 * One price component of a route. `amount` is decimal text in `currency` for `per` units of `meter`;
 * null only for the kinds `placeholder` and `on_request`.
 */
export interface Rate {
  readonly meter: Meter;
  readonly unit: Unit;
  readonly per: number;
  readonly amount: Decimal | null;
  readonly currency: string;
  readonly conditions: Conditions;
  readonly role: Role;
  readonly kind: Kind;
  /** The source hedges ("roughly"). */
  readonly approximate?: true;
  readonly promotion?: Promotion;
  /** The words of the source this rate was read from; absent for computed rates, whose factors say it. */
  readonly said?: string;
  /** Set on computed amounts: the amount is their exact product. */
  readonly factors?: readonly Factor[];
}

/** Builds a rate with the usual defaults: per 1, USD, a list rate without conditions. */
export function rate(fields: Pick<Rate, 'meter' | 'amount'> & Partial<Omit<Rate, 'unit'>>): Rate {
  return {
    per: 1, currency: 'USD', conditions: {}, role: 'rate', kind: 'list',
    ...fields,
    unit: METER_UNITS[fields.meter],
  };
}

const IDENTITY_KEYS = [...IDENTITY_CONDITIONS].toSorted();
const LOOSE_KEYS = [...LOOSE_CONDITIONS].toSorted();

function pick(conditions: Conditions, keys: readonly (IdentityCondition | LooseCondition)[]): Conditions {
  const picked: Record<string, ConditionValue> = {};
  for (const key of keys) {
    const value = conditions[key];
    if (value !== undefined) picked[key] = value;
  }
  return picked;
}

/** The conditions that make this rate itself, keys in one fixed order. */
export function identityConditions(conditions: Conditions): Conditions {
  return pick(conditions, IDENTITY_KEYS);
}

/** The conditions that are shown beside a rate and may change without making it another one. */
export function looseConditions(conditions: Conditions): Conditions {
  return pick(conditions, LOOSE_KEYS);
}

/**
 * Who this rate is over time, within its route: meter, role and the conditions counted to identity, as JSON
 * (`["output_token","rate",{"group":"Economy"}]`). Two rates of one route with the same key are the same rate.
 */
export function rateKey({ meter, role, conditions }: Pick<Rate, 'meter' | 'role' | 'conditions'>): string {
  // Readers share one conditions object among the rates of a group: each of its keys is made once.
  let keys = keysOfConditions.get(conditions);
  if (keys === undefined) keysOfConditions.set(conditions, (keys = new Map()));
  const name = role === 'rate' ? meter : `${meter} ${role}`;
  let key = keys.get(name);
  if (key === undefined) keys.set(name, (key = JSON.stringify([meter, role, identityConditions(conditions)])));
  return key;
}

const keysOfConditions = new WeakMap<Conditions, Map<string, string>>();

/** The loose conditions as JSON, `{}` when there are none; made once for conditions that are shared. */
export function looseText(conditions: Conditions): string {
  let text = looseTexts.get(conditions);
  if (text === undefined) looseTexts.set(conditions, (text = JSON.stringify(looseConditions(conditions))));
  return text;
}

const looseTexts = new WeakMap<Conditions, string>();

/** Reads a rate key back. */
export function parseRateKey(key: string): Pick<Rate, 'meter' | 'role' | 'conditions'> {
  const [meter, role, conditions] = JSON.parse(key) as [Meter, Role, Conditions];
  return { meter, role, conditions };
}

/** The price of one unit, exact: amount ÷ per is compared as amount₁ × per₂ against amount₂ × per₁. */
export function samePricePerUnit(a: Rate, b: Rate, equal: (x: Decimal, y: Decimal) => boolean): boolean {
  if (a.amount === null || b.amount === null) return a.amount === b.amount;
  if (a.currency !== b.currency) return false;
  if (a.per === b.per) return equal(a.amount, b.amount);
  return equal(product(a.amount, String(b.per)), product(b.amount, String(a.per)));
}
