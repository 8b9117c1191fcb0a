import { type FlatkeyModel, type FlatkeyState } from '../../src/demo/replica/flatkey.ts';
import { BAG, shuffle, type Kind } from './faults.ts';
import { playGateway } from './happenings-gateway.ts';
import { playOthers } from './happenings-others.ts';
import { playTrouble } from './happenings-trouble.ts';
import { type Random } from './random.ts';
import { DAY, HOUR, iso, MINUTE, type Act, type Writer } from './stage.ts';
import { type Disorder, type Trouble, type Truth } from './truth.ts';

export interface Script {
  readonly acts: readonly Act[];
  readonly truths: readonly Truth[];
  readonly disorders: readonly Disorder[];
  readonly troubles: readonly Trouble[];
  /** So many silences end, and their author must be reminded of each once. */
  readonly silences: number;
}

/** Happenings begin at these UTC hours, from the third minute on, and are over within four, with a good answer before the next; the ends of the night and the morning digests lie between them. */
const WINDOWS = [9, 13, 17, 21] as const;
/** A model that moved may move again after so long. */
const REST = 3 * DAY;

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
      const at = begins + day * DAY + hour * HOUR + random.between(3, 28) * MINUTE;
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

const GROUPS: Partial<Readonly<Record<Kind, string>>> = {
  'SMTP refuses': 'jam', 'SMTP away': 'jam', 'webhook fails': 'jam', 'webhook gone': 'jam', 'BytePlus rise': 'byteplus', 'BytePlus promotion': 'byteplus promotion', 'fal.ai promotion': 'fal promotion',
};

function groupOf(kind: Kind): string {
  return GROUPS[kind] ?? kind;
}

function mayBegin(kind: Kind, at: number, lastOf: ReadonlyMap<string, number>): boolean {
  const group = groupOf(kind);
  return at - (lastOf.get(group) ?? -Infinity) >= (GAPS[group] ?? 0);
}
