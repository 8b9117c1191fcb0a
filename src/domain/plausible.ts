import { compareDecimals, type Decimal } from './decimal.ts';
import { type Rate } from './rate.ts';

/**
 * Beyond these nobody asks for one quantity of anything a model makes, a million tokens and a training run included: the
 * dearest published amounts are some hundred dollars. In the smallest currencies a dollar is some tens of thousands.
 */
const MOST: ReadonlyMap<string, Decimal> = new Map([['USD', '1000000'], ['EUR', '1000000'], ['GBP', '1000000']]);
const MOST_ELSEWHERE: Decimal = '1000000000';

/** Prices are published for up to a million tokens; a thousand times that is no quantity of anything. */
const MOST_UNITS = 1_000_000_000;

type Asked = Pick<Rate, 'amount' | 'currency'> & { readonly per?: number };

/** True for an amount, or a quantity it is asked for, that is damage and no price; such a rate is listed as unread, never returned. */
export function isBeyondAnyPrice({ amount, currency, per = 1 }: Asked): boolean {
  if (!(per > 0) || per > MOST_UNITS) return true;
  if (amount === null) return false;
  const most = MOST.get(currency) ?? MOST_ELSEWHERE;
  const point = amount.indexOf('.');
  // Long catalogs ask this of every rate: an amount of few digits needs no arithmetic.
  return (point === -1 ? amount.length : point) > 6 && compareDecimals(amount, most) > 0;
}

/** Why such a rate is unread. */
export function beyondAnyPrice({ amount, currency, per = 1 }: Asked): string {
  return `an amount of ${(amount ?? '').slice(0, 80)} ${currency}${per === 1 ? '' : ` for ${per}`} is beyond any price`;
}
