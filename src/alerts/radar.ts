import { plainText } from '../domain/plain-text.ts';
import { type ToldEvent } from './words.ts';

/** What is known of how a gateway came to a status; each part may be missing. */
export interface ProbeKnowledge {
  /** false: this kind of route is never tested with a real call. */
  readonly probed?: boolean;
  /** When the gateway last looked, RFC 3339. */
  readonly checked_at?: string;
  /** The gateway's own interval between two looks, in hours. */
  readonly interval_h?: number;
  readonly now?: string;
}

/** Words by which an upstream's refusal shows that a model is going away; they come in the reason of the status. */
const UNSUPPORTED = /not[ _-]?(?:found|exist|support)|unsupported|retired|deprecated|discontinued|decommission|不支持|不存在|下架|下线|停用/i;

/**
 * What a status is worth, in one sentence. A fresh `unknown_failure` may be the first strike of a retirement; one that
 * was never tested with a real call, or long ago, says nothing about today.
 */
export function radarSentence(event: Pick<ToldEvent, 'after' | 'reason' | 'after_raw'>, probe: ProbeKnowledge = {}): string {
  if (probe.probed === false) return 'It does not probe this kind of route with a real call, so test the route before you act.';
  const age = ageHours(probe);
  if (age !== null && probe.interval_h !== undefined && age > probe.interval_h) {
    return `The gateway last looked ${Math.round(age)} hours ago, longer than its own interval of ${probe.interval_h} hours: not verified, test the route before you act.`;
  }
  if (event.after === 'unknown_failure' && UNSUPPORTED.test(plainText(`${event.reason} ${event.after_raw ?? ''}`))) {
    return 'Its reason reads as if the upstream no longer supported the model: it may be the first strike, and a second one in a row makes the gateway mark it retired, at its next probe at the earliest.';
  }
  return STATUS_SENTENCES[event.after ?? ''] ?? '';
}

const STATUS_SENTENCES: Readonly<Record<string, string>> = {
  unknown_failure: 'That can be an account, a channel or an error that nobody parsed: test the route before you act.',
  degraded: 'That is a time-out, an overload or a limit; it often passes by itself.',
  retired: 'Every channel said so in several probes in a row: plan the replacement.',
  absent: 'It says nothing about the state of this route any more.',
};

function ageHours({ checked_at, now }: ProbeKnowledge): number | null {
  return checked_at === undefined || now === undefined ? null : (Date.parse(now) - Date.parse(checked_at)) / 3_600_000;
}
