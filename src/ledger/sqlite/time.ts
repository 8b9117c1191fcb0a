/** RFC 3339 in, milliseconds since 1970 out. @throws RangeError on anything that is not an instant */
export function toMs(instant: string): number {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms)) throw new RangeError(`not an instant: "${instant}"`);
  return ms;
}

export function fromMs(ms: number): string {
  return new Date(ms).toISOString();
}

export function fromMsOrNull(ms: number | null): string | null {
  return ms === null ? null : fromMs(ms);
}

export function toMsOrNull(instant: string | null | undefined): number | null {
  return instant == null ? null : toMs(instant);
}
