import { type Role } from '../../../domain/vocabulary.ts';
import { conditionsOfAmounts } from './amount-conditions.ts';
import { type Draft, type Surroundings, type Where } from './draft.ts';
import { faultOf, isName } from './faults.ts';
import { sideBySide, type Listed } from './lists.ts';
import { type Mark } from './mark.ts';
import { rolesOf } from './roles.ts';
import { REQUEST, unitsOf } from './unit-places.ts';
import { type UnitPhrase } from './units.ts';

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
  const fault = listed !== undefined && 'fault' in listed ? listed.fault : faultOf(marks, at, { previous, amounts: parts.amounts, sharesContext: around.context.unit !== undefined, mayShareUnit: role === 'rate' && !timed });
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
