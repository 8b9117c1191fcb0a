import { type JsonCatalogInput } from '../json/shape.ts';
import { type RateInput } from '../lib/catalog-settings.ts';

const perMillion = { scale: '1000000', per: 1_000_000 } satisfies Partial<RateInput>;
// Older payloads print "0" where a component is not priced apart from the others: reasoning was billed as completion.
const zeroIsNone = { sentinels: { '0': 'no_rate' } } satisfies Partial<RateInput>;

/** Other prices for long prompts. An element with a key beyond these (hours, days) is a condition that nobody reads yet. */
const longPrompt = {
  each: 'pricing.overrides',
  only: [{ path: 'min_prompt_tokens' }],
  known_keys: ['min_prompt_tokens', 'prompt', 'completion', 'input_cache_read', 'input_cache_write'],
  conditions: { prompt_tokens: '[{min_prompt_tokens},)' },
  ...perMillion,
} satisfies Partial<RateInput>;

/**
 * OpenRouter's models API: USD for a single token as text. "-1" stands where the price depends on the model that a router
 * picks; "0" is a free variant. `pricing.image` is per image on some rows and per token on others, so it stays unread.
 */
export const openrouter: JsonCatalogInput = {
  rows: 'data.*',
  route: '{id}',
  alias: 'name',
  currency: 'USD',
  sentinels: { '-1': 'placeholder' },
  rates: [
    { meter: 'input_token', amount: 'pricing.prompt', ...perMillion },
    { meter: 'output_token', amount: 'pricing.completion', ...perMillion },
    { meter: 'cached_input_token', amount: 'pricing.input_cache_read', ...perMillion },
    { meter: 'cache_write_token', amount: 'pricing.input_cache_write', ...perMillion },
    { meter: 'output_token', amount: 'pricing.internal_reasoning', conditions: { option: 'reasoning' }, ...perMillion, ...zeroIsNone },
    { meter: 'image_input_token', amount: 'pricing.image_token', ...perMillion, ...zeroIsNone },
    { meter: 'image_output_token', amount: 'pricing.image_output', ...perMillion, ...zeroIsNone },
    { meter: 'audio_input_token', amount: 'pricing.audio', ...perMillion, ...zeroIsNone },
    { meter: 'audio_output_token', amount: 'pricing.audio_output', ...perMillion, ...zeroIsNone },
    { meter: 'cached_audio_input_token', amount: 'pricing.input_audio_cache', ...perMillion, ...zeroIsNone },
    { meter: 'request', amount: 'pricing.request', role: 'surcharge', ...zeroIsNone },
    { meter: 'request', amount: 'pricing.web_search', role: 'surcharge', conditions: { option: 'web-search' }, ...zeroIsNone },
    { meter: 'input_token', amount: 'prompt', ...longPrompt },
    { meter: 'output_token', amount: 'completion', ...longPrompt },
    { meter: 'cached_input_token', amount: 'input_cache_read', ...longPrompt },
    { meter: 'cache_write_token', amount: 'input_cache_write', ...longPrompt },
  ],
  prices_under: ['pricing'],
  not_prices: ['pricing.discount', 'pricing.overrides.*.min_prompt_tokens', 'pricing.overrides.*.utc_start', 'pricing.overrides.*.utc_end'],
};
