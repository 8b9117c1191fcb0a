import { createHash } from 'node:crypto';
import ical from 'ical-generator';
import { plainText } from '../../domain/plain-text.ts';

/** A day on which something happens, for somebody's calendar. */
export interface CalendarDay {
  readonly summary: string;
  readonly description: string;
  /** A date (2026-11-30) or an instant; an instant stands on its UTC day. */
  readonly day: string;
}

/** Days as an iCalendar file (RFC 5545); the same days give the same bytes. What is no date is left out. `stamp`: when the file was made. */
export function calendarFile(name: string, days: readonly CalendarDay[], stamp: string): string {
  const calendar = ical({ name: plainText(name, 80), prodId: { company: 'driftledger', product: 'driftledger', language: 'EN' } });
  for (const { summary, description, day } of days) {
    const start = instantOf(day);
    if (start === null) continue;
    const id = createHash('sha256').update(`${summary}\n${day}`).digest('hex').slice(0, 32);
    calendar.createEvent({
      id: `${id}@driftledger.invalid`, stamp: new Date(stamp), start: start.slice(0, 10), allDay: true, timezone: null, summary: plainText(summary, 200), description: plainText(description, 1000),
    });
  }
  return calendar.toString();
}

/** A date or an instant in the words of a source as an instant in UTC; null for everything else that it may say. */
export function instantOf(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
