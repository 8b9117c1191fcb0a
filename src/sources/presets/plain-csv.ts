import { type CsvCatalogInput } from '../csv/shape.ts';
import { plainRates } from './plain-json.ts';

const optional = (header: string) => ({ header, optional: true as const });

/** A plain table, one rate a line: route, meter, per, amount, and where they apply a currency and conditions. */
export const plainCsv: CsvCatalogInput = {
  columns: {
    route: ['route', 'model'], meter: 'meter', per: 'per', amount: ['amount', 'price'], currency: optional('currency'),
    resolution: optional('resolution'), audio: optional('audio'), input: optional('input'), duration_s: optional('duration_s'), tier: optional('tier'),
    region: optional('region'), service: optional('service'), prompt_tokens: optional('prompt_tokens'), option: optional('option'),
  },
  route: '{route}',
  currency: 'USD',
  rates: plainRates,
};
