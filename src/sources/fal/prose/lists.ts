import { type ConditionValue } from '../../../domain/rate.ts';
import { type Dimension, type Mark } from './mark.ts';

/** What a list that runs beside the amounts says of one of them, or why it says nothing. */
export type Listed = { readonly dimension: Dimension; readonly value: ConditionValue } | { readonly fault: string } | undefined;

/**
 * Amounts and conditions in two lists side by side: "480p, 720p and 1080p cost $0.05, $0.10 and $0.20 respectively",
 * "$8 / $3 per step for geometry / texture". A slash or a dash between amounts without such a list is a fault.
 * @param order the resolutions of the sentence before, for "at each tier: $0.20 and $0.35 respectively"
 */
export function sideBySide(marks: readonly Mark[], amounts: readonly number[], order: readonly ConditionValue[]): readonly Listed[] {
  const listed: Listed[] = amounts.map(() => undefined);
  const range = { fault: 'a range of prices, or a price that depends on something the text does not list' };
  amounts.forEach((at, index) => {
    const next = amounts[index + 1];
    if (next === undefined || !isRange(marks.slice(at + 1, next))) return;
    listed[index] = range;
    listed[index + 1] = range;
  });
  for (const run of bareRuns(marks, amounts)) for (const index of run) listed[index] = { fault: 'several amounts side by side without a list of as many conditions' };
  for (const group of groups(marks, amounts)) {
    const names = namesFor(marks, amounts, group, order);
    const said = group.joined === 'slash' && names === undefined;
    group.indexes.forEach((index, place) => {
      const value = names?.values[place];
      if (names !== undefined && value !== undefined) listed[index] = { dimension: names.dimension, value };
      else if (said) listed[index] = { fault: 'several amounts side by side without a list of as many conditions' };
    });
  }
  return listed;
}

/** True when nothing but a slash parts this amount from the one before. */
export function isSlashed(marks: readonly Mark[], amounts: readonly number[], index: number): boolean {
  const between = index > 0 ? marks.slice((amounts[index - 1] ?? 0) + 1, amounts[index]) : [];
  return between.length > 0 && between.every((mark) => mark.kind === 'sign' && mark.text === '/');
}

interface Group { readonly indexes: readonly number[]; readonly joined: 'slash' | 'respectively' }

function groups(marks: readonly Mark[], amounts: readonly number[]): readonly Group[] {
  if (marks.some((mark) => mark.kind === 'each-of')) return [{ indexes: lastRun(marks, amounts), joined: 'respectively' as const }].filter(({ indexes }) => indexes.length > 1);
  const beside = runBesideSizes(marks, amounts);
  if (beside.length > 1) return [{ indexes: beside, joined: 'respectively' }];
  const found: number[][] = [];
  amounts.forEach((_, index) => {
    if (isSlashed(marks, amounts, index)) found.at(-1)?.push(index);
    else found.push([index]);
  });
  return found.filter((indexes) => indexes.length > 1).map((indexes) => ({ indexes, joined: 'slash' }));
}

/** "$0.02, $0.05 or $0.10 per image with standard, HD or ultra": nothing but separators between three or more amounts. */
function bareRuns(marks: readonly Mark[], amounts: readonly number[]): readonly (readonly number[])[] {
  const runs: number[][] = [];
  amounts.forEach((at, index) => {
    const between = index === 0 ? [] : marks.slice((amounts[index - 1] ?? 0) + 1, at);
    const joined = between.length > 0 && between.every((mark) => (mark.kind === 'sign' && mark.text === ',') || (mark.kind === 'word' && ['and', 'or'].includes(mark.text)));
    if (joined) runs.at(-1)?.push(index);
    else runs.push([index]);
  });
  return runs.filter((run) => run.length > 2);
}

/** "$0.05, $0.09 or $0.18 per image at 1K, 2K or 4K": as many sizes behind the last of a run as it has amounts, and none between. */
function runBesideSizes(marks: readonly Mark[], amounts: readonly number[]): readonly number[] {
  const joined = (from: number, to: number) => to > from + 1 && marks.slice(from + 1, to).every((mark) => (mark.kind === 'sign' && mark.text === ',') || (mark.kind === 'word' && ['and', 'or'].includes(mark.text)));
  for (let start = 0; start < amounts.length - 1; start += 1) {
    let end = start;
    while (end + 1 < amounts.length && joined(amounts[end] ?? 0, amounts[end + 1] ?? 0)) end += 1;
    const behind = marks.slice((amounts[end] ?? 0) + 1, amounts[end + 1]).find((mark) => mark.kind === 'condition' && mark.dimension === 'resolution');
    if (end > start && behind?.kind === 'condition' && behind.values.length === end - start + 1) return Array.from({ length: end - start + 1 }, (_, step) => start + step);
    start = end;
  }
  return [];
}

/** The amounts at the end that follow each other without a condition of their own. */
function lastRun(marks: readonly Mark[], amounts: readonly number[]): readonly number[] {
  let first = amounts.length - 1;
  while (first > 0 && !marks.slice((amounts[first - 1] ?? 0) + 1, amounts[first]).some((mark) => mark.kind === 'condition' || mark.kind === 'plus' || mark.kind === 'bound')) first -= 1;
  return amounts.flatMap((_, index) => (index >= first ? [index] : []));
}

function isRange(between: readonly Mark[]): boolean {
  return between.length === 1 && ((between[0]?.kind === 'sign' && between[0].text === '-') || (between[0]?.kind === 'word' && between[0].text === 'to'));
}

function namesFor(marks: readonly Mark[], amounts: readonly number[], group: Group, order: readonly ConditionValue[]): { readonly dimension: Dimension; readonly values: readonly ConditionValue[] } | undefined {
  const count = group.indexes.length;
  const list = marks.find((mark) => mark.kind === 'condition' && mark.dimension === 'resolution' && mark.values.length === count);
  if (list?.kind === 'condition') return { dimension: 'resolution', values: list.values };
  const start = amounts[group.indexes[0] ?? 0] ?? 0;
  const before = marks.slice(0, start).flatMap((mark) => (mark.kind === 'condition' && mark.dimension === 'resolution' && mark.values.length === 1 ? mark.values : []));
  if (group.joined === 'respectively' && before.length === count) return { dimension: 'resolution', values: before };
  const last = amounts[group.indexes.at(-1) ?? 0] ?? 0;
  const tiers = tierList(marks.slice(last + 1, amounts[(group.indexes.at(-1) ?? 0) + 1]));
  if (tiers?.values.length === count) return tiers;
  const named = marks.some((mark) => mark.kind === 'condition' && mark.dimension === 'resolution');
  return !named && order.length === count ? { dimension: 'resolution', values: order } : undefined;
}

/** "for sparse / geometry / texture", "for low, medium and high". */
function tierList(marks: readonly Mark[]): { readonly dimension: Dimension; readonly values: readonly string[] } | undefined {
  const start = marks.findIndex((mark) => mark.kind === 'condition' && (mark.dimension === 'tier' || mark.dimension === 'option'));
  const first = marks[start];
  if (first?.kind !== 'condition') return undefined;
  const opener = marks[start + 1];
  const slashed = opener?.kind === 'sign' && opener.text === '/';
  const names = [String(first.values[0])];
  for (let at = start + 1; at < marks.length; at += 1) {
    const mark = marks[at];
    const joins = (mark?.kind === 'sign' && ['/', ','].includes(mark.text)) || (mark?.kind === 'word' && ['and', 'or'].includes(mark.text));
    const next = marks[at + 1];
    if (slashed && joins && !(mark?.kind === 'sign' && mark.text === '/')) break;
    if (joins && next?.kind === 'word' && !['and', 'or'].includes(next.text)) names.push(next.text);
    else if (!joins && mark?.kind !== 'word') break;
  }
  return { dimension: first.dimension, values: names };
}
