import { driftEvent, type DriftEvent } from '../drift.ts';
import { countPhrase, moneyPhrase } from '../phrase.ts';
import { type Disagreement } from '../reading.ts';
import { type Severity } from '../vocabulary.ts';
import { percentWords, weighDisagreement, WEIGHTS } from './severity.ts';
import { sortEvents } from './sort.ts';

/**
 * Disagreements that opened or closed between two snapshots, by key. One that stays open says nothing, even when its
 * numbers move: those numbers are rates, and their own events tell it.
 * @param options.baseline this is the first snapshot of the source
 */
export function compareDisagreements(before: readonly Disagreement[], after: readonly Disagreement[], source: string, { baseline = false } = {}): readonly DriftEvent[] {
  const [was, is] = [byKey(before), byKey(after)];
  return sortEvents([
    ...[...is.values()].filter(({ key }) => !was.has(key)).map((one) => disagreementOpened(one, source, baseline)),
    ...[...was.values()].filter(({ key }) => !is.has(key)).map((one) => disagreementClosed(one, source)),
  ]);
}

function disagreementOpened(one: Disagreement, source: string, baseline: boolean): DriftEvent {
  const size = one.difference_percent === null ? '' : ` They are ${percentWords(one.difference_percent)} apart.`;
  return driftEvent({
    kind: 'disagreement.opened', source, route: one.route, after: sidesPhrase(one), change_percent: one.difference_percent,
    severity: weighs(one, baseline),
    reason: `For one scenario (${one.scenario}) two statements are unequal.${size}${one.arithmetic === undefined ? '' : ` ${sentence(one.arithmetic)}`}`,
  });
}

/** A reseller that is cheaper, or was dearer when it was first seen, tells a buyer what is, not that something moved. */
function weighs(one: Disagreement, baseline: boolean): Severity {
  return one.side === 'below' || (one.between === 'reseller' && baseline) ? WEIGHTS.resellerAsKnown : weighDisagreement(one.difference_percent);
}

function disagreementClosed(one: Disagreement, source: string): DriftEvent {
  return driftEvent({
    kind: 'disagreement.closed', source, route: one.route, before: sidesPhrase(one), severity: WEIGHTS.disagreementClosed,
    reason: `For one scenario (${one.scenario}) the statements that were unequal agree now, or one of them is no longer made.`,
  });
}

function sentence(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}

/** "flatkey (default) $7.00 per 1,000,000 tokens / byteplus $5.60 per 1,000,000 tokens". */
export function sidesPhrase({ sides }: Pick<Disagreement, 'sides'>): string {
  return sides.map(({ who, amount, currency, per, unit }) => `${who} ${moneyPhrase(amount, currency)} per ${per === 1 ? unit : `${countPhrase(per)} ${unit}s`}`).join(' / ');
}

function byKey(all: readonly Disagreement[]): ReadonlyMap<string, Disagreement> {
  return new Map(all.map((one) => [one.key, one]));
}
