import { capturePage } from '../../src/capture/capture-page.ts';
import { failedExchange, type Exchange } from '../../src/capture/exchange.ts';
import { DEFAULT_LIMITS } from '../../src/capture/index.ts';
import { byteplusPage, FIRST_BYTEPLUS_STATE, type ByteplusState } from '../../src/demo/replica/byteplus.ts';
import { falListing, falLlms, type FalState } from '../../src/demo/replica/fal.ts';
import { firstFlatkeyState, flatkeyPayload, type FlatkeyState } from '../../src/demo/replica/flatkey.ts';
import { type Capturer } from '../../src/monitor/capture-pages.ts';
import { type Fault, type Tally } from './faults.ts';
import { type Random } from './random.ts';

/** How a provider answers: as it should, or in one of the ways in which real ones fail. */
export type Weather = 'up' | 'down' | 'refused' | 'truncated' | 'empty' | 'challenge' | 'shrunk';
export type SourceId = 'flatkey' | 'fal' | 'byteplus' | 'byteplus-berlin';
export const SOURCE_IDS: readonly SourceId[] = ['flatkey', 'fal', 'byteplus', 'byteplus-berlin'];

/** The virtual providers and their clock. The script changes the fields; the product sees only `capturer` and `now`. */
export interface VirtualWorld {
  readonly now: () => string;
  readonly capturer: Capturer;
  /** Whole answers by source: when each was served. */
  readonly served: Readonly<Record<SourceId, string[]>>;
  readonly tally: Tally;
  /** Called once with what the gateway said last and what it says now, at its next whole answer. */
  readonly nextFlatkey: ((before: FlatkeyState, after: FlatkeyState) => void)[];
  clock: number;
  flatkey: FlatkeyState;
  /** What the gateway's last whole answer said. */
  shown: FlatkeyState;
  fal: FalState;
  byteplus: Record<'byteplus' | 'byteplus-berlin', ByteplusState>;
  weather: Record<SourceId, Weather>;
}

/** Between these the gateway's nodes hop. */
const VERSION_STAMPS = ['a42d372ccf0b5dd13ecf71203521f9d2', 'group-model-ratio-v1'] as const;

export const FAL_ROUTES = Array.from({ length: 4 }, (_, index) => `fal-ai/virtual-${index}`);

/** Each source at an address of its own; nothing ever goes there. */
export const URLS: Readonly<Record<SourceId, string>> = {
  flatkey: 'https://flatkey.invalid/api/pricing', fal: 'https://fal.invalid',
  byteplus: 'https://byteplus.invalid/docs/ModelArk/1544106', 'byteplus-berlin': 'https://berlin.invalid/docs/ModelArk/1544106',
};

export function createWorld(start: string, random: Random, tally: Tally): VirtualWorld {
  const catalog = firstCatalog(start);
  const world: VirtualWorld = {
    tally, clock: Date.parse(start),
    now: () => new Date(world.clock).toISOString(),
    capturer: { capture: (request) => capturePage(request, { go: async () => answer(world, request.url, random), conditional: false, secrets: { identity: 'anonymous', redact: (text) => text, redactBytes: (bytes) => bytes } }, {
      limits: DEFAULT_LIMITS, now: () => new Date(world.clock), random: random.next, defer: () => {},
      sleep: async (ms) => { world.clock += Math.ceil(ms); },
    }) },
    served: { flatkey: [], fal: [], byteplus: [], 'byteplus-berlin': [] },
    nextFlatkey: [], flatkey: catalog, shown: catalog,
    fal: { routes: FAL_ROUTES.map((id) => megapixelRoute(id, '0.02')) },
    // Prices far apart, so that a mail says by its amount which of the two it is about.
    byteplus: { byteplus: FIRST_BYTEPLUS_STATE, 'byteplus-berlin': { ...FIRST_BYTEPLUS_STATE, standard: ['90.00', '4.3'] } },
    weather: { flatkey: 'up', fal: 'up', byteplus: 'up', 'byteplus-berlin': 'up' },
  };
  return world;
}

/** A route with one price, so that a movement is one event. `later`: what it costs after the promotion. */
export function megapixelRoute(id: string, dollars: string, later?: string): FalState['routes'][number] {
  const after = later === undefined ? '' : ` Launch price, 50% off until October 31, after which your request will cost **$${later}** per megapixel.`;
  return { id, title: id, category: 'image-to-image', prose: `Your request will cost **$${dollars}** per megapixel.${after}` };
}

const WEATHER_FAULTS: Partial<Readonly<Record<Weather, Fault>>> = { truncated: 'truncated body', empty: 'empty body', challenge: 'challenge page', shrunk: 'half the rows once' };

/** About 120 of the gateway's rows. */
function firstCatalog(start: string): FlatkeyState {
  const state = firstFlatkeyState(Date.parse(start) / 1000);
  return { ...state, models: state.models.filter((_, index) => index % 3 === 0 || index >= state.models.length - 6).slice(-120) };
}

function answer(world: VirtualWorld, url: string, random: Random): Exchange {
  const source = SOURCE_IDS.find((id) => url.startsWith(URLS[id]));
  if (source === undefined) throw new Error(`nobody answers at ${url}: mend the simulator's configuration`);
  const weather = world.weather[source];
  const met = WEATHER_FAULTS[weather];
  if (met !== undefined) world.tally.count(met);
  switch (weather) {
    case 'refused': return failedExchange(url, { code: 'ECONNREFUSED', message: 'connection refused' });
    case 'down': return exchange(url, 503, 'text/plain', 'upstream unavailable');
    case 'challenge': return exchange(url, 200, 'text/html', '<!doctype html><title>Just a moment...</title><p>Checking your browser', { 'cf-mitigated': 'challenge' });
    case 'empty': return exchange(url, 200, typeOf(source, url), '');
    case 'up': case 'truncated': case 'shrunk': break;
    default: weather satisfies never;
  }
  const body = bodyOf(world, source, url, random, weather === 'shrunk');
  if (body === null) return exchange(url, 404, 'text/plain', 'not found');
  if (weather === 'truncated') return exchange(url, 200, typeOf(source, url), body.slice(0, Math.floor(body.length * 0.6)));
  if (weather === 'up') world.served[source].push(world.now());
  if (weather === 'up' && source === 'flatkey') {
    for (const tell of world.nextFlatkey.splice(0)) tell(world.shown, world.flatkey);
    world.shown = world.flatkey;
  }
  return exchange(url, 200, typeOf(source, url), body);
}

function bodyOf(world: VirtualWorld, source: SourceId, url: string, random: Random, shrunk: boolean): string | null {
  switch (source) {
    case 'flatkey': {
      const { models } = world.flatkey;
      const probedAt = Math.floor(world.clock / 1000) - 3600;
      const state = { ...world.flatkey, probedAt, models: shrunk ? models.slice(0, Math.floor(models.length / 2)) : models };
      // Rows in another order, a version stamp that hops and ratios with the noise of a binary float are the gateway's own disorder.
      world.tally.count('rows shuffled');
      const stamp = random.pick(VERSION_STAMPS);
      if (stamp !== VERSION_STAMPS[0]) world.tally.count('version stamp hops');
      const text = flatkeyPayload(state, random.between(1, 1_000_000)).replace(VERSION_STAMPS[0], stamp);
      const noisy = random.next() < 0.5 ? text : text.replace(/"model_ratio":(0\.[248]),/g, '"model_ratio":$10000000000000004,');
      if (noisy !== text) world.tally.count('float noise');
      return noisy;
    }
    case 'fal': {
      const { pathname } = new URL(url);
      if (pathname === '/api/models') return falListing({ routes: random.next() < 0.5 ? world.fal.routes : world.fal.routes.toReversed() });
      const route = world.fal.routes.find(({ id }) => pathname === `/models/${id}/llms.txt`);
      return route === undefined ? null : falLlms(route);
    }
    case 'byteplus': case 'byteplus-berlin': return byteplusPage(world.byteplus[source]);
    default: return source satisfies never;
  }
}

function typeOf(source: SourceId, url: string): string {
  if (source === 'flatkey' || url.includes('/api/')) return 'application/json';
  return source === 'fal' ? 'text/markdown; charset=utf-8' : 'text/html; charset=utf-8';
}

function exchange(url: string, status: number, type: string, text: string, more: Readonly<Record<string, string>> = {}): Exchange {
  const body = new TextEncoder().encode(text);
  return { status, finalUrl: url, peer: '192.0.2.1', headers: { 'content-type': type, ...more }, wireBytes: body.length, body, failure: null };
}
