import { UsageError } from '../../domain/finding.ts';
import { plural } from '../../domain/phrase.ts';
import { EXIT } from '../exit-codes.ts';
import { withKnownLedger } from '../ledger-access.ts';
import { printJson } from '../print.ts';
import { type Options } from '../options.ts';
import { type World } from '../world.ts';
import { alertOf, idOf, wordsOf } from './arguments.ts';

/** `driftledger alerts ack <id> --by NAME --why TEXT`: the present values are known and accepted; a further one alerts again. */
export async function acknowledge(world: World, args: readonly string[], options: Options): Promise<number> {
  const alert = idOf(args, 'ack', 'alert', 'alerts list');
  const by = wordsOf(options, 'by', 'who acknowledges it?', 'Ana');
  const why = wordsOf(options, 'why', 'why is it all right?', '"agreed in the new contract"');
  const state = await withKnownLedger(world, options, async (ledger) => {
    const { phase } = await alertOf(ledger, alert, 'ack');
    const done = await ledger.acknowledge({ alert, by, why, at: world.now() });
    if (done === null) throw new UsageError({ what: `alert ${alert} is a ${phase}: there is nothing of its own to acknowledge`, where: 'alerts ack', mend: `acknowledge the alerts that it names; "driftledger alerts show ${alert}" lists them` });
    return done;
  });
  if (options['json'] === true) printJson(world, state);
  else if (state.standing === 'resolved') world.out(`alert ${alert} was resolved already; your word is kept\n`);
  else world.out(`alert ${alert} is acknowledged by ${by}: ${plural(Object.keys(state.subjects).length, 'value')} pinned, a further one alerts again\n`);
  return EXIT.done;
}
