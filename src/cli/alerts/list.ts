import { type AlertStanding, type AlertState } from '../../domain/alert.ts';
import { UsageError } from '../../domain/finding.ts';
import { readTime } from '../../domain/times.ts';
import { type AlertRow, type DeliveryRow, type LedgerReader } from '../../ledger/port.ts';
import { EXIT } from '../exit-codes.ts';
import { textOf, withReader } from '../ledger-access.ts';
import { printJson, printTable, shortTime } from '../print.ts';
import { type Options } from '../program.ts';
import { type World } from '../world.ts';

const MOST = 200;
const STANDINGS = ['open', 'acknowledged', 'resolved'] as const satisfies readonly AlertStanding[];

/** One cause: its last message, where it stands, and what came of telling people. */
interface Listed extends Omit<AlertRow, 'content'> {
  /** When the cause opened; the time of its last message where no state is kept. */
  readonly since: string;
  readonly acknowledgement: AlertState['acknowledgement'];
  readonly deliveries: readonly DeliveryRow[];
}

/** `driftledger alerts list`: every cause with where it stands, the last changed first; digests only while one is not delivered. */
export async function list(world: World, _args: readonly string[], options: Options): Promise<number> {
  const [standing, since] = [standingOf(options), textOf(options, 'since')];
  const asked = { ...(standing === undefined ? {} : { standing }), ...(since === undefined ? {} : { since: readTime(since, 'since', '--since', world.now()) }) };
  const rows = await withReader(options, (ledger) => causes(ledger, asked));
  if (options['json'] === true) printJson(world, rows);
  else if (rows.length === 0) world.err(standing === undefined ? 'no alert yet\n' : `no alert is ${standing}\n`);
  else printTable(world, ['id', 'state', 'since', 'severity', 'headline', 'acknowledged', 'deliveries'], rows.map((row) => [
    row.id, row.standing ?? '–', shortTime(row.since), row.severity, row.headline, row.acknowledgement === null ? '' : `${row.acknowledgement.by}: ${row.acknowledgement.why}`, deliveryWords(row.deliveries),
  ]), [0]);
  return EXIT.done;
}

function standingOf(options: Options): AlertStanding | undefined {
  const text = textOf(options, 'standing');
  const standing = STANDINGS.find((one) => one === text);
  if (text !== undefined && standing === undefined) throw new UsageError({ what: `"${text}" is not where an alert can stand`, where: '--standing', mend: `one of ${STANDINGS.join(', ')}` });
  return standing;
}

async function causes(ledger: LedgerReader, query: { readonly standing?: AlertStanding; readonly since?: string }): Promise<readonly Listed[]> {
  const states = new Map((await ledger.alertStates({ ...query, limit: MOST })).map((state) => [state.key, state]));
  // Messages of a time when no state was kept, and those that have none, stand for themselves.
  const stateless = query.standing === undefined ? (await ledger.alerts({ limit: MOST, ...query })).flatMap(({ key, standing }) => (standing === null ? [key] : [])) : [];
  const listed = await Promise.all([...new Set([...states.keys(), ...stateless])].map(async (key): Promise<readonly Listed[]> => {
    const [last] = await ledger.alerts({ key, limit: 1 });
    if (last === undefined) return [];
    const { content: _, ...message } = last;
    const deliveries = await ledger.deliveries({ alert: message.id });
    const delivered = deliveries.every(({ state }) => state === 'sent' || state === 'dropped');
    if ((message.phase === 'digest' || message.phase === 'reminder') && delivered) return [];
    const state = states.get(key);
    return [{ ...message, since: state?.opened_at ?? message.opened_at, acknowledgement: state?.acknowledgement ?? null, deliveries }];
  }));
  return listed.flat().toSorted((a, b) => b.id - a.id).slice(0, MOST);
}

function deliveryWords(deliveries: readonly DeliveryRow[]): string {
  return deliveries.map(({ recipient, state, log }) => `${recipient} ${state}${state === 'dead' ? `: ${log.at(-1)?.words ?? ''}` : ''}`).join('; ') || 'nobody';
}
