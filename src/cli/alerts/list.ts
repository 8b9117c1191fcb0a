import { readSeverity, readStanding } from '../../domain/question.ts';
import { readTime } from '../../domain/times.ts';
import { type CauseRow, type DeliveryRow } from '../../ledger/port.ts';
import { toldCauses } from '../../monitor/told-causes.ts';
import { EXIT } from '../exit-codes.ts';
import { textOf, withReader } from '../ledger-access.ts';
import { printJson, printTable, shortTime } from '../print.ts';
import { type Options } from '../options.ts';
import { type World } from '../world.ts';

const MOST = 200;

/** `driftledger alerts list`: every cause with where it stands, the one with the newest message first; digests only while one is not delivered. */
export async function list(world: World, _args: readonly string[], options: Options): Promise<number> {
  const [standing, severity, source, since] = ['standing', 'severity', 'source', 'since'].map((name) => textOf(options, name));
  const query = {
    at: world.now(), limit: MOST, ...(standing === undefined ? {} : { standing: readStanding(standing, '--standing') }), ...(severity === undefined ? {} : { severity: readSeverity(severity, '--severity') }),
    ...(source === undefined ? {} : { source }), ...(since === undefined ? {} : { since: readTime(since, 'since', '--since', world.now()) }),
  };
  const rows = await withReader(options, (ledger) => toldCauses(ledger, query));
  if (options['json'] === true) printJson(world, rows);
  else if (rows.length === 0) world.err(standing === undefined ? 'no alert yet\n' : `no alert is ${standing}\n`);
  else printTable(world, ['id', 'state', 'since', 'severity', 'headline', 'said', 'deliveries'], rows.map((row) => [
    row.id, row.stands ?? '–', shortTime(row.since), row.severity, row.headline, saidWords(row), deliveryWords(row.deliveries),
  ]), [0]);
  return EXIT.done;
}

function saidWords({ acknowledgement, silence }: CauseRow): string {
  return [...(acknowledgement === null ? [] : [`${acknowledgement.by}: ${acknowledgement.why}`]), ...(silence === null ? [] : [`silent until ${shortTime(silence.until)}, ${silence.by}: ${silence.reason}`])].join('; ');
}

function deliveryWords(deliveries: readonly DeliveryRow[]): string {
  return deliveries.map(({ recipient, state, log }) => `${recipient} ${state}${state === 'dead' ? `: ${log.at(-1)?.words ?? ''}` : ''}`).join('; ') || 'nobody';
}
