import { plural } from '../domain/phrase.ts';
import { type DeliveryRow } from '../ledger/port.ts';
import { type WebDeps } from './deps.ts';
import { healthOf } from './health.ts';
import { ageWords, minutesBetween } from './parts/times.ts';

const LATE_MINUTES = 15;

/** Why a supervisor should not call this service well, one sentence each; an empty list is well. */
export async function readinessReasons({ ledger, now, schedule }: Pick<WebDeps, 'ledger' | 'now' | 'schedule'>): Promise<readonly string[]> {
  const [at, entries] = [now(), schedule()];
  const [sources, due, claimed, dead] = await Promise.all([ledger.sources(), ...(['due', 'claimed', 'dead'] as const).map((state) => ledger.deliveries({ state }))] as const);
  const unwell = entries.flatMap(({ id }) => {
    const source = sources.find((one) => one.id === id);
    if (source === undefined || source.last_check_at === null) return [`${id} has not been checked yet`];
    if (source.last_success_at === null) return [`${id} was never read: ${source.last_failure?.message ?? 'no reason was kept'}`];
    return healthOf(source, entries, at).stale ? [`${id} is stale: its last good check was ${ageWords(source.last_success_at, at)} ago`] : [];
  });
  const late = [...due ?? [], ...claimed ?? []].filter((delivery) => minutesBetween(waitingSince(delivery), at) > LATE_MINUTES);
  return [
    ...unwell,
    ...(late.length === 0 ? [] : [`${plural(late.length, 'delivery waits', 'deliveries wait')} longer than ${LATE_MINUTES} minutes`]),
    ...((dead ?? []).length === 0 ? [] : [`${plural((dead ?? []).length, 'delivery is dead', 'deliveries are dead')}: "driftledger alerts retry" puts them back`]),
  ];
}

/** A retry moves the due time; what counts is since when people wait. */
function waitingSince({ log, due_at }: DeliveryRow): string {
  return log[0]?.at ?? due_at;
}
