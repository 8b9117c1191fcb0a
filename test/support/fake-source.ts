import { type CapturedPage } from '../../src/domain/capture.ts';
import { SourceRefusal } from '../../src/domain/finding.ts';
import { rate, type Rate } from '../../src/domain/rate.ts';
import { routeReading, type Reading } from '../../src/domain/reading.ts';
import { composeSingle, type Adapter } from '../../src/domain/source.ts';
import { type Capturer } from '../../src/monitor/capture-pages.ts';
import { type SourceSetup } from '../../src/monitor/source-setup.ts';
import { sha256 } from '../../src/domain/canonical.ts';

/** A catalog as small as can be: route → price per request in USD, or a status. */
export type TinyCatalog = Readonly<Record<string, { readonly price?: string; readonly status?: 'available' | 'unknown_failure' }>>;

/** The smallest adapter there is: JSON in, one request rate a route out. For tests of everything but readers. */
export const tiny: Adapter<null> = {
  name: 'tiny', version: 1, publisher: 'Tiny', evidence_class: 'catalog',
  settings: { parse: () => null },
  follow: (source, _settings, pages) => (pages.length === 0 ? [{ purpose: 'catalog', url: source.url, method: 'http' }] : []),
  read: (page): Reading => {
    const catalog = parse(page);
    const routes = Object.entries(catalog).map(([route, { price, status }]) => routeReading(route, {
      status: status ?? null, status_raw: status ?? null, rates: price === undefined ? [] : [perRequest(price)],
    }));
    return { reader: 'tiny@1', routes: routes.toSorted((a, b) => (a.route < b.route ? -1 : 1)), unread: [], notes: [], facts: { rows: routes.length } };
  },
  compose: (pages) => composeSingle(pages),
};

export function tinySource(id = 'tiny', url = 'http://tiny.test/catalog'): SourceSetup {
  return { id, url, adapter: tiny, settings: null, publisher: 'Tiny', evidence_class: 'catalog' };
}

function perRequest(price: string): Rate {
  return rate({ meter: 'request', amount: price, said: `$${price} per request` });
}

function parse(page: CapturedPage): TinyCatalog {
  try {
    return JSON.parse(new TextDecoder().decode(page.body)) as TinyCatalog;
  } catch {
    throw new SourceRefusal('source.unreadable', { expected: 'JSON', found: 'something else' });
  }
}

/** A capturer that serves what the test says, in the shape of the real one. */
export function servedBy(next: () => TinyCatalog | { readonly fails: string } | string, now: () => string): Capturer {
  return {
    capture: (request) => {
      const served = next();
      const started_at = now();
      const base = { request, attempt: 1, started_at, duration_ms: 3, final_url: request.url, peer: '127.0.0.1', headers: {}, identity: 'anonymous' };
      if (typeof served === 'object' && 'fails' in served && typeof served.fails === 'string') {
        return Promise.resolve({ page: null, notModified: false, bodies: [], finding: { kind: 'source.unreachable' as const, message: served.fails },
          attempts: [{ ...base, status: null, bytes: 0, sha256: null, failure: served.fails }] });
      }
      const bytes = new TextEncoder().encode(typeof served === 'string' ? served : JSON.stringify(served));
      const hash = sha256(bytes);
      return Promise.resolve({
        page: { purpose: request.purpose, url: request.url, status: 200, headers: {}, body: bytes, captured_at: started_at },
        notModified: false, bodies: [{ sha256: hash, bytes }], finding: null,
        attempts: [{ ...base, status: 200, bytes: bytes.length, sha256: hash, failure: null }],
      });
    },
  };
}

/** A clock that the test moves. */
export function testClock(start: string): { now: () => string; advance: (minutes: number) => void } {
  let ms = Date.parse(start);
  return { now: () => new Date(ms).toISOString(), advance: (minutes) => { ms += minutes * 60_000; } };
}
