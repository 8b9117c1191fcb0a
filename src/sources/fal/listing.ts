import { SourceRefusal } from '../../domain/finding.ts';
import { routeReading, type Note, type Reading, type RouteReading, type Unread } from '../../domain/reading.ts';
import { type Status } from '../../domain/vocabulary.ts';
import { equalDecimals } from '../../domain/decimal.ts';
import { rateKey } from '../../domain/rate.ts';
import { isRecord, numberText } from '../lib/json.ts';
import { NOTHING, priced, type Priced } from './priced.ts';

/** One page of the models listing: how many there are, and the items on this one. */
export interface ListingPage {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly page: number;
  readonly pages: number;
  readonly total: number | null;
}

/** True for the envelope of `GET /api/models`. */
export function isListing(document: unknown): boolean {
  return isRecord(document) && Array.isArray(document['items']) && ('pages' in document || 'total' in document || 'size' in document || document['items'].some((item) => isRecord(item) && 'pricingInfoOverride' in item));
}

/** @throws SourceRefusal `source.shape_changed` when items carry no id, or a listing that counts models lists none */
export function listingPage(document: unknown): ListingPage {
  const expected = 'a page of the models listing: {"items": [{"id", "pricingInfoOverride", …}], "page", "pages", "total"}';
  if (!isRecord(document) || !Array.isArray(document['items'])) throw new SourceRefusal('source.shape_changed', { expected, found: 'JSON without "items"' });
  const all: readonly unknown[] = document['items'];
  const items = all.filter(isRecord).filter((item) => typeof item['id'] === 'string' && item['id'] !== '');
  if (items.length < all.length) throw new SourceRefusal('source.shape_changed', { expected, found: `${all.length - items.length} of ${all.length} items without an "id"` });
  const [page, pages, total] = [count(document['page']) ?? 1, count(document['pages']) ?? 1, count(document['total']) ?? null];
  if (items.length === 0 && (page <= pages && (total ?? 0) > 0 || (total ?? 0) === 0)) {
    throw new SourceRefusal('source.shape_changed', { expected, found: `a listing of no models (it counts ${total ?? 'none'})` });
  }
  return { items, page, pages, total };
}

function count(value: unknown): number | undefined {
  const text = numberText(value);
  return text !== undefined && /^\d{1,7}$/.test(text) ? Number(text) : undefined;
}

/** Reads every item; an item without a price text is a route without rates. */
export function readListing(document: unknown): Omit<Reading, 'reader'> {
  const { items, page, pages, total } = listingPage(document);
  const routes = new Map<string, RouteReading>();
  const unread: Unread[] = [];
  const notes: Note[] = [];
  let texts = 0;
  let silent = 0;
  for (const item of items) {
    const route = String(item['id']);
    if (routes.has(route)) {
      notes.push({ kind: 'source.schema_note', route, message: `the listing names ${route} twice; the first entry counts` });
      continue;
    }
    const found = readItem(route, item);
    routes.set(route, routeReading(route, { ...statusOf(item), ...found.fields }));
    unread.push(...found.unread);
    notes.push(...found.notes);
    if (found.unread.length > 0 || found.fields.rates.length > 0) texts += 1;
    if (found.unread.length > 0 && found.fields.rates.length === 0) silent += 1;
  }
  return {
    routes: [...routes.values()].toSorted((a, b) => (a.route < b.route ? -1 : 1)), unread, notes,
    facts: { rows: items.length, surface: 'listing', page, pages, total, price_texts: texts, price_texts_unread: silent },
  };
}

function readItem(route: string, item: Readonly<Record<string, unknown>>): Priced {
  const category = text(item['category']);
  const [override, billing] = [text(item['pricingInfoOverride']), text(item['billingMessage'])];
  const said = override === '' ? billing : override;
  if (said === '') return NOTHING;
  if (item['hidePricing'] === true) return { ...NOTHING, unread: [{ route, said, reason: 'the listing says that this price is hidden (hidePricing)' }] };
  const found = priced(route, said, category);
  return override === '' || billing === '' || billing === override ? found : { ...found, notes: [...found.notes, ...contradictions(route, found, priced(route, billing, category))] };
}

/** The second prose of an item, `billingMessage`, can contradict the first: the first counts, and it is said. */
function contradictions(route: string, first: Priced, second: Priced): readonly Note[] {
  const amounts = new Map(first.fields.rates.map((rate) => [rateKey(rate), rate]));
  const apart = second.fields.rates.filter((rate) => {
    const other = amounts.get(rateKey(rate));
    return other?.amount != null && rate.amount !== null && !equalDecimals(other.amount, rate.amount);
  });
  return apart.map((rate): Note => ({
    kind: 'source.schema_note', route,
    message: `billingMessage says ${rate.amount} where pricingInfoOverride says ${amounts.get(rateKey(rate))?.amount} (${rateKey(rate)}); pricingInfoOverride counts`,
  }));
}

/** What the listing says of the state of a route; nothing where it does not carry the marks. */
export function statusOf(item: Readonly<Record<string, unknown>>): { readonly status: Status | null; readonly status_raw: string | null } {
  if (item['removed'] === true) return { status: 'retired', status_raw: 'removed' };
  if (item['deprecated'] === true) return { status: 'retired', status_raw: 'deprecated' };
  if (item['removed'] === false || item['deprecated'] === false) return { status: 'available', status_raw: 'listed' };
  return { status: null, status_raw: null };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
