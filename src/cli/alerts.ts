import { randomUUID } from 'node:crypto';
import { createMailSender } from '../alerts/index.ts';
import { readSecret } from '../config/index.ts';
import { UsageError } from '../domain/finding.ts';
import { driftJson } from '../ledger/json.ts';
import { EXIT } from './exit-codes.ts';
import { textOf, withLedger, withReader } from './ledger-access.ts';
import { printJson, printTable, shortTime } from './print.ts';
import { type Options } from './program.ts';
import { loadSetup } from './setup.ts';
import { printDrift } from './drift.ts';
import { type World } from './world.ts';

/** `driftledger alerts [list|show|test|retry]`: what was told to whom, and what could not be. */
export async function run(world: World, [action = 'list', ...ids]: readonly string[], options: Options): Promise<number> {
  switch (action) {
    case 'list': return list(world, options);
    case 'show': return show(world, ids, options);
    case 'test': return test(world, options);
    case 'retry': return retry(world, ids, options);
    default: throw new UsageError({ what: `"${action}" is not something to do with alerts`, where: 'the first word', mend: 'one of list, show, test, retry' });
  }
}

async function list(world: World, options: Options): Promise<number> {
  const [alerts, deliveries] = await withReader(options, (ledger) => Promise.all([ledger.alerts({ limit: 200 }), ledger.deliveries({})]));
  const rows = alerts.map((alert) => ({ id: alert.id, key: alert.key, source: alert.source, severity: alert.severity, headline: alert.headline, opened_at: alert.opened_at, snapshot: alert.snapshot, revision: alert.revision, deliveries: deliveries.filter((delivery) => delivery.alert === alert.id) }));
  if (options['json'] === true) printJson(world, rows);
  else if (rows.length === 0) world.err('no alert yet\n');
  else printTable(world, ['id', 'opened', 'severity', 'headline', 'deliveries'], rows.map((row) => [row.id, shortTime(row.opened_at), row.severity, row.headline,
    row.deliveries.map((delivery) => `${delivery.recipient} ${delivery.state}${delivery.state === 'dead' ? `: ${delivery.log.at(-1)?.words ?? ''}` : ''}`).join('; ') || 'nobody: no rule matches']), [0]);
  return EXIT.done;
}

async function show(world: World, ids: readonly string[], options: Options): Promise<number> {
  const [id] = numbers(ids);
  if (id === undefined) throw new UsageError({ what: 'which alert?', where: 'alerts show', mend: 'give its id; "driftledger alerts list" shows them' });
  const [alerts, drift, deliveries] = await withReader(options, (ledger) => Promise.all([ledger.alerts({ id }), ledger.drift({ alert: id }), ledger.deliveries({ alert: id })]));
  const [alert] = alerts;
  if (alert === undefined) throw new UsageError({ what: `there is no alert ${id}`, where: 'alerts show', mend: '"driftledger alerts list" shows them' });
  if (options['json'] === true) {
    printJson(world, { ...alert, content: JSON.parse(alert.content) as unknown, events: drift.map(driftJson), deliveries });
    return EXIT.done;
  }
  world.out(`alert ${alert.id}, ${alert.severity}, opened ${shortTime(alert.opened_at)}\n${alert.headline}\ncause ${alert.key} (number ${alert.revision} about it)\n\n`);
  printDrift(world, drift);
  for (const delivery of deliveries) {
    world.out(`\n${delivery.channel} to ${delivery.recipient}: ${delivery.state}, ${delivery.attempts} attempts, ${delivery.message_id}\n`);
    printTable(world, ['at', 'outcome', 'words'], delivery.log.map((entry) => [shortTime(entry.at), entry.outcome, entry.words]));
  }
  return EXIT.done;
}

/** Sends one plain mail through the configured server, to see that mails go out. */
async function test(world: World, options: Options): Promise<number> {
  const smtp = readSecret(world.env, 'SMTP_URL');
  const to = textOf(options, 'to');
  if (smtp === undefined) throw new UsageError({ what: 'SMTP_URL is not set', where: 'the environment', mend: 'set SMTP_URL=smtp://user:password@host:port' });
  if (to === undefined) throw new UsageError({ what: 'to whom?', where: '--to', mend: 'give an address with --to' });
  const { config } = await loadSetup(world, options);
  const sender = createMailSender(smtp);
  const messageId = `<${randomUUID()}@driftledger.invalid>`;
  const { outcome, words } = await sender.send({
    from: config.alerts.from, to, subject: 'driftledger test mail', text: 'This mail was sent by "driftledger alerts test". Alerts will come the same way.\n', html: '<p>This mail was sent by "driftledger alerts test". Alerts will come the same way.</p>',
    messageId, date: new Date(world.now()), headers: { 'Auto-Submitted': 'auto-generated' }, inReplyTo: messageId, references: messageId,
  });
  sender.close();
  if (options['json'] === true) printJson(world, { outcome, words, to });
  else world.out(`${to}: ${outcome}: ${words}\n`);
  return outcome === 'sent' ? EXIT.done : EXIT.failed;
}

async function retry(world: World, ids: readonly string[], options: Options): Promise<number> {
  const count = await withLedger(world, options, (ledger) => ledger.retryDeliveries(ids.length === 0 ? 'all' : numbers(ids), world.now()));
  if (options['json'] === true) printJson(world, { retried: count });
  else world.out(`${count} dead ${count === 1 ? 'delivery waits' : 'deliveries wait'} to be sent again\n`);
  return EXIT.done;
}

function numbers(texts: readonly string[]): readonly number[] {
  return texts.map((text) => {
    if (!/^\d{1,15}$/.test(text)) throw new UsageError({ what: `"${text}" is not an id`, where: 'alerts', mend: 'ids are whole numbers; "driftledger alerts list" shows them' });
    return Number(text);
  });
}
