import { planService, serviceKey, type AlertSettings, type ServiceFault } from '../alerts/index.ts';
import { healthFaults, type HealthInput } from '../domain/health.ts';
import { type Ledger } from '../ledger/port.ts';

export interface WatchDeps {
  readonly ledger: Ledger;
  readonly now: () => string;
  readonly alertSettings: () => AlertSettings;
  readonly watched: () => HealthInput['watched'];
  /** Mails can be sent: without a server, that they wait is said on the page, and nobody could be told by mail. */
  readonly mailing: () => boolean;
}

/**
 * Alerts about driftledger itself: a source older than it should be, messages that wait too long or were given up. An
 * outage that is told as one is not told again as an old source; one that was told as an old source first stays so
 * until the source is read again. @returns how many messages were made
 */
export async function watchService({ ledger, now, alertSettings, watched, mailing }: WatchDeps): Promise<number> {
  const at = now();
  const [sources, states, open, ...outbox] = await Promise.all([
    ledger.sources(), ledger.alertStates({ source: null }), ledger.alertStates({ standing: 'open' }),
    ...(['due', 'claimed', 'held', 'dead'] as const).map((state) => ledger.deliveries({ state })),
  ]);
  const told = new Set(open.map(({ key }) => key));
  const faults = healthFaults({ now: at, watched: watched(), sources, deliveries: outbox.flat() }).flatMap(({ what, source, words }): ServiceFault[] => {
    if (what === 'dead' || (what === 'waiting' && mailing())) return [{ what, source, words }];
    return what === 'stale' && (told.has(serviceKey({ what, source })) || !told.has(`${source ?? ''} source`)) ? [{ what, source, words }] : [];
  });
  const records = planService(alertSettings(), { at, states, faults });
  if (records.length > 0) await ledger.recordAlerts(records, at);
  return records.length;
}
