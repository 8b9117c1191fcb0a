import { describe, expect, it } from 'vitest';
import { currencyCodeOf, isPartOfCurrency, quantityOf } from './unit-words.ts';

const quantity = (text: string) => quantityOf(text.split(' '));

describe('words of units', () => {
  it.each([
    ['input price per 1m tokens', 1_000_000], ['price per mtok', 1_000_000], ['$ per 1 000 000 tokens', 1_000_000], ['usd 1k tokens', 1000], ['per thousand', 1000], ['input 1000', 1000],
    ['per 10 million tokens', 10_000_000], ['per 10k tokens', 10_000], ['per billion tokens', 1_000_000_000], ['per 100 images', 100], ['per token', 1], ['per output token', 1], ['per 1 image', 1],
  ])('understands "%s"', (text, expected) => {
    expect(quantity(text)).toBe(expected);
  });

  it.each(['input price', 'price of tokens', '4o price', 'as per agreement'])('finds no number in "%s"', (text) => {
    expect(quantity(text)).toBeUndefined();
  });

  it.each(['input price 128k', 'price 10k', 'price v 2', 'per 1k tokens up to 1m', 'per 1 500 tokens', 'per 3 images', 'price 2026'])('takes no number of "%s" for a unit', (text) => {
    expect(quantity(text)).toBeNull();
  });

  it('tells parts of a currency and codes from other words', () => {
    expect(['cents', '¢', 'microusd', 'nanos', 'mills', '分'].every(isPartOfCurrency)).toBe(true);
    expect(['million', 'center', 'usd', 'price'].some(isPartOfCurrency)).toBe(false);
    expect(['usd', 'rmb', 'all'].map(currencyCodeOf)).toEqual(['USD', 'CNY', undefined]);
  });
});
