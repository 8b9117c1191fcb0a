import { UsageError } from './finding.ts';

const SPAN = /^(\d{1,4})(m|h|d|w)$/;
const SPAN_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * A date, an instant or a span ("7d", back from now; for `until` from now on) as an instant in UTC with milliseconds. A
 * date means the end of that UTC day for `at` and `until`, and its start for `since`.
 * @throws UsageError that names the option and shows the three forms
 */
export function readTime(text: string, meaning: 'at' | 'since' | 'until', option: string, now: string): string {
  const span = SPAN.exec(text);
  if (span !== null) {
    const unit = span[2] as keyof typeof SPAN_MS;
    const ms = Number(span[1]) * SPAN_MS[unit];
    return new Date(Date.parse(now) + (meaning === 'until' ? ms : -ms)).toISOString();
  }
  const instant = DATE.test(text) ? `${text}T${meaning === 'since' ? '00:00:00.000' : '23:59:59.999'}Z` : text;
  const ms = INSTANT.test(instant) ? Date.parse(instant) : Number.NaN;
  // JavaScript takes 31 February for 3 March; a ledger does not.
  const exists = !Number.isNaN(ms) && new Date(Date.parse(`${instant.slice(0, 10)}T00:00:00Z`)).toISOString().startsWith(instant.slice(0, 10));
  // An offset can lead out of the years that have four digits.
  const iso = exists ? new Date(ms).toISOString() : '';
  if (!/^\d{4}-/.test(iso)) throw new UsageError({ what: `"${text}" is not a time`, where: option, mend: 'give a date (2026-11-24), an instant (2026-11-24T10:00:00Z) or a span (7d, 12h)' });
  return iso;
}
/** Whole minutes from one RFC 3339 instant to another; negative when the second is earlier. */
export function minutesBetween(from: string, to: string): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / 60_000);
}

/** "12 min", "26 h", "9 days": how long ago, in the largest unit that still says enough. */
export function ageWords(from: string, now: string): string {
  const minutes = Math.max(0, minutesBetween(from, now));
  if (minutes < 1) return 'less than a minute';
  if (minutes < 90) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} h`;
  return `${Math.round(minutes / (24 * 60))} days`;
}
