import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalMinutes, isDue, type Schedule } from './is-due.ts';

/** Every minute of a stretch of time, as the worker's tick sees it: when does the schedule run? */
function runs(schedule: Schedule, from: string, hours: number): readonly string[] {
  const started: string[] = [];
  let last: string | null = new Date(Date.parse(from) - 1).toISOString();
  for (let minute = 0; minute <= hours * 60; minute++) {
    const now: string = new Date(Date.parse(from) + minute * 60_000).toISOString();
    if (isDue(schedule, last, now).due) {
      started.push(now);
      last = now;
    }
  }
  return started;
}

describe('isDue', () => {
  const hourly = { cron: '0 * * * *', timezone: 'Europe/Berlin' };

  it('runs what never ran', () => {
    expect(isDue(hourly, null, '2026-11-20T10:20:00.000Z')).toEqual({ due: true, reason: 'first', next: '2026-11-20T11:00:00.000Z' });
  });

  it('waits for the slot, and says when it is', () => {
    expect(isDue(hourly, '2026-11-20T10:00:00.000Z', '2026-11-20T10:59:00.000Z')).toEqual({ due: false, reason: 'not-yet', next: '2026-11-20T11:00:00.000Z' });
    expect(isDue(hourly, '2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z')).toMatchObject({ due: true, reason: 'due' });
  });

  it('catches up once what was missed', () => {
    const now = '2026-11-20T18:20:00.000Z';
    expect(isDue(hourly, '2026-11-20T10:00:00.000Z', now)).toMatchObject({ due: true, reason: 'missed' });
    expect(isDue(hourly, now, '2026-11-20T18:21:00.000Z')).toMatchObject({ due: false, next: '2026-11-20T19:00:00.000Z' });
  });

  it('says so when the clock was set back, and runs nothing twice', () => {
    expect(isDue(hourly, '2026-11-20T12:00:00.000Z', '2026-11-20T11:05:00.000Z')).toEqual({ due: false, reason: 'clock-behind', next: '2026-11-20T13:00:00.000Z' });
  });

  it('loses no run in the hour that is repeated in autumn', () => {
    // Berlin leaves summer time on 2026-10-25 at 01:00 UTC; New York on 2026-11-01 at 06:00 UTC.
    expect(runs(hourly, '2026-10-24T22:00:00.000Z', 6)).toHaveLength(7);
    expect(runs({ cron: '*/15 * * * *', timezone: 'America/New_York' }, '2026-11-01T04:00:00.000Z', 4)).toHaveLength(17);
  });

  it('runs a daily schedule once on the day its hour is repeated, and once on the day it is left out', () => {
    expect(runs({ cron: '30 2 * * *', timezone: 'Europe/Berlin' }, '2026-10-24T22:00:00.000Z', 24)).toHaveLength(1);
    expect(runs({ cron: '30 2 * * *', timezone: 'Europe/Berlin' }, '2026-03-28T23:00:00.000Z', 23)).toHaveLength(1);
    expect(runs({ cron: '30 2 * * *', timezone: 'America/New_York' }, '2026-03-08T05:00:00.000Z', 23)).toHaveLength(1);
  });

  it('keeps the local hour through both changes', () => {
    const daily = { cron: '0 6 * * *', timezone: 'Europe/Berlin' };
    expect(isDue(daily, '2026-03-28T05:00:00.000Z', '2026-03-28T12:00:00.000Z').next).toBe('2026-03-29T04:00:00.000Z');
    expect(isDue(daily, '2026-10-24T04:00:00.000Z', '2026-10-24T12:00:00.000Z').next).toBe('2026-10-25T05:00:00.000Z');
  });

  it('starts a little after the slot, always the same for the same slot', () => {
    const late = { ...hourly, jitter_s: 300, key: 'flatkey' };
    const next = isDue(late, '2026-11-20T10:30:00.000Z', '2026-11-20T10:31:00.000Z').next ?? '';
    expect(Date.parse(next)).toBeGreaterThanOrEqual(Date.parse('2026-11-20T11:00:00.000Z'));
    expect(Date.parse(next)).toBeLessThan(Date.parse('2026-11-20T11:05:00.000Z'));
    expect(isDue(late, '2026-11-20T10:30:00.000Z', '2026-11-20T10:59:00.000Z').next).toBe(next);
    expect(isDue(late, next, next)).toMatchObject({ due: false });
  });

  it('runs each slot exactly once, whatever the zone, however late the ticks', () => {
    fc.assert(fc.property(
      fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'), fc.constantFrom('*/10 * * * *', '0 * * * *', '5,35 * * * *'),
      fc.integer({ min: 0, max: 525_600 }), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 20, maxLength: 60 }),
      (timezone, cron, startMinute, steps) => {
        const schedule = { cron, timezone };
        let now = Date.parse('2026-01-01T00:00:00.000Z') + startMinute * 60_000;
        let last: string = new Date(now - 1).toISOString();
        for (const step of steps) {
          const text = new Date(now).toISOString();
          const decision = isDue(schedule, last, text);
          if (decision.due) last = text;
          // Ticks are closer than slots: nothing is ever missed, and never twice in the same minute.
          expect(decision.reason).not.toBe('missed');
          expect(isDue(schedule, last, text).due).toBe(false);
          now += step * 60_000;
        }
      }), { numRuns: 60 });
  });

  it('knows the usual interval', () => {
    expect(intervalMinutes({ cron: '*/30 * * * *', timezone: 'UTC' }, '2026-11-20T10:00:00.000Z')).toBe(30);
    expect(intervalMinutes({ cron: '0 6 * * *', timezone: 'UTC' }, '2026-11-20T10:00:00.000Z')).toBe(1440);
  });
});
