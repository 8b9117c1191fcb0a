import { type DriftEvent } from '../domain/drift.ts';
import { readKind, readSeverity } from '../domain/question.ts';
import { driftJson } from '../ledger/json.ts';
import { type DriftQuery } from '../ledger/port.ts';
import { needSource } from './dated.ts';
import { EXIT, exitCodeFor } from './exit-codes.ts';
import { textOf, withReader } from './ledger-access.ts';
import { countOf } from './numbers.ts';
import { conditionsText } from './prices.ts';
import { printJson, printTable, shortTime } from './print.ts';
import { type Options } from './options.ts';
import { readTime } from '../domain/times.ts';
import { type World } from './world.ts';

/** `driftledger drift`: the recorded events, newest first. */
export async function run(world: World, _args: readonly string[], options: Options): Promise<number> {
  const severity = textOf(options, 'severity');
  const [since, source, kind, route] = ['since', 'source', 'kind', 'route'].map((name) => textOf(options, name));
  const query: DriftQuery = {
    limit: countOf(options, 'limit'), ...(since === undefined ? {} : { since: readTime(since, 'since', '--since', world.now()) }), ...(source === undefined ? {} : { source }),
    ...(kind === undefined ? {} : { kind: readKind(kind, '--kind') }), ...(route === undefined ? {} : { route }), ...(severity === undefined ? {} : { severity: readSeverity(severity, '--severity') }),
  };
  const rows = await withReader(options, async (ledger) => {
    const found = await ledger.drift(query);
    if (found.length === 0) await needSource(ledger, source);
    return found;
  });
  if (options['json'] === true) printJson(world, rows.map(driftJson));
  else if (rows.length === 0) world.err('no drift is recorded for this question\n');
  else printDrift(world, rows);
  return exitCodeFor({ findings: [], drift: rows.length, wanted: options['exitCode'] === true }) === EXIT.drift ? EXIT.drift : EXIT.done;
}

export function printDrift(world: World, events: readonly (Omit<DriftEvent, 'folded'> & { readonly observed_at?: string; readonly superseded?: boolean })[]): void {
  printTable(world, ['observed', 'severity', 'kind', 'route', 'conditions', 'before', 'after', 'change', 'rows'], events.map((event) => [
    shortTime(event.observed_at ?? null), event.severity, event.superseded === true ? `${event.kind} (superseded by an import)` : event.kind, event.route ?? event.explained_by ?? event.source, [event.meter ?? '', conditionsText(event.conditions)].filter(Boolean).join(', '),
    event.before, event.after, event.change_percent === null ? '' : `${event.change_percent.startsWith('-') ? '' : '+'}${event.change_percent} %`, event.rows,
  ]), [7, 8]);
}
