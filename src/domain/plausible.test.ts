import { describe, expect, it } from 'vitest';
import { isBeyondAnyPrice } from './plausible.ts';
import { rate } from './rate.ts';
import { settleRates } from './settle.ts';

describe('an amount beyond any price', () => {
  it.each([
    ['1000000', 'USD', false], ['999999.99', 'USD', false], ['1000000.01', 'USD', true], ['9'.repeat(40), 'USD', true], ['0.000000000000000000001', 'USD', false],
    ['15000000', 'VND', false], ['1000000001', 'VND', true], [null, 'USD', false],
  ] as const)('%s %s: %s', (amount, currency, beyond) => {
    expect(isBeyondAnyPrice({ amount, currency })).toBe(beyond);
  });

  it('is also one that is asked for more units than anybody counts', () => {
    expect(isBeyondAnyPrice({ amount: '1', currency: 'USD', per: 1_000_000_000 })).toBe(false);
    expect(isBeyondAnyPrice({ amount: '1', currency: 'USD', per: 1_000_000_001 })).toBe(true);
    expect(isBeyondAnyPrice({ amount: '1', currency: 'USD', per: 0 })).toBe(true);
  });

  it('is listed as unread, and the rates beside it stay', () => {
    const { rates, unread } = settleRates('maker/model', [rate({ meter: 'image', amount: '9007199254740993', said: '$9007199254740993 per image' }), rate({ meter: 'video', amount: '0.20' })]);
    expect(rates.map(({ amount }) => amount)).toEqual(['0.20']);
    expect(unread).toEqual([{ route: 'maker/model', said: '$9007199254740993 per image', reason: 'an amount of 9007199254740993 USD is beyond any price' }]);
  });
});
