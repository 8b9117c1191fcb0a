import { type Formula, type Unread } from '../../../domain/reading.ts';
import { type Rate } from '../../../domain/rate.ts';
import { type Meter } from '../../../domain/vocabulary.ts';
import { settleRates, type FoundRate } from '../../../domain/settle.ts';
import { rate } from '../../../domain/rate.ts';
import { type Context, type Draft, type FoundFactor, type Where, type Worked } from './draft.ts';
import { withoutTotals } from './check.ts';
import { readFormula } from './formula.ts';
import { FREE_TIME, isPromotion, readPromotion } from './promotion.ts';
import { readSentence } from './sentence.ts';
import { MAX_TEXT, sentences } from './sentences.ts';
import { tokenize } from './tokens.ts';
import { type Subject } from './units.ts';
import { FRAME_RATE } from './words.ts';

/** What a price text says. `remarks` are worked examples that its own rates do not give. */
export interface ProseReading {
  readonly rates: readonly Rate[];
  readonly unread: readonly Pick<Unread, 'said' | 'reason'>[];
  readonly formula: Formula | null;
  readonly remarks: readonly string[];
}

const NO_CONTEXT: Context = { unit: undefined, billed: undefined, where: {}, order: [], before: {} };

/**
 * Reads a price text, Markdown or plain, sentence by sentence. Pure; the same text gives the same reading.
 * @param about what the route makes, where its name or category says so
 */
export function readProse(text: string, about: Partial<Subject> = {}): ProseReading {
  if (text.length > MAX_TEXT) return { rates: [], unread: [{ said: `${text.slice(0, 200)}…`, reason: `a text of ${text.length} characters is no price text` }], formula: null, remarks: [] };
  const subject: Subject = { video: about.video ?? /\bvideos?\b|width/i.test(text), audio: about.audio ?? /\b(?:audio|speech|music)\b/i.test(text), tokens: false, promotion: isPromotion(text) };
  const drafts: Draft[] = [];
  const worked: Worked[] = [];
  const factors: FoundFactor[] = [];
  const unread: Pick<Unread, 'said' | 'reason'>[] = [];
  const leasts: string[] = [];
  let context = NO_CONTEXT;
  for (const { said } of sentences(text)) {
    const tokens = tokenize(said);
    const found = readSentence(said, tokens, { ...subject, tokens: tokens.some((token) => token.kind === 'word' && /^tokens?$/.test(token.text)) }, context);
    const told = found.drafts.length === 0 && found.context.unit !== context.unit ? found.context.unit : undefined;
    // "… All prices per second." says behind the amounts what they are asked for.
    if (told !== undefined && drafts.length > 0 && drafts.every((draft) => draft.unitFrom === 'none')) drafts.splice(0, drafts.length, ...drafts.map((draft) => (draft.role === 'rate' ? { ...draft, unit: told, unitFrom: 'context' as const } : draft)));
    if (found.least !== undefined && found.drafts.length === 0) leasts.push(found.least);
    drafts.push(...found.drafts.map((draft) => withLeast(draft, found.least)));
    worked.push(...found.worked);
    factors.push(...found.factors.map((factor) => ({ ...factor, when: factor.when === '' ? said : factor.when })));
    unread.push(...found.unread.map((reason) => ({ said, reason })));
    context = found.context;
  }
  if (FREE_TIME.test(text)) {
    for (const { amount, said } of drafts.filter(({ role }) => role !== 'future')) unread.push({ said, reason: `${amount} stands beside a time that is free, and no word tells which holds now` });
    drafts.splice(0, drafts.length, ...drafts.filter(({ role }) => role === 'future'));
  }
  const checked = withoutTotals(text, additionsToALength(inputsAdded(framesAside(drafts))).map((draft) => withLeast(draft, leasts.length === 1 ? leasts[0] : undefined)), worked);
  const promoted = readPromotion(text, checked.drafts);
  const settled = settleRates('', promoted.map(foundRate));
  unread.push(...checked.unread, ...settled.unread.map(({ said, reason }) => ({ said, reason })));
  if (settled.rates.length === 0 && unread.length === 0 && text.trim() !== '') unread.push({ said: text.trim(), reason: 'no amount in this text' });
  return { rates: settled.rates, unread, formula: readFormula(text, factors), remarks: checked.remarks };
}

/** A frame rate tells prices apart only where the text names several; otherwise it is a remark. */
function framesAside(drafts: readonly Draft[]): readonly Draft[] {
  const rates = new Set(drafts.flatMap((draft) => draft.where.option ?? []).filter((option) => FRAME_RATE.test(String(option))));
  if (rates.size > 1) return drafts;
  return drafts.map((draft) => {
    const { option, ...where } = draft.where;
    return option !== undefined && rates.has(option[0] ?? '') ? { ...draft, where, other: [draft.other, `at ${String(option[0])}`].filter((words) => words !== '').join(', ') } : draft;
  });
}

const COUNTED: ReadonlySet<Meter> = new Set(['video_second', 'audio_second', 'minute', 'audio_minute', 'step', 'character', 'megapixel', 'compute_second', 'gpu_second']);

/** The least that is billed stands beside what is asked by time or by number. */
function withLeast(draft: Draft, least: string | undefined): Draft {
  if (least === undefined || draft.role !== 'rate' || !COUNTED.has(draft.unit.meter)) return draft;
  return { ...draft, other: [draft.other, least].filter((words) => words !== '').join(', ') };
}

/** "$0.02 a second … each input image costs $0.01": what is asked for an input comes on top of what the result costs. */
function inputsAdded(drafts: readonly Draft[]): readonly Draft[] {
  const result = drafts.some(({ role, unit, where }) => role === 'rate' && (where.input ?? []).length === 0 && !unit.meter.endsWith('token') && unit.meter !== 'input_image');
  return !result ? drafts : drafts.map((draft) => (draft.role === 'rate' && draft.unit.meter === 'input_image' && draft.where.tier === undefined ? { ...draft, role: 'surcharge' as const } : draft));
}

/** "A 5s video costs $0.35 at 360p … audio adds $0.45 at 360p": where all prices are for one length, so is what is added by size. */
function additionsToALength(drafts: readonly Draft[]): readonly Draft[] {
  const rates = drafts.filter(({ role }) => role === 'rate');
  const [first] = rates;
  const length = first?.where.duration_s;
  if (first === undefined || length === undefined || !rates.every(({ unit, where }) => unit.meter === 'video' && String(where.duration_s) === String(length))) return drafts;
  return drafts.map((draft) => (draft.role === 'surcharge' && draft.unitFrom === 'none' && draft.where.resolution !== undefined && draft.where.duration_s === undefined
    ? { ...draft, unit: { ...first.unit, additional: false }, where: { ...draft.where, duration_s: length } } : draft));
}

function foundRate(draft: Draft & { readonly promotion?: string }): FoundRate {
  const { role, unit, where, other } = draft;
  const base = rate({
    meter: unit.meter, per: unit.per, amount: draft.amount, role, said: draft.said,
    kind: draft.promotion !== undefined ? 'promotion' : draft.lowest ? 'from' : 'list',
    ...(draft.approximate ? { approximate: true as const } : {}),
  });
  const conditions = { ...single(where), ...(other === '' ? {} : { other }), ...(draft.promotion === undefined ? {} : { note: draft.promotion }) };
  return { ...base, conditions: where.resolution === undefined ? conditions : { ...conditions, resolution: where.resolution.map(String) } };
}

function single(where: Where): Record<string, string | boolean | number> {
  return Object.fromEntries(Object.entries(where).flatMap(([key, values]) => (key === 'resolution' || values[0] === undefined ? [] : [[key, values[0]]])));
}
