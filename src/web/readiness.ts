import { healthFaults } from '../domain/health.ts';
import { type WebDeps } from './deps.ts';

/** Why a supervisor should not call this service well, one sentence each; an empty list is well. */
export async function readinessReasons({ ledger, now, schedule }: Pick<WebDeps, 'ledger' | 'now' | 'schedule'>): Promise<readonly string[]> {
  const [sources, ...outbox] = await Promise.all([ledger.sources(), ...(['due', 'claimed', 'held', 'dead'] as const).map((state) => ledger.deliveries({ state }))]);
  return healthFaults({ now: now(), watched: schedule(), sources, deliveries: outbox.flat() }).map(({ words }) => words);
}
