import { type Measures } from '../../domain/alert.ts';
import { WEIGHTS } from '../../domain/compare/index.ts';
import { compareDecimals, type Decimal } from '../../domain/decimal.ts';
import { type DriftEvent } from '../../domain/drift.ts';
import { shortPercent } from '../../domain/phrase.ts';
import { type Severity } from '../../domain/vocabulary.ts';
import { rank } from './cause.ts';

/** From how many percent on a change weighs how much, for what it matches; a step that is not given is never reached. */
export interface Threshold {
  readonly match: { readonly source?: string | undefined; readonly route?: string | undefined; readonly meter?: string | undefined; readonly direction?: 'up' | 'down' | undefined };
  readonly notice?: Decimal | undefined;
  readonly warning?: Decimal | undefined;
  readonly critical?: Decimal | undefined;
}

export interface Judgement {
  readonly severity: Severity;
  readonly because: string;
}

/**
 * What an event weighs, with the reason: the first threshold of the configuration that matches, else the comparison's own
 * weight; and never less than what the change has come to since it was acknowledged, or in 90 days, because slow creep
 * counts.
 */
export function judge(event: DriftEvent, measures: Measures, thresholds: readonly Threshold[], matches: (glob: string, text: string) => boolean): Judgement {
  const threshold = event.change_percent === null ? undefined : thresholds.find(({ match }) => fits(match, event, matches));
  const own = threshold === undefined || event.change_percent === null ? { severity: event.severity, because: event.reason } : byThreshold(event.change_percent, threshold);
  const grown = measures.since_acknowledged ?? measures.accumulated;
  if (grown === undefined || grown.percent.startsWith('-') || event.direction !== 'worse' || event.kind !== 'rate.increased') return own;
  const creep = threshold === undefined ? WEIGHTS.rise.find(({ from }) => Number(grown.percent) >= from)?.severity : byThreshold(grown.percent, threshold).severity;
  if (creep === undefined || rank(creep) <= rank(own.severity)) return own;
  return { severity: creep, because: `slow creep: ${shortPercent(grown.percent)} since ${grown.at.slice(0, 10)} weighs ${creep}, this step alone ${own.severity}` };
}

function byThreshold(percent: Decimal, threshold: Threshold): Judgement {
  const size = percent.replace('-', '');
  for (const severity of ['critical', 'warning', 'notice'] as const) {
    const from = threshold[severity];
    if (from !== undefined && compareDecimals(size, from) >= 0) return { severity, because: `${shortPercent(percent)}; the configuration calls ${from} % or more ${severity}` };
  }
  return { severity: 'info', because: `${shortPercent(percent)}; below every threshold of the configuration` };
}

function fits(match: Threshold['match'], event: DriftEvent, matches: (glob: string, text: string) => boolean): boolean {
  const rises = event.change_percent?.startsWith('-') !== true;
  return (match.source === undefined || matches(match.source, event.source))
    && (match.route === undefined || matches(match.route, event.route ?? ''))
    && (match.meter === undefined || matches(match.meter, event.meter ?? ''))
    && (match.direction === undefined || (match.direction === 'up') === rises);
}
