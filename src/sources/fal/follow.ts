import { type CapturedPage, type CaptureRequest } from '../../domain/capture.ts';
import { SourceRefusal } from '../../domain/finding.ts';
import { type SourceIdentity } from '../../domain/source.ts';
import { parseJsonPage } from '../lib/recognise.ts';
import { listingPage, type ListingPage } from './listing.ts';
import { below, isPattern, isRoute, isWatched, routePath } from './routes.ts';
import { type FalSettings } from './settings.ts';

const PAGE_SIZE = 200;
/** The platform API answers for so many ids at once. */
const IDS_A_CALL = 50;

/** The next pages to ask for: the listing page by page, then every watched route that it names. */
export function follow(source: SourceIdentity, settings: FalSettings, pages: readonly CapturedPage[]): readonly CaptureRequest[] {
  const listings = pages.filter((page) => page.purpose === 'listing');
  const exactOnly = settings.routes.every((route) => !isPattern(route));
  const asked = (number: number): CaptureRequest => ({
    purpose: 'listing', url: below(source.url, `/api/models?limit=${PAGE_SIZE}&page=${number}`), method: 'http', headers: { accept: 'application/json' },
    ...(exactOnly ? { optional: true as const } : {}),
  });
  if (pages.length === 0) return [asked(1)];
  const read = listings.flatMap(readable);
  const wanted = Math.min(settings.maxPages, Math.max(1, ...read.map((page) => page.pages)));
  const have = new Set(listings.map((page) => numberOf(page.url)));
  const missing = Array.from({ length: wanted }, (_, index) => index + 1).filter((number) => !have.has(number));
  if (read.length > 0 && missing.length > 0) return missing.map(asked);
  if (pages.some((page) => page.purpose !== 'listing')) return [];
  return requestsFor(source, settings, watchedRoutes(settings, read));
}

/** Watched routes: those the listing names and does not call removed, and exact names that it does not know. */
export function watchedRoutes(settings: FalSettings, listing: readonly ListingPage[]): readonly { readonly route: string; readonly listed: boolean }[] {
  const items = listing.flatMap((page) => page.items);
  const named = new Set(items.map((item) => String(item['id'])));
  const listed = items.filter((item) => item['removed'] !== true && isWatched(settings.routes, String(item['id']))).map((item) => String(item['id'])).filter(isRoute);
  const absent = settings.routes.filter((route) => !isPattern(route) && !named.has(route) && isRoute(route));
  return [...new Set(listed)].toSorted().map((route) => ({ route, listed: true }))
    .concat([...new Set(absent)].toSorted().map((route) => ({ route, listed: false })))
    .slice(0, settings.maxRoutes);
}

function requestsFor(source: SourceIdentity, settings: FalSettings, watched: readonly { readonly route: string; readonly listed: boolean }[]): readonly CaptureRequest[] {
  const routes = watched.map(({ route }) => route);
  const llms = watched.map(({ route, listed }): CaptureRequest => ({
    purpose: 'llms', url: below(source.url, `${routePath(route)}/llms.txt`), method: 'http', routes: [route], ...(listed ? {} : { optional: true }),
  }));
  const batches = settings.platform ? Array.from({ length: Math.ceil(routes.length / IDS_A_CALL) }, (_, index) => routes.slice(index * IDS_A_CALL, (index + 1) * IDS_A_CALL)) : [];
  const platform = batches.map((ids): CaptureRequest => ({
    purpose: 'platform', method: 'http', optional: true, headers: { accept: 'application/json' }, routes: ids,
    url: `${below(platformRoot(source, settings), '/v1/models/pricing')}?endpoint_id=${ids.map(encodeURIComponent).join(',')}`,
    secretHeaders: { authorization: { env: 'FAL_KEY', prefix: 'Key ' } },
  }));
  const html = settings.evidence ? routes.map((route): CaptureRequest => ({ purpose: 'page', url: below(source.url, routePath(route)), method: 'http', optional: true, routes: [route] })) : [];
  return [...llms, ...platform, ...html];
}

/** "https://fal.ai" → "https://api.fal.ai"; an address by number or a local name is asked itself. */
function platformRoot(source: SourceIdentity, settings: FalSettings): string {
  if (settings.platformUrl !== undefined) return settings.platformUrl;
  const url = new URL(source.url);
  const named = /[a-z]\.[a-z]+$/i.test(url.hostname) && !url.hostname.startsWith('api.');
  return named ? `${url.protocol}//api.${url.host}` : source.url;
}

/** A listing that does not read is a finding of `read`; here it only means that there is nothing to follow from it. */
function readable(page: CapturedPage): readonly ListingPage[] {
  try {
    return [listingPage(parseJsonPage(page, 'the models listing'))];
  } catch (error) {
    if (error instanceof SourceRefusal) return [];
    throw error;
  }
}

function numberOf(url: string): number {
  return URL.canParse(url) ? Number(new URL(url).searchParams.get('page') ?? 1) : 1;
}
