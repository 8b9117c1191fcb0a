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
    fields: { rates: reading.rates, formula: reading.formula },
    unread: reading.unread.map((one) => ({ route, ...one })),
    notes: reading.remarks.map((message): Note => ({ kind: 'source.schema_note', message, route })),
  };
}

export const NOTHING: Priced = { fields: { rates: [], formula: null }, unread: [], notes: [] };
