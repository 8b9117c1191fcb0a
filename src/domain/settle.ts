import { equalDecimals } from './decimal.ts';
import { beyondAnyPrice, isBeyondAnyPrice } from './plausible.ts';
import { identityConditions, rateKey, type ConditionValue, type Conditions, type Rate } from './rate.ts';
import { type Unread } from './reading.ts';

/** A rate as a reader finds it: one amount may stand for several resolutions. */
export type FoundRate = Omit<Rate, 'conditions'> & {
  readonly conditions: Omit<Conditions, 'resolution'> & { readonly resolution?: ConditionValue | readonly string[] };
};

/**
 * What a reader found, brought into the form that the ledger keeps: a list of resolutions becomes one rate each,
 * repeats fall together, and a rate that is said with two different values, or with an amount beyond any price, is unread.
 * Rates come out sorted by key, so that the order of a page never matters.
 */
export function settleRates(route: string, found: readonly FoundRate[]): { readonly rates: readonly Rate[]; readonly unread: readonly Unread[] } {
  const byKey = new Map<string, Rate>();
  const beyond = found.filter(isBeyondAnyPrice).map((rate): Unread => ({ route, said: rate.said ?? rate.amount ?? '', reason: beyondAnyPrice(rate) }));
  const contradicted = new Map<string, Unread>();
  for (const rate of (beyond.length === 0 ? found : found.filter((one) => !isBeyondAnyPrice(one))).flatMap(oneEach)) {
    const key = rateKey(rate);
    const other = byKey.get(key);
    if (other === undefined) byKey.set(key, rate);
    else if (!sameValue(other, rate)) contradicted.set(key, contradiction(route, other, rate));
  }
  for (const key of contradicted.keys()) byKey.delete(key);
  const rates = [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, rate]) => rate);
  return { rates, unread: [...beyond, ...contradicted.values()] };
}

function oneEach(found: FoundRate): readonly Rate[] {
  const { resolution, ...rest } = found.conditions;
  if (resolution === undefined) return [{ ...found, conditions: rest }];
  const all = Array.isArray(resolution) ? (resolution as readonly string[]) : [resolution as ConditionValue];
  return all.map((one) => ({ ...found, conditions: { ...rest, resolution: one } }));
}

function sameValue(a: Rate, b: Rate): boolean {
  const sameAmount = a.amount === null || b.amount === null ? a.amount === b.amount : equalDecimals(a.amount, b.amount);
  return sameAmount && a.per === b.per && a.kind === b.kind && a.currency === b.currency
    && JSON.stringify(a.promotion ?? null) === JSON.stringify(b.promotion ?? null);
}

function contradiction(route: string, a: Rate, b: Rate): Unread {
  const where = JSON.stringify(identityConditions(a.conditions));
  return {
    route,
    said: [a.said, b.said].filter((words) => words !== undefined).join(' … '),
    reason: `two amounts for one condition: ${a.amount} and ${b.amount} for ${a.per}/${b.per} ${a.meter} ${where}`,
  };
}
