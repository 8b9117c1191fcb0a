import { deliverDue, type DeliverDeps } from './deliver-due.ts';
import { openDigests, type DigestDeps } from './digests.ts';
import { remindOfSilences } from './reminders.ts';
import { watchService, type WatchDeps } from './watch.ts';

export interface TellDeps extends DeliverDeps, DigestDeps, WatchDeps {}

/** Everything that people are to hear by now: the service looks at itself, digests are opened, silences mentioned before they end, and what waits is sent. */
export async function tellDue(deps: TellDeps): ReturnType<typeof deliverDue> {
  await watchService(deps);
  await openDigests(deps);
  await remindOfSilences(deps);
  return deliverDue(deps);
}

/** "mail: 2 sent", one line for each thing that came of it; nothing where nothing was due. */
export function deliveryLines({ sent, retry, dead, held, gone }: Awaited<ReturnType<typeof deliverDue>>): readonly string[] {
  return [
    ...(sent > 0 ? [`messages: ${sent} sent`] : []),
    ...(retry > 0 ? [`messages: ${retry} not taken yet, will be tried again`] : []),
    ...(held > 0 ? [`messages: ${held} more than the recipient wants in an hour, collected`] : []),
    ...(dead + gone > 0 ? [`messages: ${dead + gone} refused for good: see "driftledger alerts list"`] : []),
  ];
}
