import { withModel, type FlatkeyModel } from '../../src/demo/replica/flatkey.ts';
import { type Ledger } from '../../src/ledger/port.ts';
import { type Mood, type PostOffice } from './post.ts';
import { DEATH_POINTS, type Product } from './product.ts';
import { type Random } from './random.ts';
import { OPERATIONS } from './settings.ts';
import { type Truth } from './truth.ts';
import { FAL_ROUTES, megapixelRoute, type VirtualWorld, type Weather } from './world.ts';

/** What an act of the script may touch. */
export interface Stage {
  readonly world: VirtualWorld;
  readonly post: PostOffice;
  readonly product: Product;
}

/** Something that happens at an instant, whether people must hear of it or not. */
export interface Act {
  readonly at: number;
  readonly what: string;
  readonly run: (stage: Stage) => void | Promise<void>;
}

export interface Script {
  readonly acts: readonly Act[];
  readonly truths: readonly Truth[];
  /** Who wrote a silence, and must be reminded of it once. */
  readonly reminded: readonly string[];
  /** When mails are kept back by the script: from the first refusal until an operator had them tried again. */
  readonly troubled: readonly (readonly [from: string, until: string])[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Happenings begin at these UTC hours and are over within four; the morning digests lie between them. */
const WINDOWS = [9, 13, 17, 21] as const;
export const SILENCER = 'ana@example.com';

/** Kinds of happenings at the gateway; every seed plays each of them, in its own order. */
const KINDS = [
  'rise', 'fall', 'rise', 'unit', 'status', 'status-flap', 'status-hop', 'outage-short', 'outage-long', 'shrunk-undone', 'truncated', 'empty', 'challenge',
  'added', 'removed', 'group-ratio', 'acknowledged', 'silenced', 'placeholder', 'reader-upgrade', 'crash', 'crash', 'crash', 'smtp-refuses', 'smtp-greylists', 'smtp-drops', 'fal-rise', 'byteplus-rise', 'berlin-rise', 'mass-removal',
] as const;
type Kind = (typeof KINDS)[number];

/** The weeks of one seed: what happens when, and what people must hear. */
export function writeScript(start: string, days: number, random: Random, models: readonly FlatkeyModel[]): Script {
  const acts: Act[] = [];
  const truths: Truth[] = [];
  const reminded: string[] = [];
  const troubled: (readonly [string, string])[] = [];
  const pool = shuffle(models.filter(({ price, endpoints, completion }) => price === undefined && completion > 1 && !endpoints.includes('openai-video')), random);
  let bag: Kind[] = [];
  let massRemoved = false;
  const tally = { economy: 0.55, fal: 20, byteplus: 70, berlin: 900, fresh: 0 };
  const first = Date.parse(start);
  for (let day = 1; day < days - 3; day += 1) {
    for (const hour of WINDOWS) {
      if (bag.length === 0) bag = [...shuffle(KINDS, random)];
      const kind = bag.pop() ?? 'rise';
      play(kind, first + day * DAY + hour * HOUR + random.between(1, 28) * MINUTE);
    }
  }
  return { acts: acts.toSorted((a, b) => a.at - b.at), truths, reminded, troubled };

  function act(at: number, what: string, run: Act['run']): void {
    acts.push({ at, what, run });
  }

  function truth(at: number, what: string, says: readonly string[], more: Partial<Truth> = {}): void {
    truths.push({ what, source: 'flatkey', since: iso(at), until: iso(at + 3 * DAY), captures: 1, says, critical: false, ...more });
  }

  /** One route's own ratio moves: input, output and cache price with it, in each of its groups; one mail. */
  function ratio(at: number, model: FlatkeyModel, factor: number, more: Partial<Truth> = {}): void {
    const to = Number((model.ratio * factor).toPrecision(6));
    act(at, `${model.name} goes from ratio ${model.ratio} to ${to}`, ({ world }) => { world.flatkey = withModel(world.flatkey, model.name, { ratio: to }); });
    truth(at, `${model.name} moves by the factor ${factor}`, [model.name], { critical: factor >= 1.5, ...more });
  }

  function weather(at: number, minutes: number, how: Weather): void {
    act(at, `flatkey: ${how} for ${minutes} minutes`, ({ world }) => { world.weather.flatkey = how; });
    act(at + minutes * MINUTE, 'flatkey: up again', ({ world }) => { world.weather.flatkey = 'up'; });
  }

  function status(at: number, model: FlatkeyModel, to: FlatkeyModel['status']): void {
    act(at, `${model.name} is ${to}`, ({ world }) => { world.flatkey = withModel(world.flatkey, model.name, { status: to, ...(to === 'available' ? {} : { reason: 'no channel' }) }); });
  }

  function mood(at: number, how: Mood): void {
    troubled.push([iso(at - MINUTE), iso(at + 2 * HOUR)]);
    act(at - MINUTE, `mail server ${how}`, ({ post }) => { post.mood = how; });
    act(at + 2 * HOUR, 'mail server accepts', ({ post }) => { post.mood = 'accepts'; });
    act(at + 15 * HOUR, 'the operator tries dead letters again', ({ product }) => product.withLedger(async (ledger) => { await ledger.retryDeliveries('all', iso(at + 15 * HOUR)); }));
  }

  function play(kind: Kind, at: number): void {
    const take = (): FlatkeyModel | undefined => pool.pop();
    switch (kind) {
      case 'rise': { const model = take(); if (model !== undefined) ratio(at, model, random.pick([1.05, 1.2, 1.3, 2])); return; }
      case 'fall': { const model = take(); if (model !== undefined) ratio(at, model, random.pick([0.5, 0.8, 0.95])); return; }
      case 'crash': {
        const model = take();
        act(at - MINUTE, 'the process will die', ({ product }) => { product.killAt(random.pick(DEATH_POINTS), random.between(1, 2)); });
        if (model !== undefined) ratio(at, model, 1.2);
        return;
      }
      case 'smtp-refuses': case 'smtp-greylists': case 'smtp-drops': {
        const model = take();
        mood(at, kind === 'smtp-refuses' ? 'refuses' : kind === 'smtp-greylists' ? 'greylists' : 'drops');
        if (model !== undefined) ratio(at, model, 1.2);
        return;
      }
      case 'unit': {
        const model = take();
        if (model === undefined) return;
        act(at, `${model.name} is priced by request`, ({ world }) => { world.flatkey = withModel(world.flatkey, model.name, { price: 0.02 }); });
        truth(at, `${model.name} changes its unit`, [model.name], { critical: true });
        return;
      }
      case 'status': {
        const model = take();
        if (model === undefined) return;
        status(at, model, 'unknown_failure');
        truth(at, `${model.name} fails and stays so`, [model.name, 'unknown_failure'], { captures: 2 });
        return;
      }
      case 'status-flap': {
        const model = take();
        if (model === undefined) return;
        status(at, model, 'temporary_failure');
        status(at + 30 * MINUTE, model, 'available');
        truth(at, `${model.name} fails and comes back`, [model.name], { captures: 2 });
        return;
      }
      case 'status-hop': {
        // Within minutes, between two looks: nobody can have seen it.
        const model = take();
        if (model === undefined) return;
        const slot = Math.ceil(at / (30 * MINUTE)) * 30 * MINUTE + 2 * MINUTE;
        status(slot, model, 'unknown_failure');
        status(slot + 9 * MINUTE, model, 'available');
        return;
      }
      case 'outage-short': return weather(at, 45, random.pick(['down', 'refused']));
      case 'truncated': case 'empty': case 'challenge': return weather(at, 45, kind);
      case 'shrunk-undone': return weather(at, 29, 'shrunk');
      case 'outage-long': {
        weather(at, 190, random.pick(['down', 'refused', 'challenge']));
        truth(at, 'the gateway cannot be read', ['flatkey', 'unread'], { captures: 0, until: iso(at + DAY) });
        truth(at, 'the gateway can be read again', ['again'], { since: iso(at + 190 * MINUTE), captures: 1 });
        return;
      }
      case 'added': {
        const [like] = models;
        if (like === undefined) return;
        tally.fresh += 1;
        const model = { ...like, name: `newcomer-${tally.fresh}-v` };
        act(at, `${model.name} is added`, ({ world }) => { world.flatkey = { ...world.flatkey, models: [...world.flatkey.models, model] }; });
        truth(at, `${model.name} is added`, [model.name]);
        return;
      }
      case 'removed': {
        const model = take();
        if (model === undefined) return;
        act(at, `${model.name} is removed`, ({ world }) => { world.flatkey = { ...world.flatkey, models: world.flatkey.models.filter(({ name }) => name !== model.name) }; });
        truth(at, `${model.name} is removed`, [model.name, 'no longer listed']);
        return;
      }
      case 'mass-removal': {
        if (massRemoved || pool.length < 45) return;
        massRemoved = true;
        const gone = new Set(pool.splice(0, 35).map(({ name }) => name));
        act(at, '35 routes are removed', ({ world }) => { world.flatkey = { ...world.flatkey, models: world.flatkey.models.filter(({ name }) => !gone.has(name)) }; });
        truth(at, '35 routes are removed', ['35 routes moved'], { captures: 2 });
        return;
      }
      case 'group-ratio': {
        const from = tally.economy;
        tally.economy = Number((from + 0.01).toFixed(2));
        const to = tally.economy;
        act(at, `the group Economy goes from ${from} to ${to}`, ({ world }) => { world.flatkey = { ...world.flatkey, groupRatio: { ...world.flatkey.groupRatio, Economy: to } }; });
        truth(at, `the group Economy goes from ${from} to ${to}`, ['Economy', `${from} → ${to}`]);
        return;
      }
      case 'acknowledged': {
        const model = take();
        if (model === undefined) return;
        ratio(at, model, 1.2, { until: iso(at + 20 * HOUR) });
        act(at + 19 * HOUR, `${model.name} is acknowledged`, ({ product }) => product.withLedger((ledger) => acknowledge(ledger, model.name, iso(at + 19 * HOUR))));
        ratio(at + 24 * HOUR, { ...model, ratio: Number((model.ratio * 1.2).toPrecision(6)) }, 1.1, { says: [model.name] });
        return;
      }
      case 'silenced': {
        const model = take();
        if (model === undefined) return;
        act(at, `${model.name} is silenced`, ({ product }) => product.withLedger(async (ledger) => {
          await ledger.addSilence({ match: { route: model.name }, reason: 'known', by: SILENCER, at: iso(at), until: iso(at + 3 * DAY) });
        }));
        reminded.push(model.name);
        ratio(at + HOUR, model, 1.2, { silenced: true });
        return;
      }
      case 'placeholder': {
        const model = take();
        if (model === undefined) return;
        act(at, `${model.name} gets the gateway's placeholder ratio`, ({ world }) => { world.flatkey = withModel(world.flatkey, model.name, { ratio: 37.5, completion: 1 }); });
        truth(at, `${model.name} has no price any more`, [model.name], { critical: true });
        return;
      }
      case 'reader-upgrade': return act(at, 'a better reader', ({ product }) => { product.upgradeReader(); });
      case 'fal-rise': {
        const id = FAL_ROUTES[tally.fal % FAL_ROUTES.length] ?? '';
        tally.fal += 1;
        const dollars = `0.0${tally.fal}`;
        act(at, `${id} costs ${dollars}`, ({ world }) => { world.fal = { routes: world.fal.routes.map((route) => (route.id === id ? megapixelRoute(id, dollars) : route)) }; });
        truth(at, `${id} costs ${dollars}`, [id, `→ $${dollars}`], { source: 'fal', critical: true });
        return;
      }
      case 'byteplus-rise': case 'berlin-rise': {
        const [name, source] = kind === 'byteplus-rise' ? ['byteplus', 'byteplus'] as const : ['berlin', 'byteplus-berlin'] as const;
        tally[name] += 1;
        const dollars = (tally[name] / 10).toFixed(2);
        act(at, `${source} asks ${dollars}`, ({ world }) => { world.byteplus = { ...world.byteplus, [source]: { ...world.byteplus[source], standard: [dollars, '4.3'] } }; });
        truth(at, `${source} asks ${dollars}`, ['dreamina-seedance-2-0-260128', `→ $${dollars}`], { source });
        return;
      }
      default: kind satisfies never;
    }
  }
}

async function acknowledge(ledger: Ledger, route: string, at: string): Promise<void> {
  const [alert] = await ledger.alerts({ key: `flatkey route ${route}`, limit: 1 });
  if (alert === undefined) throw new Error(`there is no alert about ${route} to acknowledge: mend the script or the product`);
  await ledger.acknowledge({ alert: alert.id, by: OPERATIONS, why: 'budgeted', at });
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function shuffle<T>(items: readonly T[], random: Random): T[] {
  return items.map((item) => ({ item, key: random.next() })).toSorted((a, b) => a.key - b.key).map(({ item }) => item);
}
