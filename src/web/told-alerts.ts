import { type Acknowledgement } from '../domain/alert.ts';
import { type AlertRow, type DeliveryRow } from '../ledger/port.ts';
import { type WebDeps } from './deps.ts';

export interface ToldAlert extends Omit<AlertRow, 'content'> {
  /** What a person said to its cause. */
  readonly acknowledgement: Acknowledgement | null;
  readonly deliveries: readonly DeliveryRow[];
}

/** Alerts with what came of telling people, newest first. */
export async function alertsWithDeliveries(ledger: WebDeps['ledger'], query: Parameters<WebDeps['ledger']['alerts']>[0]): Promise<readonly ToldAlert[]> {
  return Promise.all((await ledger.alerts(query)).map(async ({ content: _content, ...alert }) => {
    const [deliveries, states] = await Promise.all([ledger.deliveries({ alert: alert.id }), ledger.alertStates({ key: alert.key, limit: 1 })]);
    return { ...alert, acknowledgement: states[0]?.acknowledgement ?? null, deliveries };
  }));
}
