import { equalDecimals, printedDigits, product, quotient, sum, toDigits, type Decimal } from '../../domain/decimal.ts';
import { FRAMES } from '../../domain/frames.ts';
import { type Rate } from '../../domain/rate.ts';
import { type Disagreement, type RouteReading } from '../../domain/reading.ts';

/**
 * Holds a route's price per second against its own token formula: width × height × fps / divisor tokens a second, at the
 * token price. They agree when they are equal after rounding to the digits that the page prints for a second. Hedged rates
 * never disagree.
 */
export function checkFormula(route: Pick<RouteReading, 'route' | 'rates' | 'formula'>, url?: string): readonly Disagreement[] {
  const { formula } = route;
  if (formula?.kind !== 'video_tokens' || formula.fps === undefined || formula.divisor === undefined) return [];
  const plain = route.rates.filter((rate) => rate.role === 'rate' && rate.approximate !== true && rate.amount !== null && rate.currency === 'USD');
  const perSecond = plain.filter((rate) => rate.meter === 'video_second' && only(rate, ['resolution']));
  return perSecond.flatMap((rate) => {
    const resolution = String(rate.conditions.resolution ?? '').toLowerCase();
    const frame = FRAMES[resolution];
    const token = plain.find((other) => other.meter === 'video_token' && other.conditions.resolution === rate.conditions.resolution && only(other, ['resolution']))
      ?? plain.find((other) => other.meter === 'video_token' && other.conditions.resolution === undefined && only(other, ['resolution']));
    if (frame === undefined || token?.amount == null || rate.amount === null || token.kind !== rate.kind) return [];
    const tokens = quotient(String(frame.width * frame.height * (formula.fps ?? 0)), String(formula.divisor));
    const calculated = quotient(product(tokens, token.amount), String(token.per));
    const printed = quotient(rate.amount, String(rate.per));
    if (equalDecimals(toDigits(calculated, printedDigits(rate.amount)), toDigits(printed, printedDigits(rate.amount)))) return [];
    return [disagreement(route.route, resolution, rate, token, calculated, printed,
      `${frame.width} × ${frame.height} × ${formula.fps} / ${formula.divisor} = ${thousands(tokens)} tokens a second; × $${token.amount} / ${token.per} = $${calculated}; the page says $${rate.amount}`, url)];
  });
}

function only(rate: Rate, keys: readonly string[]): boolean {
  const identity = ['audio', 'input', 'duration_s', 'tier', 'option', 'service', 'region', 'group', 'prompt_tokens', 'aspect', 'resolution'] as const;
  return identity.every((key) => rate.conditions[key] === undefined || keys.includes(key));
}

function disagreement(route: string, resolution: string, rate: Rate, token: Rate, calculated: Decimal, printed: Decimal, arithmetic: string, url: string | undefined): Disagreement {
  const shared = { route, per: 1, unit: 'second', currency: 'USD', ...(url === undefined ? {} : { url }) };
  return {
    key: `formula ${route} ${resolution}`, between: 'formula', route, scenario: `${resolution}, per second`,
    sides: [
      { who: 'price per second', amount: printed, ...shared, ...(rate.said === undefined ? {} : { said: rate.said }) },
      { who: 'token formula', amount: calculated, ...shared, ...(token.said === undefined ? {} : { said: token.said }) },
    ],
    difference_percent: differencePercent(calculated, printed),
    arithmetic,
  };
}

/** |a − b| ÷ the smaller, in percent with two decimals; null where the smaller is zero. */
export function differencePercent(a: Decimal, b: Decimal): Decimal | null {
  const difference = sum(a, product('-1', b));
  const absolute = difference.startsWith('-') ? difference.slice(1) : difference;
  const smaller = difference.startsWith('-') ? a : b;
  return equalDecimals(smaller, '0') ? null : quotient(product(absolute, '100'), smaller, 2);
}

function thousands(digits: Decimal): string {
  return digits.replace(/\B(?=(?:\d{3})+(?!\d))/g, ',');
}
