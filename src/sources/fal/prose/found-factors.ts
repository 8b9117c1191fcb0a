import { type FoundFactor } from './draft.ts';
import { type Mark } from './mark.ts';

const COMPARES = new Set(['greater', 'longer', 'shorter', 'over', 'above', 'below', 'under', 'beyond', 'exceeds', 'exceeding', 'exceed', 'than', 'duration']);

/** The multipliers of a sentence, each with the conditions it holds for in words; '' where the sentence names none. */
export function factorsOf(marks: readonly Mark[]): readonly FoundFactor[] {
  const places = marks.flatMap((mark, at) => (mark.kind === 'factor' ? [at] : []));
  const sizes = marks.find((mark) => mark.kind === 'condition' && mark.dimension === 'resolution' && places.length > 1 && mark.values.length === places.length);
  return places.flatMap((at, index) => {
    const mark = marks[at];
    if (mark?.kind !== 'factor') return [];
    const [from, to] = clauseAround(marks, at, [places[index - 1] ?? -1, places[index + 1] ?? marks.length]);
    const [before, behind] = [marks.slice(from, at), marks.slice(at + 1, to)];
    const since = before.slice(before.findLastIndex(({ kind }) => kind === 'money') + 1);
    // "For 10-second videos, costs are 2.2x the 5-second base": what leads a clause is the condition, unless it is one of another factor or of a price.
    const leading = from - 1 === places[index - 1] || before.some(({ kind }) => kind === 'money') ? [] : before.filter((other) => other.kind === 'condition');
    const near = [leading, behind.filter((other) => other.kind === 'condition'), since.filter((other) => other.kind === 'condition')].find((all) => all.length > 0) ?? [];
    // "720p adds 100% and 1080p adds 250%": which share is of what, the words tell.
    if (mark.share === true && (places.length > 1 || marks.some((other) => other.kind === 'word' && other.text === '%'))) return [{ factor: mark.value, when: '' }];
    // "If input video duration is greater than 5 s": the conditions alone would say less than the words.
    if (sizes === undefined && marks.slice(from, to).some((other) => (other.kind === 'word' && COMPARES.has(other.text)) || (other.kind === 'condition' && String(other.values[0]).split(' ').some((word) => COMPARES.has(word)) && other.dimension === 'tier'))) return [{ factor: mark.value, when: '' }];
    return [{ factor: mark.value, when: sizes?.kind === 'condition' ? String(sizes.values[index]) : near.map(whenWords).join(', ') }];
  });
}

/** From behind the last factor or semicolon to the next one. */
function clauseAround(marks: readonly Mark[], at: number, [last, next]: readonly [number, number]): readonly [number, number] {
  const ends = (mark: Mark): boolean => mark.kind === 'sign' && mark.text === ';';
  const end = marks.findIndex((mark, place) => place > at && ends(mark));
  return [Math.max(last, marks.findLastIndex((mark, place) => place < at && ends(mark))) + 1, end === -1 ? next : Math.min(end, next)];
}

function whenWords({ dimension, values }: Extract<Mark, { readonly kind: 'condition' }>): string {
  if (dimension === 'audio') return `audio ${values[0] === true ? 'on' : 'off'}`;
  if (dimension === 'input') return `${values[0]} input`;
  return values.map((value) => (dimension === 'duration_s' ? `${value} s` : value)).join(', ');
}
