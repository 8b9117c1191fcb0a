import { type Role } from '../../../domain/vocabulary.ts';
import { isLead, upToSeparator } from './leads.ts';
import { type Mark } from './mark.ts';

/**
 * The role of each amount of a statement: a rate, something added to it, a bound of the whole.
 * @param usual the role where nothing else is said
 */
export function rolesOf(marks: readonly Mark[], amounts: readonly number[], usual: Role): readonly Role[] {
  const own = amounts.map((at, index) => roleOf(marks, amounts[index - 1] ?? -1, at, amounts[index + 1] ?? marks.length, usual));
  return carry(marks, amounts, own);
}

/** "plus $0.20 for X and $0.05 for Y": what is added stays added until the statement ends. */
function carry(marks: readonly Mark[], amounts: readonly number[], roles: readonly Role[]): readonly Role[] {
  let added = false;
  let held: Role | undefined;
  return roles.map((role, index) => {
    const since = marks.slice((amounts[index - 1] ?? -1) + 1, amounts[index]);
    const opened = since.some((mark) => mark.kind === 'verb') && !since.some((mark) => mark.kind === 'more' || mark.kind === 'plus');
    if (role === 'surcharge') added = true;
    else if (opened) added = false;
    const bound = held;
    // "at least $0.05: $0.01 per second", "a minimum of $0.05, at $0.01 per second": a unit of its own, or a colon, ends the bound.
    const own = marks[(amounts[index] ?? 0) + 1]?.kind === 'unit' && marks[(amounts[index - 1] ?? 0) + 1]?.kind !== 'unit';
    const ended = opened || own || since.some((mark) => mark.kind === 'unit' || (mark.kind === 'sign' && mark.text === ':'));
    held = role === 'minimum' || role === 'cap' ? role : role === 'rate' && !ended ? held : undefined;
    if (role === 'rate' && bound !== undefined && held === bound) return bound;
    return added && role === 'rate' ? 'surcharge' : role;
  });
}

function roleOf(marks: readonly Mark[], previous: number, at: number, next: number, usual: Role): Role {
  const before = marks.slice(previous + 1, at);
  const after = marks.slice(at + 1, next);
  if (before.some((mark) => mark.kind === 'plus') || before.some((mark) => mark.kind === 'more' && !behindAmount(marks, previous, mark))) return 'surcharge';
  const floor = marks.slice(0, Math.max(0, previous)).some((mark) => mark.kind === 'bound');
  if (previous >= 0 && (before.some((mark) => !floor && mark.kind === 'word' && mark.text === 'then') || beyondFirst(marks, previous, at, next))) return 'surcharge';
  if (before.some((mark) => mark.kind === 'free') && marks.slice(0, at).some((mark) => mark.kind === 'unit' && mark.unit.first)) return 'surcharge';
  const bound = before.findLast((mark) => mark.kind === 'bound') ?? (after[0]?.kind === 'bound' ? after[0] : undefined);
  if (bound?.kind === 'bound') return bound.role;
  const tail = upToSeparator(after);
  return tail.some((mark) => mark.kind === 'more') ? 'surcharge' : usual;
}

/** "$0.30 for the first 4 seconds and $0.08 for every second after that": what is not the first is added to it. */
function beyondFirst(marks: readonly Mark[], previous: number, at: number, next: number): boolean {
  const isFirst = (mark: Mark) => mark.kind === 'unit' && mark.unit.first;
  const own = marks.slice(at, next).some(isFirst) || marks.slice(previous, at).some((mark, index) => isFirst(mark) && isLead(marks, previous + index));
  return !own && marks.slice(0, at).some(isFirst);
}

/** "$0.05 extra, …": the word closes the amount before it, and says nothing about the next. */
function behindAmount(marks: readonly Mark[], previous: number, mark: Mark): boolean {
  return previous >= 0 && marks.indexOf(mark) === previous + 1;
}

