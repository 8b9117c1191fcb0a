import { describe, expect, it } from 'vitest';
import { compareSnapshots } from '../../domain/compare/index.ts';
import { rate, type Rate } from '../../domain/rate.ts';
import { routeReading } from '../../domain/reading.ts';
import { phaseSubject, subjectLine } from './words.ts';

const about = { meter: 'video_token', per: 1_000_000, amount: '5.6', conditions: { input: 'no_video' } } as const;
const list = rate(about);
const promoted: Rate = { ...list, promotion: { percent_off: '25', effective_amount: '4.2', from: null, until: null, audience: null } };
const side = (one: Rate) => ({ routes: [routeReading('fast', { rates: [one] })] });

function event(before: Rate, after: Rate) {
  const [only, ...more] = compareSnapshots(side(before), side(after), { source: 'byteplus' }).events;
  if (only === undefined || more.length > 0) throw new Error('expected one event');
  return only;
}

describe('the subject about a promotion', () => {
  it('says what is paid before and after, and that it is a promotion: the list price did not move', () => {
    expect(subjectLine(event(list, promoted), 'BytePlus')).toBe('▼ fast, without video input: promotion, $5.60 → $4.20 per 1,000,000 video tokens (−25 %) (BytePlus)');
    expect(subjectLine(event(promoted, list), 'BytePlus')).toBe('▲ fast, without video input: the promotion ended, $4.20 → $5.60 per 1,000,000 video tokens (+33.3 %) (BytePlus)');
    expect(phaseSubject('resolved', event(promoted, list), 'BytePlus')).toBe('● Resolved: fast, without video input (BytePlus): back to $5.60 per 1,000,000 video tokens');
  });

  it('takes free text for no condition', () => {
    const noted: Rate = { ...promoted, conditions: { note: 'promo until October 31' } };
    expect(subjectLine(event({ ...list, conditions: {} }, noted), 'fal.ai')).toBe('▼ fast: promotion, $5.60 → $4.20 per 1,000,000 video tokens (−25 %) (fal.ai)');
  });
});
