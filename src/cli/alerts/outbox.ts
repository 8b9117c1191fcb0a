import { UsageError } from '../../domain/finding.ts';
import { EXIT } from '../exit-codes.ts';
import { withKnownLedger } from '../ledger-access.ts';
import { printJson } from '../print.ts';
import { type Options } from '../options.ts';
import { type World } from '../world.ts';
import { idsOf } from './arguments.ts';

/** `driftledger alerts retry [id…]`: puts dead letters back in the queue; those that were dropped only by name. */
export async function retry(world: World, args: readonly string[], options: Options): Promise<number> {
  const ids = args.length === 0 || (args.length === 1 && args[0] === 'all') ? 'all' : idsOf(args, 'retry', 'alerts show ID --json');
  const count = await withKnownLedger(world, options, (ledger) => ledger.retryDeliveries(ids, world.now()));
  if (options['json'] === true) printJson(world, { retried: count });
  else world.out(`${count} dead ${count === 1 ? 'delivery waits' : 'deliveries wait'} to be sent again\n`);
  return EXIT.done;
}

/** `driftledger alerts switch-on <recipient>`: tells again who had unsubscribed, or a webhook that had been gone. */
export async function switchOn(world: World, args: readonly string[], options: Options): Promise<number> {
  const [recipient, ...more] = args;
  if (recipient === undefined || more.length > 0) throw new UsageError({ what: 'switch on whom?', where: 'alerts switch-on', mend: 'give one mail address or webhook name; "driftledger doctor" shows those that are off' });
  const on = await withKnownLedger(world, options, async (ledger) => {
    const off = (await ledger.switchedOff()).filter((one) => one.recipient === recipient);
    for (const { channel } of off) await ledger.switchOn(channel, recipient, world.now());
    return off.map(({ channel }) => channel);
  });
  if (on.length === 0) throw new UsageError({ what: `${recipient} is not switched off`, where: 'alerts switch-on', mend: '"driftledger doctor" shows the recipients that are' });
  if (options['json'] === true) printJson(world, { recipient, on });
  else world.out(`${recipient} is told again (${on.join(', ')}); what was dropped meanwhile stands in "driftledger alerts list --json"\n`);
  return EXIT.done;
}
