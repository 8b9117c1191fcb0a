import { linksFor } from '../alerts/index.ts';
import { type Config } from '../config/index.ts';
import { type ClaimedDelivery, type Ledger } from '../ledger/port.ts';

/** The signed links of one mail, the same in every attempt; none where the page has no address that others reach. */
export async function mailLinks({ web }: Pick<Config, 'web'>, ledger: Pick<Ledger, 'linkKey'>, { alert, recipient }: Pick<ClaimedDelivery, 'alert' | 'recipient'>) {
  if (web.publicUrl === undefined) return undefined;
  const links = linksFor({ publicUrl: web.publicUrl, key: await ledger.linkKey(), alert: alert.id, recipient, now: alert.opened_at });
  // What only collects others has nothing of its own to acknowledge.
  return alert.phase === 'digest' || alert.phase === 'reminder' ? { unsubscribe: links.unsubscribe } : links;
}
