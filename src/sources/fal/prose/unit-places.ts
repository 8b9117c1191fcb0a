import { METER_UNITS, type Role } from '../../../domain/vocabulary.ts';
import { type Placed } from './distribute.ts';
import { isLead, upToSeparator } from './leads.ts';
import { isSlashed } from './lists.ts';
import { type Mark } from './mark.ts';
import { tokenMeter, type UnitPhrase } from './units.ts';

/** What is counted where a text does not say it. */
export const REQUEST: UnitPhrase = { meter: 'request', per: 1, additional: false, first: false, words: '' };

/**
 * The unit of each amount of a statement; undefined where it says none.
 * @param around the unit of the words that a parenthesis stands in
 */
export function unitsOf(marks: readonly Mark[], amounts: readonly number[], roles: readonly Role[], around: UnitPhrase | undefined): readonly (UnitPhrase | undefined)[] {
  return distributeUnits(marks, amounts, roles).map((unit, index) => ofTheFirst(marks, amounts[index] ?? 0, withTokenKinds(marks, amounts[index] ?? 0, amounts, unit ?? (roles[index] === 'minimum' || roles[index] === 'cap' ? undefined : around))));
}

/** The unit of each amount: its own, one that leads, the one before, the one behind. */
function distributeUnits(marks: readonly Mark[], amounts: readonly number[], roles: readonly Role[]): readonly (UnitPhrase | undefined)[] {
  const placed = marks.flatMap((mark, at): Placed<UnitPhrase>[] => (mark.kind === 'unit' ? [{ at, value: mark.unit, before: mark.leads && isLead(marks, at) }] : []));
  const own = amounts.map((amount, index) => {
    const next = amounts[index + 1] ?? Infinity;
    const behind = placed.find((unit) => unit.at > amount && unit.at < next && unit.before !== true);
    const ahead = placed.findLast((unit) => unit.at < amount && unit.at > (amounts[index - 1] ?? -1) && (unit.before === true || index === 0));
    return behind?.value ?? ahead?.value;
  });
  for (let index = amounts.length - 2; index >= 0; index -= 1) if (isSlashed(marks, amounts, index + 1)) own[index] = own[index + 1];
  const lead = amounts.map((amount) => placed.findLast((unit) => unit.at < amount && (unit.before === true || unit.at < (amounts[0] ?? 0)))?.value);
  return amounts.map((_, index) => {
    if (own[index] !== undefined) return own[index];
    if (roles[index] === 'minimum' || roles[index] === 'cap') return undefined;
    const from = index > 0 && roles[index - 1] === roles[index] ? own.slice(0, index).findLast((unit) => unit !== undefined) : undefined;
    if (roles[index] === 'rate' && own[index] === undefined && from === undefined && roles[index + 1] === 'surcharge' && own[index + 1] !== undefined && lead[index] === undefined) return REQUEST;
    const shared = from ?? (roles[index] === 'surcharge' && index > 0 ? undefined : lead[index]);
    if (shared !== undefined) return shared;
    const later = own.findIndex((unit, other) => other > index && unit !== undefined);
    return later > index && roles.slice(index, later + 1).every((role) => role === roles[index]) ? own[later] : undefined;
  });
}

/** "the first 5 reference images are free and each additional image costs": the further ones are of the same kind. */
function ofTheFirst(marks: readonly Mark[], at: number, unit: UnitPhrase | undefined): UnitPhrase | undefined {
  if (unit === undefined || !unit.additional || unit.input !== undefined || unit.meter !== 'image') return unit;
  const first = marks.slice(0, at).find((mark) => mark.kind === 'unit' && mark.unit.first);
  return first?.kind === 'unit' && first.unit.meter === 'input_image' ? { ...unit, meter: 'input_image', input: 'image' } : unit;
}

/** "Image tokens (per 1M): $8 input, $30 output": the kind of token stands beside the amount and before the list. */
function withTokenKinds(marks: readonly Mark[], at: number, amounts: readonly number[], unit: UnitPhrase | undefined): UnitPhrase | undefined {
  if (unit === undefined || METER_UNITS[unit.meter] !== 'token') return unit;
  const kinds = tokenKindsOf(marks, at, amounts);
  if (kinds.length === 0) return unit;
  const words = new Set([...unit.words.split(' '), ...kinds]);
  const meter = tokenMeter(words, { video: false, audio: false, tokens: true, promotion: false });
  return { ...unit, meter, words: [...words].join(' '), ...(meter === 'cached_input_token' && words.has('image') ? { input: 'image' as const } : {}) };
}

/** The words beside an amount; where another amount stands before it, those behind the comma ("…, image input at $8"). */
function tokenKindsOf(marks: readonly Mark[], at: number, amounts: readonly number[]): readonly string[] {
  const next = amounts.find((amount) => amount > at) ?? marks.length;
  const previous = amounts.findLast((amount) => amount < at) ?? -1;
  const words = (from: number, to: number) => marks.slice(from, to).flatMap((mark) => (mark.kind === 'tokens' ? [mark.word] : []));
  const comma = (from: number, to: number) => from + upToSeparator(marks.slice(from, to)).length;
  const behind = words(at + 1, comma(at + 1, next));
  const opened = previous < 0 ? words(0, at) : words(comma(previous + 1, at), at);
  return [...(opened.length > 0 ? opened : words(0, amounts[0] ?? at)), ...behind];
}
