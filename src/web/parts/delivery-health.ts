import { LATE_MINUTES } from '../../domain/health.ts';
import { plural } from '../../domain/phrase.ts';
import { minutesBetween } from '../../domain/times.ts';
import { type DeliveryRow } from '../../ledger/port.ts';
import { type WebDeps } from '../deps.ts';
import { html, time, type Html } from './html.ts';

/** What is not delivered, a sentence each; nothing is well. */
export async function deliveryFaults({ ledger, now }: Pick<WebDeps, 'ledger' | 'now'>): Promise<readonly Html[]> {
  const [dead, ...waiting] = await Promise.all((['dead', 'due', 'claimed'] as const).map((state) => ledger.deliveries({ state })));
  const [open, off] = [waiting.flat(), await ledger.switchedOff()];
  const [oldest] = open.map(({ log, due_at }: DeliveryRow) => log[0]?.at ?? due_at).toSorted();
  const late = oldest !== undefined && minutesBetween(oldest, now()) > LATE_MINUTES;
  return [
    ...(dead === undefined || dead.length === 0 ? [] : [html`<p class="fault">▲ ${plural(dead.length, 'message was', 'messages were')} given up: the server refused for good. Its words stand beside each; <code>driftledger alerts retry</code> sends them again.</p>`]),
    ...(oldest === undefined ? [] : [html`<p${late ? html` class="fault"` : ''}>${late ? '⏱ ' : ''}${plural(open.length, 'message waits', 'messages wait')} to be sent, ${oldest > now() ? 'the next at' : 'the oldest since'} ${time(oldest)}.</p>`]),
    ...off.map(({ channel, recipient, at, words }) => html`<p>○ Nothing is told to ${recipient} by ${channel} since ${time(at)}: ${words}.</p>`),
  ];
}
