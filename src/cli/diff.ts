import { dirname, join } from 'node:path';
import { compareSnapshots } from '../domain/compare/index.ts';
import { type DriftEvent } from '../domain/drift.ts';
import { UsageError } from '../domain/finding.ts';
import { driftJson } from '../ledger/json.ts';
import { type SnapshotRow } from '../ledger/port.ts';
import { isSealedFile } from '../ledger/sqlite/sealed-day.ts';
import { needSource, withDated, type DatedReader } from './dated.ts';
import { printDrift } from './drift.ts';
import { EXIT } from './exit-codes.ts';
import { dbOf, textOf } from './ledger-access.ts';
import { printJson } from './print.ts';
import { type Options } from './options.ts';
import { readTime } from '../domain/times.ts';
import { type World } from './world.ts';

/** `driftledger diff <a> <b>`: drift between any two dates, in the form of `drift`. Either may be a sealed file. */
export async function run(world: World, [a = '', b = '']: readonly string[], options: Options): Promise<number> {
  const [before, after] = [await sideOf(a, 'the first date', world, options), await sideOf(b, 'the second date', world, options)];
  const events = await withDated(before.options, (older) => withDated(after.options, (newer) => between({ reader: older, at: before.at }, { reader: newer, at: after.at }, textOf(options, 'source'))));
  if (options['json'] === true) printJson(world, events.map(driftJson));
  else if (events.length === 0) world.err('no drift between these two\n');
  else printDrift(world, events);
  return options['exitCode'] === true && events.length > 0 ? EXIT.drift : EXIT.done;
}

interface Dated { readonly reader: DatedReader; readonly at: string }

async function between(before: Dated, after: Dated, only: string | undefined): Promise<readonly (DriftEvent & { readonly observed_at: string })[]> {
  const [older, newer] = await Promise.all([latest(before), latest(after)]);
  const sources = [...newer.keys()].filter((source) => older.has(source) && (only === undefined || source === only));
  if (sources.length === 0) {
    await needSource(after.reader, only);
    const has = (side: ReadonlyMap<string, SnapshotRow>): string => (side.size === 0 ? 'nothing' : [...side.keys()].join(', '));
    throw new UsageError({ what: 'no source has a snapshot at both dates', where: `at the first: ${has(older)}; at the second: ${has(newer)}`, mend: 'choose dates at or after the first snapshot ("driftledger snapshots" lists them)' });
  }
  const events = await Promise.all(sources.map(async (source) => {
    const [was, is] = await Promise.all([before.reader.contentAt(source, before.at), after.reader.contentAt(source, after.at)]);
    const observed_at = newer.get(source)?.captured_at ?? after.at;
    return compareSnapshots({ routes: was }, { routes: is }, { source }).events.map((event) => ({ ...event, observed_at }));
  }));
  return events.flat();
}

/** The last snapshot of each source at or before that time. */
async function latest({ reader, at }: Dated): Promise<ReadonlyMap<string, SnapshotRow>> {
  return new Map((await reader.snapshots({ until: at })).toReversed().map((row) => [row.source, row]));
}

const END_OF_TIME = '9999-12-31T23:59:59.999Z';

/** A sealed file by its path; a date from the ledger or, where the ledger begins later, from the sealed day beside it. */
async function sideOf(text: string, which: string, world: World, options: Options): Promise<{ readonly at: string; readonly options: Options }> {
  if (isSealedFile(text)) return { at: END_OF_TIME, options: { ...options, db: text } };
  const at = readTime(text, 'at', which, world.now());
  const sealed = join(dirname(dbOf(options)), `${text}.sqlite`);
  const begun = !isSealedFile(sealed) || (await withDated(options, (reader) => reader.snapshots({ until: at, limit: 1 }))).length > 0;
  return begun ? { at, options } : { at: END_OF_TIME, options: { ...options, db: sealed } };
}
