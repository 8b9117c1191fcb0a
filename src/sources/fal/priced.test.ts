import { describe, expect, it } from 'vitest';
import { priced } from './priced.ts';

describe('the text of a route', () => {
  it('does not take the name of the model itself for a tier', () => {
    expect(priced('acme/aurora-2/text-to-video', 'The pricing is $0.2/s for Aurora 2.').fields.rates.map(({ conditions }) => conditions)).toEqual([{}]);
    expect(priced('acme/other/text-to-video', 'The pricing is $0.2/s for Aurora 2.').fields.rates.map(({ conditions }) => conditions)).toEqual([{ tier: 'aurora 2' }]);
  });

  it('keeps names that tell two prices apart', () => {
    const { rates } = priced('acme/aurora-pro/text-to-video', 'The pricing is $0.2/s for Aurora Pro and $0.1/s for Aurora Lite.').fields;
    expect(rates.map(({ amount, conditions }) => `${amount} ${String(conditions.tier)}`).toSorted()).toEqual(['0.1 aurora lite', '0.2 aurora pro']);
  });
});
