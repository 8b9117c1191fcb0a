import { chartSubject, drawChart, hold, MOST_ATTEMPTS, renderMail, retryAt, timeOf, type MailSender, type MessageContent } from '../alerts/index.ts';
import { type Config } from '../config/index.ts';
import { type ClaimedDelivery, type DriftRow, type Ledger } from '../ledger/port.ts';
import { type Send } from '../monitor/deliver-due.ts';
import { reachableBy } from './alert-settings.ts';
import { mailLinks } from './mail-links.ts';
import { type World } from './world.ts';

/** What a mail is made of beside its own content. */
type MailLedger = Pick<Ledger, 'linkKey' | 'history' | 'drift'>;

/** Sends through SMTP; without a server mails stay in the outbox, and the page says so. */
export function sendWith(config: Pick<Config, 'alerts' | 'timezone' | 'web'>, sender: MailSender | null, { now, random = Math.random }: Pick<World, 'now' | 'random'>, ledger: MailLedger): Send {
  return async (delivery, events) => {
    const at = now();
    if (sender === null) return { at, outcome: 'retry', tried: false, words: 'SMTP_URL is not set: the mail waits here', due_at: new Date(Date.parse(at) + 60_000).toISOString() };
    const { outcome, words } = await sender.send(await mailOf(config, ledger, delivery, events));
    if (outcome !== 'retry') return { at, outcome, words };
    if (delivery.attempts + 1 >= MOST_ATTEMPTS) return { at, outcome: 'dead', words: `given up after ${MOST_ATTEMPTS} attempts; the last answer: ${words}` };
    return { at, outcome, words, due_at: notAtNight(config, delivery, retryAt(at, delivery.attempts, random())) };
  };
}

/** A retry wakes nobody whom the first attempt would not have woken. A digest comes at the hour that its reader chose. */
function notAtNight(config: Pick<Config, 'alerts' | 'timezone'>, { alert, recipient }: ClaimedDelivery, at: string): string {
  return alert.phase === 'digest' ? at : hold('immediately', reachableBy(config)(recipient), alert.severity, at).due_at;
}

/** The same message to the same person is the same mail in every attempt: all that it says is of the time it was made. */
async function mailOf(config: Pick<Config, 'alerts' | 'timezone' | 'web'>, ledger: MailLedger, { alert, recipient, message_id }: ClaimedDelivery, events: readonly DriftRow[]) {
  const content = JSON.parse(alert.content) as MessageContent;
  const subject = chartSubject(content, events);
  const chart = subject === null ? null : await drawChart(subject, await ledger.history(subject.route), timeOf(content));
  const folds = events.some(({ rows }) => rows > 1);
  // What is folded under a factor stands in the attached file, in place of the factor.
  const allRows = folds ? await foldedRows(ledger, events) : undefined;
  const links = await mailLinks(config, ledger, { alert, recipient });
  return renderMail({
    from: config.alerts.from, to: recipient, message_id, headline: alert.headline, key: alert.key, alert: alert.id, content, events,
    pageUrl: config.web.publicUrl ?? null, zone: reachableBy(config)(recipient).timezone, chart,
    ...(allRows === undefined ? {} : { allRows }), ...(links === undefined ? {} : { links }),
  });
}

async function foldedRows(ledger: MailLedger, events: readonly DriftRow[]): Promise<readonly DriftRow[]> {
  const parents = new Set(events.map(({ id }) => id));
  const snapshots = [...new Set(events.map(({ snapshot }) => snapshot))];
  const all = (await Promise.all(snapshots.map((snapshot) => ledger.drift({ snapshot, folded: true })))).flat();
  return [...events.filter(({ rows }) => rows <= 1), ...all.filter(({ folded_under }) => folded_under !== null && parents.has(folded_under))];
}
