import { type PendingEvent } from '../../domain/alert.ts';
import { type PendingRecord } from '../../domain/alert-record.ts';
import { type DriftEvent } from '../../domain/drift.ts';
import { plural } from '../../domain/phrase.ts';
import { type DriftKind } from '../../domain/vocabulary.ts';
import { onward } from './onward.ts';
import { movementOf } from './subject.ts';

/** A change is believed after so many captures that show it, or when it has stood so long; 0 minutes: only captures count. */
export interface Patience {
  readonly captures: number;
  readonly minutes: number;
}

export interface ConfirmSettings {
  readonly status: Patience;
  readonly rate: Patience;
}

/** An event that people are told, with where it is recorded: a place in this check's list, or the row of an earlier check. */
export interface ReadyEvent {
  readonly event: DriftEvent;
  readonly position: number | null;
  readonly drift: number | null;
  readonly because: string;
  /** It moved on while it waited: this is the whole way, and the row that it is recorded as is one step of it. */
  readonly whole?: true;
}

/** There and back before it was confirmed. */
export interface FlappedEvent extends ReadyEvent {
  readonly since: string;
}

export interface Confirmed {
  readonly ready: readonly ReadyEvent[];
  readonly flapped: readonly FlappedEvent[];
  readonly pending: readonly PendingRecord[];
}

/** Kinds that go back and forth by themselves; everything else is told at once. */
const PATIENCE_OF: Partial<Readonly<Record<DriftKind, keyof ConfirmSettings>>> = {
  'route.status_changed': 'status', 'rate.increased': 'rate', 'rate.decreased': 'rate', 'rate.kind_changed': 'rate', 'factor.changed': 'rate',
};

/**
 * Sorts what a check found, with what earlier checks left waiting, into what is believed now, what waits on, and what
 * went back to where it was. Call it only for checks that made a snapshot: a source that was not read confirms nothing.
 */
export function confirm(events: readonly DriftEvent[], waiting: readonly PendingEvent[], settings: ConfirmSettings, at: string): Confirmed {
  const [ready, flapped, pending]: [ReadyEvent[], FlappedEvent[], PendingRecord[]] = [[], [], []];
  const before = new Map(waiting.map((one) => [one.subject, one]));
  const gone = new Set(events.flatMap((event) => (event.kind === 'route.removed' ? [event.route] : [])));

  events.forEach((event, position) => {
    const patience = PATIENCE_OF[event.kind];
    const { subject, before: from, after } = movementOf(event);
    const waited = before.get(subject);
    before.delete(subject);
    const whole = waited === undefined ? event : movementOf(waited.event).before === after ? null : onward(waited.event, event);
    if (waited !== undefined && whole === null) flapped.push(wentBack(waited, from === after ? 'where it was' : `"${after ?? 'nothing'}"`));
    if (whole !== null) settle({ subject, event: whole, drift: null, position, since: at, captures: 1, ...(waited === undefined ? {} : { whole: true }) }, patience);
  });
  if (before.size > 0) for (const event of events) for (const row of event.folded) followFolded(event, row);
  for (const waited of before.values()) {
    if (gone.has(waited.event.route)) continue;
    settle({ ...waited, position: null, captures: waited.captures + 1 }, PATIENCE_OF[waited.event.kind]);
  }
  return { ready, flapped, pending };

  /** What another event explains moves on with it: a price that left with its unit or group is gone, one that a factor moved waits with its new value. */
  function followFolded(parent: DriftEvent, row: DriftEvent): void {
    const { subject, after } = movementOf(row);
    const waited = before.get(subject);
    // The same price under other conditions is still what it rose to.
    if (waited === undefined || parent.kind === 'rate.conditions_changed') return;
    before.delete(subject);
    if (row.kind === 'rate.removed') return;
    const whole = movementOf(waited.event).before === after ? null : onward(waited.event, row);
    if (whole === null) flapped.push(wentBack(waited, 'where it was'));
    else settle({ ...waited, event: whole, position: null, since: at, captures: 1, whole: true }, PATIENCE_OF[whole.kind]);
  }

  function settle(one: PendingRecord, patience: keyof ConfirmSettings | undefined): void {
    const because = patience === undefined ? 'told at once: this kind of change does not come and go by itself' : heldWords(one, settings[patience], at);
    if (because === null) pending.push(one);
    else ready.push({ event: one.event, position: one.position, drift: one.drift, because, ...(one.whole === undefined ? {} : { whole: one.whole }) });
  }
}

function wentBack({ event, drift, since }: PendingEvent, where: string): FlappedEvent {
  return { event, position: null, drift, since, because: `it went back to ${where} before it was confirmed` };
}

/** Why a change counts as held; null while it does not. */
function heldWords({ since, captures }: Pick<PendingEvent, 'since' | 'captures'>, patience: Patience, at: string): string | null {
  const minutes = Math.floor((Date.parse(at) - Date.parse(since)) / 60_000);
  if (captures >= patience.captures) return captures === 1 ? 'one capture is enough for this kind of change' : `held for ${plural(captures, 'capture')}`;
  return patience.minutes > 0 && minutes >= patience.minutes ? `held for ${plural(minutes, 'minute')}` : null;
}
