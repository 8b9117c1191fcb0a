import { type FoundRate } from '../../../domain/settle.ts';
import { isRecord } from '../json.ts';
import { excerpt } from '../recognise.ts';
import { pricePairs } from './price-pairs.ts';
import { type Remarks } from './remarks.ts';

/**
 * The prices per second of `display_pricing`, by model. Everything else in that map repeats what the rows say, and a
 * model that is not in it is simply not shown: the server leaves the map empty when it cannot build it.
 */
export function secondPrices(displayPricing: unknown, currency: string, remarks: Remarks): ReadonlyMap<string, readonly FoundRate[]> {
  const found = new Map<string, readonly FoundRate[]>();
  if (!isRecord(displayPricing)) return found;
  for (const [model, entry] of Object.entries(displayPricing)) {
    const prices = isRecord(entry) && isRecord(entry['prices']) ? entry['prices'] : {};
    const second = prices['second'];
    if (second === undefined || second === null) continue;
    const pairs = pricePairs(second);
    if (pairs === undefined) {
      remarks.unread(model, excerpt(JSON.stringify(second), 200), 'the price per second in display_pricing is not a pair of configured price and group price');
      continue;
    }
    found.set(model, pairs.map(({ group, amount, factors, from }) => ({
      meter: 'video_second', unit: 'second', per: 1, amount, currency, conditions: { group }, role: 'rate', kind: from ? 'from' : 'list', factors,
    })));
  }
  return found;
}
