import { compareSnapshots } from '../domain/compare/index.ts';
import { EXIT } from './exit-codes.ts';
import { driftJson } from '../ledger/json.ts';
import { printDrift } from './drift.ts';
import { withLedger } from './ledger-access.ts';
import { printJson } from './print.ts';
import { type Options } from './options.ts';
import { loadSetup } from './setup.ts';
import { readTime } from '../domain/times.ts';
import { reread } from '../monitor/reread.ts';
import { type World } from './world.ts';

/** `driftledger reread --since D`: new readings of stored captures; shows what the present reader sees differently, and mails nobody. */
export async function run(world: World, names: readonly string[], options: Options): Promise<number> {
  const setup = await loadSetup(world, options);
  const since = readTime(String(options['since']), 'since', '--since', world.now());
  const results = await withLedger(world, options, async (ledger) => {
    const all = [];
    for (const source of setup.choose(names)) all.push(...await reread(source, ledger, since, world.now()));
    return all;
  });
  const seen = results.map(({ before, after, ...rest }) => ({ ...rest, differences: after === null ? [] : compareSnapshots({ routes: before }, { routes: after }, { source: rest.source }).events }));
  if (options['json'] === true) {
    printJson(world, seen.map((one) => ({ ...one, differences: one.differences.map(driftJson) })));
    return EXIT.done;
  }
  for (const one of seen) {
    world.out(`${one.source}: snapshot ${one.snapshot} of ${one.captured_at}, read by ${one.stored_reader}, now by ${one.reader}: ${one.refused ?? (one.differences.length === 0 ? 'the same' : `${one.differences.length} differences`)}\n`);
    if (one.differences.length > 0) printDrift(world, one.differences.map((event) => ({ ...event, observed_at: one.captured_at })));
  }
  if (seen.length === 0) world.err('no capture since then\n');
  return EXIT.done;
}
