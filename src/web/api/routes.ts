import { globMatches } from '../../domain/glob.ts';
import { type SnapshotRoute } from '../../domain/source.ts';
import { type LedgerReader } from '../../ledger/port.ts';
import { type Question } from './ask.ts';

/** What the sources say of their routes at an instant; the rates themselves are counted, /prices lists them. */
export async function routesAt(ledger: Pick<LedgerReader, 'sources' | 'contentAt' | 'snapshots'>, { at, source, route }: Pick<Question, 'at' | 'source' | 'route'>) {
  const ids = (await ledger.sources()).map(({ id }) => id).filter((id) => source === undefined || id === source);
  const routes = await Promise.all(ids.map(async (id) => {
    const capturedAt = await capturesAt(ledger, id, at);
    return (await ledger.contentAt(id, at)).map((content) => routeJson(id, { ...content, captured_at: capturedAt(content.url) }));
  }));
  return routes.flat().filter((one) => route === undefined || globMatches(route, one.route));
}

/** When the page of a route was captured last before `at`: content is asked of any instant, and that is not one at which it was read. */
export async function capturesAt(ledger: Pick<LedgerReader, 'snapshots'>, source: string, at: string): Promise<(url: string) => string> {
  const [snapshot] = await ledger.snapshots({ source, until: at, limit: 1 });
  return (url) => snapshot?.carried.find((page) => page.url === url)?.captured_at ?? snapshot?.captured_at ?? at;
}

function routeJson(source: string, { rates, ...content }: SnapshotRoute) {
  return { source, ...content, rates: rates.length };
}
