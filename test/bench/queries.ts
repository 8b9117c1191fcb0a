import { openSqliteLedger } from '../../dist/ledger/sqlite/index.js';

/** A thousand whole dates of a year and the histories of 500 routes, from the ledger named first; prints how long each took, in milliseconds. */
const ledger = openSqliteLedger({ file: process.argv[2] ?? '', mode: 'read', isAlive: () => true });
const [whole, single]: [number[], number[]] = [[], []];
for (let index = 0; index < 1000; index++) {
  const at = new Date(Date.parse('2026-01-01T12:00:00Z') + ((index * 1.8) % 365) * 86_400_000).toISOString();
  const started = performance.now();
  await ledger.prices({ at });
  whole.push(performance.now() - started);
}
for (let index = 0; index < 500; index++) {
  const started = performance.now();
  await ledger.history(`vendor${index % 23}/model-${index}`);
  single.push(performance.now() - started);
}
await ledger.close();
process.stdout.write(JSON.stringify({ whole, single }));
