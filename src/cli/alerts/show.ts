import { plainText } from '../../domain/plain-text.ts';
import { type DeliveryRow } from '../../ledger/port.ts';
import { printDrift } from '../drift.ts';
import { EXIT } from '../exit-codes.ts';
import { withReader } from '../ledger-access.ts';
import { printJson, printTable, shortTime } from '../print.ts';
import { type Options } from '../options.ts';
import { type World } from '../world.ts';
import { alertOf, idOf } from './arguments.ts';
import { lifeJson, lifeOf, type Evidence, type Life, type ToldMessage } from '../../monitor/alert-life.ts';

/** Of a source with thousands of pages the first of them stand for the others; `--json` has all. */
const MOST_CAPTURES = 20;
const MOST_REMARK = 600;

/** `driftledger alerts show <id>`: the life of an alert, from its cause to the server's last word. */
export async function show(world: World, args: readonly string[], options: Options): Promise<number> {
  const id = idOf(args, 'show', 'alert', 'alerts list');
  const life = await withReader(options, async (ledger) => lifeOf(ledger, await alertOf(ledger, id, 'show'), world.now()));
  if (options['json'] === true) printJson(world, lifeJson(life));
  else printLife(world, life);
  return EXIT.done;
}

function printLife(world: World, life: Life): void {
  const { alert, state, events, remarks, bundled, evidence, stages, messages, silences, log } = life;
  const section = (name: string): void => { world.out(`\n${name}\n`); };
  const since = state === null ? '' : `, ${life.stands ?? state.standing} since ${shortTime(life.standing_since)}`;
  world.out(`alert ${alert.id}, ${alert.severity}, ${alert.phase} ${shortTime(alert.opened_at)}${since}\n${alert.headline}\ncause ${alert.key} (message ${alert.revision} of ${messages.length} about it)\n`);
  if (state?.acknowledgement != null) world.out(`acknowledged by ${state.acknowledgement.by}, ${shortTime(state.acknowledgement.at)}: ${state.acknowledgement.why}\n`);
  if (events.length > 0) {
    section('What moved');
    printDrift(world, events);
  }
  if (remarks.length > 0) {
    section('What was found');
    for (const remark of remarks) world.out(`${plainText(remark, MOST_REMARK)}\n`);
  }
  if (bundled.length > 0) {
    section('Messages that it bundles');
    printTable(world, ['alert', 'at', 'phase', 'severity', 'headline'], bundled.map((one) => [one.id, shortTime(one.at), one.phase, one.severity, one.headline]), [0]);
  }
  if (evidence.length > 0) {
    section('Evidence');
    printTable(world, ['snapshot', 'captured', 'capture', 'status', 'sha256', 'url'], evidence.flatMap(evidenceRows), [0, 2]);
  }
  if (stages.length > 0) {
    section('Stages');
    printTable(world, ['stage', 'reason'], stages.map(({ stage, words }) => [stage, words]));
  }
  section('Messages about this cause');
  printTable(world, ['alert', 'at', 'phase', 'severity', 'headline'], messages.map((one) => [one.id, shortTime(one.opened_at), one.phase, one.severity, one.headline]), [0]);
  section('Deliveries');
  printTable(world, ['alert', 'channel', 'to', 'state', 'at', 'outcome', 'words'], messages.flatMap(deliveryRows), [0]);
  if (silences.length > 0) {
    section('Silences');
    printTable(world, ['id', 'until', 'by', 'reason'], silences.map((one) => [one.id, shortTime(one.until), one.by, one.reason]), [0]);
  }
  if (log.length > 0) {
    section('What was done');
    printTable(world, ['at', 'what', 'by', 'words'], log.map((act) => [shortTime(act.at), act.what, act.by ?? 'driftledger', act.words]));
  }
}

function evidenceRows({ snapshot, captured_at, captures }: Evidence): readonly (readonly (string | number | null)[])[] {
  const shown = captures.slice(0, MOST_CAPTURES).map((one) => [snapshot, shortTime(one.started_at), one.id, one.status ?? one.failure, one.sha256, one.final_url]);
  const more = captures.length - shown.length;
  if (shown.length === 0) return [[snapshot, shortTime(captured_at), null, null, null, 'no capture of its own: every page was carried over']];
  return more === 0 ? shown : [...shown, [snapshot, '', null, null, null, `and ${more} more: --json shows all`]];
}

function deliveryRows({ id, deliveries }: ToldMessage): readonly (readonly (string | number | null)[])[] {
  if (deliveries.length === 0) return [[id, '', 'nobody', '', '', '', '']];
  return deliveries.flatMap((one) => {
    const about = [id, one.channel, one.recipient, stateWords(one)];
    return one.log.length === 0 ? [[...about, '', '', 'not tried yet']] : one.log.map((entry) => [...about, shortTime(entry.at), entry.outcome, entry.words]);
  });
}

function stateWords({ state, mode, due_at, bundled_into }: DeliveryRow): string {
  if (state === 'bundled') return `told in ${bundled_into ?? 'a digest'}`;
  return state === 'held' ? `held (${mode})` : state === 'due' ? `due ${shortTime(due_at)}` : state;
}
