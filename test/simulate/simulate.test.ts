import { expect, it } from 'vitest';
import { playWeeks } from './play.ts';

/** Another seed each day; SIMULATE_SEED plays one again. */
const seed = Number(process.env['SIMULATE_SEED'] ?? Math.floor(Date.now() / 86_400_000));
const DAYS = 6;

it('plays some virtual days of a seed without a lost mail, a double or a false alarm', async () => {
  process.stderr.write(`simulated seed ${seed}: replay with "npm run simulate -- ${seed} ${DAYS}"\n`);
  const { misses, expected } = await playWeeks({ seed, start: '2026-09-14T00:00:00.000Z', days: DAYS, say: () => {} });
  expect(misses).toEqual([]);
  expect(expected).toBeGreaterThan(0);
}, 180_000);
