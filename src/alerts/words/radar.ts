import { plainText } from '../../domain/plain-text.ts';
import { timePhrase } from '../../domain/phrase.ts';
import { type Probe } from '../content.ts';
import { type ToldEvent } from './told-event.ts';

type StatusEvent = Pick<ToldEvent, 'after' | 'reason' | 'after_raw'>;

/** Words by which an upstream's refusal shows that a model is going away; they come in the reason of the status. */
const UNSUPPORTED = /not[ _-]?(?:found|exist|support)|unsupported|retired|deprecated|discontinued|decommission|不支持|不存在|下架|下线|停用/i;
/** A failure whose reason says that the upstream does not know the model: the gateway retires it after a second one. */
export function isFirstStrike(event: StatusEvent, probe: Probe = {}): boolean {
  return probe.probed !== false && event.after === 'unknown_failure' && UNSUPPORTED.test(saidBySource(event));
}

/** The source's own words: what stands before "Its reason" in ours may name an earlier status. */
function saidBySource({ reason, after_raw }: StatusEvent): string {
  return plainText(`${reason.split('Its reason: ').slice(1).join(' ')} ${after_raw ?? ''}`);
}

/**
 * What a status is worth, in one sentence. A fresh `unknown_failure` may be the first strike of a retirement; one that
 * was never tested with a real call, or long ago, says nothing about today. `now` is when we read it.
 */
export function radarSentence(event: StatusEvent, probe: Probe = {}, now?: string): string {
  if (probe.probed === false) return `It does not probe ${probe.modality === undefined ? 'this kind of route' : `${plainText(probe.modality, 20)} routes`} with a real call, so test the route before you act.`;
  const age = probe.checked_at === undefined || now === undefined ? null : (Date.parse(now) - Date.parse(probe.checked_at)) / 3_600_000;
  if (age !== null && probe.interval_h !== undefined && age > probe.interval_h) {
    return `○ Not verified: the gateway last looked ${Math.round(age)} hours ago, longer than its own interval of ${probe.interval_h} hours, so test the route before you act.`;
  }
  if (isFirstStrike(event, probe)) return `Its reason says that the upstream does not support the model: it may be the first strike, and a second one in a row makes the gateway mark it retired, ${nextProbe(probe)}.`;
  return STATUS_SENTENCES[event.after ?? ''] ?? '';
}

const STATUS_SENTENCES: Readonly<Record<string, string>> = {
  unknown_failure: 'That can be an account, a channel or an error that nobody parsed: test the route before you act.',
  degraded: 'That is a time-out, an overload or a limit; it often passes by itself.',
  retired: 'Every channel said so in several probes in a row: plan the replacement.',
  absent: 'It says nothing about the state of this route any more.',
};

function nextProbe({ checked_at, interval_h }: Probe): string {
  if (checked_at === undefined || interval_h === undefined) return 'at its next probe at the earliest';
  return `on ${timePhrase(new Date(Date.parse(checked_at) + interval_h * 3_600_000).toISOString())} at the earliest`;
}
