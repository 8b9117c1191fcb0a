import { type Measures } from '../../domain/alert.ts';
import { product, quotient, type Decimal } from '../../domain/decimal.ts';
import { type DriftEvent } from '../../domain/drift.ts';
import { FRAMES } from '../../domain/frames.ts';
import { type Formula } from '../../domain/reading.ts';

/** The clip that a price for video is worked out for, whatever it is asked by. */
const [SECONDS, RESOLUTION] = [5, '720p'] as const;
const DIGITS = 6;

/**
 * What one clip of 5 s at 720p costs before and after its price moved to another unit; undefined where one side cannot
 * be worked out with certainty. Tokens of video need the route's own formula; a request makes one clip.
 */
export function clipOf(event: DriftEvent, formula: Formula | null): Measures['clip'] {
  if (event.kind !== 'rate.unit_changed') return undefined;
  const tokens = tokensOf(formula);
  const sides = (['before_rate', 'after_rate'] as const).map((side) => event.folded.flatMap((one): readonly Cost[] => {
    const value = one[side];
    const units = one.role === 'rate' && isOfClip(one) ? unitsOf(one.meter, tokens) : null;
    return value?.amount == null || units === null ? [] : [{ amount: quotient(product(units, value.amount), String(value.per), DIGITS), currency: value.currency, meter: one.meter ?? '' }];
  }));
  const [before, after] = sides.map((costs) => (new Set(costs.map(({ amount, currency }) => `${amount} ${currency}`)).size === 1 ? costs[0] : undefined));
  const used = [before?.meter, after?.meter];
  // A request alone does not say that it makes a video.
  if (before === undefined || after === undefined || before.currency !== after.currency || !used.some((meter) => meter?.startsWith('video') === true)) return undefined;
  const how = [...(used.includes('video_token') ? [`${Number(tokens).toLocaleString('en-US')} tokens`] : []), ...(used.includes('request') ? ['one request'] : [])];
  return { before: before.amount, after: after.amount, currency: before.currency, scenario: `a clip of ${SECONDS} s at ${RESOLUTION}${how.length === 0 ? '' : ` (${how.join(', ')})`}` };
}

interface Cost {
  readonly amount: Decimal;
  readonly currency: string;
  readonly meter: string;
}

/** How many units of a meter the clip takes. */
function unitsOf(meter: DriftEvent['meter'], tokens: Decimal | null): Decimal | null {
  if (meter === 'video_second') return String(SECONDS);
  if (meter === 'video_token') return tokens;
  return meter === 'video' || meter === 'request' ? '1' : null;
}

/** null without a formula whose every number is known. */
function tokensOf(formula: Formula | null): Decimal | null {
  const frame = FRAMES[RESOLUTION];
  if (frame === undefined || formula?.kind !== 'video_tokens' || formula.fps === undefined || formula.divisor === undefined || formula.multipliers.length > 0) return null;
  return quotient(String(frame.width * frame.height * formula.fps * SECONDS), String(formula.divisor));
}

const CLIP_KEYS: ReadonlySet<string> = new Set(['group', 'resolution', 'duration_s']);

/** A price that names what the clip is, or names nothing: the event has its group. */
function isOfClip({ conditions }: DriftEvent): boolean {
  const { resolution = RESOLUTION, duration_s = SECONDS } = conditions;
  return resolution === RESOLUTION && Number(duration_s) === SECONDS && Object.keys(conditions).every((key) => CLIP_KEYS.has(key));
}
