import { FIRST_BYTEPLUS_STATE } from './replica/byteplus.ts';
import { fastRoute, firstFalState, withRoute } from './replica/fal.ts';
import { firstFlatkeyState, withModel } from './replica/flatkey.ts';
import { type ReplicaState } from './replica/server.ts';

/** One moment of the play: what the providers do, and then everything is checked once. */
export interface Act {
  readonly title: string;
  readonly change: (state: ReplicaState) => ReplicaState;
}

export function firstState(now: string): ReplicaState {
  return { flatkey: firstFlatkeyState(Math.floor(Date.parse(now) / 1000) - 7200), fal: firstFalState(), byteplus: FIRST_BYTEPLUS_STATE, gateway: 'up', turn: 1 };
}

const FEW = 40;

/** The play. Every odd thing that a real provider does, once, and next to it what must not be taken for drift. */
export const ACTS: readonly Act[] = [
  { title: 'the first snapshot is the baseline', change: (state) => state },
  { title: 'the gateway serves its rows in another order, and says nothing new', change: (state) => ({ ...state, turn: state.turn + 1 }) },
  { title: 'seedance-2.0-fast gets dearer by a quarter', change: (state) => ({ ...state, flatkey: withModel(state.flatkey, 'seedance-2.0-fast', { ratio: 3.5 }) }) },
  { title: 'seedance-2.0 falls to unknown_failure', change: (state) => ({ ...state, flatkey: withModel(state.flatkey, 'seedance-2.0', { status: 'unknown_failure', reason: 'no channel answered' }) }) },
  { title: 'an outage: the gateway answers 503', change: (state) => ({ ...state, gateway: 'down' }) },
  { title: 'the gateway is back, unchanged', change: (state) => ({ ...state, gateway: 'up', turn: state.turn + 1 }) },
  { title: 'seedream-5.0-lite is sold by the request, no longer by the token', change: (state) => ({ ...state, flatkey: withModel(state.flatkey, 'seedream-5.0-lite', { price: 0.035 }) }) },
  { title: 'one factor moves a whole group: Economy 0.55 → 0.6', change: (state) => ({ ...state, flatkey: { ...state.flatkey, groupRatio: { ...state.flatkey.groupRatio, Economy: 0.6 } } }) },
  { title: 'half a body arrives', change: (state) => ({ ...state, gateway: 'truncated' }) },
  { title: 'the price of grok-4-mini is taken away: a placeholder stands in its place', change: (state) => ({ ...state, gateway: 'up', flatkey: withModel(state.flatkey, 'grok-4-mini', { ratio: 37.5 }) }) },
  { title: 'most of the catalog disappears', change: (state) => ({ ...state, flatkey: { ...state.flatkey, models: state.flatkey.models.slice(-FEW) } }) },
  { title: 'and is back', change: (state) => ({ ...state, flatkey: restored(state) }) },
  { title: 'fal raises the fast text-to-video route by a quarter', change: (state) => ({ ...state, fal: withRoute(state.fal, fastRoute('text-to-video', '0.3024', '0.014')) }) },
];

/** What had disappeared comes back as it was; the rows that stayed keep what happened to them. */
function restored(state: ReplicaState): ReplicaState['flatkey'] {
  const kept = new Map(state.flatkey.models.map((model) => [model.name, model]));
  const all = firstFlatkeyState(0).models.map((model) => kept.get(model.name) ?? model);
  return withModel({ ...state.flatkey, models: all }, 'grok-4-mini', { ratio: 37.5 });
}
