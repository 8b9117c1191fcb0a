import { decimalFromText, type Decimal } from '../../domain/decimal.ts';
import { shown } from './catalog-scope.ts';
import { type Sentinel } from './catalog-settings.ts';
import { numberText } from './json.ts';
import { amountFromText, plainSpaces, withoutFloatNoise, type PriceStyle } from './price-text.ts';

export type ReadAmount =
  | { readonly kind: 'amount'; readonly amount: Decimal }
  /** The source says that it has a price and does not tell it. */
  | { readonly kind: 'placeholder' | 'on_request' }
  | { readonly kind: 'no_rate' }
  | { readonly kind: 'unread'; readonly reason: string };

/** One value where an amount should stand: a JSON number or a text. "0" is a price; a negative number never is. */
export function readAmount(value: unknown, style: PriceStyle, sentinels: Readonly<Record<string, Sentinel>>): ReadAmount {
  const number = numberText(value);
  const text = number ?? (typeof value === 'string' ? plainSpaces(value) : undefined);
  if (text === undefined) return { kind: 'unread', reason: `expected a decimal number, got ${typeof value === 'boolean' ? String(value) : shown(value)}` };
  const sentinel = sentinelOf(text, sentinels);
  if (sentinel !== undefined) return fromSentinel(sentinel, text);
  const amount = number === undefined ? amountFromText(text, style) : numberAmount(number);
  if (amount === undefined) return { kind: 'unread', reason: 'not one decimal amount' };
  return amount.startsWith('-') ? { kind: 'unread', reason: 'a negative amount is no price; if it is a sentinel, name it under "sentinels"' } : { kind: 'amount', amount };
}

function numberAmount(text: string): Decimal | undefined {
  const plain = decimalFromText(text);
  return plain === undefined ? undefined : withoutFloatNoise(plain);
}

function sentinelOf(text: string, sentinels: Readonly<Record<string, Sentinel>>): Sentinel | undefined {
  const plain = text.toLowerCase();
  return Object.entries(sentinels).find(([word]) => plainSpaces(word).toLowerCase() === plain)?.[1];
}

function fromSentinel(sentinel: Sentinel, text: string): ReadAmount {
  switch (sentinel) {
    case 'placeholder':
    case 'on_request':
    case 'no_rate':
      return { kind: sentinel };
    case 'zero':
      return { kind: 'amount', amount: '0' };
    case 'unread':
      return { kind: 'unread', reason: `${JSON.stringify(text)} is named as unreadable in the settings` };
    default:
      return sentinel satisfies never;
  }
}
