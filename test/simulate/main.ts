import { median } from './score.ts';
import { playWeeks } from './play.ts';

/** `npm run simulate [-- SEED [DAYS]]`: eight virtual weeks; `SAY=1` prints what the product says. */
const [seedText, daysText] = process.argv.slice(2);
const seed = seedText === undefined ? Math.floor(Date.now() / 86_400_000) : Number(seedText);
const days = daysText === undefined ? 57 : Number(daysText);
const began = performance.now();
const result = await playWeeks({ seed, start: '2026-09-14T00:00:00.000Z', days, say: process.env['SAY'] === '1' ? (line) => { process.stderr.write(`${line}\n`); } : () => {} });
const { expected, told, mails, recall, precision, repeats, delays, misses, ticks, digests, deaths } = result;
process.stdout.write([
  `seed ${seed}: ${days} virtual days in ${((performance.now() - began) / 1000).toFixed(0)} s, ${ticks} ticks, ${deaths.length} deaths of the process`,
  `recall ${(100 * recall).toFixed(2)} % (${told} of ${expected}), precision ${(100 * precision).toFixed(2)} % of ${mails} mails, ${repeats} repeated where nobody could know that they had arrived`,
  `from the confirming capture to the mail: median ${median(delays).toFixed(1)} min, worst ${(delays.at(-1) ?? 0).toFixed(1)} min (virtual; quiet hours apart); ${digests} digests`,
  ...misses.map((miss) => `MISS ${miss}`), ...(misses.length === 0 ? ['no misses'] : [`${misses.length} misses; replay with: npm run simulate -- ${seed} ${days}`]), '',
].join('\n'));
process.exitCode = misses.length === 0 ? 0 : 1;
