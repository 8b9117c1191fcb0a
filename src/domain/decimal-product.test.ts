import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { product } from './decimal.ts';

function slowProduct(factors: readonly string[]): string {
  return factors.reduce((total, factor) => total.times(factor), new Big(1)).toFixed();
}

describe('product', () => {
  it('is the exact product for every kind of decimal text', () => {
    const decimal = fc.oneof(
      fc.stringMatching(/^-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,25})?$/),
      fc.stringMatching(/^[0-9]{1,9}(\.[0-9]{1,3})?[eE]-?[0-9]{1,2}$/),
      fc.constantFrom('0', '-0', '0.0', '-0.00', '2', '0.6', '7.0', '0.09999999999999999', '9007199254740993'),
    );
    fc.assert(fc.property(fc.array(decimal, { maxLength: 6 }), (factors) => {
      expect(product(...factors)).toBe(slowProduct(factors).replace(/^-0$/, '0'));
    }), { numRuns: 2_000 });
  });

  it('prints plain decimals without trailing zeros', () => {
    expect(product('2', '0.1', '0.9')).toBe('0.18');
    expect(product('2', '0.1', '0.09999999999999999', '0.9')).toBe('0.0179999999999999982');
    expect(product('1000000', '0.000001')).toBe('1');
    expect(product('0.000000001', '0.5')).toBe('0.0000000005');
    expect(product()).toBe('1');
  });

  it('fails on text that is no number', () => {
    expect(() => product('2', 'x')).toThrow();
    expect(() => product('2', '')).toThrow();
    expect(() => product('2', '1.2.3')).toThrow();
  });
});
