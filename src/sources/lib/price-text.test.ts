import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimals, product } from '../../domain/decimal.ts';
import { amountFromText, withoutFloatNoise, type PriceStyle } from './price-text.ts';

const usd: PriceStyle = { currency: 'USD', decimal: '.', words: ['/ 1M tokens', '/M'] };

describe('an amount in a text', () => {
  it.each([
    ['$1,234.50', '1234.50'], ['US$ 3.00 / 1M tokens', '3.00'], ['3.00 USD', '3.00'], ['$0.15/m', '0.15'], ['1e-07', '0.0000001'],
    ['  $0 ', '0'], ['12,345,678', '12345678'], ['$.5', '0.5'], ['$7.0', '7.0'],
  ])('%s is %s', (text, amount) => {
    expect(amountFromText(text, usd)).toBe(amount);
  });

  it.each(['', '$', '$5 $3', '$3 1', '3¢', 'from $2', '€3', '$3 / image', '1,23', '0,123', '1.234,50', '$$3', '3 or 4', '$3–5', '٣', `$${'9'.repeat(61)}`, '$3M'])('%j is not one amount', (text) => {
    expect(amountFromText(text, usd)).toBeUndefined();
  });

  it('never loses digits to the words around it', () => {
    const style: PriceStyle = { currency: 'USD', decimal: '.', words: ['1M tokens', '.5 per image', 'x 2'] };
    expect(amountFromText('$11M tokens', style)).toBeUndefined();
    expect(amountFromText('$3 1M tokens', style)).toBe('3');
    expect(amountFromText('1.5 per image', style)).toBeUndefined();
    expect(amountFromText('$3 x 25', style)).toBeUndefined();
  });

  it('reads a decimal comma only where the settings say so', () => {
    const eur: PriceStyle = { currency: 'EUR', decimal: ',', words: [] };
    expect(amountFromText('1.234,50 €', eur)).toBe('1234.50');
    expect(amountFromText('0,5', eur)).toBe('0.5');
    expect(amountFromText('1,234.50', eur)).toBeUndefined();
  });

  it('comes out exactly as any amount was printed, whatever stands around it', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.option(fc.stringMatching(/^\d{1,9}$/), { nil: undefined }), fc.boolean(), (whole, fraction, grouped) => {
      const digits = grouped ? whole.toLocaleString('en-US') : String(whole);
      const tail = fraction === undefined ? '' : `.${fraction}`;
      expect(amountFromText(`$${digits}${tail} / 1M tokens`, usd)).toBe(`${whole}${tail}`);
    }));
  });
});

describe('float noise', () => {
  it.each([
    ['0.30000000000000004', '0.3'], ['0.049999999999999996', '0.05'], ['0.09999999999999999', '0.1'], ['2.0000000000000004', '2'], ['120.00000000000001', '120'],
    ['0.00000009999999999999999', '0.0000001'], ['9.999999999999998', '10'],
  ])('%s is %s', (noisy, clean) => {
    expect(withoutFloatNoise(noisy)).toBe(clean);
  });

  it.each(['0.3', '7.0', '0.3333333333333333', '0.1234567890123456', '0.12345678901234567890', '12345678901234567', '1.000000000000000'])('%s stays as it is', (text) => {
    expect(withoutFloatNoise(text)).toBe(text);
  });

  it('moves no number by more than what a float cannot hold', () => {
    fc.assert(fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (value) => {
      const text = String(value);
      fc.pre(!text.includes('e'));
      const clean = withoutFloatNoise(text);
      const bound = product(text, '1.00000000000001');
      expect(compareDecimals(clean, bound)).not.toBe(1);
      expect(compareDecimals(product(clean, '1.00000000000001'), text)).not.toBe(-1);
    }));
  });

  it('takes the sum of two short decimals back to what people would print', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 99_999 }), (a, b) => {
      const noisy = String(a / 1000 + b / 1000);
      const exact = String((a + b) / 1000);
      expect(withoutFloatNoise(noisy)).toBe(exact);
    }));
  });
});
