import { decimalFromText } from '../../domain/decimal.ts';
import { type Rate } from '../../domain/rate.ts';
import { type Unread } from '../../domain/reading.ts';
import { readProse } from './prose/index.ts';

/** A price with its billing unit, as the page payload and the platform API carry it. */
export interface UnitPrice {
  readonly price: string;
  readonly unit: string;
  readonly currency: string;
}

/** Units that name a thing sold once. */
const PIECES = new Set(['generations', 'generation', 'requests', 'request', 'trainings', 'training', 'flat']);

/** Reads a structured price as the sentence "$price per unit", with the grammar of the prose. */
export function readUnitPrice(route: string, found: UnitPrice): { readonly rates: readonly Rate[]; readonly unread: readonly Unread[] } {
  const unit = found.unit.trim().toLowerCase().replaceAll('_', ' ').replace(/(?<=\d)m(?= )/, 'M');
  const said = `${found.price} ${found.currency} / ${JSON.stringify(found.unit)}`;
  const refuse = (reason: string) => ({ rates: [], unread: [{ route, said, reason }] });
  const amount = decimalFromText(found.price);
  if (amount === undefined || amount.startsWith('-')) return refuse('the structured price is not a decimal number');
  if (found.currency.toUpperCase() !== 'USD') return refuse(`an amount in ${found.currency}, where this source publishes USD`);
  if (unit === '' || /^\d+$/.test(unit) || unit === 'credits') return refuse(`the unit ${JSON.stringify(found.unit)} does not say what is counted`);
  const reading = readProse(`$${amount} per ${PIECES.has(unit) ? 'request' : unit}`, { video: /video/.test(route) });
  const [rate] = reading.rates;
  if (rate === undefined || reading.rates.length > 1 || (rate.meter === 'request' && !PIECES.has(unit))) return refuse(`the unit ${JSON.stringify(found.unit)} is not one this reader knows`);
  return { rates: [{ ...rate, said }], unread: [] };
}
