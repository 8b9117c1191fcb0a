import { type Meter } from '../../domain/vocabulary.ts';
import { oneLine } from './text.ts';

/** What a price is for: "USD / M tokens" counts tokens, per 1000000. */
export interface PriceUnit {
  readonly counts: 'token' | 'image' | 'call' | 'unit' | 'video' | 'second' | 'month';
  readonly per: number;
  readonly perHour: boolean;
}

const UNIT = /^(?:(?:in |per )?(?:us\$|usd|\$)\s?(?:\/|per)\s?)?(\d{1,4})?\s?(k|m|million|thousand)?\s?(tokens?|images?|calls?|units?|videos?|seconds?|months?|requests?)(?:\s?\/\s?(hour|h|hr))?$/;
const SCALE: Readonly<Record<string, number>> = { k: 1_000, thousand: 1_000, m: 1_000_000, million: 1_000_000 };

/** "USD / M tokens / Hour", "USD/Unit", "M tokens": undefined words give null. */
export function parseUnit(text: string): PriceUnit | null {
  const match = UNIT.exec(oneLine(text.toLowerCase()).replaceAll(' / ', '/').replaceAll('/ ', '/').replaceAll(' /', '/'));
  if (match === null) return null;
  const [, count = '1', scale = '', noun = '', hour] = match;
  const per = Number(count) * (SCALE[scale] ?? 1);
  if (per < 1) return null;
  const counts = noun.replace(/s$/, '');
  return { counts: counts === 'request' ? 'call' : (counts as PriceUnit['counts']), per, perHour: hour !== undefined };
}

/** The unit that every version of the page has printed for its token columns; used where a trimmed copy dropped all units. */
export const STANDING_TOKEN_UNIT: PriceUnit = { counts: 'token', per: 1_000_000, perHour: false };

/** The meter of a price that its column does not name: by what it counts, and for tokens by the kind of model. */
export function meterByUnit(unit: PriceUnit, isVideo: boolean): Meter | undefined {
  if (unit.perHour) return undefined;
  switch (unit.counts) {
    case 'token': return isVideo ? 'video_token' : undefined;
    case 'image': return 'image';
    case 'call': return 'request';
    case 'unit': return 'unit';
    case 'video': return 'video';
    case 'second': return isVideo ? 'video_second' : undefined;
    case 'month': return 'unit';
    default: return unit.counts satisfies never;
  }
}
