import { plural } from '../domain/phrase.ts';
import { SourceRefusal, UsageError } from '../domain/finding.ts';
import { readAddress } from '../domain/question.ts';
import { type Reading } from '../domain/reading.ts';
import { ADAPTERS } from '../sources/index.ts';
import { EXIT } from './exit-codes.ts';
import { textOf } from './ledger-access.ts';
import { conditionsText } from './prices.ts';
import { printJson, printTable } from './print.ts';
import { type Options } from './options.ts';
import { readSaved } from './saved-file.ts';
import { loadSetup } from './setup.ts';
import { type SourceSetup } from '../monitor/source-setup.ts';
import { type World } from './world.ts';

/** `driftledger read <source> <file>`: reads a saved capture without storing anything. */
export async function run(world: World, [name = '', file = '']: readonly string[], options: Options): Promise<number> {
  const source = await sourceFor(world, options, name);
  const url = textOf(options, 'url');
  const page = { purpose: '', url: url === undefined ? source.url : readAddress(url, '--url'), status: 200, headers: {}, body: readSaved(file), captured_at: world.now() };
  try {
    const reading = source.adapter.read(page, source, source.settings);
    if (options['json'] === true) printJson(world, toJson(source.id, reading));
    else printReading(world, reading);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof SourceRefusal)) throw error;
    world.err(`${error.kind}: this is not what ${name} publishes\n  file: ${file}\n  expected: ${error.expected}\n  found: ${error.found}\n`);
    return EXIT.failed;
  }
}

/** A source id of schedules.json, or the name of an adapter that needs no settings. */
async function sourceFor(world: World, options: Options, name: string): Promise<SourceSetup> {
  const setup = await loadSetup(world, options);
  const configured = setup.sources.find(({ id }) => id === name);
  if (configured !== undefined) return configured;
  const adapter = ADAPTERS.find((one) => one.name === name);
  if (adapter === undefined) {
    throw new UsageError({ what: `"${name}" is neither a source nor an adapter`, where: 'the first word', mend: `one of ${[...new Set([...setup.sources.map(({ id }) => id), ...ADAPTERS.map((one) => one.name)])].join(', ')}` });
  }
  const settings = withoutSettings(adapter, name);
  return { id: name, url: textOf(options, 'url') ?? '', adapter, settings, publisher: adapter.publisher, evidence_class: adapter.evidence_class };
}

function withoutSettings(adapter: (typeof ADAPTERS)[number], name: string): unknown {
  for (const guess of [{}, { routes: ['*'] }]) {
    try {
      return adapter.settings.parse(guess);
    } catch {
      continue;
    }
  }
  throw new UsageError({ what: `the adapter "${name}" cannot read without settings`, where: 'schedules.json', mend: `add a source with this adapter, and name that source` });
}

/** The contract of `read`. */
function toJson(source: string, reading: Reading) {
  return {
    source, reader: reading.reader,
    routes: reading.routes, unread: reading.unread, notes: reading.notes, facts: reading.facts,
  };
}

function printReading(world: World, reading: Reading): void {
  printTable(world, ['route', 'meter', 'amount', 'per', 'role', 'kind', 'conditions'], reading.routes.flatMap((route) => (route.rates.length === 0
    ? [[route.route, '–', null, null, '', '', route.status ?? '']]
    : route.rates.map((rate) => [route.route, rate.meter, rate.amount === null ? null : `${rate.amount} ${rate.currency}`, rate.per, rate.role, rate.kind, conditionsText(rate.conditions)]))), [2, 3]);
  for (const one of reading.unread) world.err(`unread: ${one.route ?? 'page'}: ${one.reason}\n`);
  for (const note of reading.notes) world.err(`${note.kind}: ${note.message}\n`);
  const { price_texts: texts, price_texts_unread: lost } = reading.facts;
  if (typeof texts === 'number' && typeof lost === 'number' && texts > 0) world.err(`${plural(texts, 'price text')}, ${lost} of them fully unread (${(100 * lost / texts).toFixed(1)} %)\n`);
}
