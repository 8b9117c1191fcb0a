import { describe, expect, it } from 'vitest';
import { rate } from '../../src/domain/rate.ts';
import { routeReading, type Reading } from '../../src/domain/reading.ts';
import { randomFrom } from '../simulate/random.ts';
import { mutate } from './mutate.ts';
import { faultsOf, fuzz } from './run.ts';
import { SUBJECTS } from './subjects.ts';

/** A fresh seed each run; it is printed, and each failure says how to play it again. */
const seed = Date.now() % 1_000_000_007;

describe('20,000 random mutations of the fixtures', () => {
  it('crash no reader, hang none, yield no negative or absurd amount, and leave no memory behind', { timeout: 900_000 }, () => {
    process.stderr.write(`fuzz seed ${seed}\n`);
    const { failures, read, refused, rates, slowest, heap } = fuzz({ seed, count: 20_000 });
    process.stderr.write(`fuzz: ${read} read (${rates} rates), ${refused} refused, slowest ${slowest.ms.toFixed(1)} ms of CPU for 100 KB, live heap ${heap[0].toFixed(0)} and ${heap[1].toFixed(0)} MB\n`);
    expect(failures).toEqual([]);
    // Damage that is always refused would prove nothing.
    expect(read).toBeGreaterThan(5000);
    expect(rates).toBeGreaterThan(read);
  });
});

describe('the fuzzing itself', () => {
  it('reads every fixture undamaged to rates', () => {
    for (const { name, page, read } of SUBJECTS) expect([name, read(new TextEncoder().encode(page)).routes.some(({ rates }) => rates.length > 0)]).toEqual([name, true]);
  });

  it('plays the same page again for the same seed', () => {
    const once = (from: number): string => Buffer.from(mutate(SUBJECTS[0].page, randomFrom(from), SUBJECTS[1]?.page ?? '')).toString('base64');
    expect(once(7)).toBe(once(7));
    expect(once(7)).not.toBe(once(8));
  });

  it('sees what no reading may hold', () => {
    const reading = (...rates: readonly ReturnType<typeof rate>[]): Reading => ({ reader: 'x@1', routes: [routeReading('maker/model', { rates })], unread: [], notes: [], facts: { rows: 1 } });
    const good = rate({ meter: 'image', amount: '0.04' });
    expect(faultsOf(reading(good))).toEqual([]);
    for (const wrong of [{ amount: '-0.04' }, { amount: '4e2' }, { amount: 'NaN' }, { amount: '9007199254740993' }, { amount: null }, { per: 0 }, { per: 0.5 }, { unit: 'second' as const },
      { promotion: { percent_off: '10', effective_amount: '0.05', from: null, until: null, audience: null } }]) expect([wrong, faultsOf(reading({ ...good, ...wrong })).length]).toEqual([wrong, 1]);
    expect(faultsOf(reading(good, good))).toHaveLength(1);
  });
});
