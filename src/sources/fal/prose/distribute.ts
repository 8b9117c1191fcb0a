import { type Mark } from './mark.ts';

/** An amount or a group of conditions, by its place among the marks of one statement. */
export interface Placed<T> {
  readonly at: number;
  readonly value: T;
  /** It names what the amount behind it is of. */
  readonly before?: boolean;
}

/**
 * Says which of several conditions of one kind belongs to which amount. fal writes both orders: "$0.10 for 720p, $0.15
 * for 1080p" and "720p costs $0.10, 1080p costs $0.15", shares one condition among several amounts ("$0.20 without audio
 * or $0.40 with audio for 720p"), and one leading condition for all ("For 5s video …").
 * @param alike true when two neighbouring amounts are told apart by something else, so that a condition may serve both
 * @returns for each amount what holds for it, or undefined
 */
export function distribute<T>(
  marks: readonly Mark[], amounts: readonly number[], conditions: readonly Placed<T>[], alike: (left: number, right: number) => boolean,
): readonly (T | undefined)[] {
  const own: (T | undefined)[] = amounts.map(() => undefined);
  const lead: (T | undefined)[] = amounts.map(() => undefined);
  const first = amounts[0] ?? Infinity;
  const startsBefore = conditions.some((condition) => condition.at < first);
  for (const condition of conditions) {
    const next = amounts.findIndex((amount) => amount > condition.at);
    const previous = next < 0 ? amounts.length - 1 : next - 1;
    if (previous < 0 || (next >= 0 && opensNext(marks, amounts[previous] ?? 0, condition, amounts[next] ?? 0, startsBefore))) {
      for (let index = next; index < amounts.length; index += 1) {
        // "Enabling audio adds $0.10, and multi-clip mode adds $0.30": each addition has its own subject.
        const since = marks.slice(amounts[index - 1], amounts[index]);
        if (index > next && since.some((mark) => (mark.kind === 'more' && mark.verb === true) || (mark.kind === 'plus' && since.some(({ kind }) => kind === 'condition')))) break;
        lead[index] = condition.value;
      }
    } else own[previous] ??= condition.value;
  }
  for (let index = amounts.length - 2; index >= 0; index -= 1) {
    if (own[index] === undefined && lead[index] === undefined && lead[index + 1] === undefined && own[index + 1] !== undefined && alike(index, index + 1)) own[index] = own[index + 1];
  }
  return amounts.map((_, index) => own[index] ?? lead[index]);
}

/** True when a condition between two amounts belongs to the one behind it. */
function opensNext<T>(marks: readonly Mark[], previous: number, condition: Placed<T>, next: number, startsBefore: boolean): boolean {
  if (condition.before === true) return true;
  const between = marks.slice(condition.at + 1, next);
  const parted = marks.slice(previous + 1, condition.at).some(parts);
  if (!parted && between.some(parts)) return false;
  if (between.some((mark) => mark.kind === 'verb' || (mark.kind === 'sign' && [':', '-', '='].includes(mark.text)))) return true;
  // "$0.08 per second, with audio $0.12 per second"
  if (parted && between.every((mark) => ['word', 'hedge', 'condition', 'plus'].includes(mark.kind))) return true;
  if (!parted && !startsBefore) return false;
  return startsBefore;
}

export function parts(mark: Mark): boolean {
  return (mark.kind === 'sign' && [',', ';'].includes(mark.text)) || (mark.kind === 'word' && (mark.text === 'and' || mark.text === 'or')) || mark.kind === 'plus';
}
