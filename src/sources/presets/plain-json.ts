import { type JsonCatalogInput } from '../json/shape.ts';
import { type RateInput } from '../lib/catalog-settings.ts';

const CONDITIONS = ['resolution', 'audio', 'input', 'duration_s', 'tier', 'region', 'service', 'prompt_tokens', 'option'] as const;

/** One rate a row, its parts and conditions under the names that exports use too. */
export const plainRates: RateInput[] = [{
  meter: { path: 'meter' }, amount: ['amount', 'price'], per: { path: 'per' }, currency: { path: 'currency', optional: true },
  conditions: Object.fromEntries(CONDITIONS.map((key) => [key, { path: key, optional: true as const }])),
}];

/** A plain list, one rate a row: {"route", "meter", "per", "amount"} and, where they apply, "currency" and conditions. */
export const plainJson: JsonCatalogInput = {
  rows: '*',
  route: '{route}',
  currency: 'USD',
  rates: plainRates,
};
