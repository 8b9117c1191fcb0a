/** Hours of the day, in one time zone, that share their prices. */
export interface HourClass<Price> {
  /** 0 to 23, ascending. */
  readonly hours: readonly number[];
  readonly price: Price;
}

/** Puts hours of one price together; `keyOf` is the same text for the same price. Classes come in order of their first hour. */
export function classifyHours<Price>(priceAt: (hour: number) => Price, keyOf: (price: Price) => string): readonly HourClass<Price>[] {
  const classes = new Map<string, { readonly hours: number[]; readonly price: Price }>();
  for (let hour = 0; hour < 24; hour += 1) {
    const price = priceAt(hour);
    const key = keyOf(price);
    const known = classes.get(key);
    if (known === undefined) classes.set(key, { hours: [hour], price });
    else known.hours.push(hour);
  }
  return [...classes.values()];
}

/** Stretches of hours around the clock, as [from, to) with to up to 24: 22 to 8 is one stretch. */
export function stretches(hours: readonly number[]): readonly (readonly [from: number, to: number])[] {
  const set = new Set(hours);
  const starts = hours.filter((hour) => !set.has((hour + 23) % 24));
  if (starts.length === 0) return hours.length === 0 ? [] : [[0, 24]];
  return starts.map((start) => {
    let end = start;
    while (set.has(end % 24)) end += 1;
    return [start, end > 24 ? end - 24 : end] as const;
  });
}

/** "22:00–08:00 Asia/Shanghai" */
export function hoursInWords(hours: readonly number[], zone: string): string {
  return `${stretches(hours).map(([from, to]) => `${clock(from)}–${clock(to)}`).join(', ')} ${zone}`;
}

/** "hours_22_08" */
export function hoursAsOption(hours: readonly number[]): string {
  return `hours_${stretches(hours).map(([from, to]) => `${two(from)}_${two(to)}`).join('_and_')}`;
}

function clock(hour: number): string {
  return `${two(hour)}:00`;
}

function two(hour: number): string {
  return String(hour).padStart(2, '0');
}
