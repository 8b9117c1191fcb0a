import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nextDigest, type Reachable } from '../../src/alerts/stages/hold.ts';
import { clockChanges, localAt, occasions } from './calendar.ts';
import { arrivals, hearersOf } from './ears.ts';
import { newTally, type Fault, type Line, type Tally } from './faults.ts';
import { openHooks } from './hooks.ts';
import { openPostOffice, type Accepted } from './post.ts';
import { startProduct, type Product } from './product.ts';
import { randomFrom } from './random.ts';
import { score, type Score, type Scoring } from './score.ts';
import { writeScript } from './script.ts';
import { BERLIN, DAILY_AT, DAILY_READER, FEED, SILENCER, SYDNEY, TEAM, WEEKLY_AT, WEEKLY_READER } from './settings.ts';
import { type Stage } from './stage.ts';
import { createWorld, SOURCE_IDS } from './world.ts';

export interface Played extends Score {
  readonly order: Omit<Order, 'say'>;
  readonly ticks: number;
  readonly deaths: readonly string[];
  /** How often each fault was really met. */
  readonly tally: Tally;
  /** What the score was made of, so that a scorer can be tried with lies in it. */
  readonly scoring: Scoring;
}

export interface Order {
  readonly seed: number;
  /** RFC 3339 in UTC, a midnight. */
  readonly start: string;
  readonly days: number;
  readonly say: (line: string) => void;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A file system in memory, where there is one: the weeks have some ten thousand commits, and waiting for a disk plays nothing. */
const MEMORY = '/dev/shm';

/** Eight weeks over an autumn in Berlin and a spring in Sydney, or the other way round: each seed sees both changes of the clocks. */
export function startFor(seed: number): string {
  return seed % 2 === 0 ? '2026-09-14T00:00:00.000Z' : '2027-02-22T00:00:00.000Z';
}

/** Plays the weeks of a seed with the whole product and holds what arrived against the script's truth. */
export async function playWeeks({ seed, start, days, say }: Order): Promise<Played> {
  const [random, tally] = [randomFrom(seed), newTally()];
  const world = createWorld(start, random, tally);
  const script = writeScript(start, days, random, world.flatkey);
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'driftledger-simulate-'));
  const [post, hooks] = [await openPostOffice(world.now, tally), await openHooks(world.now, tally)];
  const product = await startProduct(world, { smtp: post.url, hooks: hooks.url, folder, random: randomFrom(seed + 1), say: (line) => { say(`${world.now()} ${line.trimEnd()}`); } });
  const stage: Stage = { world, post, hooks, product };
  const [begin, end] = [Date.parse(start), Date.parse(start) + days * DAY];
  let [ticks, next] = [0, 0];
  const nextDue = dueTimes(stage);
  try {
    while (world.clock < end) {
      for (; (script.acts[next]?.at ?? Infinity) <= world.clock; next += 1) {
        say(`${world.now()} * ${script.acts[next]?.what}`);
        await script.acts[next]?.run(stage);
      }
      ticks += 1;
      if (await product.tick()) world.clock = wholeMinute(Math.min(script.acts[next]?.at ?? end, end, await nextDue()));
      else world.clock = wholeMinute(world.clock + 1);
    }
    const scoring: Scoring = {
      truths: script.truths, mails: arrivals(post.accepted, hooks.posted), hearers: hearersOf(begin, days), served: world.served,
      deaths: product.deaths.map((death) => death.split(' ')[0] ?? ''), troubles: script.troubles, disorders: script.disorders, end,
    };
    const scored = score(scoring);
    const lines = new Map(scored.lines);
    const misses = [...scored.misses, ...hooks.faults, ...await product.withLedger((ledger) => ledger.integrity()), ...await leftOvers(stage)];
    for (const counted of [...digests(post.accepted, begin, days), await clocks(product, begin, days), reminders(post.accepted, script.silences), overflow(post.accepted)]) {
      lines.set(counted.fault, { expected: counted.expected, right: counted.right });
      misses.push(...counted.misses);
      for (let met = 0; met < counted.expected; met += 1) tally.count(counted.fault);
    }
    const alarms = scored.misses.filter((miss) => miss.startsWith('false alarm')).length;
    for (const fault of ['rows shuffled', 'version stamp hops', 'float noise'] as const) lines.set(fault, { expected: tally.counts.get(fault) ?? 0, right: Math.max(0, (tally.counts.get(fault) ?? 0) - alarms) });
    return { ...scored, lines, misses, order: { seed, start, days }, ticks, deaths: product.deaths, tally, scoring };
  } finally {
    await product.close();
    await post.close();
    await hooks.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Says the next instant at which there is something to do: a source, a message, a digest. A slot is worked out once. */
function dueTimes({ world, product }: Stage): () => Promise<number> {
  const daily: Reachable = { timezone: BERLIN, digest_at: DAILY_AT, weekly_on: 'sunday', most_per_hour: 20 };
  const slots = new Map<string, number>();
  const slot = (name: string, work: () => string | null): number => {
    const known = slots.get(name);
    if (known !== undefined && known > world.clock) return known;
    const at = Date.parse(work() ?? '');
    slots.set(name, at);
    return at;
  };
  return async () => {
    const waiting = await product.withLedger(async (ledger) => [...await ledger.deliveries({ state: 'due' }), ...(await ledger.deliveries({ state: 'held' })).filter(({ mode }) => mode === 'overflow')]);
    return Math.min(
      slot('daily', () => nextDigest('daily', daily, world.now())), slot('weekly', () => nextDigest('weekly', { ...daily, digest_at: WEEKLY_AT }, world.now())),
      ...SOURCE_IDS.map((id) => slot(id, () => product.setup().timing(id, null, world.now()).next)),
      ...waiting.map(({ due_at }) => Date.parse(due_at)).filter((at) => at > world.clock),
    );
  };
}

function wholeMinute(at: number): number {
  return Math.ceil(at / MINUTE) * MINUTE;
}

interface Counted extends Line {
  readonly fault: Fault;
  readonly misses: readonly string[];
}

function counted(fault: Fault, expected: number, misses: readonly string[]): Counted {
  return { fault, expected, right: Math.max(0, expected - misses.length), misses };
}

/** One digest each local morning and one each Sunday, at its hour, before, after and on the day when the clocks change. */
function digests(mails: readonly Accepted[], start: number, days: number): readonly Counted[] {
  return ([['daily digest', DAILY_READER, occasions(start, days, BERLIN, DAILY_AT)], ['weekly digest', WEEKLY_READER, occasions(start, days, BERLIN, WEEKLY_AT, 0)]] as const).map(([fault, to, all]) => {
    const due = all.filter((at) => at > start + DAY / 2 && at < start + days * DAY - MINUTE);
    const came = [...new Map(mails.filter((mail) => mail.to === to).map((mail) => [mail.message_id, Date.parse(mail.at)])).values()];
    const misses = due.flatMap((at) => { const there = came.filter((one) => one >= at && one <= at + 5 * MINUTE).length; return there === 1 ? [] : [`${there} of the ${fault} came at ${new Date(at).toISOString()}`]; });
    const stray = came.filter((one) => one > start + DAY / 2 && !due.some((at) => one >= at && one <= at + 5 * MINUTE));
    return counted(fault, due.length, [...misses, ...stray.map((at) => `a ${fault} came at ${new Date(at).toISOString()}, when none is due`)]);
  });
}

/** A source that is due at 02:30 local runs once a local day, also where 02:30 comes twice or not at all. */
async function clocks(product: Product, start: number, days: number): Promise<Counted> {
  const misses: string[] = [];
  let changes = 0;
  for (const [source, zone] of [['byteplus', SYDNEY], ['byteplus-berlin', BERLIN]] as const) {
    const taken = (await product.withLedger((ledger) => ledger.snapshots({ source, limit: 1000 }))).map(({ captured_at }) => localAt(Date.parse(captured_at), zone).date);
    changes += clockChanges(start, days, zone).length;
    for (let day = 2; day < days; day += 1) {
      const { date } = localAt(start + day * DAY, zone);
      const count = taken.filter((one) => one === date).length;
      if (count !== 1) misses.push(`${source} was captured ${count} times on ${date} in ${zone}`);
    }
  }
  return counted('clocks change', changes, misses);
}

/** Nothing may wait at the end that is due, and nothing lies dead. */
async function leftOvers({ world, product, hooks }: Stage): Promise<readonly string[]> {
  const left = await product.withLedger(async (ledger) => [...await ledger.deliveries({ state: 'due' }), ...await ledger.deliveries({ state: 'dead' }), ...await ledger.deliveries({ state: 'claimed' })]);
  const silent = hooks.posted.some(({ hook }) => hook === FEED) ? [] : [`nothing ever came to the webhook ${FEED}`];
  return [...silent, ...left.filter(({ due_at }) => due_at <= world.now()).map(({ recipient, due_at, message_id }) => `a message to ${recipient} still lies in the outbox, due ${due_at}: ${message_id}`)];
}

function reminders(mails: readonly Accepted[], silences: number): Counted {
  const came = new Set(mails.filter(({ to }) => to === SILENCER).map(({ message_id }) => message_id)).size;
  return counted('reminder of a silence', silences, came === silences ? [] : [`${silences} silences ended and ${came} reminders came`]);
}

/** What its lines say is scored with everything else. */
function overflow(mails: readonly Accepted[]): Counted {
  return counted('overflow digest', new Set(mails.filter(({ to, subject }) => to === TEAM && /^\d+ more messages?: /.test(subject)).map(({ message_id }) => message_id)).size, []);
}
