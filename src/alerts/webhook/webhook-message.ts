import { type AlertPhase } from '../../domain/alert.ts';
import { plainText } from '../../domain/plain-text.ts';
import { type Severity } from '../../domain/vocabulary.ts';
import { timeOf, type MessageContent } from '../content.ts';
import { type ToldEvent } from '../words/told-event.ts';
import { eventLine } from '../words/words.ts';

/** An event with the time of the capture that showed it. */
export type ObservedEvent = ToldEvent & { readonly id?: number; readonly observed_at?: string };

/** A message as a webhook tells it. */
export interface WebhookMessage {
  /** The delivery's Message-ID: the same in every attempt. */
  readonly message_id: string;
  /** The alert's number in the ledger. */
  readonly alert: number;
  readonly key: string;
  readonly phase: AlertPhase;
  readonly severity: Severity;
  readonly headline: string;
  readonly source: string | null;
  readonly content: MessageContent;
  readonly events: readonly ObservedEvent[];
  /** The alert's page; null where nobody else can reach it. */
  readonly link: string | null;
}

/** A receiver of more events is a program, and asks the API for them. */
const MOST_EVENTS = 100;

/** The id of a webhook message (Standard Webhooks: the same in every attempt, so that receivers tell a retry from news). */
export function webhookId({ message_id }: Pick<WebhookMessage, 'message_id'>): string {
  return message_id.replace(/^<|>$/g, '');
}

/** The message as a CloudEvents 1.0 envelope: amounts are decimal text in `currency` for `before_per` and `after_per` units, times RFC 3339 in UTC. */
export function standardBody(message: WebhookMessage) {
  const { alert, key, phase, severity, headline, source, content, link } = message;
  const at = timeOf(content);
  return {
    specversion: '1.0', id: webhookId(message), source: `urn:driftledger:${source === null ? 'service' : `source:${encodeURIComponent(source)}`}`, type: `driftledger.alert.${phase}`,
    subject: key, time: at, timestamp: at, datacontenttype: 'application/json',
    data: {
      alert, key, phase, severity, headline, source, link, words: wordsOf(message),
      previous_at: 'previous_at' in content ? content.previous_at : null,
      events_total: message.events.length, events: message.events.slice(0, MOST_EVENTS).map((event) => eventBody(event, at)),
    },
  };
}

function eventBody({ kind, source, route, meter, unit, role, conditions, currency, before, after, before_per, after_per, before_raw, after_raw, change_percent, direction, severity, reason, explained_by, rows, id, observed_at }: ObservedEvent, at: string) {
  return {
    ...(id === undefined ? {} : { id }), kind, source, route, meter, unit, role, conditions, currency, before, after, before_per, after_per, before_raw, after_raw,
    change_percent, direction, severity, reason, explained_by, rows, observed_at: observed_at ?? at,
  };
}

/** What the message says beside its headline, one sentence each; words of a source stand as they are, but for what nobody sees. */
export function wordsOf({ content, events }: Pick<WebhookMessage, 'content' | 'events'>): readonly string[] {
  switch (content.kind) {
    case 'service': return content.words;
    case 'digest': return content.alerts.map(({ headline }) => plainText(headline, 300));
    case 'reminder': return [`The silence "${plainText(content.silence.reason, 200)}" by ${plainText(content.silence.by, 100)} ends at ${content.silence.until}.`, ...content.hidden.map(({ headline }) => plainText(headline, 300))];
    case 'route': case 'factor': case 'many': case 'source':
      return [...(content.findings ?? []).map(({ message }) => plainText(message, 300)), ...events.map((event) => eventLine(event, event.route === null ? [] : content.groups[event.route]))];
  }
  return content satisfies never;
}
