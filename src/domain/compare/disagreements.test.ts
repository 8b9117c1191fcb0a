import { expect, it } from 'vitest';
import { type Disagreement } from '../reading.ts';
import { compareDisagreements } from './disagreements.ts';

const disagreement = (key: string, amount: string, difference_percent: string): Disagreement => ({
  key, between: 'formula', route: 'clip', scenario: '720p, per second', difference_percent,
  sides: [{ who: 'page', route: 'clip', amount, per: 1, unit: 'second', currency: 'USD' }, { who: 'formula', route: 'clip', amount: '0.3024', per: 1, unit: 'second', currency: 'USD' }],
  arithmetic: '21,600 tokens × $0.014 / 1000 = $0.3024',
});

it('a disagreement opens with both sides and its arithmetic, weighed by its size', () => {
  const [event] = compareDisagreements([], [disagreement('a', '0.3034', '0.330688')], 'shop');
  expect(event).toMatchObject({ kind: 'disagreement.opened', route: 'clip', before: null, after: 'page $0.3034 per second / formula $0.3024 per second', severity: 'info' });
  expect(event?.reason).toBe('For one scenario (720p, per second) two statements are unequal. They are 0.33 % apart. 21,600 tokens × $0.014 / 1000 = $0.3024.');
  expect(compareDisagreements([], [disagreement('a', '0.4', '32.27')], 'shop')).toMatchObject([{ severity: 'warning' }]);
});

it('a disagreement stays quiet while its numbers move, and closes once', () => {
  expect(compareDisagreements([disagreement('a', '0.3034', '0.33')], [disagreement('a', '0.3035', '0.36')], 'shop')).toEqual([]);
  expect(compareDisagreements([disagreement('a', '0.3034', '0.33')], [], 'shop')).toMatchObject([{ kind: 'disagreement.closed', after: null }]);
});
