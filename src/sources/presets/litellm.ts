import { type JsonCatalogInput } from '../json/shape.ts';
import { type RateInput } from '../lib/catalog-settings.ts';

const perMillion = { scale: '1000000', per: 1_000_000 } satisfies Partial<RateInput>;
const above = { prompt_tokens: '({thousands}000,)' };

const tier = {
  each: 'tiered_pricing',
  only: [{ path: 'range' }],
  known_keys: ['range', 'input_cost_per_token', 'output_cost_per_token', 'cache_read_input_token_cost', 'output_cost_per_reasoning_token'],
  conditions: { prompt_tokens: '({range.0},{range.1}]' },
  ...perMillion,
} satisfies Partial<RateInput>;

const inMode = (...modes: string[]) => [{ path: 'mode', in: modes }];

/**
 * LiteLLM's price map: one object, model → flat keys, USD for a single token as JSON numbers with exponents. The unit of
 * `…_per_second` and `…_per_image` depends on `mode`; where it does not settle the question, the price stays unread.
 */
export const litellm: JsonCatalogInput = {
  rows: '{model}',
  route: '{model}',
  vendor: '{litellm_provider}',
  currency: 'USD',
  // The map explains itself in a row of its own.
  skip: [{ path: 'model', in: ['sample_spec'] }],
  rates: [
    { meter: 'input_token', amount: 'input_cost_per_token', ...perMillion },
    { meter: 'output_token', amount: 'output_cost_per_token', ...perMillion },
    { meter: 'cached_input_token', amount: 'cache_read_input_token_cost', ...perMillion },
    { meter: 'cache_write_token', amount: 'cache_creation_input_token_cost', ...perMillion },
    { meter: 'cache_write_token', amount: 'cache_creation_input_token_cost_above_1hr', conditions: { option: 'ttl-1h' }, ...perMillion },
    { meter: 'output_token', amount: 'output_cost_per_reasoning_token', conditions: { option: 'reasoning' }, ...perMillion },
    { meter: 'audio_input_token', amount: 'input_cost_per_audio_token', ...perMillion },
    { meter: 'audio_output_token', amount: 'output_cost_per_audio_token', ...perMillion },
    { meter: 'cached_audio_input_token', amount: 'cache_read_input_audio_token_cost', ...perMillion },
    { meter: 'image_input_token', amount: 'input_cost_per_image_token', ...perMillion },
    { meter: 'image_output_token', amount: 'output_cost_per_image_token', ...perMillion },
    { meter: 'input_token', amount: 'input_cost_per_token_above_{thousands}k_tokens', conditions: above, ...perMillion },
    { meter: 'output_token', amount: 'output_cost_per_token_above_{thousands}k_tokens', conditions: above, ...perMillion },
    { meter: 'cached_input_token', amount: 'cache_read_input_token_cost_above_{thousands}k_tokens', conditions: above, ...perMillion },
    { meter: 'cache_write_token', amount: 'cache_creation_input_token_cost_above_{thousands}k_tokens', conditions: above, ...perMillion },
    { meter: 'input_token', amount: 'input_cost_per_token_batches', conditions: { service: 'batch' }, ...perMillion },
    { meter: 'output_token', amount: 'output_cost_per_token_batches', conditions: { service: 'batch' }, ...perMillion },
    { meter: 'input_token', amount: 'input_cost_per_token_flex', conditions: { service: 'flex' }, ...perMillion },
    { meter: 'output_token', amount: 'output_cost_per_token_flex', conditions: { service: 'flex' }, ...perMillion },
    { meter: 'cached_input_token', amount: 'cache_read_input_token_cost_flex', conditions: { service: 'flex' }, ...perMillion },
    { meter: 'input_token', amount: 'input_cost_per_token_priority', conditions: { service: 'priority' }, ...perMillion },
    { meter: 'output_token', amount: 'output_cost_per_token_priority', conditions: { service: 'priority' }, ...perMillion },
    { meter: 'cached_input_token', amount: 'cache_read_input_token_cost_priority', conditions: { service: 'priority' }, ...perMillion },
    { meter: 'input_token', amount: 'input_cost_per_token', ...tier },
    { meter: 'output_token', amount: 'output_cost_per_token', ...tier },
    { meter: 'cached_input_token', amount: 'cache_read_input_token_cost', ...tier },
    { meter: 'output_token', amount: 'output_cost_per_reasoning_token', ...tier, conditions: { ...tier.conditions, option: 'reasoning' } },
    { meter: 'image', amount: 'output_cost_per_image', only: inMode('image_generation', 'image_edit') },
    { meter: 'input_image', amount: 'input_cost_per_image', only: inMode('chat', 'completion', 'responses', 'embedding') },
    { meter: 'character', amount: 'input_cost_per_character', only: inMode('audio_speech') },
    { meter: 'audio_second', amount: 'input_cost_per_second', only: inMode('audio_transcription') },
    { meter: 'video_second', amount: ['output_cost_per_second', 'output_cost_per_video_per_second'], only: inMode('video_generation') },
    { meter: 'request', amount: ['input_cost_per_query', 'input_cost_per_request'] },
    { meter: 'request', amount: 'search_context_cost_per_query.search_context_size_{size}', role: 'surcharge', conditions: { option: 'web-search', tier: '{size}' } },
  ],
  prices_under: ['*cost*', 'tiered_pricing'],
  not_prices: ['tiered_pricing.*.range'],
};
