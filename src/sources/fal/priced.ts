import { type Rate } from '../../domain/rate.ts';
import { type Note, type RouteReading, type Unread } from '../../domain/reading.ts';
import { readProse, type ProseReading } from './prose/index.ts';

/** What a text says about one route, ready to stand in a reading. */
export interface Priced {
  readonly fields: Pick<RouteReading, 'rates' | 'formula'>;
  readonly unread: readonly Unread[];
  readonly notes: readonly Note[];
}

const KEPT = 4096;
const known = new Map<string, ProseReading>();

/**
 * Reads a price text for a route. Many routes share one text, so a reading is remembered by the text and by what the
 * route makes.
 */
export function priced(route: string, text: string, category = ''): Priced {
  const about = { video: /video/.test(category) || /video/.test(route) ? true : undefined };
  const key = `${about.video === true}|${text}`;
  let reading = known.get(key);
  if (reading === undefined) {
    reading = readProse(text, about.video === undefined ? {} : { video: true });
    if (known.size >= KEPT) known.clear();
    known.set(key, reading);
  }
  return {
    fields: { rates: reading.unread.length > 0 ? reading.rates : withoutOwnName(route, reading.rates), formula: reading.formula },
    unread: reading.unread.map((one) => ({ route, ...one })),
    notes: reading.remarks.map((message): Note => ({ kind: 'source.schema_note', message, route })),
  };
}

const SHORTEST_NAME = 4;

/** "$0.1/s for Sora 2" on the page of sora-2: the model's own name tells no price from another. */
function withoutOwnName(route: string, rates: readonly Rate[]): readonly Rate[] {
  const [name, ...others] = new Set(rates.map(({ conditions }) => String(conditions.tier ?? '')));
  const letters = plain(name ?? '');
  if (others.length > 0 || letters.length < SHORTEST_NAME || !plain(route).includes(letters)) return rates;
  return rates.map((rate) => {
    const { tier: _, ...conditions } = rate.conditions;
    return { ...rate, conditions };
  });
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

export const NOTHING: Priced = { fields: { rates: [], formula: null }, unread: [], notes: [] };
