import { compareDecimals, equalDecimals, percentChange, printedDigits, product, quotient, toDigits, type Decimal } from '../decimal.ts';
import { FRAMES } from '../frames.ts';
import { moneyPhrase } from '../phrase.ts';
import { type Conditions, type Rate } from '../rate.ts';
import { type Disagreement, type Formula, type RouteReading } from '../reading.ts';

/** What one source sells of a model that others sell too. */
export interface Offer {
  readonly source: string;
  readonly url: string;
  readonly route: Pick<RouteReading, 'route' | 'rates' | 'formula'>;
}

export interface OfferPair {
  /** The name of the comparison, as configured: "seedance-2.0". */
  readonly name: string;
  readonly reseller: Offer;
  readonly record: Offer;
  /** On whose route the disagreement is told. */
  readonly tellOn: string;
}

/** The one scenario that offers are compared in; rates under other conditions are not compared. */
const SCENARIO = { resolution: '720p', input: 'no_video', service: 'online' } as const;
const MILLION = '1000000';
const FRAME = FRAMES[SCENARIO.resolution];
const FRAME_WORDS = `${FRAME?.width ?? ''} × ${FRAME?.height ?? ''} × frames a second / divisor`;

/** A price of the scenario, as its source states it. */
interface Statement {
  readonly offer: Offer;
  readonly group: string;
  readonly amount: Decimal;
  readonly rate: Rate;
  readonly counts: 'second' | 'token';
}

/**
 * Whether a reseller and the provider of record ask the same for one scenario: a second of 720p video without input
 * video. Prices per token are compared with prices per token, also a gateway's output token with a video token, which is
 * then said; a price per second with one per token through the formula. They agree when one, rounded to the digits of
 * the other, is the other. Hedged prices and other currencies never disagree.
 * @returns at most two: where the reseller asks more, and where it asks less
 */
export function compareOffers({ name, reseller, record, tellOn }: OfferPair): readonly Disagreement[] {
  const [ours, theirs] = [statementsOf(reseller), statementsOf(record)];
  const tokens = tokensPerSecond(record.route.formula ?? reseller.route.formula);
  const apart = ours.flatMap((one) => theirs.filter((other) => !agree(one, other, tokens)).map((other) => ({ one, other })));
  return (['above', 'below'] as const).flatMap((side) => {
    const pairs = apart.filter(({ one, other }) => sideOf(one, other, tokens) === side);
    return pairs.length === 0 ? [] : [disagreement({ name, reseller, record, tellOn, side, tokens }, pairs)];
  });
}

function statementsOf(offer: Offer): readonly Statement[] {
  const fitting = offer.route.rates.flatMap((rate): readonly Statement[] => {
    const counts = rate.meter === 'video_second' ? 'second' : rate.meter === 'video_token' || rate.meter === 'output_token' ? 'token' : null;
    const fits = counts !== null && rate.amount !== null && rate.role === 'rate' && rate.approximate !== true && rate.currency === 'USD' && (rate.kind === 'list' || rate.kind === 'promotion') && isOfScenario(rate.conditions);
    return fits ? [{ offer, group: String(rate.conditions.group ?? ''), amount: rate.amount, rate, counts }] : [];
  });
  // A price that names its resolution speaks before one that names none; two that speak alike say nothing certain.
  const detail = ({ rate }: Statement): number => ['resolution', 'input', 'service'].filter((key) => key in rate.conditions).length;
  return groupBy(fitting, ({ group, counts }) => `${counts} ${group}`).flatMap((all) => {
    const most = Math.max(...all.map(detail));
    const best = all.filter((one) => detail(one) === most);
    return best.length === 1 ? best : [];
  });
}

function isOfScenario({ resolution, input, service, group: _group, other: _other, note: _note, valid_until: _until, audience: _audience, ...rest }: Conditions): boolean {
  return (resolution ?? SCENARIO.resolution) === SCENARIO.resolution && [SCENARIO.input, 'text', 'image', undefined].includes(typeof input === 'string' || input === undefined ? input : '')
    && (service ?? SCENARIO.service) === SCENARIO.service && Object.keys(rest).length === 0;
}

/** null without a formula whose every number is known. */
function tokensPerSecond(formula: Formula | null): Decimal | null {
  if (FRAME === undefined || formula?.kind !== 'video_tokens' || formula.fps === undefined || formula.divisor === undefined) return null;
  return quotient(String(FRAME.width * FRAME.height * formula.fps), String(formula.divisor));
}

function agree(a: Statement, b: Statement, tokens: Decimal | null): boolean {
  if (a.counts === b.counts) return roundsTo(a, b) || roundsTo(b, a);
  const [second, token] = a.counts === 'second' ? [a, b] : [b, a];
  if (tokens === null) return true;
  const digits = printedDigits(second.amount);
  return equalDecimals(toDigits(quotient(product(tokens, token.amount, String(second.rate.per)), String(token.rate.per)), digits), second.amount);
}

/** Whether `a`, asked for as many units as `b` and rounded to the digits printed there, is `b`. */
function roundsTo(a: Statement, b: Statement): boolean {
  return equalDecimals(toDigits(quotient(product(a.amount, String(b.rate.per)), String(a.rate.per)), printedDigits(b.amount)), b.amount);
}

/** The price of one second, or of a million tokens where no second can be calculated. */
function valueOf({ counts, amount, rate }: Statement, tokens: Decimal | null): Decimal {
  if (counts === 'second') return quotient(amount, String(rate.per));
  return quotient(product(amount, tokens ?? MILLION), String(rate.per));
}

function sideOf(one: Statement, other: Statement, tokens: Decimal | null): 'above' | 'below' {
  return compareDecimals(valueOf(one, tokens), valueOf(other, tokens)) > 0 ? 'above' : 'below';
}

interface Told extends OfferPair {
  readonly side: 'above' | 'below';
  readonly tokens: Decimal | null;
}

function disagreement({ name, reseller, record, tellOn, side, tokens }: Told, pairs: readonly { readonly one: Statement; readonly other: Statement }[]): Disagreement {
  const statements = [...new Set([...pairs.map(({ one }) => one), ...pairs.map(({ other }) => other)])];
  const differences = pairs.map(({ one, other }) => difference(valueOf(one, tokens), valueOf(other, tokens)));
  return {
    key: `reseller ${name} ${reseller.source}/${record.source} ${side}`, between: 'reseller', side, route: tellOn,
    scenario: `${name}, ${SCENARIO.resolution}, without input video, ${tokens === null ? 'per 1,000,000 tokens' : 'per second'}`,
    sides: sidesOf(statements, tokens), difference_percent: differences.reduce<Decimal | null>((most, one) => (one !== null && (most === null || compareDecimals(one, most) > 0) ? one : most), null),
    arithmetic: arithmeticOf(statements, tokens),
  };
}

/** Groups that ask the same stand together: "flatkey (default, Official)". */
function sidesOf(statements: readonly Statement[], tokens: Decimal | null): Disagreement['sides'] {
  return groupBy(statements, (one) => `${one.offer.source}\n${one.counts}\n${valueOf(one, tokens)}`).flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const groups = all.map(({ group }) => group).filter((group) => group !== '').toSorted();
    const detail = [...groups, ...(first.counts === 'token' && tokens !== null ? ['by tokens'] : [])].join(', ');
    return [{
      who: `${first.offer.source}${detail === '' ? '' : ` (${detail})`}`, route: first.offer.route.route, amount: valueOf(first, tokens), per: tokens === null ? 1_000_000 : 1, unit: tokens === null ? 'token' : 'second',
      currency: 'USD', url: first.offer.url, ...(first.rate.said === undefined ? {} : { said: first.rate.said }),
    }];
  });
}

function arithmeticOf(statements: readonly Statement[], tokens: Decimal | null): string {
  const byTokens = statements.filter(({ counts }) => counts === 'token');
  const words = tokens === null || byTokens.length === 0 ? [] : [
    `${FRAME_WORDS} = ${tokens} tokens a second`,
    ...new Set(byTokens.map((one) => `${one.offer.source}: × ${moneyPhrase(one.amount, 'USD')} / ${one.rate.per} = ${moneyPhrase(valueOf(one, tokens), 'USD')}`)),
  ];
  const meters = new Set(byTokens.map(({ rate }) => rate.meter));
  return [...words, ...(meters.size > 1 ? ['an output token of the one is compared with a video token of the other'] : [])].join('; ');
}

/** |a − b| ÷ smaller, in percent; null where the smaller is free. */
function difference(a: Decimal, b: Decimal): Decimal | null {
  return compareDecimals(a, b) < 0 ? percentChange(a, b) : percentChange(b, a);
}

function groupBy(all: readonly Statement[], keyOf: (one: Statement) => string): readonly (readonly Statement[])[] {
  const groups = new Map<string, Statement[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups.values()];
}
