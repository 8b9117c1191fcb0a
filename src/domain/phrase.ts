import { conditionPhrase, perPhrase } from './compare/phrases.ts';
import { printedDigits, toDigits, type Decimal } from './decimal.ts';
import { type DriftEvent } from './drift.ts';
import { looseConditions, type Conditions, type Rate } from './rate.ts';
import { type Meter, type Status } from './vocabulary.ts';

/**
 * How prices, changes and states are said to people, the same on pages, in mails and at the command line. Words of a
 * source pass through unchanged: whoever shows a phrase makes it fit for the place (plain-text.ts).
 */

/** What a price phrase says of a rate. */
export type PricedRate = Pick<Rate, 'meter' | 'per' | 'amount' | 'currency'> & Partial<Pick<Rate, 'kind' | 'role' | 'conditions' | 'promotion'>> & { readonly approximate?: boolean };

/** Where and when a price was seen: "fal llms.txt", and an RFC 3339 instant. */
export interface Seen {
  readonly source?: string;
  readonly captured_at?: string;
}

/** "$0.0112 per 1,000 video tokens · 480p, 720p · fal llms.txt · 2026-11-22 06:10 UTC": a price never travels alone. */
export function pricePhrase(rate: PricedRate, seen: Seen = {}): string {
  return [amountPhrase(rate), ...optional(conditionsPhrase(rate.conditions ?? {})), ...optional(seen.source), ...optional(seen.captured_at && timePhrase(seen.captured_at))].join(' · ');
}

/** The price without where and when: "from $0.05 per image", "about $0.30 per second of video", "no price set (placeholder) per request". */
export function amountPhrase(rate: PricedRate): string {
  const per = perWords(rate.meter, rate.per);
  const role = ROLE_WORDS[rate.role ?? 'rate'];
  if (rate.amount === null) return `${role}${rate.kind === 'on_request' ? 'price on request' : 'no price set (placeholder)'} ${per}`;
  const hedge = `${rate.approximate === true ? 'about ' : ''}${rate.kind === 'from' ? 'from ' : ''}`;
  const effective = rate.promotion?.effective_amount;
  const promotion = effective == null ? (rate.kind === 'promotion' ? ' (promotion)' : '') : `, ${moneyPhrase(effective, rate.currency)} in the promotion`;
  return `${role}${hedge}${moneyPhrase(rate.amount, rate.currency)} ${per}${promotion}`;
}

const ROLE_WORDS = { rate: '', surcharge: 'plus ', part: 'thereof ', minimum: 'at least ', cap: 'at most ', future: 'later ' } as const;

/** "per 1,000,000 output tokens", "per request". */
export function perWords(meter: Meter, per: number): string {
  return perPhrase({ meter, per });
}

/**
 * Money with every digit that was printed, whole thousands apart: "$5.60", "$1,234.5678", "7.00 CNY". An amount printed
 * with fewer than two decimals is filled up to two; `digits` asks for more, so that two amounts side by side line up.
 */
export function moneyPhrase(amount: Decimal, currency: string, digits = 2): string {
  const filled = printedDigits(amount) >= digits ? amount : toDigits(amount, digits);
  const negative = filled.startsWith('-');
  const [whole = '0', fraction] = filled.slice(negative ? 1 : 0).split('.');
  const text = `${whole.replace(/\B(?=(?:\d{3})+$)/g, ',')}${fraction === undefined ? '' : `.${fraction}`}`;
  const sign = negative ? '−' : '';
  const symbol = SYMBOLS[currency];
  return symbol === undefined ? `${sign}${text} ${currency}` : `${sign}${symbol}${text}`;
}

const SYMBOLS: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£' };

/** Two amounts with the same count of decimals: "$0.0112 → $0.0140". */
export function moneyChange(before: Decimal, after: Decimal, currency: string): string {
  const digits = Math.max(2, printedDigits(before), printedDigits(after));
  return `${moneyPhrase(before, currency, digits)} → ${moneyPhrase(after, currency, digits)}`;
}

/** "480p, with audio, group Economy", and the free words that came with it; '' where there are no conditions. */
export function conditionsPhrase(conditions: Conditions): string {
  const identity = conditionPhrase(conditions);
  const loose = Object.entries(looseConditions(conditions)).map(([key, value]) => (key === 'valid_until' ? `valid until ${value}` : key === 'audience' ? `for ${value}` : String(value)));
  return [...(identity === 'no conditions' ? [] : [identity]), ...loose].join(', ');
}

/** "▲ +25.0 %", "▼ −12.5 %"; "▲ new price" where there was none to compare with. Rise and fall are not good and bad by themselves. */
export function changePhrase(percent: Decimal | null, rises = true, digits = 1): string {
  if (percent === null) return rises ? '▲ from nothing' : '▼ to nothing';
  return `${percent.startsWith('-') ? '▼' : '▲'} ${percentPhrase(percent, digits)}`;
}

/** "+25.0 %", "−12.5 %". A change too small for these digits says so and never reads as nothing. */
export function percentPhrase(percent: Decimal, digits = 1): string {
  const negative = percent.startsWith('-');
  const size = negative ? percent.slice(1) : percent;
  const rounded = toDigits(size, digits);
  const least = toDigits(digits === 0 ? '1' : `0.${'0'.repeat(digits - 1)}1`, digits);
  const isZero = /^[0.]+$/.test(rounded);
  return `${negative ? '−' : '+'}${isZero && !/^[0.]+$/.test(size) ? `less than ${least}` : rounded} %`;
}

/** "+25 %" where nothing but zeros would follow the point, "+9.1 %" elsewhere: for subjects. */
export function shortPercent(percent: Decimal): string {
  return percentPhrase(percent).replace(/\.0 %$/, ' %');
}

/** Shape and word first, colour second: "● available", "◐ degraded", "▲ unknown_failure", "■ retired", "– absent". */
export function statusPhrase(status: Status | null, standing: { readonly verified?: boolean } = {}): string {
  if (status === null) return '– not said';
  const word = `${STATUS_SHAPES[status]} ${status}`;
  return standing.verified === false ? `${word} (○ not verified)` : word;
}

export const STATUS_SHAPES: Readonly<Record<Status, string>> = { available: '●', degraded: '◐', unknown_failure: '▲', retired: '■', absent: '–' };

/** "2026-11-22 06:10 UTC", and with another zone "2026-11-22 06:10 UTC (07:10 Europe/Berlin)". */
export function timePhrase(instant: string, zone = 'UTC'): string {
  const utc = `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
  if (zone === 'UTC') return utc;
  const local = localParts(instant, zone);
  const day = local.date === instant.slice(0, 10) ? '' : `${local.date} `;
  return `${utc} (${day}${local.time} ${zone})`;
}

/** The date and the wall clock time of an instant in a zone: "2026-11-22" and "07:10". */
export function localParts(instant: string, zone: string): { readonly date: string; readonly time: string } {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' }).formatToParts(new Date(instant));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  return { date: `${part('year')}-${part('month')}-${part('day')}`, time: `${part('hour')}:${part('minute')}` };
}

/** 412 → "412", 1283 → "1,283". */
export function countPhrase(count: number): string {
  return count.toLocaleString('en-US');
}

/** "1 price", "412 prices". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${countPhrase(count)} ${count === 1 ? one : many}`;
}

/** One side of an event as a phrase: the whole price where it was one, the status with its shape, words as they are; "–" for nothing. */
export function sidePhrase(event: DriftEvent, side: 'before' | 'after'): string {
  const value = event[side];
  if (value === null) return '–';
  if (event.kind === 'route.status_changed') return statusPhrase(value as Status);
  const whole = side === 'before' ? event.before_rate : event.after_rate;
  if (whole !== null && event.meter !== null) return amountPhrase({ ...whole, meter: event.meter, role: event.role ?? 'rate' });
  const per = side === 'before' ? event.before_per : event.after_per;
  if (event.meter === null || per === null || event.currency === null || !/^-?\d+(?:\.\d+)?$/.test(value)) return value;
  return amountPhrase({ meter: event.meter, per, amount: value, currency: event.currency, role: event.role ?? 'rate' });
}

function optional(word: string | undefined): readonly string[] {
  return word === undefined || word === '' ? [] : [word];
}
