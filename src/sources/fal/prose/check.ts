import { compareDecimals, equalDecimals, printedDigits, product, sum, toDigits, type Decimal } from '../../../domain/decimal.ts';
import { METER_UNITS, type Meter } from '../../../domain/vocabulary.ts';
import { type Unread } from '../../../domain/reading.ts';
import { type Draft, type Where, type Worked } from './draft.ts';
import { TIERS } from './words.ts';

export interface Checked {
  readonly drafts: readonly Draft[];
  readonly unread: readonly Pick<Unread, 'said' | 'reason'>[];
  readonly remarks: readonly string[];
}

/**
 * Takes out totals that follow from rates of the same text ("A 5-second clip costs $0.40" beside $0.08 a second), and
 * says where a worked example does not follow from what was read.
 */
export function withoutTotals(text: string, drafts: readonly Draft[], worked: readonly Worked[]): Checked {
  const bases = drafts.filter((draft) => draft.total === undefined && draft.role === 'rate');
  const timed = bases.filter((base) => base.unit.meter === 'video_second' || base.unit.meter === 'minute' || base.unit.meter === 'audio_second');
  const unread: Pick<Unread, 'said' | 'reason'>[] = [];
  const kept = drafts.filter((draft) => {
    if (repeats(draft, drafts) || countsTokens(draft, drafts, text)) return false;
    const base = drafts.find((other, place) => other !== draft && (isMultiple(draft, other) || (place < drafts.indexOf(draft) && isSameForMore(draft, other))));
    if (base !== undefined) return false;
    if (isOfALength(draft, drafts)) {
      unread.push({ said: draft.said, reason: `${draft.amount} has no unit of its own, behind prices for a certain length` });
      return false;
    }
    if (isExample(draft, drafts)) {
      unread.push({ said: draft.said, reason: `${draft.amount} has no unit of its own, and the text has a rate for something smaller` });
      return false;
    }
    if (draft.article && draft.where.duration_s !== undefined && timed.length > 0 && !timed.includes(draft)) return false;
    if (draft.total === 'piece' && draft.role === 'rate') {
      if (timed.some((base) => gives(base, draft)) || sumsUp(draft, drafts)) return false;
      return !(timed.length > 0 && draft.article);
    }
    if (draft.total === 'quantity') {
      if (bases.length > 0) return false;
      unread.push({ said: draft.said, reason: `${draft.amount} is a total for ${draft.quantity?.count ?? 'some'} ${draft.quantity?.of ?? 'units'}, and no rate in this text gives it` });
      return false;
    }
    return !(draft.unitFrom !== 'said' && startsWithArticle(draft.said) && sumsUp(draft, drafts));
  });
  return { drafts: kept, unread, remarks: worked.flatMap((example) => remark(example, kept)) };
}

/** A worked total opens with "A 5-second clip", "One image". */
function startsWithArticle(said: string): boolean {
  return /^[*_\s-]*(?:an?|one|single)\b/i.test(said);
}

/** "$0.05 per second, or $1.50 for 30 seconds": the same rate said for so many of its unit, which the words name. */
function isMultiple(draft: Draft, base: Draft): boolean {
  if (!compatible(base.where, draft.where) || (TIERS.has(String(draft.where.tier?.[0])) && !sameNames(base.where, draft.where))) return false;
  if (draft.role !== 'rate' || base.role !== 'rate' || base.unitFrom !== 'said' || draft.unit.words === base.unit.words && draft.unitFrom === 'said' && draft.where.duration_s === undefined) return false;
  const span = draft.where.duration_s?.[0];
  const timed = base.unit.meter === 'video_second' || base.unit.meter === 'audio_second' || base.unit.meter === 'compute_second';
  if (timed && base.where.duration_s === undefined && typeof span === 'number' && span > 1) return equalDecimals(product(base.amount, String(span / base.unit.per)), draft.amount);
  if (draft.unitFrom === 'said' || draft.said === base.said) return false;
  return countsIn(draft.said).some((count) => count > base.unit.per && count % base.unit.per === 0 && equalDecimals(product(base.amount, String(count / base.unit.per)), draft.amount));
}

/** "$0.02 per 1,000 tokens … 1,024 tokens each … each additional image adds $0.02048": what so many tokens come to. */
function countsTokens(draft: Draft, drafts: readonly Draft[], text: string): boolean {
  if (draft.role !== 'surcharge' || METER_UNITS[draft.unit.meter] === 'token') return false;
  const added = drafts.find((other) => other.role === 'surcharge' && METER_UNITS[other.unit.meter] === 'token');
  if (added === undefined) return false;
  return [...text.matchAll(/(\d[\d,]{0,12})\*{0,2} tokens each\b/g)].some(([, count = '']) => equalDecimals(product(added.amount, count.replaceAll(',', '')), product(draft.amount, String(added.unit.per))));
}

/** "$0.04 per image. 2 images cost $0.08", "$0.05 per second or $3.00 per minute": the same price for another number of the same thing. */
function isSameForMore(draft: Draft, base: Draft): boolean {
  const [many, few] = [SECONDS[draft.unit.meter], SECONDS[base.unit.meter]];
  const same = draft.unit.meter === base.unit.meter || MINUTES[base.unit.meter] === draft.unit.meter;
  const [more, less] = [draft.unit.per * (many ?? 1), base.unit.per * (few ?? 1)];
  return draft.role === 'rate' && base.role === 'rate' && same && more !== less && compatible(base.where, draft.where) && sameNames(base.where, draft.where) && equalDecimals(product(base.amount, String(more)), product(draft.amount, String(less)));
}

const MINUTES: Readonly<Partial<Record<Meter, Meter>>> = { video_second: 'minute', audio_second: 'audio_minute' };
const SECONDS: Readonly<Partial<Record<Meter, number>>> = { video_second: 1, audio_second: 1, minute: 60, audio_minute: 60 };

const COUNT_WORDS = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

function countsIn(said: string): readonly number[] {
  const digits = [...said.matchAll(/\d[\d,.]{0,12}(?![\d,.]|[kKpPxX])/g)].flatMap(({ 0: text, index }) => (said[index - 1] === '$' || /\.\d/.test(text) ? [] : [text.replaceAll(/[,.]/g, '')]));
  return [...digits.map(Number), ...COUNT_WORDS.flatMap((word, index) => (new RegExp(`\\b${word}\\b`, 'i').test(said) ? [index + 2] : []))];
}

const COUNTED: ReadonlySet<string> = new Set(['megapixel', 'character', 'compute_second', 'gpu_second', 'video_second', 'audio_second', 'step', 'other']);

/** "$0.02 per megapixel. A 2048x2048 image will be $0.08": what a rate comes to, where its own unit is not said. */
function isExample(draft: Draft, drafts: readonly Draft[]): boolean {
  if (draft.role !== 'rate' || (draft.unitFrom === 'said' && draft.total !== 'piece') || !/^[*_\s-]*(?:an?|one|default|typical)\b/i.test(draft.said)) return false;
  const first = drafts.find((other) => other.unitFrom === 'said' && other.role === 'rate' && COUNTED.has(other.unit.meter) && other.total === undefined);
  return first !== undefined && first !== draft && first.said !== draft.said && drafts.indexOf(first) < drafts.indexOf(draft) && compareDecimals(first.amount, draft.amount) < 0;
}

/** "A 10-second job costs $0.10 at 720p. The fast model costs $0.05 at 720p": for the same length, or for a request? */
function isOfALength(draft: Draft, drafts: readonly Draft[]): boolean {
  if (draft.role !== 'rate' || draft.unitFrom !== 'none' || draft.where.resolution === undefined || draft.where.duration_s !== undefined) return false;
  return drafts.slice(0, drafts.indexOf(draft)).some((other) => other.said !== draft.said && other.article && other.total === 'piece' && other.where.resolution !== undefined);
}

/** rate × duration = total, to the digits printed. */
function gives(base: Draft, total: Draft): boolean {
  const seconds = total.where.duration_s?.[0];
  if (typeof seconds !== 'number' || !compatible(base.where, total.where)) return false;
  const spans = base.unit.meter === 'minute' ? seconds / 60 : seconds;
  return equalDecimals(toDigits(product(base.amount, String(spans / base.unit.per)), printedDigits(total.amount)), toDigits(total.amount, printedDigits(total.amount)));
}

/** Another tier or option is another price, whatever the numbers. */
function sameNames(base: Where, other: Where): boolean {
  return (['tier', 'option'] as const).every((dimension) => other[dimension] === undefined || String(base[dimension] ?? '') === String(other[dimension]));
}

function compatible(base: Where, total: Where): boolean {
  const agree = (a: readonly unknown[] | undefined, b: readonly unknown[] | undefined) => a === undefined || b === undefined || b.some((value) => a.includes(value));
  return agree(base.resolution, total.resolution) && agree(base.audio, total.audio);
}

/** An amount of its own that is a base and some surcharges of the same text taken together. */
function sumsUp(draft: Draft, drafts: readonly Draft[]): boolean {
  const others = drafts.filter((other) => other !== draft && other.total === undefined);
  const added = others.filter(({ role }) => role === 'surcharge').slice(0, MOST_ADDED);
  const sets = added.reduce<Decimal[]>((sums, { amount }) => [...sums, ...sums.map((so) => sum(so, amount))], ['0']).slice(1);
  const seconds = draft.where.duration_s?.[0];
  const names = others.flatMap(({ where }) => [...where.tier ?? [], ...where.option ?? []]).map(plain);
  const own = [...draft.where.tier ?? [], ...draft.where.option ?? []].map(plain);
  // "A 2K image costs $0.25" is a price of its own, though a base and an addition come to it.
  if (own.some((name) => !names.includes(name) && !name.startsWith('single')) || (draft.where.resolution !== undefined && others.every(({ where }) => where.resolution === undefined))) return false;
  return others.some((base) => {
    const times = base.unit.meter === 'video_second' && typeof seconds === 'number' ? String(seconds) : '1';
    return base.role === 'rate' && sets.some((so) => equalDecimals(sum(product(base.amount, times), so), draft.amount));
  });
}

function plain(name: unknown): string {
  return String(name).toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** So many additions may be told at once: all their sums are tried. */
const MOST_ADDED = 6;

/** The same amount for the same unit said again with fewer conditions, without a unit of its own. */
function repeats(draft: Draft, drafts: readonly Draft[]): boolean {
  if (draft.unitFrom === 'said' || Object.keys(draft.where).length > 0) return false;
  const first = drafts.find((other) => other.unit.meter === draft.unit.meter && equalDecimals(other.amount, draft.amount));
  return first !== undefined && first !== draft && first.role === draft.role;
}

function remark(example: Worked, drafts: readonly Draft[]): readonly string[] {
  const seconds = example.where.duration_s?.[0];
  if (typeof seconds !== 'number') return [];
  const bases = drafts.filter((draft) => draft.role === 'rate' && draft.unit.meter === 'video_second' && compatible(draft.where, example.where));
  if (bases.length === 0 || drafts.some((draft) => draft.role === 'surcharge')) return [];
  // "5 × $0.20 = $1.00" names the rate before the total.
  if (bases.some((base) => equalDecimals(base.amount, example.amount))) return [];
  const digits = printedDigits(example.amount);
  const results: Decimal[] = bases.map((base) => toDigits(product(base.amount, String(seconds / base.unit.per)), digits));
  return results.some((result) => equalDecimals(result, example.amount)) ? []
    : [`the worked example ${example.amount} for ${seconds} s does not follow from the rates read (${results.join(', ')}): ${example.said}`];
}
