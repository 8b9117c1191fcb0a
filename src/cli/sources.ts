import { UsageError } from '../domain/finding.ts';
import { type SourceState } from '../ledger/port.ts';
import { EXIT } from './exit-codes.ts';
import { dbOf, withReader } from './ledger-access.ts';
import { printJson, printTable, shortTime } from './print.ts';
import { type Options } from './options.ts';
import { loadSetup, type Setup } from './setup.ts';
import { existsSync } from 'node:fs';
import { type World } from './world.ts';

/** `driftledger sources`: every source with its health; `sources try <url>` looks at a page that is none yet. */
export async function run(world: World, [action, url]: readonly string[], options: Options): Promise<number> {
  if (action === 'try' && url !== undefined) return (await import('./sources-try.ts')).run(world, url, options);
  if (action !== undefined) throw new UsageError({ what: `"${action}" is not something to do with sources`, where: 'the first word', mend: '"driftledger sources", or "driftledger sources try <url>"' });
  const setup = await loadSetup(world, options);
  const known = existsSync(dbOf(options)) ? await withReader(options, (ledger) => ledger.sources()) : [];
  const rows = setup.sources.map((source) => describe(source.id, setup, known, world.now()));
  if (options['json'] === true) printJson(world, rows);
  else printTable(world, ['source', 'adapter', 'last success', 'last failure', 'why', 'next due', 'rows', 'state'], rows.map((row) => [
    row.id, row.adapter, shortTime(row.last_success_at), shortTime(row.last_failure_at), row.last_failure?.message ?? '', shortTime(row.next_due_at), row.rows, row.state,
  ]), [6]);
  return EXIT.done;
}

function describe(id: string, setup: Setup, known: readonly SourceState[], now: string) {
  const source = setup.named(id);
  const state = known.find((one) => one.id === id);
  const { next, stale } = setup.timing(id, state?.last_success_at ?? null, now);
  return {
    id, adapter: source.adapter.name, publisher: source.publisher, evidence_class: source.evidence_class, url: source.url,
    last_check_at: state?.last_check_at ?? null, last_success_at: state?.last_success_at ?? null, last_failure_at: state?.last_failure_at ?? null,
    last_failure: state?.last_failure ?? null, failures_in_a_row: state?.failures_in_a_row ?? 0, next_due_at: next,
    rows: state?.rows ?? 0, routes: state?.routes ?? 0, unread: state?.unread ?? 0, reader: state?.reader ?? null, stale,
    state: state?.last_success_at == null ? 'never read' : (state.failures_in_a_row ?? 0) > 0 ? 'failing' : stale ? 'stale' : 'good',
  };
}
