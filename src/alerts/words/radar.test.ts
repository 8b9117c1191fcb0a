import { describe, expect, it } from 'vitest';
import { AT, fell } from '../fixtures.test-support.ts';
import { isFirstStrike, radarSentence } from './radar.ts';

const UNSUPPORTED = 'The source says "unknown_failure"; before it was "available": worse. Its reason: "模型不存在"';

describe('the retirement radar', () => {
  it('says that a kind of route is never probed, whatever its status and reason', () => {
    const probe = { probed: false, modality: 'video', checked_at: '2026-11-01T00:00:00.000Z', interval_h: 24 };
    expect(radarSentence(fell('seedance-2.0'), probe, AT)).toBe('It does not probe video routes with a real call, so test the route before you act.');
    expect(radarSentence(fell('seedance-2.0', 'unknown_failure', UNSUPPORTED), { probed: false }, AT)).toBe('It does not probe this kind of route with a real call, so test the route before you act.');
    expect(isFirstStrike(fell('seedance-2.0', 'unknown_failure', UNSUPPORTED), probe)).toBe(false);
  });

  it('verifies nothing by a look longer ago than the gateway\'s own interval', () => {
    const old = { checked_at: '2026-11-21T04:10:00.000Z', interval_h: 24 };
    expect(radarSentence(fell('kimi-k2.5', 'retired'), old, AT)).toBe('○ Not verified: the gateway last looked 26 hours ago, longer than its own interval of 24 hours, so test the route before you act.');
    expect(radarSentence(fell('kimi-k2.5', 'retired'), { ...old, checked_at: '2026-11-21T06:10:00.000Z' }, AT)).toBe('Every channel said so in several probes in a row: plan the replacement.');
  });

  it('sees the first strike in the source\'s own reason, and says when the second can come', () => {
    expect(radarSentence(fell('kimi-k2.5', 'unknown_failure', UNSUPPORTED), { checked_at: '2026-11-22T04:10:00.000Z', interval_h: 24 }, AT))
      .toBe('Its reason says that the upstream does not support the model: it may be the first strike, and a second one in a row makes the gateway mark it retired, on 2026-11-23 04:10 UTC at the earliest.');
    expect(radarSentence(fell('kimi-k2.5', 'unknown_failure', UNSUPPORTED))).toContain('at its next probe at the earliest');
  });

  it.each([
    ['a reason about money', fell('a', 'unknown_failure', 'The source says "unknown_failure": worse. Its reason: "余额不足"')],
    ['an earlier status, which our own words name', fell('a', 'unknown_failure', 'The source says "unknown_failure"; before it was "official_unsupported": better.')],
    ['a time-out', fell('a', 'degraded', UNSUPPORTED)],
  ])('takes no strike from %s', (_, event) => {
    expect(isFirstStrike(event)).toBe(false);
  });
});
