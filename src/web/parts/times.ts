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
