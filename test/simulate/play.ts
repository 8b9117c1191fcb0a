import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nextDigest, type Reachable } from '../../src/alerts/hold.ts';
import { localParts } from '../../src/domain/phrase.ts';
import { openPostOffice } from './post.ts';
import { startProduct } from './product.ts';
import { randomFrom } from './random.ts';
import { score, type Score } from './score.ts';
import { SILENCER, writeScript, type Stage } from './script.ts';
import { BERLIN, DAILY_READER, DIGEST_AT, OPERATIONS, PROCUREMENT, QUIET } from './settings.ts';
import { createWorld, SOURCE_IDS } from './world.ts';

export interface Played extends Score {
  readonly ticks: number;
  readonly digests: number;
  readonly deaths: readonly string[];
}

export interface Order {
  readonly seed: number;
  readonly start: string;
  readonly days: number;
  readonly say: (line: string) => void;
}

const MINUTE = 60_000;
/** A file system in memory, where there is one: the weeks have some ten thousand commits, and waiting for a disk plays nothing. */
const MEMORY = '/dev/shm';
const DAY = 24 * 60 * MINUTE;

/** Plays the weeks of a seed with the whole product and holds what arrived against the script's truth. */
export async function playWeeks({ seed, start, days, say }: Order): Promise<Played> {
  const random = randomFrom(seed);
  const world = createWorld(start, random);
  const script = writeScript(start, days, random, world.flatkey.models);
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'driftledger-simulate-'));
  const post = await openPostOffice(world.now);
  const product = await startProduct(world, post.url, folder, (line) => { say(`${world.now()} ${line.trimEnd()}`); });
  const end = Date.parse(start) + days * DAY;
  let [ticks, next] = [0, 0];
  const nextDue = dueTimes({ world, post, product });
  try {
    while (world.clock < end) {
      for (; (script.acts[next]?.at ?? Infinity) <= world.clock; next += 1) {
        say(`${world.now()} * ${script.acts[next]?.what}`);
        await script.acts[next]?.run({ world, post, product });
      }
      ticks += 1;
      if (await product.tick()) world.clock = wholeMinute(Math.min(script.acts[next]?.at ?? end, end, await nextDue()));
      else world.clock = wholeMinute(world.clock + 1);
    }
    const faults = [...await product.withLedger((ledger) => ledger.integrity()), ...await leftOvers({ world, post, product }), ...await dailyChecks({ world, post, product }, start, days)];
    const scored = score({
      truths: script.truths, mails: post.accepted.filter(({ to }) => to === OPERATIONS || to === PROCUREMENT), recipients: [OPERATIONS, PROCUREMENT], served: world.served,
      deaths: product.deaths.map((death) => death.split(' ')[0] ?? ''), troubled: script.troubled, hearsFrom,
    });
    const digests = new Map(post.accepted.filter(({ to }) => to === DAILY_READER).map((mail) => [mail.message_id, mail]));
    const misses = [...scored.misses, ...faults, ...digestMisses([...digests.values()].map(({ at }) => at), start, days), ...reminderMisses(post.accepted, script.reminded)];
    return { ...scored, misses, ticks, digests: digests.size, deaths: product.deaths };
  } finally {
    await product.close();
    await post.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Says the next instant at which there is something to do: a source, a mail, a digest. A slot is worked out once. */
function dueTimes({ world, product }: Stage): () => Promise<number> {
  const reader: Reachable = { timezone: BERLIN, digest_at: DIGEST_AT, weekly_on: 'monday', most_per_hour: 20 };
  const slots = new Map<string, number>();
  const slot = (name: string, work: () => string | null): number => {
    const known = slots.get(name);
    if (known !== undefined && known > world.clock) return known;
    const at = Date.parse(work() ?? '');
    slots.set(name, at);
    return at;
  };
  return async () => {
    const waiting = await product.withLedger((ledger) => ledger.deliveries({ state: 'due' }));
    return Math.min(
      slot('digest', () => nextDigest('daily', reader, world.now())),
      ...SOURCE_IDS.map((id) => slot(id, () => product.setup().timing(id, null, world.now()).next)),
      ...waiting.map(({ due_at }) => Date.parse(due_at)).filter((at) => at > world.clock),
    );
  };
}

function wholeMinute(at: number): number {
  return Math.ceil(at / MINUTE) * MINUTE;
}

/** The end of the procurement's night, written without the product's own arithmetic. */
function hearsFrom(recipient: string, at: string, critical: boolean): string {
  if (recipient !== PROCUREMENT || critical) return at;
  let minute = Date.parse(at);
  const quiet = (time: string): boolean => time >= QUIET.from || time < QUIET.to;
  while (quiet(localParts(new Date(minute).toISOString(), BERLIN).time)) minute = Math.floor(minute / MINUTE) * MINUTE + MINUTE;
  return minute === Date.parse(at) ? at : new Date(minute).toISOString();
}

/** One digest each local morning, at its hour before and after the clocks change. */
function digestMisses(arrived: readonly string[], start: string, days: number): readonly string[] {
  const mornings = new Map<string, number>();
  const misses: string[] = [];
  for (const at of arrived) {
    const { date, time } = localParts(at, BERLIN);
    mornings.set(date, (mornings.get(date) ?? 0) + 1);
    if (time < DIGEST_AT || time > '08:05') misses.push(`a digest arrived at ${time} in ${BERLIN} on ${date}, not at ${DIGEST_AT}`);
  }
  for (let day = 1; day < days; day += 1) {
    const { date } = localParts(new Date(Date.parse(start) + day * DAY + DAY / 2).toISOString(), BERLIN);
    if (mornings.get(date) !== 1) misses.push(`${mornings.get(date) ?? 0} digests on ${date}`);
  }
  return misses;
}

/** A source that is due at 02:30 local runs once a local day, also where 02:30 comes twice or not at all. */
async function dailyChecks({ product }: Stage, start: string, days: number): Promise<readonly string[]> {
  const misses: string[] = [];
  for (const [source, timezone] of [['byteplus', 'Australia/Sydney'], ['byteplus-berlin', BERLIN]] as const) {
    const taken = (await product.withLedger((ledger) => ledger.snapshots({ source, limit: 1000 }))).map(({ captured_at }) => localParts(captured_at, timezone).date);
    for (let day = 2; day < days; day += 1) {
      const { date } = localParts(new Date(Date.parse(start) + day * DAY).toISOString(), timezone);
      const count = taken.filter((one) => one === date).length;
      if (count !== 1) misses.push(`${source} was captured ${count} times on ${date} in ${timezone}`);
    }
  }
  return misses;
}

/** Nothing may wait at the end that is due, and nothing lies dead. */
async function leftOvers({ world, product }: Stage): Promise<readonly string[]> {
  const left = await product.withLedger(async (ledger) => [...await ledger.deliveries({ state: 'due' }), ...await ledger.deliveries({ state: 'dead' }), ...await ledger.deliveries({ state: 'claimed' })]);
  return left.filter(({ due_at }) => due_at <= world.now()).map(({ recipient, due_at, message_id }) => `a mail to ${recipient} still lies in the outbox, due ${due_at}: ${message_id}`);
}

function reminderMisses(mails: readonly { readonly to: string; readonly message_id: string }[], silences: readonly string[]): readonly string[] {
  const reminders = new Set(mails.filter(({ to }) => to === SILENCER).map(({ message_id }) => message_id)).size;
  return reminders === silences.length ? [] : [`${silences.length} silences ended and ${reminders} reminders came`];
}
