import { type Acknowledgement } from '../domain/alert.ts';
import { groupBy } from '../domain/compare/collect.ts';
import { type AlertRow, type DeliveryRow } from '../ledger/port.ts';
import { type WebDeps } from './deps.ts';

export interface ToldAlert extends Omit<AlertRow, 'content'> {
  /** What a person said to its cause. */
  readonly acknowledgement: Acknowledgement | null;
  readonly deliveries: readonly DeliveryRow[];
}

/** Alerts with what came of telling people, newest first. */
export async function alertsWithDeliveries(ledger: WebDeps['ledger'], query: { readonly since?: string; readonly limit?: number }): Promise<readonly ToldAlert[]> {
  const [alerts, deliveries, states] = await Promise.all([ledger.alerts(query), ledger.deliveries({}), ledger.alertStates({})]);
  const acknowledged = new Map(states.map(({ key, acknowledgement }) => [key, acknowledgement]));
  const byAlert = groupBy(deliveries, ({ alert }) => String(alert));
  return alerts.map(({ content: _content, ...alert }) => ({ ...alert, acknowledgement: acknowledged.get(alert.key) ?? null, deliveries: byAlert.get(String(alert.id)) ?? [] }));
}
