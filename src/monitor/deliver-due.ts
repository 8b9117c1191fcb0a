import { type ClaimedDelivery, type DeliveryAttempt, type DriftRow, type Holder, type Ledger } from '../ledger/port.ts';

/** Sends one message to one recipient and says what came of it; never throws for what the other side does. */
export type Send = (delivery: ClaimedDelivery, events: readonly DriftRow[]) => Promise<DeliveryAttempt>;

export interface DeliverDeps {
  readonly ledger: Ledger;
  readonly holder: Holder;
  readonly now: () => string;
  readonly send: Send;
  readonly checkpoint: (name: string) => void;
}

/** Longer than any mail takes; a dead sender's claim is taken over at once, without waiting for this. */
const CLAIM_MS = 5 * 60_000;
/** One round never starves the checks; what is left waits for the next. */
const MOST_PER_ROUND = 200;

/**
 * Sends what is due, one after the other: claim, send, write down what came of it. A crash between sending and writing
 * sends again with the same Message-ID; a crash anywhere else sends once.
 */
export async function deliverDue({ ledger, holder, now, send, checkpoint }: DeliverDeps): Promise<Readonly<Record<DeliveryAttempt['outcome'], number>>> {
  const count = { sent: 0, retry: 0, dead: 0 };
  for (let round = 0; round < MOST_PER_ROUND; round++) {
    checkpoint('delivery.claiming');
    const delivery = await ledger.claimDelivery(now(), holder, CLAIM_MS);
    if (delivery === null) break;
    checkpoint('delivery.claimed');
    const events = (await ledger.drift({ alert: delivery.alert.id })).toReversed();
    checkpoint('delivery.sending');
    const attempt = await send(delivery, events);
    checkpoint('delivery.sent');
    await ledger.settleDelivery(delivery.id, attempt);
    checkpoint('delivery.settled');
    count[attempt.outcome]++;
  }
  return count;
}
