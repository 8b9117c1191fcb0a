import { type JsonCatalogInput } from '../json/shape.ts';
import { type RateInput } from '../lib/catalog-settings.ts';

const perMillion = { per: 1_000_000 } satisfies Partial<RateInput>;
const above200k = { prompt_tokens: '(200000,)' };
const aboveTier = { prompt_tokens: '({tier.size},)' };
// `context_over_200k` restates the newer `tiers`, with the threshold rounded; where both stand, the tiers are right.
const withoutTiers = { skip: [{ path: 'cost.tiers' }] } satisfies Partial<RateInput>;
const contextTiers = { each: 'cost.tiers', only: [{ path: 'tier.type', in: ['context'] }] } satisfies Partial<RateInput>;

/** models.dev's `api.json`: providers → models → model, USD per million tokens as JSON numbers. */
export const modelsDev: JsonCatalogInput = {
  rows: '{provider}.models.{model}',
  route: '{provider}/{model}',
  alias: 'name',
  currency: 'USD',
  rates: [
    { meter: 'input_token', amount: 'cost.input', ...perMillion },
    { meter: 'output_token', amount: 'cost.output', ...perMillion },
    { meter: 'cached_input_token', amount: 'cost.cache_read', ...perMillion },
    { meter: 'cache_write_token', amount: 'cost.cache_write', ...perMillion },
    { meter: 'output_token', amount: 'cost.reasoning', conditions: { option: 'reasoning' }, ...perMillion },
    { meter: 'audio_input_token', amount: 'cost.input_audio', ...perMillion },
    { meter: 'audio_output_token', amount: 'cost.output_audio', ...perMillion },
    { meter: 'input_token', amount: 'cost.context_over_200k.input', conditions: above200k, ...withoutTiers, ...perMillion },
    { meter: 'output_token', amount: 'cost.context_over_200k.output', conditions: above200k, ...withoutTiers, ...perMillion },
    { meter: 'cached_input_token', amount: 'cost.context_over_200k.cache_read', conditions: above200k, ...withoutTiers, ...perMillion },
    { meter: 'cache_write_token', amount: 'cost.context_over_200k.cache_write', conditions: above200k, ...withoutTiers, ...perMillion },
    { meter: 'input_token', amount: 'input', conditions: aboveTier, ...contextTiers, ...perMillion },
    { meter: 'output_token', amount: 'output', conditions: aboveTier, ...contextTiers, ...perMillion },
    { meter: 'cached_input_token', amount: 'cache_read', conditions: aboveTier, ...contextTiers, ...perMillion },
    { meter: 'cache_write_token', amount: 'cache_write', conditions: aboveTier, ...contextTiers, ...perMillion },
  ],
  status: { path: 'status', words: { alpha: 'available', beta: 'available', deprecated: 'retired' }, absent: 'available' },
  prices_under: ['cost'],
  not_prices: ['cost.tiers.*.tier.size'],
};
