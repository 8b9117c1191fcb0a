import { type RateInput } from '../lib/catalog-settings.ts';
import { type JsonCatalogInput } from './shape.ts';

/**
 * Settings under which the weekly states of a models.dev replay (`{"models": {route: {"cost.input": "2", …}}}`, flat keys
 * with dots) read to rates. A price above a prompt length keeps its rate when `context_over_200k` became `tier_200000`.
 * The stray spellings of cache prices (`cached_input`, …) come and go beside the usual ones at other prices; the catalog's
 * history counts that as unlisted and listed, never as a rise or fall, so each is a rate of its own.
 */
const perMillion = { per: 1_000_000 } satisfies Partial<RateInput>;

const TOKEN_FIELDS = [
  { meter: 'input_token', field: 'input', conditions: {} },
  { meter: 'output_token', field: 'output', conditions: {} },
  { meter: 'cached_input_token', field: 'cache_read', conditions: {} },
  { meter: 'cache_write_token', field: 'cache_write', conditions: {} },
  { meter: 'cached_input_token', field: 'cached_read', conditions: { option: 'cached-read' } },
  { meter: 'cached_input_token', field: 'cached_input', conditions: { option: 'cached-input' } },
  { meter: 'cached_input_token', field: 'cached', conditions: { option: 'cached' } },
  { meter: 'cache_write_token', field: 'cached_write', conditions: { option: 'cached-write' } },
] as const;

/** The token prices under one key of the row, with the prompt length that they are for. */
function tokenRates(under: string, bound: { readonly prompt_tokens?: string }): readonly RateInput[] {
  return TOKEN_FIELDS.map(({ meter, field, conditions }) => ({ meter, amount: `${under}.${field}`, conditions: { ...conditions, ...bound }, ...perMillion }));
}

export const modelsDevStates: JsonCatalogInput = {
  rows: 'models.{model}',
  route: '{model}',
  alias: 'name',
  rates: [
    ...tokenRates('cost', {}),
    ...tokenRates('cost.context_over_200k', { prompt_tokens: '(200000,)' }),
    ...tokenRates('cost.tier_{size}', { prompt_tokens: '({size},)' }),
    { meter: 'audio_input_token', amount: 'cost.input_audio', ...perMillion },
    { meter: 'audio_output_token', amount: 'cost.output_audio', ...perMillion },
    { meter: 'output_token', amount: 'cost.reasoning', conditions: { option: 'reasoning' }, ...perMillion },
    { meter: 'input_token', amount: 'cost.citation', conditions: { option: 'citation' }, ...perMillion },
    // Perplexity asks 5 USD for a thousand searches; the catalog leaves the thousand out.
    { meter: 'request', amount: 'cost.request', per: 1000, role: 'surcharge', conditions: { option: 'search' } },
  ],
  status: { path: 'status', words: { active: 'available', alpha: 'available', beta: 'available', deprecated: 'retired' } },
  prices_under: ['cost'],
};
