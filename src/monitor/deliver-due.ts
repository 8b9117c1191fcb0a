import { asTold, type MessageContent } from '../alerts/index.ts';
import { MAY_HAVE_ARRIVED } from '../domain/alert-record.ts';
import { type ClaimedDelivery, type DeliveryAttempt, type DriftRow, type Holder, type Ledger } from '../ledger/port.ts';

/** Sends one message to one recipient and says what came of it; never throws for what the other side does. */
export type Send = (delivery: ClaimedDelivery, events: readonly DriftRow[]) => Promise<DeliveryAttempt>;

export interface DeliverDeps {
  readonly ledger: Ledger;
  readonly holder: Holder;
  readonly now: () => string;
  readonly send: Send;
  /** More mails than this in an hour wait for one that collects them. */
  readonly mostPerHour: (recipient: string) => number;
  readonly checkpoint: (name: string) => void;
}

/** Longer than any mail takes; a dead sender's claim is taken over at once, without waiting for this. */
const CLAIM_MS = 5 * 60_000;
/** One round never starves the checks; what is left waits for the next. */
const MOST_PER_ROUND = 200;
const HOUR_MS = 3_600_000;

/**
 * Sends what is due, one after the other: claim, send, write down what came of it. A crash between sending and writing
 * sends again with the same Message-ID; a crash anywhere else sends once.
 */
export async function deliverDue(deps: DeliverDeps): Promise<Readonly<Record<DeliveryAttempt['outcome'], number>>> {
  const { ledger, holder, now, checkpoint } = deps;
  const count = { sent: 0, retry: 0, dead: 0, held: 0, gone: 0 };
  for (let round = 0; round < MOST_PER_ROUND; round++) {
    checkpoint('delivery.claiming');
    const delivery = await ledger.claimDelivery(now(), holder, CLAIM_MS);
    if (delivery === null) break;
    checkpoint('delivery.claimed');
    const attempt = (await tooManyAnHour(delivery, deps)) ?? await sendOne(delivery, deps);
    await ledger.settleDelivery(delivery.id, attempt);
    checkpoint('delivery.settled');
    count[attempt.outcome]++;
  }
  return count;
}

async function sendOne(delivery: ClaimedDelivery, { ledger, send, checkpoint }: DeliverDeps): Promise<DeliveryAttempt> {
  const events = asTold(JSON.parse(delivery.alert.content) as MessageContent, (await ledger.drift({ alert: delivery.alert.id })).toReversed());
  checkpoint('delivery.sending');
  const attempt = await send(delivery, events);
  checkpoint('delivery.sent');
  const known = !delivery.perhaps || attempt.outcome !== 'retry' || attempt.words.includes(MAY_HAVE_ARRIVED);
  return known ? attempt : { ...attempt, words: `${attempt.words}; an earlier attempt ${MAY_HAVE_ARRIVED}` };
}

/**
 * One incident must not send hundreds of mails: past the recipient's measure they are collected, but for what is critical.
 * A mail that may have arrived is not told a second time in other words: it waits, and goes out under the same Message-ID.
 */
async function tooManyAnHour({ channel, recipient, alert, perhaps }: ClaimedDelivery, { ledger, now, mostPerHour }: DeliverDeps): Promise<DeliveryAttempt | null> {
  if (channel !== 'mail' || alert.phase === 'digest' || alert.severity === 'critical') return null;
  const at = now();
  const sent = (await ledger.sentSince(channel, recipient, new Date(Date.parse(at) - HOUR_MS).toISOString())).toSorted();
  const most = mostPerHour(recipient);
  const oldest = sent.at(-most);
  if (sent.length < most || oldest === undefined) return null;
  const [due_at, why] = [new Date(Date.parse(oldest) + HOUR_MS).toISOString(), `${recipient} had ${sent.length} mails in the last hour and wants at most ${most}`];
  return perhaps ? { at, outcome: 'retry', tried: false, words: `${why}: this one, which ${MAY_HAVE_ARRIVED}, waits`, due_at } : { at, outcome: 'held', words: `${why}: this one is collected`, due_at };
}
