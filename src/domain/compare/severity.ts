import { type Decimal } from '../decimal.ts';
import { type DriftEvent } from '../drift.ts';
import { type Severity } from '../vocabulary.ts';

/** From how many percent on a change weighs how much, heaviest first. */
type Steps = readonly { readonly from: number; readonly severity: Severity }[];

/** The one table of default weights: what a buyer has to act on weighs more than what is good to know. */
export const WEIGHTS = {
  rise: [{ from: 50, severity: 'critical' }, { from: 10, severity: 'warning' }, { from: 1, severity: 'notice' }, { from: 0, severity: 'info' }],
  fall: [{ from: 1, severity: 'notice' }, { from: 0, severity: 'info' }],
  disagreement: [{ from: 5, severity: 'warning' }, { from: 1, severity: 'notice' }, { from: 0, severity: 'info' }],
  resellerAsKnown: 'info',
  /** Something that was free costs something: no percentage says how much that is. */
  freeNoMore: 'critical',
  unitChanged: 'warning',
  conditionsChanged: 'notice',
  promotionTermsChanged: 'info',
  kindChanged: 'notice',
  priceWithdrawn: 'warning',
  rateAdded: 'info',
  rateRemoved: 'warning',
  announcementAdded: 'notice',
  announcementRemoved: 'notice',
  routeAdded: 'info',
  routeRemoved: 'warning',
  routeRenamed: 'warning',
  status: { available: 'notice', degraded: 'notice', absent: 'notice', unknown_failure: 'warning', retired: 'warning' },
  setGrew: 'info',
  setShrank: 'notice',
  formulaChanged: 'warning',
  limitsNarrowed: 'notice',
  limitsMoved: 'info',
  disagreementClosed: 'info',
} as const satisfies Record<string, Severity | Steps | Readonly<Record<string, Severity>>>;

/** What a change of a price weighs, which way it points, and the sentence that says both. */
export function weighPriceChange(percent: Decimal | null, rises: boolean): Pick<DriftEvent, 'severity' | 'direction'> & { readonly because: string } {
  const direction = rises ? 'worse' : 'better';
  if (percent === null) {
    return { severity: WEIGHTS.freeNoMore, direction, because: `something that cost nothing has a price now, which is ${WEIGHTS.freeNoMore}` };
  }
  const size = percent.replace('-', '');
  const [word, steps]: [string, Steps] = rises ? ['rise', WEIGHTS.rise] : ['fall', WEIGHTS.fall];
  const step = stepFor(size, steps);
  const least = step.from === 0 ? `a ${word} this small` : `a ${word} of ${step.from} % or more`;
  return { severity: step.severity, direction, because: `${rises ? 'up' : 'down'} ${percentWords(size)}; ${least} is ${step.severity}` };
}

/** What a disagreement weighs, given the difference in percent; unknown differences weigh as the smallest. */
export function weighDisagreement(percent: Decimal | null): Severity {
  return stepFor(percent ?? '0', WEIGHTS.disagreement).severity;
}

/** "8.33 %", "25 %"; what is below a hundredth of a percent keeps its digits. */
export function percentWords(percent: Decimal): string {
  const rounded = Number(percent).toFixed(2).replace(/\.?0+$/, '');
  return `${rounded === '0' || rounded === '-0' ? percent : rounded} %`;
}

function stepFor(size: Decimal, steps: Steps): Steps[number] {
  // A percentage is no money: six decimals of it are compared with small whole numbers.
  const step = steps.find(({ from }) => Number(size) >= from) ?? steps.at(-1);
  if (step === undefined) throw new Error('expected a table of weights with at least one step; got none: mend WEIGHTS in domain/compare/severity.ts');
  return step;
}
