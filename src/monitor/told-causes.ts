import { type CauseQuery, type CauseRow, type DeliveryRow, type LedgerReader } from '../ledger/port.ts';

/** One cause with what came of telling people about its last message. */
export interface ToldCause extends CauseRow {
  readonly deliveries: readonly DeliveryRow[];
}

/** Causes as the command line, the page and the API list them: the one with the newest message first. */
export async function toldCauses(ledger: Pick<LedgerReader, 'alertCauses' | 'deliveries'>, query: CauseQuery): Promise<readonly ToldCause[]> {
  const causes = await ledger.alertCauses(query);
  return Promise.all(causes.map(async (cause) => ({ ...cause, deliveries: await ledger.deliveries({ alert: cause.id }) })));
}
