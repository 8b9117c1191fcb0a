import { type Role } from '../../../domain/vocabulary.ts';
import { conditionsOfAmounts } from './amount-conditions.ts';
import { parts } from './distribute.ts';
import { type Draft, type Surroundings, type Where } from './draft.ts';
import { sideBySide, type Listed } from './lists.ts';
import { type Mark } from './mark.ts';
import { rolesOf } from './roles.ts';
import { REQUEST, unitsOf } from './unit-places.ts';
import { type UnitPhrase } from './units.ts';
import { GENERIC } from './words.ts';

const IMAGE: UnitPhrase = { ...REQUEST, meter: 'image', words: 'image' };
const VIDEO: UnitPhrase = { ...REQUEST, meter: 'video', words: 'video' };

/** Reads the amounts of one statement: a run of marks without a semicolon, parentheses already taken out. */
export function readStatement(marks: readonly Mark[], around: Surroundings): readonly Draft[] {
  const amounts = marks.flatMap((mark, at) => (mark.kind === 'money' ? [at] : []));
  if (amounts.length === 0) return [];
  const said = rolesOf(marks, amounts, around.role);
  const units = unitsOf(marks, amounts, said, around.unit);
  const roles = said.map((role, index): Role => (role === 'rate' && units[index]?.additional === true ? 'surcharge' : role));
  const listed = sideBySide(marks, amounts, around.context.order);
  const where = conditionsOfAmounts(marks, amounts, roles, units, around, listed);
  return amounts.map((at, index) => draft(marks, at, amounts[index - 1] ?? -1, index, { units, where, roles, amounts, around, listed }));
}

interface Parts {
  readonly units: readonly (UnitPhrase | undefined)[];
  readonly where: readonly Where[];
  readonly roles: readonly Role[];
  readonly amounts: readonly number[];
  readonly around: Surroundings;
  readonly listed: readonly Listed[];
}

function draft(marks: readonly Mark[], at: number, previous: number, index: number, parts: Parts): Draft {
  const money = marks[at];
  if (money?.kind !== 'money') throw new Error('a statement was asked to read a mark that is no amount');
  const { around } = parts;
  const where = parts.where[index] ?? {};
  const role = parts.roles[index] ?? 'rate';
  const said = ofWhatIsBilled(parts.units[index], around.context.billed);
  const timed = where.duration_s !== undefined;
  const quantity = marks.slice(0, at).findLast((mark) => mark.kind === 'quantity');
  const inherits = role === 'rate' || role === 'future' || role === 'part';
  const alone = marks.slice(0, at).some((mark, place) => mark.kind === 'word' && mark.text === 'image' && (isSize(marks[place - 1]) || isName(marks[place - 1]) || (place <= 4 && marks.slice(0, 2).some(isArticle)))) ? IMAGE : REQUEST;
  // "Each reference image costs $0.01; output images cost $0.04": what was said of an input ends.
  const output = where.input?.length === 0 && around.context.unit?.meter === 'input_image' && said === undefined ? IMAGE : undefined;
  // "For 5s video the cost is $2.50, with additional $0.50 per second": the base is for the video.
  const unit = (said === REQUEST && timed && inherits ? VIDEO : said) ?? output ?? (timed && inherits ? VIDEO : inherits ? around.context.unit ?? alone : REQUEST);
  const hedged = isHedged(marks, at, previous);
  const listed = parts.listed[index];
  const fault = listed !== undefined && 'fault' in listed ? listed.fault : faultBefore(marks, at) ?? ownSubject(marks, at, previous) ?? unknownName(marks, at) ?? amongPairs(marks, parts.amounts) ?? (role === 'rate' && !timed ? otherThing(marks, at, previous, around) : undefined);
  return {
    amount: money.amount,
    role,
    unit,
    unitFrom: said !== undefined || (timed && inherits) ? 'said' : inherits && around.context.unit !== undefined ? 'context' : 'none',
    where: said === undefined && unit.duration_s !== undefined && where.duration_s === undefined ? { ...where, duration_s: [unit.duration_s] } : where,
    approximate: hedged || around.approximate,
    lowest: isLowest(marks, at),
    other: otherWords(unit),
    total: timed && unit.meter === 'video' ? 'piece' : said === undefined && quantity !== undefined ? 'quantity' : undefined,
    article: marks.slice(0, at).some((mark, place) => mark.kind === 'condition' && isArticle(marks[place - 1])),
    quantity: quantity?.kind === 'quantity' ? { of: quantity.of, count: quantity.count } : undefined,
    said: around.said,
    ...(fault === undefined ? {} : { fault }),
  };
}

/** "per second" is of the audio where a sentence before said that seconds of audio are billed. */
function ofWhatIsBilled(unit: UnitPhrase | undefined, billed: UnitPhrase | undefined): UnitPhrase | undefined {
  const same = unit !== undefined && billed !== undefined && unit.meter !== billed.meter && billed.words.startsWith(`${/^s(?:ec)?s?$/.test(unit.words) ? 'second' : unit.words === 'min' ? 'minute' : unit.words} of `);
  return same ? { ...unit, meter: billed.meter, words: billed.words } : unit;
}

/** "roughly $0.07 for 480p and $0.15 for 720p": a hedge holds until a verb opens the next statement. */
function isHedged(marks: readonly Mark[], at: number, previous: number): boolean {
  const since = marks.slice(previous + 1, at);
  if (since.some((mark) => mark.kind === 'hedge')) return true;
  return previous >= 0 && !since.some((mark) => mark.kind === 'verb') && isHedged(marks, previous, marks.slice(0, previous).findLastIndex((mark) => mark.kind === 'money'));
}

function isSize(mark: Mark | undefined): boolean {
  return mark?.kind === 'condition' && mark.dimension === 'resolution';
}

function isName(mark: Mark | undefined): boolean {
  return mark?.kind === 'condition' && mark.dimension === 'tier' && mark.side === 'before';
}

/** Words right before an amount that make it a bound of a price, or a part of a sum, and no price. */
function faultBefore(marks: readonly Mark[], at: number): string | undefined {
  const [second, first] = [marks[at - 2], marks[at - 1]].map((mark) => (mark?.kind === 'word' || mark?.kind === 'sign' ? mark.text : ''));
  if (first === '=' && marks.slice(0, at).some((mark) => (mark.kind === 'word' && mark.text === 'x') || (mark.kind === 'sign' && mark.text === '*'))) return 'a total that is worked out';
  if (first === 'x' || first === '*') return 'an amount that is multiplied by something the text does not count';
  if (['it to', 'total to'].includes(`${second} ${first}`) && !marks.slice(0, at).some((mark) => mark.kind === 'condition')) return 'a total with something that is not read';
  if (['up to', 'less than', 'more than'].includes(`${second} ${first}`) || ['under', 'below', 'over', 'above', 'between'].includes(first ?? '')) return 'a bound of the price, and not the price';
  return undefined;
}

/** "Lip sync costs $0.05 per second and dubbing $0.02 per minute": the name of the first price is none of the second. */
function ownSubject(marks: readonly Mark[], at: number, previous: number): string | undefined {
  if (!marks.slice(0, Math.max(0, previous)).some(isName)) return undefined;
  const since = marks.slice(previous + 1, at);
  const opened = since.slice(since.findLastIndex(parts) + 1);
  const named = opened.length > 0 && opened.every((mark) => mark.kind === 'word') && opened.some((mark) => !GENERIC.has(mark.text));
  return named ? 'an amount of something else than the sentence opened with' : undefined;
}

function hasUnit(marks: readonly Mark[], at: number, previous: number): boolean {
  const next = marks.findIndex((mark, place) => place > at && mark.kind === 'money');
  return marks.slice(at, next < 0 ? marks.length : next).some((mark) => mark.kind === 'unit') || marks.slice(previous + 2, at).some((mark) => mark.kind === 'unit' && mark.leads);
}

/** "$0.40 for the first 5 seconds and $0.08 for each second after that, or $0.60 and $0.12 with audio" */
function amongPairs(marks: readonly Mark[], amounts: readonly number[]): string | undefined {
  const pair = marks.some((mark) => mark.kind === 'unit' && mark.unit.first) && marks.some((mark) => mark.kind === 'unit' && mark.unit.additional);
  const unsaid = amounts.some((at, index) => index > 0 && !hasUnit(marks, at, amounts[index - 1] ?? -1));
  return pair && unsaid ? 'several amounts for a base and for what goes beyond it, which are not read' : undefined;
}

/** "Text to speech is $0.05 per 1000 characters while voice cloning is $1.50": whether the unit holds for it, nobody says. */
function otherThing(marks: readonly Mark[], at: number, previous: number, around: Surroundings): string | undefined {
  const name = marks.slice(previous + 1, at).findLast((mark) => mark.kind === 'condition' && mark.dimension === 'tier');
  if (name?.kind !== 'condition' || name.thing !== true) return undefined;
  const own = hasUnit(marks, at, previous);
  const shared = previous >= 0 ? marks.slice(0, previous + 3).some((mark) => mark.kind === 'unit') : around.context.unit !== undefined;
  return own || !shared ? undefined : 'an amount without a unit, for a thing with a name of its own';
}

/** Words that may stand right before an amount and name nothing. */
const FILLERS = new Set(['at', 'just', 'only', 'another', 'mere', 'even', 'merely', 'nominal', 'low', 'little', 'you', 'pay', 'paid', 'around', 'then', 'now', 'still', 'currently', 'always', 'simply', 'say', 'either', 'be', 'get', 'gets', 'was', 'not', 'x', 'under', 'between', 'below', 'over', 'up', 'than', 'starting', 'starts', 'fixed', 'flat', 'further', 'respective', 'while', 'also']);

/** "Nova $0.02, Orion $0.05": a name that is not read would leave a price without its condition. */
function unknownName(marks: readonly Mark[], at: number): string | undefined {
  const before = marks[at - 1];
  if (before?.kind !== 'word' || GENERIC.has(before.text) || FILLERS.has(before.text)) return undefined;
  return `an amount behind "${before.text}", which may be its name`;
}

/** "from $0.05", "starting at $0.05" */
function isLowest(marks: readonly Mark[], at: number): boolean {
  const last = marks[at - 1];
  const [second, first] = last?.kind === 'word' && ['only', 'just'].includes(last.text) ? [marks[at - 3], marks[at - 2]] : [marks[at - 2], last];
  if (first?.kind !== 'word') return false;
  return first.text === 'from' || (first.text === 'as' && second?.kind === 'word' && ['low', 'little'].includes(second.text)) || (first.text === 'at' && second?.kind === 'word' && ['starting', 'starts', 'start'].includes(second.text));
}

function isArticle(mark: Mark | undefined): boolean {
  return mark?.kind === 'word' && ['a', 'an', 'one', 'single'].includes(mark.text);
}

function otherWords(unit: UnitPhrase): string {
  if (unit.additional || unit.first || unit.meter === 'other' || unit.words.includes('training')) return unit.words;
  return '';
}
