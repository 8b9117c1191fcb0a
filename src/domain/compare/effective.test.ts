import { describe, expect, it } from 'vitest';
import { routeHash } from '../canonical.ts';
import { routeReading, type RouteReading } from '../reading.ts';
import { drift, gatewayRate, perSecond } from './compare.test-support.ts';
import { effectiveContent, effectiveRoute } from './effective.ts';

const chat = (ratio: string) => routeReading('chat', { rates: [gatewayRate('input_token', 'Economy', ratio, '0.6'), gatewayRate('output_token', 'Economy', ratio, '0.6')] });

describe('what is stored of a new reading', () => {
  it('is the stored price where only float noise moved, so that no version moves', () => {
    const [before, after] = [chat('0.857142855'), chat('0.85714285714')];
    expect(routeHash(after)).not.toBe(routeHash(before));
    expect(routeHash(effectiveRoute(before, after))).toBe(routeHash(before));
  });

  it('finds the stored price wherever it stands', () => {
    const [before, after] = [chat('0.857142855'), chat('0.85714285714')];
    expect(effectiveRoute({ ...before, rates: before.rates.toReversed() }, after).rates).toEqual(before.rates);
  });

  it('is the new price as soon as creep adds up to more than noise', () => {
    let stored = chat('1');
    const seen = ['1.0000004', '1.0000008', '1.0000012', '1.0000016'].map((ratio) => {
      const events = drift([stored], [chat(ratio)]);
      stored = effectiveRoute(stored, chat(ratio));
      return events.length;
    });
    expect(seen).toEqual([0, 0, 2, 0]);
  });

  it('is the very same object where there is nothing to mend', () => {
    const after = chat('2');
    expect(effectiveRoute(chat('1'), after)).toBe(after);
    expect(effectiveRoute(undefined, after)).toBe(after);
    expect(effectiveContent([chat('2')], [after])[0]).toBe(after);
  });

  it('is the stored price where a read one only got the last digits of a binary float, and the plain one as soon as it is back', () => {
    const [plain, noisy] = ['0.3', '0.30000000000000004'].map((amount) => routeReading('clip', { rates: [perSecond(amount)] })) as [RouteReading, RouteReading];
    expect([drift([plain], [noisy]), drift([noisy], [plain])]).toEqual([[], []]);
    expect(effectiveRoute(plain, noisy).rates).toEqual(plain.rates);
    expect(effectiveRoute(noisy, plain)).toBe(plain);
    // The smallest step that somebody may have meant is told.
    expect(drift([plain], [routeReading('clip', { rates: [perSecond('0.30000000000001')] })])).toHaveLength(1);
    expect(drift([noisy], [routeReading('clip', { rates: [perSecond('0.30000000001000004')] })])).toHaveLength(1);
  });

  it('is what was read, exactly, where nothing was computed', () => {
    const [before, after] = [routeReading('clip', { rates: [perSecond('0.30000000')] }), routeReading('clip', { rates: [perSecond('0.30000001')] })];
    expect(effectiveRoute(before, after)).toBe(after);
  });

  it('has the last known status when the source lost all of them, and "absent" when one route lost its own', () => {
    const before = routeReading('clip', { status: 'available', status_raw: 'available', status_checked_at: '2026-06-24T00:00:00Z' });
    expect(effectiveRoute(before, routeReading('clip'), { statuses: 'lost' })).toEqual(before);
    expect(effectiveRoute(before, routeReading('clip'))).toMatchObject({ status: 'absent', status_raw: null });
    expect(drift([before], [effectiveRoute(before, routeReading('clip'), { statuses: 'lost' })])).toEqual([]);
  });

  it('keeps what else an adapter says about the route', () => {
    const [before, after] = [chat('0.857142855'), { ...chat('0.85714285714'), url: 'https://shop.example/', captured_at: '2026-06-24T00:00:00Z' }];
    expect(effectiveRoute(before, after)).toMatchObject({ url: 'https://shop.example/' });
  });
});
