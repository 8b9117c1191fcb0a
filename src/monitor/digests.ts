import { lastDigest, messageId, type BundledAlert, type DigestContent, type Reachable } from '../alerts/index.ts';
import { type AlertState } from '../domain/alert.ts';
import { plural } from '../domain/phrase.ts';
import { SEVERITIES } from '../domain/vocabulary.ts';
import { type AlertRecord, type DeliveryRow, type Ledger } from '../ledger/port.ts';
import { scorecards } from './scorecards.ts';

/** Somebody who gets a digest, by the rule that says so. */
export interface Subscription {
  readonly to: string;
  readonly rule: string;
  readonly period: 'daily' | 'weekly';
}

export interface DigestDeps {
  readonly ledger: Ledger;
  readonly now: () => string;
  /** When this worker began: a digest that was due before belongs to nobody who waits for it, unless messages wait. */
  readonly startedAt: string;
  readonly subscriptions: () => readonly Subscription[];
  readonly reachable: (recipient: string) => Reachable;
  /** Who publishes a source, for its scorecard. */
  readonly publisher: (source: string) => string;
}

/**
 * Opens the digests that are due: one message with all that waited for it, and what each source did since the last. A
 * digest comes also when nothing moved, because silence must mean something. Opening it twice opens it once.
 * @returns how many were opened
 */
export async function openDigests(deps: DigestDeps): Promise<number> {
  const { ledger } = deps;
  const at = deps.now();
  const held = await ledger.deliveries({ state: 'held' });
  const last = new Map((await ledger.alertStates({ source: null })).map((state) => [state.key, state.changed_at]));
  const due = deps.subscriptions().flatMap((subscription) => {
    const until = lastDigest(subscription.period, deps.reachable(subscription.to), at);
    const key = `digest ${subscription.to} ${subscription.period}`;
    const waiting = held.filter(({ recipient, mode, due_at }) => recipient === subscription.to && mode === subscription.period && due_at <= at);
    const before = last.get(key);
    return (before === undefined ? until > deps.startedAt : until > before) || waiting.length > 0 ? [{ ...subscription, key, until, from: before ?? dayBefore(until, subscription.period), waiting }] : [];
  });
  const records = await Promise.all(due.map(async (one) => recordOf(deps, { ...one, cards: await scorecards(ledger, { since: one.from, until: one.until, publisher: deps.publisher }) })));
  const overflown = await Promise.all([...overflows(held, at)].map(([to, waiting]) =>
    recordOf(deps, { to, rule: 'the most mails an hour', period: 'overflow', key: `digest ${to} overflow`, from: waiting[0]?.due_at ?? at, until: at, waiting, cards: [] })));
  const all = [...records, ...overflown];
  if (all.length > 0) await ledger.recordAlerts(all, at);
  return all.length;
}

interface DueDigest {
  readonly to: string;
  readonly rule: string;
  readonly period: DigestContent['period'];
  readonly key: string;
  readonly from: string;
  readonly until: string;
  readonly waiting: readonly DeliveryRow[];
  readonly cards: DigestContent['scorecards'];
}

async function recordOf({ ledger }: DigestDeps, { to, rule, period, key, from, until, waiting, cards }: DueDigest): Promise<AlertRecord & { readonly bundle: readonly number[] }> {
  const alerts = await Promise.all(waiting.map(async ({ alert }): Promise<readonly BundledAlert[]> =>
    (await ledger.alerts({ id: alert })).map(({ id, headline, severity, source, opened_at, phase, key: of }) => ({ id, headline, severity, source, at: opened_at, phase, key: of }))));
  const sorted = alerts.flat().toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || a.id - b.id);
  const quiet = sorted.length === 0 && cards.every(({ changes }) => changes.up + changes.down + changes.other === 0);
  const content: DigestContent = { kind: 'digest', period, from, until, rules: { [to]: rule }, alerts: sorted, scorecards: cards, quiet };
  const state: AlertState = { key, source: null, standing: 'resolved', severity: 'info', opened_at: until, changed_at: until, resolved_at: until, subjects: {}, acknowledgement: null };
  return {
    key, source: null, phase: 'digest', severity: sorted[0]?.severity ?? 'info', headline: headlineOf(content), events: [], earlier: [], content: JSON.stringify(content), state,
    silenced_by: [], bundle: waiting.map(({ id }) => id),
    deliveries: [{ channel: 'mail', recipient: to, message_id: messageId(key, to, period === 'overflow' ? `${until} ${waiting[0]?.id ?? ''}` : until), due_at: until, mode: 'immediately' }],
  };
}

/** What a page shows of it; the mail writes its own subject from the content. */
function headlineOf({ period, alerts, quiet, scorecards: cards }: DigestContent): string {
  const name = { daily: 'Daily digest', weekly: 'Weekly digest', overflow: 'More alerts than you want in an hour' }[period];
  if (!quiet) return `${name}: ${plural(alerts.length, 'alert')}`;
  const verified = cards.reduce((count, card) => count + card.verified_unchanged, 0);
  return `All quiet: ${plural(verified, 'price')} verified unchanged, ${plural(cards.length, 'source')}`;
}

/** What went over somebody's hourly measure, once the hour is over. */
function overflows(held: readonly DeliveryRow[], at: string): ReadonlyMap<string, readonly DeliveryRow[]> {
  const byRecipient = new Map<string, DeliveryRow[]>();
  for (const delivery of held) {
    if (delivery.mode === 'overflow' && delivery.channel === 'mail') byRecipient.set(delivery.recipient, [...(byRecipient.get(delivery.recipient) ?? []), delivery]);
  }
  return new Map([...byRecipient].filter(([, all]) => all.some(({ due_at }) => due_at <= at)).map(([to, all]) => [to, all.toSorted((a, b) => a.id - b.id)]));
}

function dayBefore(until: string, period: Subscription['period']): string {
  return new Date(Date.parse(until) - (period === 'weekly' ? 7 : 1) * 86_400_000).toISOString();
}
