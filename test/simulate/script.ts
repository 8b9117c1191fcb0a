import { type FlatkeyModel, type FlatkeyState } from '../../src/demo/replica/flatkey.ts';
import { BAG, shuffle, type Fault, type Kind } from './faults.ts';
import { playGateway } from './happenings-gateway.ts';
import { playOthers } from './happenings-others.ts';
import { playTrouble } from './happenings-trouble.ts';
import { type HookOffice } from './hooks.ts';
import { type PostOffice } from './post.ts';
import { type Product } from './product.ts';
import { type Random } from './random.ts';
import { type Disorder, type Trouble, type Truth } from './truth.ts';
import { type VirtualWorld } from './world.ts';

/** What an act of the script may touch. */
export interface Stage {
  readonly world: VirtualWorld;
  readonly post: PostOffice;
  readonly hooks: HookOffice;
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
  readonly disorders: readonly Disorder[];
  readonly troubles: readonly Trouble[];
  /** So many silences end, and their author must be reminded of each once. */
  readonly silences: number;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Happenings begin at these UTC hours and are over within four; the ends of the night and the morning digests lie between them. */
const WINDOWS = [9, 13, 17, 21] as const;
/** A model that moved may move again after so long. */
const REST = 3 * DAY;

/** What writes one happening down. Times are milliseconds. */
export interface Writer {
  readonly random: Random;
  /** The gateway's catalog on the first day. */
  readonly first: FlatkeyState;
  act(at: number, what: string, run: Act['run']): void;
  /** Something to be told: within three days and by one capture, where nothing else is said. @returns it, for what only the moment knows */
  truth(fault: Fault, at: number, what: string, says: readonly string[], more?: Partial<Truth>): Truth;
  disorder(fault: Fault, from: number, until: number): void;
  trouble(from: number, until: number): void;
  silence(): void;
  /** The name of a model that nothing happens to; `spent`: nothing ever will again. undefined when all are taken. */
  take(at: number, use: 'spent' | 'rests'): string | undefined;
  /** Numbers that go up, so that no two happenings look the same. */
  next(what: string): number;
}

/** The weeks of one seed: what happens when, and what people must hear. */
export function writeScript(start: string, days: number, random: Random, first: FlatkeyState): Script {
  const [acts, truths, disorders, troubles]: [Act[], Truth[], Disorder[], Trouble[]] = [[], [], [], []];
  const free = shuffle(first.models.filter(plain), random).map(({ name }) => ({ name, from: 0 }));
  const numbers = new Map<string, number>();
  const begins = Date.parse(start);
  let silences = 0;
  const writer: Writer = {
    random, first,
    act: (at, what, run) => { acts.push({ at, what, run }); },
    truth(fault, at, what, says, more = {}) {
      const one: Truth = { fault, what, source: 'flatkey', since: iso(at), until: iso(at + 3 * DAY), captures: 1, says, moves: [], critical: false, ...more };
      truths.push(one);
      return one;
    },
    disorder: (fault, from, until) => { disorders.push({ fault, from: iso(from), until: iso(until) }); },
    trouble: (from, until) => { troubles.push({ from: iso(from), until: iso(until) }); },
    silence: () => { silences += 1; },
    take(at, use) {
      const index = free.findLastIndex(({ from }) => from <= at);
      const [taken] = index < 0 ? [] : free.splice(index, 1);
      if (taken !== undefined && use === 'rests') free.unshift({ name: taken.name, from: at + 2 * DAY + REST });
      return taken?.name;
    },
    next: (what) => { const number = (numbers.get(what) ?? 0) + 1; numbers.set(what, number); return number; },
  };
  const bag: Kind[] = [];
  const lastOf = new Map<string, number>();
  for (let day = 1; day < days - 3; day += 1) {
    for (const hour of WINDOWS) {
      if (bag.length < 6) bag.unshift(...shuffle(BAG, random));
      const at = begins + day * DAY + hour * HOUR + random.between(1, 28) * MINUTE;
      const index = bag.findLastIndex((kind) => mayBegin(kind, at, lastOf));
      const [kind = 'rise'] = index < 0 ? [] : bag.splice(index, 1);
      lastOf.set(groupOf(kind), at);
      const played = playGateway(kind, at, writer) || playTrouble(kind, at, writer) || playOthers(kind, at, writer);
      if (!played) throw new Error(`nobody plays "${kind}": mend the script`);
    }
  }
  return { acts: acts.toSorted((a, b) => a.at - b.at), truths, disorders, troubles, silences };
}

/** Priced by tokens, and untouched by what the script does to everybody. */
function plain({ price, endpoints, completion }: FlatkeyModel): boolean {
  return price === undefined && completion > 1 && !endpoints.includes('openai-video');
}

/** How long after the last of its group a kind may begin: two prices of one slow source would hide each other, two jams of one day would be one. */
const GAPS: Readonly<Record<string, number>> = { jam: 24 * HOUR, byteplus: 30 * HOUR, 'byteplus promotion': 80 * HOUR, 'fal promotion': 80 * HOUR };

function groupOf(kind: Kind): string {
  switch (kind) {
    case 'SMTP refuses': case 'SMTP away': case 'webhook fails': case 'webhook gone': return 'jam';
    case 'BytePlus rise': return 'byteplus';
    case 'BytePlus promotion': return 'byteplus promotion';
    case 'fal.ai promotion': return 'fal promotion';
    default: return kind;
  }
}

function mayBegin(kind: Kind, at: number, lastOf: ReadonlyMap<string, number>): boolean {
  const group = groupOf(kind);
  return at - (lastOf.get(group) ?? -Infinity) >= (GAPS[group] ?? 0);
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}
