import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SourceRefusal } from '../../src/domain/finding.ts';
import { rateKey, type Rate } from '../../src/domain/rate.ts';
import { type Reading } from '../../src/domain/reading.ts';
import { METER_UNITS } from '../../src/domain/vocabulary.ts';
import { bestCpuMs, cpuMs } from '../../src/sources/lib/cpu-time.test-support.ts';
import { randomFrom } from '../simulate/random.ts';
import { FULL_SIZE, mutate } from './mutate.ts';
import { SUBJECTS, type Subject } from './subjects.ts';

/** Milliseconds of CPU that a page of up to 100 KB may take, and each further 100 KB as much again. */
const LIMIT_MS = 50;
/** Megabytes that the live heap may grow by between the first tenth of a run and its end: caches fill, nothing else stays. */
const GROWTH_MB = 48;
const MOST_FAILURES = 10;

export interface FuzzOptions {
  readonly seed: number;
  readonly count: number;
  /** Plays this one mutation instead of all. */
  readonly only?: number;
  readonly say?: (line: string) => void;
}

export interface FuzzResult {
  /** Each with what went wrong and the words that replay it. */
  readonly failures: readonly string[];
  readonly read: number;
  readonly refused: number;
  readonly rates: number;
  /** The dearest page, in ms of CPU for 100 KB, after up to 25 attempts. */
  readonly slowest: { readonly ms: number; readonly what: string };
  /** The live heap after the first tenth and at the end, in MB. */
  readonly heap: readonly [number, number];
}

/** Sends mutated fixtures through every reader. The same seed and count make the same pages. Never throws. */
export function fuzz({ seed, count, only, say = () => {} }: FuzzOptions): FuzzResult {
  const failures: string[] = [];
  let [read, refused, rates] = [0, 0, 0];
  let slowest = { ms: 0, what: '' };
  let early = 0;
  const collect = collector();
  const [from, to] = only === undefined ? [0, count] : [only, only + 1];
  for (let index = from; index < to && failures.length < MOST_FAILURES; index += 1) {
    const { subject, body } = pageOf(seed, index);
    const where = `${subject.name}, ${body.length} bytes; replay with: npm run fuzz -- --seed ${seed} --only ${index}`;
    const limit = LIMIT_MS * Math.max(1, body.length / FULL_SIZE);
    const outcome = attempt(subject, body);
    if (outcome.crash !== undefined) failures.push(`${outcome.crash}: ${where}`);
    else if (outcome.reading === undefined) refused += 1;
    else {
      read += 1;
      const found = outcome.reading.routes.flatMap((route) => route.rates);
      rates += found.length;
      failures.push(...faultsOf(outcome.reading).map((fault) => `${fault}: ${where}`));
    }
    // Somebody else's work on the same machine, or a collection, may fall into one attempt: the best of many counts.
    const ms = outcome.ms < limit / 2 ? outcome.ms : bestCpuMs(() => { attempt(subject, body); }, limit / 2);
    if (ms > limit) failures.push(`${ms.toFixed(0)} ms of CPU where ${limit.toFixed(0)} are allowed: ${where}`);
    const scaled = ms / Math.max(1, body.length / FULL_SIZE);
    if (scaled > slowest.ms) slowest = { ms: scaled, what: where };
    if (index === Math.floor(count / 10)) early = collect();
    if (count >= 100_000 && (index + 1) % (count / 20) === 0) say(`${index + 1} mutations: ${read} read, ${refused} refused, slowest ${slowest.ms.toFixed(1)} ms, live heap ${collect().toFixed(0)} MB`);
  }
  const late = collect();
  if (only === undefined && late - early > GROWTH_MB) failures.push(`the live heap grew from ${early.toFixed(0)} to ${late.toFixed(0)} MB: npm run fuzz -- --seed ${seed} --count ${count}`);
  return { failures, read, refused, rates, slowest, heap: [early, late] };
}

/** The mutation of this number: its own generator, so that each can be played alone. */
function pageOf(seed: number, index: number): { readonly subject: Subject; readonly body: Uint8Array } {
  const random = randomFrom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const drawn = random.pick(SUBJECTS);
  // The longest pages cost a hundred times the others, and the same readers read shorter ones.
  const subject = drawn.page.length > 20_000 && random.next() < 0.8 ? random.pick(SUBJECTS) : drawn;
  return { subject, body: mutate(subject.page, random, random.pick(SUBJECTS).page) };
}

interface Attempt { readonly reading?: Reading; readonly crash?: string; readonly ms: number }

function attempt(subject: Subject, body: Uint8Array): Attempt {
  let outcome: Omit<Attempt, 'ms'> = {};
  const ms = cpuMs(() => {
    try {
      outcome = { reading: subject.read(body) };
    } catch (error) {
      if (!(error instanceof SourceRefusal)) outcome = { crash: error instanceof Error ? `${error.name} ${error.message.slice(0, 200)} ${error.stack?.split('\n')[1]?.trim() ?? ''}` : 'something that is no error was thrown' };
    }
  });
  return { ...outcome, ms };
}

/**
 * What no reading may hold, whatever the page: an amount that is negative or no plain decimal; more than a million dollars (or a
 * thousand million of a smaller currency) for one quantity, which nobody asks for a second, an image, a run or a million tokens;
 * a `per` that counts nothing; no amount where the kind does not say why; a discount that adds; two rates under one key.
 */
export function faultsOf(reading: Reading): readonly string[] {
  const faults: string[] = [];
  for (const { route, rates } of reading.routes) {
    const keys = new Set(rates.map(rateKey));
    if (keys.size !== rates.length) faults.push(`${rates.length - keys.size} rates of ${JSON.stringify(route.slice(0, 60))} share a key`);
    for (const rate of rates) faults.push(...faultsOfRate(rate).map((fault) => `${fault} (${rate.meter} of ${JSON.stringify(route.slice(0, 60))})`));
  }
  return faults.slice(0, 3);
}

const AMOUNT = /^\d{1,9}(?:\.\d+)?$/;

function faultsOfRate({ amount, per, kind, meter, unit, currency, promotion }: Rate): readonly string[] {
  const faults: string[] = [];
  const bare = kind === 'placeholder' || kind === 'on_request';
  if (amount === null ? !bare : bare) faults.push(`the amount ${amount} of a rate of the kind ${kind}`);
  for (const one of [amount, promotion?.effective_amount ?? null]) {
    if (one !== null && (!AMOUNT.test(one) || one.length > 300 || (currency === 'USD' && Number(one) > 1_000_000))) faults.push(`the amount ${one.slice(0, 80)} ${currency}`);
  }
  if (promotion?.effective_amount != null && amount !== null && Number(promotion.effective_amount) > Number(amount)) faults.push(`a promotion of ${promotion.effective_amount} on ${amount}`);
  if (!Number.isSafeInteger(per) || per <= 0 || per > 1_000_000_000) faults.push(`an amount per ${per}`);
  if (METER_UNITS[meter] !== unit) faults.push(`the unit ${unit} of the meter ${meter}`);
  return faults;
}

/** Collects garbage and tells the live heap in MB. Node shows its collector only behind a flag, which may be set at run time. */
function collector(): () => number {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  return () => {
    gc();
    return process.memoryUsage().heapUsed / 1e6;
  };
}
