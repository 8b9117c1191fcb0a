const HALF_HOUR = 30 * 60_000;
const DAY = 48 * HALF_HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

/** The local date and time of day, "2026-10-25" and "02:30", without the product's own arithmetic. */
export function localAt(at: number, zone: string): { readonly date: string; readonly time: string } {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  formats.set(zone, format);
  const [date = '', time = ''] = format.format(at).split(' ');
  return { date, time };
}

/** When the clocks of a zone first show a time of day, or what comes after it where it is left out, on each local date (of one weekday: 0 is Sunday) of a span. */
export function occasions(start: number, days: number, zone: string, time: string, weekday?: number): readonly number[] {
  const found = new Map<string, number>();
  let before = localAt(start - DAY - HALF_HOUR, zone);
  for (let at = start - DAY; at < start + (days + 8) * DAY; at += HALF_HOUR) {
    const now = localAt(at, zone);
    const comes = now.time >= time && (before.time < time || before.date !== now.date);
    if (comes && !found.has(now.date) && (weekday === undefined || new Date(`${now.date}T12:00:00Z`).getUTCDay() === weekday)) found.set(now.date, at);
    before = now;
  }
  return [...found.values()];
}

/** The local dates on which the clocks of a zone change. */
export function clockChanges(start: number, days: number, zone: string): readonly string[] {
  return Array.from({ length: days }, (_, day) => start + day * DAY).flatMap((at) => (localAt(at, zone).time === localAt(at + DAY, zone).time ? [] : [localAt(at + DAY, zone).date]));
}
