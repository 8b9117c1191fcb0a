import { looseText, parseRateKey, rateKey, type Conditions, type Factor, type Promotion, type Rate } from '../../domain/rate.ts';
import { METER_UNITS } from '../../domain/vocabulary.ts';
import { type PriceRow } from '../port.ts';
import { type Dictionary } from './dictionary.ts';

/** The value columns of `rate_version`: what a rate says beside who it is. Two equal rows are the same version. */
export interface RateValue {
  readonly amount: string | null;
  readonly terms_id: number;
  readonly loose_id: number | null;
  readonly promotion_id: number | null;
  readonly said_id: number | null;
  readonly factor_names_id: number | null;
  readonly factor_values: string | null;
}

export interface KeyedRateValue extends RateValue {
  readonly key_id: number;
}

export interface RateRow extends KeyedRateValue {
  readonly route_id: number;
  readonly from_at: number;
  readonly until_at: number | null;
  readonly snapshot_id: number;
}

export const RATE_VALUE_COLUMNS = ['amount', 'terms_id', 'loose_id', 'promotion_id', 'said_id', 'factor_names_id', 'factor_values'] as const;

/** The columns of a version, key first, in the order of RATE_VALUE_COLUMNS. */
export function bindRate(value: KeyedRateValue) {
  return [value.key_id, value.amount, value.terms_id, value.loose_id, value.promotion_id, value.said_id, value.factor_names_id, value.factor_values];
}

/** Words may change around a price that stays: they do not make a new version, all other columns do. */
export function sameRateValue(a: RateValue, b: RateValue): boolean {
  return RATE_VALUE_COLUMNS.every((column) => column === 'said_id' || a[column] === b[column]);
}

export function toRateRow(rate: Rate, words: Dictionary): KeyedRateValue {
  const loose = looseText(rate.conditions);
  return {
    key_id: words.rateKey(rateKey(rate)),
    amount: rate.amount,
    terms_id: words.terms(rate),
    loose_id: loose === '{}' ? null : words.text(loose),
    promotion_id: rate.promotion === undefined ? null : words.text(JSON.stringify(rate.promotion)),
    said_id: rate.said === undefined ? null : words.text(rate.said),
    // Factor names repeat over the whole catalog, their values do not: the names stand once, the values in the row.
    factor_names_id: rate.factors === undefined ? null : words.factorNames(rate.factors),
    factor_values: rate.factors === undefined ? null : joinedValues(rate.factors),
  };
}

function joinedValues(factors: readonly Factor[]): string {
  let values = '';
  for (const { value } of factors) values += values === '' ? value : ` ${value}`;
  return values;
}

/** A stored rate as queries show it: what was not said is null. */
export type StoredRate = Pick<PriceRow, 'meter' | 'unit' | 'per' | 'amount' | 'currency' | 'conditions' | 'role' | 'kind' | 'approximate' | 'promotion' | 'said' | 'factors'>;

export function storedRate(row: KeyedRateValue, words: Dictionary): StoredRate {
  const { meter, role, conditions } = parsedKey(row.key_id, words);
  const { per, currency, kind, approximate = false } = words.termsOf(row.terms_id);
  return {
    meter, unit: METER_UNITS[meter], per, amount: row.amount, currency,
    conditions: row.loose_id === null ? conditions : { ...conditions, ...(JSON.parse(words.textOf(row.loose_id)) as Conditions) },
    role, kind, approximate,
    promotion: row.promotion_id === null ? null : JSON.parse(words.textOf(row.promotion_id)) as Promotion,
    said: row.said_id === null ? null : words.textOf(row.said_id),
    factors: factorsOf(row, words),
  };
}

export function fromRateRow(row: KeyedRateValue, words: Dictionary): Rate {
  const { approximate, promotion, said, factors, ...fields } = storedRate(row, words);
  return {
    ...fields,
    ...(approximate ? { approximate } : {}), ...(promotion === null ? {} : { promotion }), ...(said === null ? {} : { said }), ...(factors === null ? {} : { factors }),
  };
}

type ParsedKey = ReturnType<typeof parseRateKey>;
const parsedKeys = new WeakMap<Dictionary, Map<number, ParsedKey>>();
const parsedNames = new WeakMap<Dictionary, Map<number, readonly (readonly [string, string?])[]>>();

/** Rate keys are few and asked for by the thousand. */
function parsedKey(id: number, words: Dictionary): ParsedKey {
  return memo(parsedKeys, words, id, () => parseRateKey(words.rateKeyOf(id)));
}

/** The names stand once, the values in the row; null where the rate has no factors. */
function factorsOf({ factor_names_id: namesId, factor_values: joined }: RateValue, words: Dictionary): readonly Factor[] | null {
  if (namesId === null || joined === null) return null;
  const names = memo(parsedNames, words, namesId, () => JSON.parse(words.textOf(namesId)) as readonly (readonly [string, string?])[]);
  const values = joined.split(' ');
  return names.map(([name, scope], index) => {
    const value = values[index] ?? '1';
    return scope === undefined ? { name, value } : { name, scope, value };
  });
}

function memo<T>(caches: WeakMap<Dictionary, Map<number, T>>, words: Dictionary, id: number, make: () => T): T {
  let cache = caches.get(words);
  if (cache === undefined) caches.set(words, (cache = new Map()));
  let value = cache.get(id);
  if (value === undefined) cache.set(id, (value = make()));
  return value;
}
