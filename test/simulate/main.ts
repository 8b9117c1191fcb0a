import { parseArgs } from 'node:util';
import { playWeeks, startFor } from './play.ts';
import { report } from './report.ts';

/**
 * `npm run simulate [-- --seed N --days N --start 2026-09-14 --say]`: eight virtual weeks of one seed, and what came of
 * them; `--say` prints what happens and what the product says.
 */
const { values } = parseArgs({ options: { seed: { type: 'string' }, days: { type: 'string' }, start: { type: 'string' }, say: { type: 'boolean', default: false } } });
const seed = Number(values.seed ?? Math.floor(Date.now() / 86_400_000));
const [began, cpu] = [performance.now(), process.cpuUsage()];
const played = await playWeeks({
  seed, start: values.start === undefined ? startFor(seed) : `${values.start}T00:00:00.000Z`, days: Number(values.days ?? 57),
  say: values.say ? (line) => { process.stderr.write(`${line}\n`); } : () => {},
});
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(report(played, { wallMs: performance.now() - began, cpuMs: (user + system) / 1000 }));
process.exitCode = played.misses.length === 0 ? 0 : 1;
