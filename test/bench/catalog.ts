import { flatkeyPayload, type FlatkeyModel, type FlatkeyState } from '../../dist/demo/replica/flatkey.js';

/** A catalog of so many rows in the gateway's true form: about 3.6 rates a row, like the real ones. Same rows for the same seed. */
export function benchCatalog(rows: number, seed = 1): FlatkeyState {
  let state = seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const models = Array.from({ length: rows }, (_, index): FlatkeyModel => ({
    name: `vendor${index % 23}/model-${index}`, vendor: (index % 11) + 1, ratio: Math.round(random() * 20_000) / 1000 + 0.05, completion: 1 + Math.floor(random() * 8),
    ...(random() < 0.57 ? { cache: 0.1 } : {}), groups: random() < 0.4 ? ['Economy', 'Standard'] : ['Standard'], endpoints: ['openai'],
    status: random() < 0.9 ? 'available' : 'unknown_failure',
  }));
  return { models, groupRatio: { Economy: 0.55, Standard: 0.9 }, probedAt: 1_782_270_000 };
}

/** The same catalog with this share of rows at another price. */
export function drifted(state: FlatkeyState, share: number, day: number): FlatkeyState {
  const step = Math.max(1, Math.round(1 / share));
  return { ...state, models: state.models.map((model, index) => ((index + day * 7) % step === 0 ? { ...model, ratio: Math.round((model.ratio * 1.05 + 0.001) * 1000) / 1000 } : model)) };
}

export function body(state: FlatkeyState, turn: number): Uint8Array {
  return new TextEncoder().encode(flatkeyPayload(state, turn));
}
