import { parseArgs } from 'node:util';
import { fuzz } from './run.ts';

/** `npm run fuzz [-- --count 1000000] [--seed N] [--only I]`: random damage to the fixtures through every reader. */
const { values } = parseArgs({ options: { count: { type: 'string', default: '1000000' }, seed: { type: 'string' }, only: { type: 'string' } } });
const [seed, count] = [Number(values.seed ?? Date.now() % 1_000_000_007), Number(values.count)];
const say = (line: string): void => { process.stderr.write(`${line}\n`); };
const began = performance.now();
const { failures, read, refused, rates, slowest, heap } = fuzz({ seed, count, say, ...(values.only === undefined ? {} : { only: Number(values.only) }) });
process.stdout.write([
  `seed ${seed}: ${read + refused} mutations in ${((performance.now() - began) / 1000).toFixed(0)} s, ${read} read (${rates} rates), ${refused} refused`,
  `slowest ${slowest.ms.toFixed(1)} ms of CPU for 100 KB (${slowest.what})`,
  `live heap ${heap[0].toFixed(0)} MB after a tenth, ${heap[1].toFixed(0)} MB at the end; at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB resident`,
  ...failures.map((failure) => `FAILED ${failure}`), failures.length === 0 ? 'no failures' : `${failures.length} failures`, '',
].join('\n'));
process.exitCode = failures.length === 0 ? 0 : 1;
