import { SourceRefusal } from '../../domain/finding.ts';
import { routeReading, type Reading, type Unread } from '../../domain/reading.ts';
import { isRecord, numberText } from '../lib/json.ts';
import { readUnitPrice } from './structured.ts';

/** True for the answer of the platform pricing API. */
export function isPlatform(document: unknown): boolean {
  return isRecord(document) && Array.isArray(document['prices']);
}

/**
 * Reads `{"prices": [{"endpoint_id", "unit_price", "unit", "currency"}]}`.
 * @throws SourceRefusal `source.shape_changed` when a row lacks one of them
 */
export function readPlatform(document: unknown): Omit<Reading, 'reader'> {
  const expected = 'the platform pricing API: {"prices": [{"endpoint_id", "unit_price", "unit", "currency"}]}';
  const rows: readonly unknown[] = isRecord(document) && Array.isArray(document['prices']) ? document['prices'] : [];
  const unread: Unread[] = [];
  const routes = rows.map((row) => {
    if (!isRecord(row)) throw new SourceRefusal('source.shape_changed', { expected, found: 'a price that is no object' });
    const [route, unit, currency] = [row['endpoint_id'], row['unit'], row['currency'] ?? 'USD'];
    const price = numberText(row['unit_price']) ?? row['unit_price'];
    if (typeof route !== 'string' || typeof unit !== 'string' || typeof price !== 'string' || typeof currency !== 'string') {
      throw new SourceRefusal('source.shape_changed', { expected, found: `a price with the keys ${Object.keys(row).join(', ')}` });
    }
    const found = readUnitPrice(route, { price, unit, currency });
    unread.push(...found.unread);
    return routeReading(route, { rates: found.rates });
  });
  const unique = new Map(routes.map((route) => [route.route, route]));
  return { routes: [...unique.values()].toSorted((a, b) => (a.route < b.route ? -1 : 1)), unread, notes: [], facts: { rows: rows.length, surface: 'platform' } };
}
