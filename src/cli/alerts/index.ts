import { UsageError } from '../../domain/finding.ts';
import { type Options } from '../options.ts';
import { type World } from '../world.ts';
import { acknowledge } from './acknowledge.ts';
import { list } from './list.ts';
import { retry, switchOn } from './outbox.ts';
import { show } from './show.ts';
import { endSilence, listSilences, silence } from './silence.ts';
import { test } from './test-mail.ts';

type Action = (world: World, args: readonly string[], options: Options) => Promise<number>;

/** What can be done with alerts, by its word on the command line. */
const ACTIONS: Readonly<Record<string, Action>> = {
  list, show, ack: acknowledge, silence, silences: listSilences, unsilence: endSilence, retry, 'switch-on': switchOn, test,
};

/** `driftledger alerts [action]`: where each cause stands, the life of one, and what people can do about it. */
export async function run(world: World, [action = 'list', ...args]: readonly string[], options: Options): Promise<number> {
  const chosen = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (chosen === undefined) throw new UsageError({ what: `"${action}" is not something to do with alerts`, where: 'alerts', mend: `one of ${Object.keys(ACTIONS).join(', ')}` });
  return chosen(world, args, options);
}
