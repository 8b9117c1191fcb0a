/**
 * Time limits that hold on a busy machine: CPU time instead of the clock, the best of several attempts, and the limit scaled by
 * what the same machine takes, at that moment, for a piece of work that is always the same.
 */

const TEXT = 'for **720p**, $0.10 per second | '.repeat(6_000);
/** Milliseconds of the yardstick on an idle core of the machines that the limits were written for. */
const YARDSTICK_MS = 3;

/** Milliseconds of CPU, all threads of this process together. */
export function cpuMs(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const used = process.cpuUsage(start);
  return (used.user + used.system) / 1000;
}

/** How many times slower than that machine this one is now; never below 1. */
export function slowness(): number {
  const times = Array.from({ length: 5 }, () => cpuMs(() => {
    if (TEXT.split(' ').map((word) => word.toUpperCase()).filter((word) => /\d\.\d/.test(word)).join().length < 1) throw new Error('nothing was measured');
  }));
  return Math.max(1, Math.min(...times) / YARDSTICK_MS);
}

/**
 * The least CPU time of up to `attempts`, in ms as the machine of the limits would take: attempts end as soon as one is within
 * `limit`. The first ones compile the code.
 */
export function bestCpuMs(work: () => void, limit: number, attempts = 25): number {
  let best = Infinity;
  for (let attempt = 0; attempt < attempts && best >= limit; attempt += 1) {
    const ms = cpuMs(work);
    best = Math.min(best, ms < limit ? ms : ms / slowness());
  }
  return best;
}
