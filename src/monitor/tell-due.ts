import { deliverDue, type DeliverDeps } from './deliver-due.ts';
import { openDigests, type DigestDeps } from './digests.ts';
import { remindOfSilences } from './reminders.ts';
import { watchService, type WatchDeps } from './watch.ts';

export interface TellDeps extends DeliverDeps, DigestDeps, WatchDeps {}

/**
 * Everything that people are to hear by now: digests are opened, silences mentioned before they end, and what is due is
 * sent. Then the service looks at itself: what could be sent by now waits for nobody, however long this machine slept.
 */
export async function tellDue(deps: TellDeps): ReturnType<typeof deliverDue> {
  await openDigests(deps);
  await remindOfSilences(deps);
  const first = await deliverDue(deps);
  if (await watchService(deps) === 0) return first;
  const then = await deliverDue(deps);
  return { sent: first.sent + then.sent, retry: first.retry + then.retry, dead: first.dead + then.dead, held: first.held + then.held, gone: first.gone + then.gone };
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
