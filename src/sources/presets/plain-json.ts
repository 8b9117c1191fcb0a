import { type JsonCatalogInput } from '../json/shape.ts';

/**
 * A plain list, one rate a row: {"route", "meter", "per", "amount", "currency"} and, where they apply, conditions of the
 * same names as in exports. `prices` under another key needs `"rows"` beside the preset.
 */
export const plainJson: JsonCatalogInput = {
  rows: '*',
  route: '{route}',
  currency: 'USD',
  rates: [{
    meter: { path: 'meter' }, amount: 'amount', per: { path: 'per' }, currency: { path: 'currency' },
    conditions: {
      resolution: { path: 'resolution', optional: true }, audio: { path: 'audio', optional: true }, input: { path: 'input', optional: true },
      duration_s: { path: 'duration_s', optional: true }, tier: { path: 'tier', optional: true }, region: { path: 'region', optional: true },
      service: { path: 'service', optional: true }, prompt_tokens: { path: 'prompt_tokens', optional: true }, option: { path: 'option', optional: true },
    },
  }],
};
