import { driftEvent, type DriftEvent } from '../drift.ts';
import { type Rate } from '../rate.ts';
import { asPaid, priceMove, samePrice, samePromotion } from './equal.ts';
import { draft, factorMoves, solelyBy, type Draft } from './factors.ts';
import { priceMovePhrase, promotionPhrase } from './phrases.ts';
import { rateValue, type Pair, type Scope } from './rate-events.ts';
import { WEIGHTS, weighPriceChange } from './severity.ts';

/** The rise or fall of one rate that stayed of one kind; nothing where the price of one unit is the same. */
export function comparePrices(pair: Pair, announcements: readonly DriftEvent[], scope: Scope): readonly Draft[] {
  const { before, after } = pair;
  const moved = movedPrice(pair, scope);
  if (moved === null) return samePromotion(before.promotion, after.promotion) ? [] : [draft(promotionTermsChanged(pair, scope))];
  const [from, to] = moved;
  const move = priceMove(from, to);
  if (move === null) return [];
  const moves = factorMoves(before, after, scope.tolerance);
  const { severity, direction, because } = weighPriceChange(move.percent, move.rises);
  const event = driftEvent({
    source: scope.source, route: scope.route, kind: move.rises ? 'rate.increased' : 'rate.decreased', severity, direction, change_percent: move.percent,
    before: from.amount, after: to.amount, before_per: from.per, after_per: to.per, before_rate: rateValue(before), after_rate: rateValue(after),
    explained_by: moves.length === 0 ? null : moves.map(({ words }) => words).toSorted().join('; '), folded: announcements,
    reason: `${priceMovePhrase(before, after)}: ${because}.`,
  }, after);
  return [{ event, moves, solelyBy: solelyBy(moves, before, after, scope.tolerance) }];
}

/** What is paid counts first: in a promotion the list price may stand still while the discount moves, or the other way round. */
function movedPrice({ before, after }: Pair, scope: Scope): readonly [Rate, Rate] | null {
  const paid = [asPaid(before), asPaid(after)] as const;
  if (!samePrice(...paid, scope.tolerance)) return paid;
  return samePrice(before, after, scope.tolerance) ? null : [before, after];
}

function promotionTermsChanged({ before, after }: Pair, scope: Scope): DriftEvent {
  const [was, is] = [before.promotion, after.promotion].map((promotion) => (promotion === undefined ? 'no promotion' : promotionPhrase(promotion)));
  return driftEvent({
    source: scope.source, route: scope.route, kind: 'rate.conditions_changed', severity: WEIGHTS.promotionTermsChanged,
    before: was ?? null, after: is ?? null, before_per: before.per, after_per: after.per, before_rate: rateValue(before), after_rate: rateValue(after),
    reason: `The promotion has other terms at the same price: ${was} → ${is}.`,
  }, after);
}
