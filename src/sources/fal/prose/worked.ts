import { type Worked } from './draft.ts';
import { type Mark } from './mark.ts';

/** Takes out restatements, worked totals and rounding steps. */
export function withoutWorked(marks: readonly Mark[], said: string): { readonly marks: readonly Mark[]; readonly worked: readonly Worked[] } {
  const worked: Worked[] = [];
  let workedFrom = Infinity;
  const kept = marks.filter((mark, at) => {
    if (mark.kind === 'condition' && at > workedFrom && !isBound(marks, at, workedFrom)) return false;
    if (mark.kind === 'worked') workedFrom = Math.min(workedFrom, at);
    if (mark.kind === 'sign' && mark.text === ';' && marks.slice(0, at).every((other) => other.kind !== 'worked')) workedFrom = Infinity;
    if (mark.kind !== 'money') return true;
    if (isRestatement(marks, at) || isCredit(marks, at) || isRoundingStep(marks, at) || isCompared(marks, at)) return false;
    if (at < workedFrom || isBound(marks, at, workedFrom)) return true;
    worked.push({ amount: mark.amount, ...describe(marks, at), said });
    return false;
  });
  return { marks: kept, worked };
}

/** "For $1 you can run this model 12 times." */
function isRestatement(marks: readonly Mark[], at: number): boolean {
  const rest = marks.slice(at + 1, at + 8);
  const you = rest.findIndex((mark) => mark.kind === 'word' && mark.text === 'you');
  const gap = rest.slice(0, Math.max(0, you));
  const next = rest[you + 1];
  return you >= 0 && gap.every((mark) => mark.kind === 'sign' || mark.kind === 'word') && next?.kind === 'word' && ['can', 'could', 'get', 'may', 'receive'].includes(next.text);
}

/** "compared to $0.40 for the original model", "instead of $0.08", "was $0.08, now …": a price of something or some time else. */
function isCompared(marks: readonly Mark[], at: number): boolean {
  const words = marks.slice(Math.max(0, at - 3), at).flatMap((mark) => (mark.kind === 'word' ? [mark.text] : mark.kind === 'money' ? ['$'] : []));
  const said = ` ${words.join(' ')}`;
  return [' compared to', ' compared with', ' instead of', ' rather than', ' versus', ' vs', ' down from', ' up from', ' was', ' previously', ' formerly', ' originally'].some((words) => said.endsWith(words));
}

/** "$5 off", "$10 in credits": money that is given, not asked. */
function isCredit(marks: readonly Mark[], at: number): boolean {
  const given = marks.slice(Math.max(0, at - 2), at).some((mark) => mark.kind === 'word' && ['get', 'receive', 'save', 'saves'].includes(mark.text));
  return given || marks.slice(at + 1, at + 4).some((mark, index) => mark.kind === 'word' && (['credit', 'credits', 'bonus', 'voucher'].includes(mark.text) || (index === 0 && mark.text === 'off')));
}

/** "rounded up to the nearest hundredth of a cent ($0.0001)" */
function isRoundingStep(marks: readonly Mark[], at: number): boolean {
  const from = marks.slice(0, at).findLastIndex((mark) => mark.kind === 'rounding');
  return from >= 0 && at - from < 10 && !marks.slice(from, at).some((mark) => mark.kind === 'verb' || mark.kind === 'money' || mark.kind === 'bound' || (mark.kind === 'sign' && mark.text === ','));
}

/** "so the maximum cost per request is $2.00" */
function isBound(marks: readonly Mark[], at: number, from: number): boolean {
  return marks.slice(from, at).some((mark) => mark.kind === 'bound');
}

function describe(marks: readonly Mark[], at: number): Pick<Worked, 'where' | 'quantity'> {
  const where: Record<string, readonly (string | number | boolean)[]> = {};
  const previous = marks.slice(0, at).findLastIndex((mark) => mark.kind === 'money');
  for (const mark of [...marks.slice(0, at), ...marks.slice(at + 1, marks.findIndex((other, index) => index > at && other.kind === 'money') >>> 0)]) {
    if (mark.kind === 'condition' && !(previous >= 0 && mark.dimension !== 'resolution' && where[mark.dimension] !== undefined)) where[mark.dimension] = mark.values;
  }
  const quantity = marks.slice(0, at).findLast((mark) => mark.kind === 'quantity');
  return { where, quantity: quantity?.kind === 'quantity' ? { of: quantity.of, count: quantity.count } : undefined };
}
