import { type AlertPhase, type AlertState, type DeliveryMode } from '../domain/alert.ts';
import { plainText } from '../domain/plain-text.ts';
import { type Severity } from '../domain/vocabulary.ts';
import { type ServiceContent } from './content.ts';
import { hold } from './stages/hold.ts';
import { advance } from './stages/lifecycle.ts';
import { messageId } from './stages/message-id.ts';
import { type AlertSettings } from './stages/plan.ts';
import { route } from './stages/route.ts';

/** One thing that is wrong with driftledger's own work, in words. */
export interface ServiceFault {
  readonly what: ServiceContent['what'];
  /** For `stale`: which source. */
  readonly source: string | null;
  readonly words: string;
}

export interface ServiceAlert {
  readonly key: string;
  readonly source: null;
  readonly phase: AlertPhase;
  readonly severity: Severity;
  readonly headline: string;
  readonly events: readonly number[];
  readonly earlier: readonly number[];
  readonly content: string;
  readonly state: AlertState;
  readonly silenced_by: readonly number[];
  readonly deliveries: readonly { readonly channel: 'mail' | 'webhook'; readonly recipient: string; readonly message_id: string; readonly due_at: string; readonly mode: DeliveryMode }[];
}

/** What is told, and what is said when it is over. */
const HEADLINES: Readonly<Record<ServiceFault['what'], readonly [mark: string, wrong: string, over: string]>> = {
  stale: ['⏱', 'prices are older than they should be', 'prices are as fresh as they should be again'],
  waiting: ['⏱', 'messages wait to be delivered', 'no message waits any more'],
  dead: ['▲', 'messages were given up', 'no message is given up any more'],
};

/**
 * Alerts about the service itself: each trouble opens once and is resolved once. People are found by the rules, as for
 * a source's finding `source.stale`.
 */
export function planService(settings: AlertSettings, now: { readonly at: string; readonly states: readonly AlertState[]; readonly faults: readonly ServiceFault[] }): readonly ServiceAlert[] {
  const { at, states, faults } = now;
  const wrong = new Map(faults.map((fault) => [serviceKey(fault), fault]));
  const open = states.filter(({ key, standing }) => key.startsWith('service ') && standing !== 'resolved');
  const known = new Set(open.map(({ key }) => key));
  return [
    ...[...wrong].filter(([key]) => !known.has(key)).map(([key, fault]) => alertOf(key, fault, false)),
    ...open.filter(({ key }) => !wrong.has(key)).map((state) => alertOf(state.key, { what: whatOf(state), source: sourceOf(state), words: 'It is well again.' }, true)),
  ];

  function alertOf(key: string, fault: ServiceFault, over: boolean): ServiceAlert {
    const movement = { subject: key, before: over ? fault.what : 'well', after: over ? 'well' : fault.what };
    const { phase, state } = advance({ key, kind: 'source', movements: [movement] }, 'driftledger', 'warning', states.find((one) => one.key === key), new Map(), at);
    const finding = { kind: 'source.stale' as const, source: fault.source ?? 'driftledger', message: fault.words };
    const recipients = route(settings.rules, settings.matches, { source: finding.source, events: [], findings: [finding] });
    const content: ServiceContent = { kind: 'service', at, what: fault.what, words: [fault.words], ...(over ? { over: true as const } : {}), rules: Object.fromEntries(recipients.map(({ to, rule }) => [to, rule])) };
    return {
      key, source: null, phase: over ? phase : 'service', severity: 'warning', headline: headlineOf(fault, over),
      events: [], earlier: [], content: JSON.stringify(content), state: { ...state, source: null }, silenced_by: [],
      deliveries: recipients.map(({ channel, to, when }) => {
        const { mode, due_at } = hold(when, settings.reachable(to), 'warning', at);
        return { channel, recipient: to, message_id: messageId(key, to, at), due_at, mode };
      }),
    };
  }
}

/** The name that the alert about a fault keeps. */
export function serviceKey({ what, source }: Pick<ServiceFault, 'what' | 'source'>): string {
  return `service ${what}${source === null ? '' : ` ${source}`}`;
}

/** "⏱ fal: prices are older than they should be" */
function headlineOf({ what, source }: ServiceFault, over: boolean): string {
  const [mark, wrong, fine] = HEADLINES[what];
  return `${over ? '●' : mark} ${source === null ? '' : `${plainText(source, 60)}: `}${over ? fine : wrong}`;
}

function whatOf({ subjects, key }: AlertState): ServiceFault['what'] {
  const now = subjects[key]?.now;
  return now === 'waiting' || now === 'dead' ? now : 'stale';
}

function sourceOf({ key }: AlertState): string | null {
  return /^service \S+ (.+)$/.exec(key)?.[1] ?? null;
}
