import { parts } from './distribute.ts';
import { type Mark } from './mark.ts';
import { GENERIC } from './words.ts';

/** What stands around one amount of a statement. */
export interface Place {
  /** Where the amount before it stands; -1 for the first. */
  readonly previous: number;
  readonly amounts: readonly number[];
  /** A sentence before said what is counted. */
  readonly sharesContext: boolean;
  /** It would take the unit of another amount where it has none. */
  readonly mayShareUnit: boolean;
}

/** Why an amount is no price, or could be the price of something else; undefined where nothing says so. */
export function faultOf(marks: readonly Mark[], at: number, { previous, amounts, sharesContext, mayShareUnit }: Place): string | undefined {
  return faultBefore(marks, at) ?? ownSubject(marks, at, previous) ?? unknownName(marks, at) ?? amongPairs(marks, amounts)
    ?? (mayShareUnit ? otherThing(marks, at, previous, sharesContext) : undefined);
}

export function isName(mark: Mark | undefined): boolean {
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
function otherThing(marks: readonly Mark[], at: number, previous: number, sharesContext: boolean): string | undefined {
  const name = marks.slice(previous + 1, at).findLast((mark) => mark.kind === 'condition' && mark.dimension === 'tier');
  if (name?.kind !== 'condition' || name.thing !== true) return undefined;
  const own = hasUnit(marks, at, previous);
  const shared = previous >= 0 ? marks.slice(0, previous + 3).some((mark) => mark.kind === 'unit') : sharesContext;
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
