/** What the replica's gateway would answer: the public payload of the June 2026 form, a few hundred rows. */
export interface FlatkeyState {
  readonly models: readonly FlatkeyModel[];
  readonly groupRatio: Readonly<Record<string, number>>;
  /** Unix seconds: the gateway's own probe run. */
  readonly probedAt: number;
}

export interface FlatkeyModel {
  readonly name: string;
  readonly vendor: number;
  readonly ratio: number;
  readonly completion: number;
  readonly cache?: number;
  /** USD per request; set: the model is priced by request. */
  readonly price?: number;
  readonly groups: readonly string[];
  readonly endpoints: readonly string[];
  readonly status: 'available' | 'temporary_failure' | 'unknown_failure';
  readonly reason?: string;
}

const VENDORS = ['OpenAI', 'Anthropic', 'Google', 'DeepSeek', 'Moonshot', 'Qwen', 'Zhipu', 'xAI', 'Mistral', 'MiniMax', 'ByteDance'];
const FAMILIES: readonly (readonly [vendor: string, prefix: string, sizes: readonly string[], baseRatio: number, completion: number, endpoint: string])[] = [
  ['OpenAI', 'gpt-5', ['nano', 'mini', 'codex', 'chat', 'pro', 'thinking'], 0.125, 8, 'openai'],
  ['Anthropic', 'claude-4', ['haiku', 'sonnet', 'opus', 'sonnet-thinking', 'opus-thinking'], 0.5, 5, 'anthropic'],
  ['Google', 'gemini-3', ['flash-lite', 'flash', 'pro', 'flash-thinking', 'pro-thinking'], 0.15, 8, 'gemini'],
  ['DeepSeek', 'deepseek-v4', ['flash', 'chat', 'reasoner', 'pro'], 0.14, 3, 'openai'],
  ['Moonshot', 'kimi-k2', ['lite', 'turbo', 'thinking', 'code'], 0.3, 4, 'openai'],
  ['Qwen', 'qwen3', ['8b', '32b', 'coder', 'max', 'vl'], 0.1, 4, 'openai'],
  ['Zhipu', 'glm-5', ['air', 'flash', 'plus', 'vision'], 0.25, 4, 'openai'],
  ['xAI', 'grok-4', ['mini', 'fast', 'heavy'], 0.1, 5, 'openai'],
  ['Mistral', 'mistral-3', ['small', 'medium', 'large', 'code'], 0.05, 3, 'openai'],
  ['MiniMax', 'minimax-m3', ['lite', 'pro', 'highspeed'], 0.15, 4, 'openai'],
];
const RELEASES = ['', '-0301', '-0415', '-0520', '-0611', '-preview', '-latest'];

/** The catalog on the first day. */
export function firstFlatkeyState(probedAt: number): FlatkeyState {
  return {
    models: [...languageModels(), ...SEEDANCE, IMAGE_MODEL],
    groupRatio: { default: 1, Economy: 0.55, Standard: 0.9, 'Seedance2.0 Official': 1 },
    probedAt,
  };
}

function languageModels(): readonly FlatkeyModel[] {
  return FAMILIES.flatMap(([vendor, prefix, sizes, base, completion, endpoint]) => sizes.flatMap((size, step) => RELEASES.map((release): FlatkeyModel => ({
    name: `${prefix}-${size}${release}`, vendor: VENDORS.indexOf(vendor) + 1, ratio: base * 2 ** step, completion, cache: 0.1,
    groups: step % 2 === 0 ? ['Economy', 'Standard'] : ['Standard'], endpoints: [endpoint], status: 'available',
  }))));
}

const BYTEDANCE = VENDORS.indexOf('ByteDance') + 1;
const SEEDANCE: readonly FlatkeyModel[] = ([['seedance-2.0', 3.5], ['seedance-2.0-fast', 2.8], ['seedance-2.0-mini', 1.75], ['seedance-2.0-pro', 3.5], ['seedance-1.5-pro', 1.2]] as const)
  .map(([name, ratio]) => ({ name, vendor: BYTEDANCE, ratio, completion: 1, groups: ['Seedance2.0 Official', 'default'], endpoints: ['openai-video'], status: 'available' }));
const IMAGE_MODEL: FlatkeyModel = { name: 'seedream-5.0-lite', vendor: BYTEDANCE, ratio: 2, completion: 4, groups: ['default'], endpoints: ['image-generation'], status: 'available' };

/** One model changed; the rest as it was. */
export function withModel(state: FlatkeyState, name: string, change: Partial<FlatkeyModel>): FlatkeyState {
  return { ...state, models: state.models.map((model) => (model.name === name ? { ...model, ...change } : model)) };
}

/** The body of `GET /api/pricing`. Like the real gateway it shuffles rows and sets at every rebuild; `turn` says which. */
export function flatkeyPayload(state: FlatkeyState, turn: number): string {
  const groups = [...new Set(state.models.flatMap((model) => model.groups))];
  const rows = shuffled(state.models, turn).map((model, index) => ({
    model_name: model.name, vendor_id: model.vendor, quota_type: model.price === undefined ? 0 : 1, model_ratio: model.price === undefined ? model.ratio : 0, model_price: model.price ?? 0,
    owner_by: '', completion_ratio: model.price === undefined ? model.completion : 0, ...(model.cache === undefined ? {} : { cache_ratio: model.cache }),
    enable_groups: shuffled(model.groups, turn + index), supported_endpoint_types: model.endpoints,
    availability_status: model.status, ...(model.reason === undefined ? {} : { availability_reason: model.reason, availability_detected_at: state.probedAt }),
    availability_checked_at: state.probedAt + index * 60, ...(index === 0 ? { pricing_version: 'row-stamp' } : {}),
  }));
  return JSON.stringify({
    auto_groups: [], data: rows, group_ratio: state.groupRatio, pricing_version: 'a42d372ccf0b5dd13ecf71203521f9d2', success: true,
    supported_endpoint: {
      openai: { path: '/v1/chat/completions', method: 'POST' }, anthropic: { path: '/v1/messages', method: 'POST' }, gemini: { path: '/v1beta/models/{model}:generateContent', method: 'POST' },
      'image-generation': { path: '/v1/images/generations', method: 'POST' }, 'openai-video': { path: '/v1/video/generations', method: 'POST' },
    },
    usable_group: Object.fromEntries(groups.map((group) => [group, `${group} group`])),
    vendors: shuffled(VENDORS.map((name, index) => ({ id: index + 1, name })), turn),
  });
}

/** The same order for the same turn, so that a demo can be played again. */
function shuffled<T>(items: readonly T[], turn: number): readonly T[] {
  let state = (turn * 2654435761 + 97) >>> 0;
  const keyed = items.map((item) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return { item, key: state };
  });
  return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
}
