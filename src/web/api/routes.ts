import { globMatches } from '../../domain/glob.ts';
import { type SnapshotRoute } from '../../domain/source.ts';
import { type LedgerReader } from '../../ledger/port.ts';
import { type Question } from './ask.ts';

/** What the sources say of their routes at an instant; the rates themselves are counted, /prices lists them. */
export async function routesAt(ledger: Pick<LedgerReader, 'sources' | 'contentAt'>, { at, source, route }: Pick<Question, 'at' | 'source' | 'route'>) {
  const ids = (await ledger.sources()).map(({ id }) => id).filter((id) => source === undefined || id === source);
  const routes = await Promise.all(ids.map(async (id) => (await ledger.contentAt(id, at)).map((content) => routeJson(id, content))));
  return routes.flat().filter((one) => route === undefined || globMatches(route, one.route));
}

function routeJson(source: string, { rates, ...content }: SnapshotRoute) {
  return { source, ...content, rates: rates.length };
}
