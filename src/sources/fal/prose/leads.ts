import { parts } from './distribute.ts';
import { type Mark } from './mark.ts';

/** "for every second …, you will be charged": a unit before its amount, with a verb or at the start of a clause. */
export function isLead(marks: readonly Mark[], at: number): boolean {
  const next = marks.findIndex((mark, index) => index > at && mark.kind === 'money');
  if (next < 0) return false;
  const before = marks[at - 1];
  if (before?.kind === 'money') return false;
  const previous = marks.findLastIndex((mark, index) => index < at && mark.kind === 'money');
  if (previous < 0) return true;
  // "…, and every megapixel after that $0.015"
  if (next === at + 1 && before !== undefined && parts(before)) return true;
  return marks.slice(at + 1, next).some((mark) => mark.kind === 'verb' || mark.kind === 'more');
}

/** The marks up to the first comma, "and" or "or". */
export function upToSeparator(marks: readonly Mark[]): readonly Mark[] {
  const end = marks.findIndex(parts);
  return end < 0 ? marks : marks.slice(0, end);
}
