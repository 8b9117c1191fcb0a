import { lastDigest, messageId, nextDigest, type BundledAlert, type DigestContent, type MessageContent, type Reachable } from '../alerts/index.ts';
import { type AlertState } from '../domain/alert.ts';
import { groupBy } from '../domain/compare/collect.ts';
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
  const subscriptions = deps.subscriptions();
  const held = await heldByRules(deps, subscriptions, at);
  const last = new Map((await ledger.alertStates({ source: null })).map((state) => [state.key, state.changed_at]));
  const lastOnes = await Promise.all([...unsubscribed(held, subscriptions)].map(async ([to, waiting]) => {
    const period = waiting.some(({ mode }) => mode === 'weekly') ? 'weekly' : 'daily';
    const key = `digest ${to} ${period}`;
    return { to, rule: await ruleThen(ledger, to, waiting), period, key, until: at, from: last.get(key) ?? dayBefore(at, period), waiting } as const;
  }));
  const due = subscriptions.flatMap((subscription) => {
    const until = lastDigest(subscription.period, deps.reachable(subscription.to), at);
    const key = `digest ${subscription.to} ${subscription.period}`;
    const waiting = held.filter(({ recipient, mode, due_at }) => recipient === subscription.to && mode === subscription.period && due_at <= at);
    const before = last.get(key);
    return (before === undefined ? until > deps.startedAt : until > before) || waiting.length > 0 ? [{ ...subscription, key, until, from: before ?? dayBefore(until, subscription.period), waiting }] : [];
  });
  const records = await Promise.all([...due, ...lastOnes].map(async (one) => recordOf(deps, { ...one, cards: await scorecards(ledger, { since: one.from, until: one.until, publisher: deps.publisher }) })));
  const overflown = await Promise.all([...overflows(held, at)].map(([to, waiting]) =>
    recordOf(deps, { to, rule: 'the most mails an hour', period: 'overflow', key: `digest ${to} overflow`, from: waiting[0]?.due_at ?? at, until: at, waiting, cards: [] })));
  const all = [...records, ...overflown];
  if (all.length > 0) await ledger.recordAlerts(all, at);
  return all.length;
}

/** What is held, each for a digest that comes by the present rules and hours: those of the time when it was held may be gone. */
async function heldByRules({ ledger, reachable }: DigestDeps, subscriptions: readonly Subscription[], at: string): Promise<readonly DeliveryRow[]> {
  const held = await ledger.deliveries({ state: 'held' });
  return Promise.all(held.map(async (delivery) => {
    const digest = presentDigest(delivery, subscriptions, reachable(delivery.recipient), at);
    if (digest === null) return delivery;
    await ledger.holdFor(delivery.id, digest);
    return { ...delivery, ...digest };
  }));
}

/** The digest that a delivery has to wait for instead; null where it waits for the right one, or there is none. */
function presentDigest({ recipient, mode, due_at }: DeliveryRow, subscriptions: readonly Subscription[], reachable: Reachable, at: string): Pick<DeliveryRow, 'mode' | 'due_at'> | null {
  if (mode !== 'daily' && mode !== 'weekly') return null;
  const periods = subscriptions.filter(({ to }) => to === recipient).map(({ period }) => period);
  const [other] = periods;
  if (periods.includes(mode)) {
    // What is due already is told by the next digest as it is.
    const isOff = due_at > at && nextDigest(mode, reachable, secondBefore(due_at)) !== due_at;
    return isOff ? { mode, due_at: nextDigest(mode, reachable, at) } : null;
  }
  return other === undefined ? null : { mode: other, due_at: nextDigest(other, reachable, at) };
}

/** What waits for somebody who gets no digests any more: it is told at once, in a last one. */
function unsubscribed(held: readonly DeliveryRow[], subscriptions: readonly Subscription[]): ReadonlyMap<string, readonly DeliveryRow[]> {
  const readers = new Set(subscriptions.map(({ to }) => to));
  return groupBy(held.filter(({ recipient, mode }) => mode !== 'overflow' && !readers.has(recipient)).toSorted((a, b) => a.id - b.id), ({ recipient }) => recipient);
}

/** The rule by which it was held. */
async function ruleThen(ledger: Ledger, to: string, [first]: readonly DeliveryRow[]): Promise<string> {
  const [alert] = first === undefined ? [] : await ledger.alerts({ id: first.alert });
  const { rules = {} } = JSON.parse(alert?.content ?? '{}') as Partial<MessageContent>;
  return (Object.hasOwn(rules, to) ? rules[to] : undefined) ?? 'a rule that is no more';
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

function secondBefore(instant: string): string {
  return new Date(Date.parse(instant) - 1000).toISOString();
}

function dayBefore(until: string, period: Subscription['period']): string {
  return new Date(Date.parse(until) - (period === 'weekly' ? 7 : 1) * 86_400_000).toISOString();
}
