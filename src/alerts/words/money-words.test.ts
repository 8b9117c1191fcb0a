import { describe, expect, it } from 'vitest';
import { type Measures } from '../../domain/alert.ts';
import { measureKey, type AlertContent } from '../content.ts';
import { AT, BEFORE, moved } from '../fixtures.test-support.ts';
import { acknowledgedSentence, measureNotes, moneyDifference, monthSentence } from './money-words.ts';

const [OUT, IN] = [moved('a', '5.6', '7'), moved('a', '5.6', '7', { meter: 'input_token' })];

function content(measures: readonly (readonly [typeof OUT, Measures])[], more: Partial<AlertContent> = {}): AlertContent {
  return { kind: 'route', publisher: 'Flatkey', at: AT, previous_at: BEFORE, groups: {}, rules: {}, measures: Object.fromEntries(measures.map(([event, of]) => [measureKey(event), of])), ...more };
}

function month(change: string, workload = 'nightly', currency = 'USD'): Measures {
  return { month: { before: '1648', after: '2060', change, currency, workload } };
}

describe('money in words', () => {
  it.each([
    ['412.004', '+$412'], ['-12345.6', '−$12,346'], ['99.5', '+$99.50'], ['3.2', '+$3.20'], ['0.5', '+$0.50'], ['0.0041237', '+$0.0041'], ['0', '+$0.00'],
  ])('rounds the difference %s to what a person can use: %s', (change, words) => {
    expect(moneyDifference(change, 'USD')).toBe(words);
  });

  it('adds up what all changes of a message cost a month, and names the workload once', () => {
    expect(monthSentence(content([[OUT, month('400')], [IN, month('12.25')]]), [OUT, IN])).toBe('at your workload "nightly" that is +$412 a month');
    expect(monthSentence(content([[OUT, month('400')], [IN, month('12', 'daily')]]), [OUT, IN])).toBe('at your workload "nightly" and "daily" that is +$412 a month');
  });

  it('adds no dollars to yuan, and says nothing where no workload is known', () => {
    expect(monthSentence(content([[OUT, month('400')], [IN, month('12', 'daily', 'CNY')]]), [OUT, IN])).toBe('');
    expect(monthSentence(content([]), [OUT])).toBe('');
    expect(measureNotes(content([]), OUT)).toEqual([]);
  });

  it('says how far a price has gone since it was acknowledged, and by all its small steps', () => {
    const move = { value: '5', at: '2026-10-01T00:00:00.000Z', percent: '40' };
    expect(measureNotes(content([[OUT, { since_acknowledged: move, accumulated: { ...move, value: '4.9', percent: '42.857143' } }]]), OUT))
      .toEqual(['+40 % since $5.00 of 2026-10-01, which was acknowledged', '+42.9 % since $4.90 of 2026-10-01, all steps together']);
    // One step that went all the way is the change itself.
    expect(measureNotes(content([[OUT, { accumulated: { value: '5.6', at: BEFORE, percent: OUT.change_percent ?? '' } }]]), OUT)).toEqual([]);
  });

  it('says who acknowledged the value before, and why', () => {
    const acknowledged = { by: 'ana@example.com', why: 'agreed', at: BEFORE };
    expect(acknowledgedSentence(content([], { acknowledged }), OUT)).toBe('The value before it was acknowledged by ana@example.com on 2026-11-22 05:10 UTC: "agreed".');
    expect(acknowledgedSentence(content([]), OUT)).toBe('');
  });
});
