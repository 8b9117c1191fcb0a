import { z } from 'zod';
import { decimalFromText, equalDecimals, product, quotient, type Decimal } from '../../domain/decimal.ts';
import { type GatewayProfile } from '../lib/new-api/profile.ts';

/** Settings of the `new-api` adapter, as they stand in schedules.json beside the source's own keys. */
export const newApiSettings = z.strictObject({
  gateway: z.string().min(1).max(80).default('the gateway').describe('What messages call this gateway.'),
  currency: z.string().regex(/^[A-Z]{3}$/, { error: 'a currency code such as "USD"' }).default('USD')
    .describe('What the deployment counts in: its ratios, prices and expressions are all taken to be in it.'),
  quota_per_unit: z.string().default('500000')
    .refine((text) => perMillion(text) !== undefined, { error: 'the gateway\'s quota_per_unit (see its /api/status): a decimal number above 0 that divides 1000000 exactly, such as "500000"' })
    .describe('How many quota units are one unit of the currency: "quota_per_unit" of the gateway\'s /api/status.'),
});

export type NewApiSettings = z.infer<typeof newApiSettings>;

export function profileOf({ gateway, currency, quota_per_unit: quota }: NewApiSettings, reader: string): GatewayProfile {
  return { reader, gateway, currency, perMillion: perMillion(quota) ?? '2' };
}

/** 1,000,000 ÷ quota: the price of 1,000,000 tokens at ratio 1. Undefined when that is no finite decimal. */
function perMillion(quota: string): Decimal | undefined {
  const divisor = decimalFromText(quota);
  if (divisor === undefined || divisor.startsWith('-') || equalDecimals(divisor, '0')) return undefined;
  const price = quotient('1000000', divisor, 30);
  return equalDecimals(product(price, divisor), '1000000') ? price : undefined;
}
