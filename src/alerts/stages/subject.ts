import { type Subject, type SubjectValue } from '../../domain/alert.ts';
import { byCodePoint } from '../../domain/compare/equal.ts';
import { canonicalDecimal } from '../../domain/decimal.ts';
import { type DriftEvent, type RateValue } from '../../domain/drift.ts';
import { rateKey } from '../../domain/rate.ts';

/** One value that moved, by the name it keeps over time: what confirmation, acknowledgement and resolution hang on. */
export interface Movement {
  readonly subject: Subject;
  readonly before: SubjectValue;
  readonly after: SubjectValue;
}

/** What an event moved. The way back of a change names the same subject with the same values the other way round. */
export function movementOf(event: DriftEvent): Movement {
  const { route, before, after } = event;
  switch (event.kind) {
    case 'rate.increased': case 'rate.decreased': case 'rate.kind_changed': case 'rate.added': case 'rate.removed':
      return { subject: `rate ${route} ${rateNameOf(event)}`, before: valueText(event.before_rate), after: valueText(event.after_rate) };
    case 'rate.conditions_changed': return { subject: `conditions ${route} ${event.meter} ${valueText(event.after_rate ?? event.before_rate)}`, before, after };
    case 'rate.unit_changed': return { subject: `unit ${route} ${event.conditions.group ?? ''}`, before, after };
    case 'route.status_changed': return { subject: `status ${route}`, before, after };
    case 'route.added': return { subject: `listed ${route}`, before: null, after: 'listed' };
    case 'route.removed': return { subject: `listed ${route}`, before: 'listed', after: null };
    case 'route.renamed': return { subject: `name ${[before ?? '', after ?? ''].toSorted(byCodePoint).join(' ')}`, before, after };
    case 'factor.changed': return { subject: `factor ${factorOf(event)}`, before, after };
    case 'disagreement.opened': case 'disagreement.closed': return { subject: `disagreement ${route}`, before, after };
    case 'route.endpoints_changed': case 'route.groups_changed': case 'formula.changed': case 'limits.changed': return { subject: `${event.kind} ${route}`, before, after };
    default: return event.kind satisfies never;
  }
}

/** "group_ratio[Claude Economy] 0.6 → 0.55" is about `group_ratio[Claude Economy]`; a factor is its name, not its value. */
export function factorOf({ explained_by, conditions }: Pick<DriftEvent, 'explained_by' | 'conditions'>): string {
  return explained_by?.replace(/ \S+ → .*$/, '') ?? JSON.stringify(conditions);
}

/** Equal exactly when the price is: trailing zeros do not count. */
function valueText(value: RateValue | null): SubjectValue {
  if (value === null) return null;
  const { amount, per, currency, kind, approximate, promotion } = value;
  const effective = promotion?.effective_amount == null ? '' : ` ${canonicalDecimal(promotion.effective_amount)} until ${promotion.until ?? ''}`;
  return `${amount === null ? 'no amount' : canonicalDecimal(amount)} ${currency}/${per} ${kind}${approximate === true ? ' approximate' : ''}${effective}`;
}

function rateNameOf({ meter, role, conditions }: DriftEvent): string {
  return meter === null || role === null ? '' : rateKey({ meter, role, conditions });
}
