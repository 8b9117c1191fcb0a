import { createCapturer } from '../capture/index.ts';
import { type CapturedPage } from '../domain/capture.ts';
import { readAddress } from '../domain/question.ts';
import { guessAdapter } from '../sources/guess/index.ts';
import { EXIT } from './exit-codes.ts';
import { conditionsText } from './prices.ts';
import { printJson, printTable } from './print.ts';
import { type Options } from './options.ts';
import { loadSetup } from './setup.ts';
import { type World } from './world.ts';

/** `driftledger sources try <url>`: captures a page, guesses the adapter, shows the rows it would store and the configuration to paste. Stores nothing. */
export async function run(world: World, url: string, options: Options): Promise<number> {
  readAddress(url, 'sources try');
  const { config } = await loadSetup(world, options);
  const page = await captureOnce(world, url, config.network.allowPrivate);
  if (page === null) return EXIT.unread;
  const guess = guessAdapter(page);
  if ('refused' in guess) {
    world.err(`no adapter reads this page: ${guess.refused}\n`);
    return EXIT.failed;
  }
  const entry = { id: idOf(url), adapter: guess.adapter, url, cron: '0 */6 * * *', ...guess.settings };
  if (options['json'] === true) {
    printJson(world, { adapter: guess.adapter, reason: guess.reason, source: entry, routes: guess.reading.routes, unread: guess.reading.unread });
    return EXIT.done;
  }
  world.err(`${guess.adapter}: ${guess.reason}\n${guess.reading.routes.length} routes, ${guess.reading.unread.length} unread\n\n`);
  const rows = guess.reading.routes.flatMap((route) => route.rates.map((rate) => [route.route, rate.meter, rate.amount === null ? null : `${rate.amount} ${rate.currency}`, rate.per, conditionsText(rate.conditions)]));
  printTable(world, ['route', 'meter', 'amount', 'per', 'conditions'], rows.slice(0, 20), [2, 3]);
  if (rows.length > 20) world.err(`… and ${rows.length - 20} more rows\n`);
  world.out(`\nPaste this under "sources" in schedules.json:\n${JSON.stringify(entry, null, 2)}\n`);
  return EXIT.done;
}

async function captureOnce(world: World, url: string, allowPrivate: boolean): Promise<CapturedPage | null> {
  const capturer = createCapturer({ allowPrivate, env: world.env, signal: world.stop });
  try {
    const { page, finding } = await capturer.capture({ purpose: '', url, method: 'http' });
    if (page === null) world.err(`${finding?.kind ?? 'source.unreachable'}: ${finding?.message ?? 'nothing came back'}\n`);
    return page;
  } finally {
    await capturer.close();
  }
}

/** "example-com" */
function idOf(url: string): string {
  return new URL(url).hostname.toLowerCase().replace(/^www\./, '').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60) || 'catalog';
}
