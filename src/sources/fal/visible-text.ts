import { routeReading, type Reading } from '../../domain/reading.ts';
import { priced } from './priced.ts';
import { isRoute } from './routes.ts';

/**
 * Reads the visible text of a model page, as a person copies it: the route on a line of its own, the price between the
 * result panel and "Logs". What follows (the README) names sibling tiers and is not read. Undefined for any other text.
 */
export function readVisibleText(text: string): Omit<Reading, 'reader'> | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const logs = lines.indexOf('Logs');
  if (logs < 0) return undefined;
  const route = lines.slice(0, logs).find((line) => isRoute(line));
  const result = lines.slice(0, logs).lastIndexOf('Result');
  if (route === undefined || result < 0) return undefined;
  const said = lines.slice(result + 1, logs).filter((line) => line !== '' && line !== 'Idle' && !line.endsWith('?')).join('\n');
  const found = priced(route, said);
  return { routes: [routeReading(route, found.fields)], unread: found.unread, notes: found.notes, facts: { rows: 1, surface: 'page', price_texts: 1 } };
}
