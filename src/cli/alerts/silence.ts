import { matchWords, silenceEnd, type Silence, type SilenceMatch } from '../../domain/alert.ts';
import { UsageError } from '../../domain/finding.ts';
import { plural } from '../../domain/phrase.ts';
import { readTime } from '../../domain/times.ts';
import { type LedgerReader } from '../../ledger/port.ts';
import { EXIT } from '../exit-codes.ts';
import { textOf, withKnownLedger, withLedger, withReader } from '../ledger-access.ts';
import { printJson, printTable, shortTime } from '../print.ts';
import { type Options } from '../options.ts';
import { type World } from '../world.ts';
import { alertOf, idOf, idsOf, wordsOf } from './arguments.ts';

/** What a silence may name; at least one of them. */
const MATCHES = ['source', 'route', 'kind', 'alert'] as const;

/** `driftledger alerts silence --route GLOB --until 7d --reason TEXT --by NAME`: keeps what matches from people for a while. Without options it lists. */
export async function silence(world: World, args: readonly string[], options: Options): Promise<number> {
  if (args.length > 0) throw new UsageError({ what: `"${args.join(' ')}" does not belong here`, where: 'alerts silence', mend: 'say what with --route, --source, --kind or --alert' });
  const named = MATCHES.filter((name) => textOf(options, name) !== undefined);
  if (named.length === 0 && ['until', 'reason', 'by'].every((name) => textOf(options, name) === undefined)) return listSilences(world, [], options);
  if (named.length === 0) throw new UsageError({ what: 'silence what?', where: 'alerts silence', mend: 'name at least one of --route, --source, --kind, --alert; globs are fine' });
  const at = world.now();
  const until = readTime(wordsOf(options, 'until', 'until when?', '7d'), 'until', '--until', at);
  if (until <= at) throw new UsageError({ what: `${shortTime(until)} is over already`, where: '--until', mend: 'give a time to come: a date, an instant or a span such as 7d' });
  const [reason, by] = [wordsOf(options, 'reason', 'why shall it be silent?', '"planned migration"'), wordsOf(options, 'by', 'who silences it?', 'ana@example.com')];
  const made = await withLedger(world, options, async (ledger) => ledger.addSilence({ match: await matchOf(ledger, options), reason, by, at, until }));
  if (options['json'] === true) printJson(world, made);
  else world.out(`silence ${made.id} holds until ${shortTime(made.until)}: ${matchWords(made.match)}\n`);
  return EXIT.done;
}

/** `driftledger alerts silences`: those in force first, then those that ended. */
export async function listSilences(world: World, _args: readonly string[], options: Options): Promise<number> {
  const at = world.now();
  const all = await withReader(options, (ledger) => ledger.silences({}));
  const ended = (one: Silence): string | null => silenceEnd(one, at);
  const sorted = all.toSorted((a, b) => Number(ended(a) !== null) - Number(ended(b) !== null) || b.id - a.id);
  if (options['json'] === true) printJson(world, sorted.map((one) => ({ ...one, in_force: ended(one) === null })));
  else if (sorted.length === 0) world.err('nothing is silenced, and nothing was\n');
  else printTable(world, ['id', 'state', 'until', 'what', 'by', 'reason', 'hidden'], sorted.map((one) => [
    one.id, ended(one) === null ? 'in force' : 'ended', shortTime(ended(one) ?? one.until), matchWords(one.match), one.by, one.reason, one.hidden.length,
  ]), [0, 6]);
  return EXIT.done;
}

/** `driftledger alerts unsilence <id> --by NAME`: ends a silence before its time. */
export async function endSilence(world: World, args: readonly string[], options: Options): Promise<number> {
  const id = idOf(args, 'unsilence', 'silence', 'alerts silences');
  const by = wordsOf(options, 'by', 'who ends it?', 'Ana');
  const hidden = await withKnownLedger(world, options, async (ledger) => {
    if (!await ledger.endSilence(id, world.now(), by)) throw new UsageError({ what: `no silence ${id} is in force`, where: 'alerts unsilence', mend: '"driftledger alerts silences" shows them' });
    return (await ledger.silences({})).find((one) => one.id === id)?.hidden ?? [];
  });
  if (options['json'] === true) printJson(world, { ended: id, hidden });
  else world.out(`silence ${id} is ended; it hid ${plural(hidden.length, 'alert')}${hidden.length === 0 ? '' : `: ${hidden.join(', ')}`}\n`);
  return EXIT.done;
}

async function matchOf(ledger: Pick<LedgerReader, 'alerts'>, options: Options): Promise<SilenceMatch> {
  const [source, route, kind, alert] = MATCHES.map((name) => textOf(options, name));
  const key = alert === undefined ? undefined : (await alertOf(ledger, idsOf([alert], 'silence --alert', 'alerts list')[0] ?? 0, 'silence --alert')).key;
  return { ...(source === undefined ? {} : { source }), ...(route === undefined ? {} : { route }), ...(kind === undefined ? {} : { kind }), ...(key === undefined ? {} : { key }) };
}
