import { z } from 'zod';
import { pageText, type CapturedPage, type CaptureRequest } from '../../domain/capture.ts';
import { SourceRefusal } from '../../domain/finding.ts';
import { routeReading, type Reading, type RouteReading } from '../../domain/reading.ts';
import { settleRates, type FoundRate } from '../../domain/settle.ts';
import { composeSingle, type Adapter, type SourceIdentity } from '../../domain/source.ts';
import { METER_UNITS, type Meter } from '../../domain/vocabulary.ts';
import { mediumOf } from '../lib/new-api/media.ts';
import { Remarks } from '../lib/new-api/remarks.ts';
import { excerpt, isHtml, refuseWrongPage } from '../lib/recognise.ts';
import { priceSpots, type PriceSpot } from './cards.ts';
import { countPrices, pricePhrases, type PricePhrase } from './phrases.ts';

const VERSION = 1;

const settings = z.strictObject({});

/** Flatkey's homepage: cards that tease with a price. It helps to find a model and never approves a price. */
export const flatkeyHome = {
  name: 'flatkey-home',
  version: VERSION,
  publisher: 'Flatkey',
  evidence_class: 'discovery',
  settings,
  follow: homepageRequest,
  read: (page: CapturedPage): Reading => readHomepage(page),
  compose: composeSingle,
} as const satisfies Adapter<z.infer<typeof settings>>;

function homepageRequest(source: SourceIdentity, _settings: unknown, pages: readonly CapturedPage[]): readonly CaptureRequest[] {
  return pages.length > 0 ? [] : [{ purpose: 'page', url: source.url, method: 'http', headers: { accept: 'text/html' } }];
}

/** @throws SourceRefusal when the page is not HTML, or shows no price at all */
function readHomepage(page: CapturedPage): Reading {
  refuseWrongPage(page);
  const html = pageText(page);
  const expected = 'the homepage as HTML, with teaser cards such as "Seedance 2.0 … $0.063 / sec"';
  if (!isHtml(html)) throw new SourceRefusal('source.shape_changed', { expected, found: `text that is not HTML, starting with ${excerpt(html)}` });
  const spots = priceSpots(html, countPrices);
  if (spots.length === 0) throw new SourceRefusal('source.shape_changed', { expected, found: 'an HTML page without a single price' });
  const remarks = new Remarks();
  const teasers = new Teasers();
  for (const spot of spots) readSpot(spot, teasers, remarks);
  const routes = teasers.routes(remarks);
  const { unread, notes } = remarks.list();
  if (routes.length === 0) {
    throw new SourceRefusal('source.shape_changed', { expected, found: `an HTML page with prices, none of which can be read for certain (${unread[0]?.said ?? 'no words'}: ${unread[0]?.reason ?? 'contradicted'})` });
  }
  return { reader: `flatkey-home@${VERSION}`, routes, unread, notes, facts: { rows: routes.length, prices: spots.length } };
}

function readSpot(spot: PriceSpot, teasers: Teasers, remarks: Remarks): void {
  const teased = teasedModel(spot);
  for (const phrase of pricePhrases(spot.text)) {
    const said = excerpt(phrase.said, 120);
    if (typeof teased === 'string') remarks.unread(null, said, teased);
    else if (phrase.meter === null) remarks.unread(teased.route, said, phrase.reason);
    else {
      const against = reasonAgainst(phrase.meter, spot, teased);
      if (against === null) teasers.add(teased, teaserRate(phrase, spot));
      else remarks.unread(teased.route, said, against);
    }
  }
}

function teaserRate({ meter, per, amount, from }: Extract<PricePhrase, { readonly per: number }>, { cardText }: PriceSpot): FoundRate {
  return {
    meter, unit: METER_UNITS[meter], per, amount, currency: 'USD', conditions: {}, role: 'rate', kind: from ? 'from' : 'list',
    said: cardText.length > 200 ? `${cardText.slice(0, 200)}…` : cardText,
  };
}

/** What the cards say, by model: one may be shown several times. */
class Teasers {
  readonly #found = new Map<string, { readonly rates: FoundRate[]; readonly names: Set<string> }>();

  add({ route, name }: TeasedModel, rate: FoundRate): void {
    const known = this.#found.get(route) ?? { rates: [], names: new Set() };
    known.rates.push(rate);
    known.names.add(name);
    this.#found.set(route, known);
  }

  routes(remarks: Remarks): readonly RouteReading[] {
    const routes = [...this.#found].map(([route, { rates, names }]): RouteReading => {
      const settled = settleRates(route, rates);
      for (const { said, reason } of settled.unread) remarks.unread(route, said, reason);
      return routeReading(route, { aliases: [...names].toSorted(), rates: settled.rates });
    });
    return routes.toSorted((a, b) => (a.route < b.route ? -1 : 1));
  }
}

interface TeasedModel {
  readonly name: string;
  readonly route: string;
}

/** The one model a card is about, or the reason why it is not known. */
function teasedModel({ names, slug }: PriceSpot): TeasedModel | string {
  const [name, ...others] = names;
  if (name === undefined) return 'no name of a model stands beside the price';
  if (others.length > 0) return `several names stand beside the price: ${names.slice(0, 4).map((one) => excerpt(one, 40)).join(', ')}`;
  return { name, route: slug ?? slugOf(name) };
}

/** The catalog's way to write a marketing name: "Seedance 2.0" is seedance-2.0 there. */
function slugOf(name: string): string {
  return name.toLowerCase().replaceAll(/\s+/g, '-');
}

function reasonAgainst(meter: Meter, { struck, cardText }: PriceSpot, { name }: TeasedModel): string | null {
  if (struck) return 'the price is struck out';
  if (meter === 'video_second' && mediumOf(name) !== 'video' && !/\bvideos?\b/i.test(cardText)) return 'a price per second of a model that is not said to make video';
  return null;
}
