import { type Creep, type DigestContent, type PromotionEnd, type Scorecard } from '../alerts/index.ts';
import { conditionPhrase } from '../domain/compare/index.ts';
import { groupBy } from '../domain/compare/collect.ts';
import { percentChange, product } from '../domain/decimal.ts';
import { amountPhrase, moneyPhrase, plural } from '../domain/phrase.ts';
import { rateKey } from '../domain/rate.ts';
import { type DriftRow, type Ledger, type PriceRow } from '../ledger/port.ts';

/** Small steps count as creep when they add up to this within the time looked back. */
const CREEP_PERCENT = 5;
const CREEP_DAYS = 90;
/** A promotion that ends so soon is worth a line, and an entry in the calendar. */
const PROMOTION_DAYS = 14;
const MOST_LINES = 10;

/** What each source did in a period: how it changed, how well it could be read, and what is about to change. */
export async function scorecards(ledger: Ledger, period: { readonly since: string; readonly until: string; readonly publisher: (source: string) => string }): Promise<DigestContent['scorecards']> {
  const { since, until } = period;
  const long = new Date(Date.parse(until) - CREEP_DAYS * 86_400_000).toISOString();
  const early = long < since ? long : since;
  const [coverage, moved, rises, added, prices, states] = await Promise.all([
    ledger.coverage({ since, until }), ledger.drift({ since, until }), ledger.drift({ since: long, until, kind: 'rate.increased', folded: true }),
    ledger.drift({ since: early, until, kind: 'rate.added' }), ledger.prices({ at: until }), ledger.sources(),
  ]);
  return coverage.map((covered): Scorecard => {
    const own = <Row extends { readonly source: string }>(rows: readonly Row[]): readonly Row[] => rows.filter(({ source }) => source === covered.source);
    // The period begins after the instant that the last one ended with.
    const now = own(moved).filter(({ observed_at, superseded }) => observed_at > since && !superseded);
    const announced = own(added).filter(({ role }) => role === 'future');
    const failing = states.find(({ id }) => id === covered.source)?.last_failure;
    const failed = covered.checks - covered.reached;
    return {
      source: covered.source, publisher: period.publisher(covered.source),
      changes: { up: count(now, 'worse'), down: count(now, 'better'), other: now.filter(({ direction }) => direction !== 'worse' && direction !== 'better').length },
      unannounced: now.filter((event) => isPriceChange(event) && !wasAnnounced(event, announced)).length,
      creep: creepOf(own(rises)).slice(0, MOST_LINES), hours_failing: covered.failed_hours,
      unverified: [
        ...(failed === 0 ? [] : [{ what: `${failed} of ${covered.checks} checks`, why: failing?.message ?? 'not read' }]),
        ...(covered.unread === 0 ? [] : [{ what: plural(covered.unread, 'price text'), why: 'not read with certainty' }]),
      ],
      verified_unchanged: covered.unchanged, not_reached: covered.not_reached, promotions: promotionsEnding(own(prices), until).slice(0, MOST_LINES),
    };
  });
}

function count(events: readonly DriftRow[], direction: 'worse' | 'better'): number {
  return events.filter((event) => event.direction === direction).length;
}

function isPriceChange({ kind }: DriftRow): boolean {
  return kind === 'rate.increased' || kind === 'rate.decreased';
}

/** The source had said the later price before: a rate of the role `future` with this amount. */
function wasAnnounced(change: DriftRow, announced: readonly DriftRow[]): boolean {
  return announced.some((event) => event.route === change.route && event.meter === change.meter && event.after === change.after && event.observed_at < change.observed_at);
}

/** Rates that rose more than once, in steps that nobody would look up from, by much together. */
function creepOf(all: readonly DriftRow[]): readonly Creep[] {
  const byRate = groupBy(all, ({ route, meter, role, conditions }) => `${route} ${meter === null || role === null ? '' : rateKey({ meter, role, conditions })}`);
  return [...byRate.values()].flatMap((steps): readonly Creep[] => {
    const rises = steps.toSorted((a, b) => (a.observed_at < b.observed_at ? -1 : 1));
    const last = rises.at(-1);
    // The end of a promotion is no creep, however it rose before.
    const sorted = rises.filter(({ before_rate }) => before_rate?.kind === last?.after_rate?.kind);
    const [first] = sorted;
    if (sorted.length < 2 || first?.before_rate?.amount == null || last?.after_rate?.amount == null || last.route === null || last.meter === null) return [];
    const { before_rate: was } = first;
    const { after_rate: is } = last;
    if (was.amount === null || is.amount === null) return [];
    const percent = percentChange(product(was.amount, String(is.per)), product(is.amount, String(was.per)));
    if (percent === null || Number(percent) < CREEP_PERCENT) return [];
    return [{ route: last.route, meter: last.meter, conditions: conditionPhrase(last.conditions), percent, from: moneyPhrase(was.amount, was.currency), to: moneyPhrase(is.amount, is.currency), since: first.observed_at }];
  });
}

/** Promotions whose end the source gives, within two weeks. A date is what the source printed; nothing is guessed. */
function promotionsEnding(prices: readonly PriceRow[], until: string): readonly PromotionEnd[] {
  const [from, to] = [until.slice(0, 10), new Date(Date.parse(until) + PROMOTION_DAYS * 86_400_000).toISOString().slice(0, 10)];
  const ends = prices.flatMap(({ promotion, ...row }): readonly PromotionEnd[] => {
    const end = promotion?.until ?? (row.kind === 'promotion' && typeof row.conditions.valid_until === 'string' ? row.conditions.valid_until : null);
    if (end === null || end.slice(0, 10) < from || end.slice(0, 10) > to) return [];
    return [{ route: row.route, until: end, words: amountPhrase(promotion === null ? row : { ...row, promotion }) }];
  });
  return [...new Map(ends.map((end) => [`${end.route} ${end.until}`, end])).values()];
}
