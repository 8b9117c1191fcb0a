import { groupBy } from '../domain/compare/collect.ts';
import { type AlertRow, type DeliveryRow } from '../ledger/port.ts';
import { type WebDeps } from './deps.ts';

export interface ToldAlert extends Omit<AlertRow, 'content'> {
  readonly deliveries: readonly DeliveryRow[];
}

/** Alerts with what came of telling people, newest first. */
export async function alertsWithDeliveries(ledger: WebDeps['ledger'], query: { readonly since?: string; readonly limit?: number }): Promise<readonly ToldAlert[]> {
  const [alerts, deliveries] = await Promise.all([ledger.alerts(query), ledger.deliveries({})]);
  const byAlert = groupBy(deliveries, ({ alert }) => String(alert));
  return alerts.map(({ content: _content, ...alert }) => ({ ...alert, deliveries: byAlert.get(String(alert.id)) ?? [] }));
}
