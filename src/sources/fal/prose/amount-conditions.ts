import { type ConditionValue } from '../../../domain/rate.ts';
import { type Meter, type Role } from '../../../domain/vocabulary.ts';
import { distribute, type Placed } from './distribute.ts';
import { type Surroundings, type Where } from './draft.ts';
import { isLead } from './leads.ts';
import { isSlashed, type Listed } from './lists.ts';
import { type Dimension, type Mark } from './mark.ts';
import { type UnitPhrase } from './units.ts';

/** What is asked by time is not asked for one piece of a certain length. */
const TIME: ReadonlySet<Meter> = new Set(['video_second', 'audio_second', 'minute', 'audio_minute']);

const DIMENSIONS: readonly Dimension[] = ['resolution', 'audio', 'duration_s', 'tier', 'input', 'option', 'prompt_tokens'];

/** What must hold for each amount of a statement. */
export function conditionsOfAmounts(
  marks: readonly Mark[], amounts: readonly number[], roles: readonly Role[], units: readonly (UnitPhrase | undefined)[], around: Surroundings, listed: readonly Listed[],
): readonly Where[] {
  const territory = factorTerritory(marks);
  const placed = new Map(DIMENSIONS.map((dimension) => [dimension, marks.flatMap((mark, at): Placed<Held>[] =>
    mark.kind === 'condition' && mark.dimension === dimension && !territory.has(at)
      ? [{ at, value: { values: mark.values }, ...(mark.side === 'before' ? { before: true } : {}) }]
      : mark.kind === 'unit' && dimension === 'resolution' && mark.unit.resolution !== undefined
        ? [{ at, value: { values: mark.unit.resolution, meter: mark.unit.meter }, before: isLead(marks, at) }] : [])]));
  const plain = new Map(DIMENSIONS.map((dimension) => [dimension, distribute(marks, amounts, placed.get(dimension) ?? [], () => false)]));
  const told = (left: number, right: number) => roles[left] === roles[right] && DIMENSIONS.some((dimension) => {
    const [a, b] = [plain.get(dimension)?.[left]?.values, plain.get(dimension)?.[right]?.values];
    return a !== undefined && b !== undefined && String(a) !== String(b);
  });
  // "$0.5 per 1M input tokens and $3 per 1M output tokens for the flash model": a tier behind two things sold is of both.
  const sold = (left: number, right: number) => roles[left] === roles[right] && units[left] !== undefined && units[right] !== undefined && units[left].meter !== units[right].meter;
  const held = new Map(DIMENSIONS.map((dimension) => [dimension,
    distribute(marks, amounts, placed.get(dimension) ?? [], dimension === 'tier' ? (left, right) => told(left, right) || sold(left, right) : told)]));
  const own = amounts.map((_, index) => {
    const where: Partial<Record<Dimension, readonly ConditionValue[]>> = roles[index] === 'surcharge' ? { ...around.always } : { ...around.context.where, ...around.where, ...around.always };
    for (const dimension of DIMENSIONS) {
      const one = held.get(dimension)?.[index];
      const values = one?.meter !== undefined && units[index] !== undefined && one.meter !== units[index].meter ? undefined : one?.values;
      if (values !== undefined && !(dimension === 'duration_s' && (units[index]?.additional === true || (roles[index] === 'surcharge' && TIME.has(units[index]?.meter ?? 'other')) || roles[index] === 'cap' || roles[index] === 'minimum'))) where[dimension] = values;
    }
    if (where.duration_s === around.where.duration_s && TIME.has(units[index]?.meter ?? 'other')) delete where.duration_s;
    const beside = listed[index];
    if (beside !== undefined && 'dimension' in beside) where[beside.dimension] = [beside.value];
    const [tier] = where.tier ?? [];
    if (roles[index] === 'surcharge' && where.option === undefined && tier !== undefined) {
      where.option = [String(tier).replaceAll(' ', '_')];
      delete where.tier;
    }
    const counted = secondUnit(marks, amounts[index] ?? 0, amounts[index + 1] ?? marks.length);
    if (counted !== undefined) where.option ??= [`per_${counted.replaceAll(' ', '_')}`];
    const input = units[index]?.input;
    if (input !== undefined) where.input ??= [input];
    if (String(where.option?.[0] ?? '').startsWith('up_to_')) delete where.duration_s;
    const duration = units[index]?.duration_s;
    if (duration !== undefined) where.duration_s = [duration];
    return where;
  });
  // "$2.16/$4.32 at 5s": what stands behind the last of a list holds for all of it.
  for (let index = own.length - 2; index >= 0; index -= 1) if (isSlashed(marks, amounts, index + 1) && listed[index] !== undefined) own[index] = { ...own[index + 1], ...own[index] };
  // "$0.20 for 5 seconds at 480p and $0.40 at 720p": of the same length.
  for (let index = 1; index < own.length; index += 1) {
    const [before, here] = [own[index - 1], own[index]];
    const unsaid = !isSlashed(marks, amounts, index) && units[index] === undefined && units[index - 1] === undefined && roles[index] === 'rate' && roles[index - 1] === 'rate';
    if (unsaid && before?.duration_s !== undefined && here !== undefined && here.duration_s === undefined && here.resolution !== undefined) own[index] = { ...here, duration_s: before.duration_s };
  }
  return own;
}

/** "per second of output and per sample": what else an amount is asked for. */
function secondUnit(marks: readonly Mark[], at: number, next: number): string | undefined {
  const between = marks.slice(at + 1, next);
  const place = between.findIndex((mark) => mark.kind === 'unit');
  const joined = between[place + 1]?.kind === 'word' ? between[place + 2] : between[place + 1];
  const first = between[place];
  if (first?.kind !== 'unit' || joined?.kind !== 'unit' || joined.leads || joined.unit.words === '') return undefined;
  return first.unit.meter === joined.unit.meter && first.unit.words === joined.unit.words ? undefined : joined.unit.words;
}

/** Conditions that say when a multiplier or a share holds are not conditions of an amount. */
function factorTerritory(marks: readonly Mark[]): ReadonlySet<number> {
  const inside = new Set<number>();
  marks.forEach((mark, at) => {
    if (mark.kind !== 'factor' && !(mark.kind === 'word' && mark.text === '%')) return;
    for (let back = at - 1; back >= 0 && !endsClause(marks[back]); back -= 1) inside.add(back);
    for (let on = at + 1; on < marks.length && !opensPrice(marks[on]); on += 1) inside.add(on);
  });
  return inside;
}

/** "4K doubles the price, and HDR adds $0.04": an amount, or the name of what it is of. */
function opensPrice(mark: Mark | undefined): boolean {
  return mark?.kind === 'money' || (mark?.kind === 'condition' && mark.side === 'before');
}

function endsClause(mark: Mark | undefined): boolean {
  return mark === undefined || mark.kind === 'money' || mark.kind === 'plus' || (mark.kind === 'sign' && [',', ';', '(', ')', '.'].includes(mark.text));
}

/** The values of a condition; `meter` where they were said inside a unit ("per 1K image") and hold for that unit alone. */
interface Held {
  readonly values: readonly ConditionValue[];
  readonly meter?: Meter;
}
