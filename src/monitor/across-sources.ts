import { compareOffers, type Offer } from '../domain/compare/index.ts';
import { type Disagreement } from '../domain/reading.ts';
import { type SnapshotRoute } from '../domain/source.ts';
import { type Ledger } from '../ledger/port.ts';
import { type SourceSetup } from './source-setup.ts';

/**
 * What the source's routes and the same models at other sources, as the ledger holds them, do not agree on. A
 * disagreement that another source's check has opened stays with that source, so that it is told once.
 */
export async function disagreementsAcross(source: SourceSetup, ledger: Pick<Ledger, 'contentAt' | 'openDisagreements'>, routes: readonly SnapshotRoute[], at: string): Promise<readonly Disagreement[]> {
  const comparisons = source.comparisons ?? [];
  if (comparisons.length === 0) return [];
  const [all, own] = await Promise.all([ledger.openDisagreements(), ledger.openDisagreements(source.id)]);
  const ownKeys = new Set(own.map(({ key }) => key));
  const elsewhere = new Set(all.map(({ key }) => key).filter((key) => !ownKeys.has(key)));
  const found = await Promise.all(comparisons.map(async ({ name, routes: named }) => {
    // Resellers are held against the provider of record, not against each other.
    const record = Object.keys(named).at(-1) ?? source.id;
    const peers = record === source.id ? Object.keys(named).filter((id) => id !== record) : [record];
    const here = routes.find(({ route }) => route === named[source.id]);
    if (here === undefined) return [];
    const others = await Promise.all(peers.map(async (id) => (await ledger.contentAt(id, at, [named[id] ?? ''])).map((route) => offer(id, route))));
    return others.flat().flatMap((other) => {
      const mine = offer(source.id, here);
      return compareOffers({ name, ...(record === source.id ? { reseller: other, record: mine } : { reseller: mine, record: other }), tellOn: here.route });
    });
  }));
  return found.flat().filter(({ key }) => !elsewhere.has(key));
}

function offer(source: string, route: SnapshotRoute): Offer {
  return { source, url: route.url, route };
}
