import { createHash } from 'node:crypto';
import ical, { ICalCalendarMethod } from 'ical-generator';
import { type Silence } from '../../domain/alert.ts';
import { amountPhrase, conditionsPhrase, timePhrase } from '../../domain/phrase.ts';
import { plainText } from '../../domain/plain-text.ts';
import { rateKey } from '../../domain/rate.ts';
import { type HistoryRow, type LedgerReader, type PriceRow } from '../../ledger/port.ts';
import { routeAddress } from '../parts/html.ts';

/** Something that happens on a day, or at an instant, for somebody's calendar. */
interface Entry {
  /** What it is about, the same however often its day moves. */
  readonly about: string;
  readonly summary: string;
  readonly description: string;
  /** "2026-11-30" for a whole day as the source says it, an instant otherwise. */
  readonly when: string;
  /** When what it says became known. */
  readonly since: string;
  /** Grows whenever the source says something else about it. */
  readonly sequence: number;
  readonly url: string;
}

/** What is to come, as iCalendar (RFC 5545): promotions that end, announced prices, silences that end. The same ledger gives the same bytes. */
export async function calendarOf(ledger: LedgerReader, at: string, base: string): Promise<string> {
  const calendar = ical({ name: 'driftledger', description: 'Promotions that end, announced prices, silences that end', prodId: { company: 'driftledger', product: 'driftledger', language: 'EN' }, method: ICalCalendarMethod.PUBLISH, ttl: 3600 });
  const entries = [...await priceEntries(ledger, at, base), ...(await ledger.silences({ at })).map((silence) => silenceEntry(silence, base))];
  for (const { about, summary, description, when, since, sequence, url } of entries.toSorted((a, b) => (a.when === b.when ? (a.about < b.about ? -1 : 1) : a.when < b.when ? -1 : 1))) {
    const id = `${createHash('sha256').update(about).digest('hex').slice(0, 32)}@driftledger.invalid`;
    const day = when.length === 10;
    calendar.createEvent({
      id, sequence, stamp: new Date(since), start: day ? when : new Date(when), ...(day ? { allDay: true, timezone: null } : {}),
      summary: plainText(summary, 200), description: plainText(description, 1000), url,
    });
  }
  return calendar.toString();
}

/** Rates whose end, or whose later price, the source gives with a date. What is no date is left out: nothing is guessed. */
async function priceEntries(ledger: LedgerReader, at: string, base: string): Promise<readonly Entry[]> {
  const prices = await ledger.prices({ at });
  const dated = prices.flatMap((row) => {
    const end = endOf(row);
    return end === null || end.slice(0, 10) < at.slice(0, 10) ? [] : [{ row, end }];
  });
  const histories = new Map(await Promise.all([...new Set(dated.map(({ row }) => row.route))].map(async (route) => [route, await ledger.history(route)] as const)));
  return dated.map(({ row, end }) => priceEntry(row, end, prices, histories.get(row.route) ?? [], base));
}

function priceEntry(row: PriceRow, end: string, prices: readonly PriceRow[], history: readonly HistoryRow[], base: string): Entry {
  const versions = history.filter((one) => one.what === 'rate' && one.source === row.source && rateKey(one) === rateKey(row));
  const current = versions.at(-1);
  const later = row.role === 'future' ? undefined : prices.find((one) => one.source === row.source && one.route === row.route && one.meter === row.meter && one.role === 'future' && rateKey({ ...one, role: row.role }) === rateKey(row));
  const conditions = conditionsPhrase(row.conditions);
  const phrase = `${phraseOf(row)}${conditions === '' ? '' : `, ${conditions}`}`;
  return {
    about: `${row.source}\n${row.route}\n${rateKey(row)}`,
    summary: row.role === 'future' ? `New price: ${row.route} (${row.source})` : `${row.kind === 'promotion' || row.promotion !== null ? 'Promotion' : 'Price'} ends: ${row.route} (${row.source})`,
    description: [`${row.source} says: ${phrase}`, ...(later === undefined ? [] : [`then: ${phraseOf(later)}`]), `as captured ${timePhrase(current?.from ?? row.captured_at)}`].join('. '),
    when: end, since: current?.from ?? row.captured_at, sequence: Math.max(0, versions.length - 1), url: `${base}${routeAddress(row.route)}`,
  };
}

function phraseOf({ promotion, ...row }: PriceRow): string {
  return amountPhrase(promotion === null ? row : { ...row, promotion });
}

/** The day a price holds until, or begins for a later one, where the source prints one that is a date. */
function endOf({ promotion, conditions, role, kind }: PriceRow): string | null {
  const said = promotion?.until ?? (kind === 'promotion' || role === 'future' || conditions.valid_until !== undefined ? conditions.valid_until : null);
  if (typeof said !== 'string') return null;
  if (/^\d{4}-\d{2}-\d{2}$/.test(said)) return isDay(said) ? said : null;
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(said) && isDay(said.slice(0, 10)) && !Number.isNaN(Date.parse(said)) ? new Date(said).toISOString() : null;
}

/** JavaScript takes 31 February for 3 March. */
function isDay(date: string): boolean {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}

function silenceEntry({ id, reason, by, until, hidden, created_at }: Silence, base: string): Entry {
  return {
    about: `silence\n${id}\n${created_at}`, summary: `A silence ends: ${reason}`, description: `By ${by}. It hid ${hidden.length === 1 ? '1 alert' : `${hidden.length} alerts`} so far.`,
    when: until, since: created_at, sequence: hidden.length, url: `${base}/alerts`,
  };
}
