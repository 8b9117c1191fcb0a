import { type AlertPhase, type AlertStanding, type AlertState, type Pin, type Subject, type SubjectState } from '../../domain/alert.ts';
import { type Severity } from '../../domain/vocabulary.ts';
import { rank, type Cause } from './cause.ts';
import { type Movement } from './subject.ts';

/** What becomes of an alert. */
export interface Advance {
  readonly phase: AlertPhase;
  readonly state: AlertState;
  /** false: nobody needs to hear of it, and why. */
  readonly tell: boolean;
  readonly because: string;
}

/** An alert about more values than this does not follow each of them: no catalog that is known has so many routes. */
const MOST_SUBJECTS = 20_000;

/**
 * Leads an alert through its life: opened by a first value, changed by a further one, resolved when everything is back
 * where it was, reopened when it moves again. A value that a person acknowledged is not told again; a third one is.
 */
export function advance(
  cause: Pick<Cause, 'key' | 'kind' | 'movements' | 'adopts'>, source: string, severity: Severity,
  known: AlertState | undefined, pins: ReadonlyMap<Subject, Pin>, at: string,
): Advance {
  const running = known !== undefined && known.standing !== 'resolved' ? known : undefined;
  const subjects = merged(running?.subjects ?? {}, cause.movements);
  const isPinned = ({ subject, after }: Movement): boolean => pins.get(subject)?.value === after && pins.has(subject);
  const base = {
    // The heaviest that people were told of it: whoever heard that, hears of the end.
    key: cause.key, source, severity: running !== undefined && rank(running.severity) > rank(severity) ? running.severity : severity, opened_at: running?.opened_at ?? at, changed_at: at, resolved_at: null,
    subjects: Object.keys(subjects).length > MOST_SUBJECTS ? {} : subjects, acknowledgement: null,
  };
  const become = (phase: AlertPhase, standing: AlertStanding, because: string, tell = true): Advance => ({
    phase, tell, because,
    state: { ...base, subjects: tell ? told(base.subjects) : base.subjects, standing, resolved_at: standing === 'resolved' ? at : null, acknowledgement: standing === 'acknowledged' ? (known?.acknowledgement ?? null) : null },
  });

  if ((running !== undefined || cause.adopts === true) && Object.values(subjects).every(({ from, now }) => from === now)) return become('resolved', 'resolved', 'every value is back where it was when the alert opened');
  if (cause.movements.every(isPinned)) {
    if (running?.standing !== 'open') return become('changed', 'acknowledged', 'this value was acknowledged before', false);
    const stands = Object.entries(subjects).some(([subject, { from, now }]) => from !== now && pins.get(subject)?.value !== now);
    return stands ? become('changed', 'open', 'back to the value that was acknowledged; something else still stands') : become('resolved', 'acknowledged', 'back to the value that was acknowledged');
  }
  if (running === undefined) return known === undefined ? become('opened', 'open', 'nothing was open about this') : become('reopened', 'open', `it was resolved at ${known.resolved_at ?? known.changed_at} and moved again`);
  const isNoNews = ({ from, now, told: heard }: SubjectState): boolean => from === now || now === heard;
  if (cause.kind === 'many' && cause.movements.every(({ subject }) => subjects[subject] !== undefined && isNoNews(subjects[subject]))) return become('changed', running.standing, 'some of many are back, or again as they were told; the rest is told when all of them are back', false);
  return become('changed', 'open', running.standing === 'acknowledged' ? 'a further value, after the last one was acknowledged' : 'a further value while the alert was open');
}

function merged(before: AlertState['subjects'], movements: readonly Movement[]): Readonly<Record<Subject, SubjectState>> {
  const subjects = new Map(Object.entries(before));
  for (const { subject, before: from, after } of movements) {
    const earlier = subjects.get(subject);
    subjects.set(subject, earlier === undefined ? { from, now: after } : { from: earlier.from, now: after, told: earlier.told === undefined ? earlier.now : earlier.told });
  }
  return Object.fromEntries(subjects);
}

/** What a message tells is told. */
function told(subjects: AlertState['subjects']): AlertState['subjects'] {
  return Object.fromEntries(Object.entries(subjects).map(([subject, { from, now }]) => [subject, { from, now }]));
}
