import { FAULTS } from './faults.ts';
import { type Played } from './play.ts';
import { median } from './score.ts';

/** What came of a play, for people: the figures, a table of the faults, the misses, and how to play it again. */
export function report(played: Played, { wallMs, cpuMs }: { readonly wallMs: number; readonly cpuMs: number }): string {
  const { order: { seed, days, start }, expected, told, mails, recall, precision, repeats, delays, misses, ticks, deaths, lines, tally } = played;
  const points = new Set(deaths.map((death) => death.split(' ')[1])).size;
  const count = (words: string): number => misses.filter((miss) => miss.startsWith(words)).length;
  return [
    `seed ${seed}: ${days} virtual days from ${start.slice(0, 10)} in ${(wallMs / 1000).toFixed(0)} s (${(cpuMs / 1000).toFixed(0)} s of work), ${ticks} ticks, ${deaths.length} deaths of the process at ${points} points`,
    `recall ${(100 * recall).toFixed(2)} % (${told} of ${expected}), precision ${(100 * precision).toFixed(2)} % of ${mails} messages, ${count('lost')} lost, ${count('told twice') + count('sent twice')} told twice; ${repeats} sent again where nobody could know that they had arrived`,
    `from the confirming capture (or the end of the night, or the next digest) to the message: median ${median(delays).toFixed(1)} min, worst ${(delays.at(-1) ?? 0).toFixed(1)} min (virtual, of ${delays.length})`,
    '', row('fault', 'met', 'to tell', 'rightly'),
    ...FAULTS.map((fault) => { const line = lines.get(fault); return row(fault, String(tally.counts.get(fault) ?? 0), String(line?.expected ?? 0), String(line?.right ?? 0)); }),
    '', ...misses.map((miss) => `MISS ${miss}`), misses.length === 0 ? 'no misses' : `${misses.length} misses`,
    `replay with: npm run simulate -- --seed ${seed} --days ${days} --start ${start.slice(0, 10)}`, '',
  ].join('\n');
}

function row(name: string, ...numbers: readonly string[]): string {
  return `${name.padEnd(24)}${numbers.map((number) => number.padStart(9)).join('')}`;
}
