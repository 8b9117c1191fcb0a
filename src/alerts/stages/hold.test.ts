import { describe, expect, it } from 'vitest';
import { hold, lastDigest, nextDigest, type Reachable } from './hold.ts';

const berlin: Reachable = { timezone: 'Europe/Berlin', digest_at: '08:00', weekly_on: 'monday', most_per_hour: 20, quiet: { from: '20:00', to: '07:00' } };

describe('hold', () => {
  it('sends at once in the day', () => {
    expect(hold('immediately', berlin, 'warning', '2026-11-22T10:00:00.000Z')).toMatchObject({ mode: 'immediately', due_at: '2026-11-22T10:00:00.000Z' });
  });

  it('waits for the end of the quiet hours, unless it is critical', () => {
    expect(hold('immediately', berlin, 'warning', '2026-11-22T19:30:00.000Z').due_at).toBe('2026-11-23T06:00:00.000Z');
    expect(hold('immediately', berlin, 'warning', '2026-11-22T04:00:00.000Z').due_at).toBe('2026-11-22T06:00:00.000Z');
    expect(hold('immediately', berlin, 'critical', '2026-11-22T19:30:00.000Z').due_at).toBe('2026-11-22T19:30:00.000Z');
    const noon = { ...berlin, quiet: { from: '12:00', to: '13:00' } };
    expect(hold('immediately', noon, 'warning', '2026-11-22T11:30:00.000Z').due_at).toBe('2026-11-22T12:00:00.000Z');
    expect(hold('immediately', noon, 'warning', '2026-11-22T12:00:00.000Z').due_at).toBe('2026-11-22T12:00:00.000Z');
  });

  it.each([
    // The 25th of October 2026 has 02:00 to 03:00 twice: until 01:00Z by summer time, then once more.
    ['from the evening before', '2026-10-24T21:10:00.000Z', '2026-10-25T00:30:00.000Z'], ['in the first 02:10', '2026-10-25T00:10:00.000Z', '2026-10-25T00:30:00.000Z'],
    ['in the second 02:10', '2026-10-25T01:10:20.000Z', '2026-10-25T01:30:00.000Z'], ['between the two, at once', '2026-10-25T00:40:00.000Z', '2026-10-25T00:40:00.000Z'],
    // The 29th of March 2026 has no 02:30: the clock goes from 01:59 to 03:00.
    ['into the hour that is left out', '2026-03-28T22:10:00.000Z', '2026-03-29T01:00:00.000Z'],
  ])('ends the quiet hours in the same night, also when the clocks change: %s', (_, at, due_at) => {
    expect(hold('immediately', { ...berlin, quiet: { from: '22:00', to: '02:30' } }, 'warning', at).due_at).toBe(due_at);
  });

  it('waits over a whole night in which the clocks change until the clock shows the end', () => {
    expect(hold('immediately', berlin, 'warning', '2026-10-24T20:00:00.000Z').due_at).toBe('2026-10-25T06:00:00.000Z');
    expect(hold('immediately', berlin, 'warning', '2026-03-28T21:00:00.000Z').due_at).toBe('2026-03-29T05:00:00.000Z');
  });

  it('keeps the reader\'s own clock through both clock changes', () => {
    expect(nextDigest('daily', berlin, '2026-03-28T12:00:00.000Z')).toBe('2026-03-29T06:00:00.000Z');
    expect(nextDigest('daily', berlin, '2026-10-24T12:00:00.000Z')).toBe('2026-10-25T07:00:00.000Z');
    expect(hold('weekly', berlin, 'critical', '2026-11-22T10:00:00.000Z')).toMatchObject({ mode: 'weekly', due_at: '2026-11-23T07:00:00.000Z' });
  });

  it('names the last digest before an instant', () => {
    expect(lastDigest('daily', berlin, '2026-11-22T06:59:59.000Z')).toBe('2026-11-21T07:00:00.000Z');
    expect(lastDigest('daily', berlin, '2026-11-22T07:00:00.000Z')).toBe('2026-11-22T07:00:00.000Z');
    expect(lastDigest('weekly', berlin, '2026-11-22T07:00:00.000Z')).toBe('2026-11-16T07:00:00.000Z');
  });
});
