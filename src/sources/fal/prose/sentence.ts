import { equalDecimals, printedDigits, product, toDigits } from '../../../domain/decimal.ts';
import { type Meter, type Role } from '../../../domain/vocabulary.ts';
import { type Context, type Draft, type SentenceReading, type Surroundings, type Where, type Worked } from './draft.ts';
import { factorsOf } from './found-factors.ts';
import { type Mark } from './mark.ts';
import { readMarks } from './marks.ts';
import { readStatement } from './statement.ts';
import { billsAudio, changesByShare, namesDay, refersBack, tellsLater } from './told.ts';
import { type Token } from './tokens.ts';
import { type Subject, type UnitPhrase } from './units.ts';
import { sentenceVeto } from './vetoes.ts';
import { FRAME_RATE, GENERIC } from './words.ts';
import { withoutWorked } from './worked.ts';

/** The longest published sentence has 90 words and 12 amounts. */
const MOST_TOKENS = 600;
const MOST_AMOUNTS = 60;

/** Reads one sentence: its rates, its worked totals, its multipliers, and what it leaves for the next sentence. */
export function readSentence(said: string, tokens: readonly Token[], subject: Subject, context: Context): SentenceReading {
  const amounts = tokens.filter((token) => token.kind === 'money').length;
  if (tokens.length > MOST_TOKENS || amounts > MOST_AMOUNTS) {
    const unread = amounts === 0 ? [] : [`a sentence of ${tokens.length} words and ${amounts} amounts is no price sentence`];
    return { drafts: [], worked: [], factors: [], unread, context };
  }
  const veto = amounts === 0 ? undefined : sentenceVeto(tokens, subject.promotion);
  if (veto !== undefined) return { drafts: [], worked: [], factors: [], unread: [veto], context };
  const marks = readMarks(tokens, subject);
  const dated = !subject.promotion && !marks.some((mark) => mark.kind === 'later') && namesDay(tokens);
  const { host, inner } = takeOutParentheses(marks);
  const kept = withoutWorked(host, said);
  const unread = faults(kept.marks);
  const drafts: Draft[] = [];
  const worked: Worked[] = [...kept.worked];
  let carried: Where = refersBack(tokens) ? context.before : {};
  // "The price will be $0.04 from January 1", "Standard pricing of $0.20 applies afterwards"
  let later = subject.promotion && tellsLater(tokens, marks);
  let changes = false;
  for (const part of clauses(kept.marks)) {
    later ||= part.later && (subject.promotion || part.sure);
    // "With sound it rises to $0.09": under a condition, not one day.
    if (part.sure && !subject.promotion && marks.some((mark) => mark.kind === 'condition')) changes = true;
    const around: Surroundings = { context: drafts.length === 0 ? context : nextContext([], drafts, context), where: carried, unit: undefined, role: later ? 'future' : 'rate', approximate: false, said };
    const own = readStatement(part.marks.filter(isSound), around);
    drafts.push(...own);
    carried = own.length > 0 ? leading(part.marks) : carried;
  }
  const order = [...new Set(drafts.flatMap((draft) => draft.where.resolution ?? []))];
  const inside = order.length > 0 ? { ...context, order } : context;
  for (const group of inner) {
    const found = readParenthesis(group, drafts, host, inside, said, subject.promotion);
    drafts.push(...found.drafts);
    worked.push(...found.worked);
    unread.push(...found.unread);
  }
  drafts.splice(0, drafts.length, ...drafts.map((draft) => withoutUnit(draft, marks, subject)));
  unread.push(...drafts.flatMap((draft) => (draft.fault === undefined ? [] : [`${draft.amount}: ${draft.fault}`])));
  // "Starting October 1, videos cost $0.08": whether that is today's price depends on the day the text is read.
  const soon = tokens.findIndex((token) => token.kind === 'word' && token.text === 'soon');
  const notYet = soon >= 0 && tokens.slice(soon).some((token) => token.kind === 'money');
  if ((dated || notYet) && drafts.length > 0) return { drafts: [], worked, factors: factorsOf(marks), unread: [...unread, notYet ? 'a price of something that is still to come' : 'a price with a date, and no word that tells which price holds now'], context: nextContext(host, [], context) };
  const factors = factorsOf(marks);
  if (!subject.promotion && factors.length > 0 && namesDay(tokens)) return { drafts: [], worked, factors: [], unread: [...unread, 'a price that changes on a day'], context: nextContext(host, [], context) };
  if (changes) return { drafts: [], worked, factors, unread: [...unread, 'a price that changes under a condition, or with the time'], context: nextContext(host, [], context) };
  if (!subject.promotion && changesByShare(tokens) && !marks.some((mark) => mark.kind === 'factor')) unread.push('a change of the price by a share, under a condition that is not read');
  // "3 seconds for 480p and 5 seconds for 720p" is no one minimum.
  const several = tokens.filter(({ kind }) => kind === 'span').length > 1 && amounts === 0;
  const billed = amounts === 0 && billsAudio(tokens) ? AUDIO : undefined;
  const found = several ? undefined : marks.find((mark) => mark.kind === 'least');
  const least = found?.kind === 'least' ? { least: found.words } : {};
  const read = drafts.filter((draft) => draft.fault === undefined);
  return { ...least, drafts: read, worked, factors, unread, context: billed === undefined ? nextContext(host, read, context) : { ...nextContext(host, read, context), billed } };
}

const AUDIO: UnitPhrase = { meter: 'audio_second', per: 1, additional: false, first: false, words: 'second of audio' };

const TIME: ReadonlySet<Meter> = new Set(['video_second', 'audio_second', 'minute', 'audio_minute']);

/** "For 720p, $0.10; for 1080p, $0.15 per second": what has no unit may share the one beside it, and is asked for no request. */
function withoutUnit(draft: Draft, marks: readonly Mark[], subject: Subject): Draft {
  const units = marks.flatMap((mark) => (mark.kind === 'unit' && !mark.unit.additional && !mark.unit.first ? [mark.unit.meter] : []));
  const leads = marks[0]?.kind === 'unit';
  if (draft.fault === undefined && draft.unitFrom === 'none' && units.length > 0 && (draft.role === 'rate' || leads)) return { ...draft, fault: 'an amount without a unit, in a sentence that has one' };
  // "$0.01 per megapixel. 1080p frames cost $0.04": a total for the size, or a price of something else.
  if (draft.fault === undefined && draft.unitFrom === 'context' && draft.unit.meter === 'megapixel' && draft.where.resolution !== undefined) return { ...draft, fault: 'an amount for a size, in a text that asks by the megapixel' };
  if (draft.fault === undefined && draft.role === 'surcharge' && draft.unitFrom === 'none' && marks.some((mark) => mark.kind === 'unit' && TIME.has(mark.unit.meter) && !mark.unit.additional)) return { ...draft, fault: 'an addition without a unit, in a sentence that asks by time' };
  if (draft.fault === undefined && subject.tokens && draft.unitFrom !== 'said' && !draft.unit.meter.endsWith('token')) return { ...draft, fault: 'an amount without a unit, in a sentence about tokens' };
  return draft;
}

function isSound(mark: Mark): boolean {
  return mark.kind !== 'money' || mark.fault === undefined;
}

function faults(marks: readonly Mark[]): string[] {
  return marks.flatMap((mark) => (mark.kind === 'money' && mark.fault !== undefined ? [`${mark.amount}: ${mark.fault}`] : []));
}

interface Parenthesis {
  readonly marks: readonly Mark[];
  /** How many amounts stand before it. */
  readonly after: number;
  /** "a minimum of 5 seconds ($0.10)" */
  readonly bound: Role | undefined;
}

/** Parentheses with an amount are statements of their own; those that explain are dropped; the rest stays in line. */
function takeOutParentheses(marks: readonly Mark[]): { readonly host: readonly Mark[]; readonly inner: readonly Parenthesis[] } {
  const host: Mark[] = [];
  const inner: Parenthesis[] = [];
  let group: Mark[] | undefined;
  const close = () => {
    if (group === undefined) return;
    if (group.some((mark) => mark.kind === 'money')) {
      if (!host.some((mark) => mark.kind === 'worked') && !host.slice(-4).some((mark) => mark.kind === 'rounding')) {
        const last = host.at(-1);
        inner.push({ marks: group, after: host.filter((mark) => mark.kind === 'money').length, bound: last?.kind === 'bound' ? last.role : undefined });
      }
    }
    else if (!group.some((mark) => mark.kind === 'worked') && !explains(group) && !saysAgain(group, host.at(-1))) host.push(...group);
    group = undefined;
  };
  for (const mark of marks) {
    if (mark.kind === 'sign' && mark.text === '(') {
      close();
      group = [];
    } else if (mark.kind === 'sign' && mark.text === ')') close();
    else (group ?? host).push(mark);
  }
  close();
  return { host, inner };
}

/** "1K (1 MP)", "720p (1280x720)": the size before it in other words. */
function saysAgain(group: readonly Mark[], before: Mark | undefined): boolean {
  return before?.kind === 'condition' && before.dimension === 'resolution' && group.every((mark) => mark.kind === 'condition' && mark.dimension === 'resolution');
}

/** "(a 1024x1024 image is 1 megapixel)" tells what a word means and when nothing; so do sums and negations. */
function explains(group: readonly Mark[]): boolean {
  if (group.some((mark) => mark.kind === 'condition' && mark.dimension === 'tier' && /^[\d.]+x/.test(String(mark.values[0])))) return true;
  return group.some((mark) => mark.kind === 'verb' || mark.kind === 'factor' || (mark.kind === 'word' && ['not', 'default', 'max', 'min', 'linearly', 'scales'].includes(mark.text)) || (mark.kind === 'sign' && ['*', '='].includes(mark.text)));
}

function clauses(marks: readonly Mark[]): readonly { readonly marks: readonly Mark[]; readonly later: boolean; readonly sure: boolean }[] {
  const parts: { marks: Mark[]; later: boolean; sure: boolean }[] = [{ marks: [], later: false, sure: false }];
  for (const mark of marks) {
    if (mark.kind === 'sign' && mark.text === ';') parts.push({ marks: [], later: false, sure: false });
    else if (mark.kind === 'later') parts.push({ marks: [], later: true, sure: mark.sure === true });
    else parts.at(-1)?.marks.push(mark);
  }
  return parts;
}

/** What stands before the first amount holds for the next clause too: "A 5-second clip costs $0.40; 720p costs $0.70". */
function leading(marks: readonly Mark[]): Where {
  const first = marks.findIndex((mark) => mark.kind === 'money');
  const where: Record<string, readonly (string | number | boolean)[]> = {};
  for (const mark of marks.slice(0, first)) {
    const carries = mark.kind === 'condition' && (mark.dimension === 'duration_s' || mark.dimension === 'audio' || (mark.dimension === 'option' && FRAME_RATE.test(String(mark.values[0]))));
    if (carries) where[mark.dimension] = mark.values;
  }
  return where;
}

function readParenthesis(group: Parenthesis, hosts: readonly Draft[], outside: readonly Mark[], context: Context, said: string, promotion: boolean): Pick<SentenceReading, 'drafts' | 'worked' | 'unread'> {
  const kept = withoutWorked(group.marks, said);
  const totals = kept.marks.some((mark) => mark.kind === 'word' && ['total', 'totals'].includes(mark.text));
  const host = group.after === 0 ? undefined : hosts[group.after - 1];
  if (totals || (host !== undefined && saysHostAgain(kept.marks, host))) return { drafts: [], worked: [], unread: [] };
  const alternative = group.marks[0]?.kind === 'word' && group.marks[0].text === 'or';
  const last = kept.marks.findLast((mark) => mark.kind !== 'sign');
  const later = promotion && group.marks.some((mark) => mark.kind === 'later') || promotion && last?.kind === 'word' && ['after', 'afterward', 'afterwards', 'later', 'onwards'].includes(last.text);
  const sums = !alternative && !later && host !== undefined && host.total === undefined && kept.marks.filter((mark) => mark.kind === 'money').length > 1
    && kept.marks.some((mark) => mark.kind === 'plus' || (mark.kind === 'word' && mark.text === 'and'));
  const around: Surroundings = {
    context, where: later ? {} : host === undefined ? conditionsOf(outside.some((mark) => mark.kind === 'factor') ? outside.toReversed() : outside) : sums ? host.where : withoutTimes(host.where), ...(alternative && host !== undefined ? { always: host.where } : {}), unit: sums || host?.total !== undefined ? undefined : host?.unit,
    role: later ? 'future' : group.bound !== undefined ? group.bound : alternative ? host?.role ?? 'rate' : sums ? 'part' : 'rate', approximate: false, said,
  };
  const drafts = readStatement(kept.marks.filter(isSound), around);
  return { drafts: sums ? drafts.map((draft) => ({ ...draft, role: 'part' as const })) : drafts, worked: kept.worked, unread: faults(kept.marks) };
}

/** "$0.02048 (about $0.02)", "$15 per 1M characters ($0.015 per 1000 characters)": the amount before it in fewer digits, or for less. */
function saysHostAgain(marks: readonly Mark[], host: Draft): boolean {
  const [only, ...more] = marks.flatMap((mark) => (mark.kind === 'money' ? [mark.amount] : []));
  if (only === undefined || more.length > 0) return false;
  const unit = marks.find((mark) => mark.kind === 'unit');
  if (unit?.kind === 'unit' && unit.unit.per !== host.unit.per) return unit.unit.meter === host.unit.meter && equalDecimals(product(only, String(host.unit.per)), product(host.amount, String(unit.unit.per)));
  const digits = printedDigits(only);
  return marks.some((mark) => mark.kind === 'hedge') && equalDecimals(toDigits(host.amount, digits), toDigits(only, digits));
}

/** All conditions of a statement without an amount: what its parenthesis, or the next sentence, is about. */
function conditionsOf(marks: readonly Mark[]): Where {
  const where: Record<string, readonly (string | number | boolean)[]> = {};
  for (const mark of marks) if (mark.kind === 'condition') where[mark.dimension] ??= mark.values;
  return where;
}

function withoutTimes(where: Where): Where {
  const { duration_s: _, ...rest } = where;
  return rest;
}

function nextContext(marks: readonly Mark[], drafts: readonly Draft[], context: Context): Context {
  const rates = drafts.filter((draft) => draft.role === 'rate' || draft.role === 'future');
  const unitMark = marks.findLast((mark) => mark.kind === 'unit' && !mark.unit.additional);
  const spoken = drafts.length === 0 && unitMark?.kind === 'unit' && !marks.some((mark) => mark.kind === 'money' || mark.kind === 'worked') ? unitMark.unit : undefined;
  const unit = rates.findLast((draft) => draft.unitFrom !== 'none' && draft.total !== 'quantity' && !draft.article)?.unit ?? spoken ?? context.unit;
  const order = rates.flatMap((draft) => draft.where.resolution ?? []);
  return {
    unit, billed: spoken ?? context.billed, where: heading(marks, drafts) ?? context.where, order: order.length > 0 ? [...new Set(order)] : context.order,
    before: drafts.length === 0 ? conditionsOf(marks) : {},
  };
}

/** "Output resolution: 2K." or a line that is only "720p:" heads what follows. */
function heading(marks: readonly Mark[], drafts: readonly Draft[]): Where | undefined {
  const where = conditionsOf(marks);
  const bare = marks.every((mark) => mark.kind === 'condition' || mark.kind === 'sign' || mark.kind === 'unit' || (mark.kind === 'word' && GENERIC.has(mark.text)));
  return drafts.length === 0 && bare && Object.keys(where).length > 0 ? where : undefined;
}
