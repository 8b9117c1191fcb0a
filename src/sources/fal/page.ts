import { equalDecimals } from '../../domain/decimal.ts';
import { SourceRefusal } from '../../domain/finding.ts';
import { routeReading, type Note, type Reading } from '../../domain/reading.ts';
import { loadHtml } from '../lib/load-html.ts';
import { excerpt } from '../lib/recognise.ts';
import { readPayload, streamOf, type Payload } from './payload.ts';
import { NOTHING, priced } from './priced.ts';
import { isRoute, routeOfUrl } from './routes.ts';
import { readUnitPrice } from './structured.ts';

const EXPECTED = 'a model page of fal.ai (a Next.js stream with endpointBilling or pricingInfoOverride of its route)';

/** Where the page's data stands. */
const STREAM = '__next_f';
const HEAD = 10_000;

/**
 * Reads a model's HTML page. The page also carries other models' prices, plan prices and sibling tiers in its README:
 * only the override beside this route's id and the billing of this endpoint count.
 * @throws SourceRefusal `source.shape_changed` for a page of another kind, `source.unreadable` for half a page
 */
export function readModelPage(html: string, url: string): Omit<Reading, 'reader'> {
  // A page of another kind is not worth looking through: its title stands in its first lines.
  const $ = loadHtml(html.includes(STREAM) ? html : html.slice(0, HEAD));
  const stream = streamOf($('script').map((_, element) => $(element).text()).get());
  const payload = stream === undefined ? undefined : readPayload(stream);
  const whole = html.trimEnd().toLowerCase().endsWith('</html>');
  if (!whole && (stream !== undefined || html.includes(STREAM) || html.includes('| fal.ai</title>'))) throw new SourceRefusal('source.unreadable', { expected: 'a whole HTML page', found: `one that breaks off after ${html.length} characters` });
  if (stream === undefined || payload === undefined) {
    const title = $('title').first().text().trim();
    throw new SourceRefusal('source.shape_changed', { expected: EXPECTED, found: title === '' ? 'an HTML page without that stream' : `an HTML page titled ${excerpt(title)}` });
  }
  const route = routeOfPage(stream, payload, $('link[rel="canonical"]').attr('href') ?? '', url);
  if (route === undefined) throw new SourceRefusal('source.shape_changed', { expected: EXPECTED, found: 'a page that names no model' });
  const override = payload.overrides.get(route);
  const billing = payload.billing.get(route);
  if (override === undefined && billing === undefined) throw new SourceRefusal('source.shape_changed', { expected: EXPECTED, found: `the page of ${route} without a price of its own` });
  const told = override == null ? NOTHING : priced(route, override, '');
  const structured = billing === undefined ? { rates: [], unread: [] } : readUnitPrice(route, billing);
  const useProse = told.fields.rates.length > 0 || told.unread.length > 0;
  const alias = routeOfUrl(url);
  return {
    routes: [routeReading(route, {
      ...(useProse ? told.fields : { rates: structured.rates }),
      ...(alias !== undefined && alias !== route ? { aliases: [alias] } : {}),
    })],
    unread: useProse ? told.unread : structured.unread,
    notes: [...told.notes, ...(useProse && billing !== undefined ? apart(route, told.fields.rates, structured.rates) : [])],
    facts: { rows: 1, surface: 'page', billing_unit: billing?.unit ?? null, billing_price: billing?.price ?? null, price_texts: override == null ? 0 : 1 },
  };
}

/** The id inside the page wins over its address: addresses have aliases. */
function routeOfPage(stream: string, payload: Payload, canonical: string, url: string): string | undefined {
  const jsonLd = /\\"@type\\":\\"WebAPI\\",\\"identifier\\":\\"([^"\\]{1,200})\\"/.exec(stream)?.[1];
  const canonicalInStream = /"rel":"canonical","href":"([^"\\]{1,300})"/.exec(stream)?.[1] ?? '';
  const segment = /"endpointId","([^"\\]{1,300})"/.exec(stream)?.[1];
  const named = [
    jsonLd, payload.billing.size === 1 ? [...payload.billing.keys()][0] : undefined, routeOfUrl(canonicalInStream), routeOfUrl(canonical),
    segment === undefined ? undefined : routeOfUrl(`https://fal.ai/models/${segment}`), routeOfUrl(url),
  ].filter((name) => name !== undefined && isRoute(name));
  return named.find((name) => name !== undefined && (payload.billing.has(name) || payload.overrides.has(name))) ?? named[0];
}

/** The structured price is often a base unit price that the prose refines; where it equals none of its rates, that is said. */
function apart(route: string, told: ReturnType<typeof priced>['fields']['rates'], structured: typeof told): readonly Note[] {
  return structured.flatMap((price) => {
    const same = told.filter((rate) => rate.meter === price.meter && rate.per === price.per && rate.role === 'rate');
    const agrees = same.some((rate) => rate.amount !== null && price.amount !== null && equalDecimals(rate.amount, price.amount));
    return same.length === 0 || agrees ? [] : [{ kind: 'source.schema_note' as const, route, message: `endpointBilling says ${price.said}, the prose says ${same.map((rate) => rate.amount).join(', ')} per ${price.unit}` }];
  });
}
