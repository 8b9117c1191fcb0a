// The built product in a process of its own, which kills itself at a named point: `node child.mjs '<JSON of Orders>'`
// (orders.ts). A kill from within takes effect at once, between two instructions; nothing in the product knows of it.
import { runCommand } from '../../dist/cli/run-main.js';
import { isHolderAlive } from '../../dist/ledger/holder.js';
import { openSqliteLedger } from '../../dist/ledger/sqlite/index.js';

const orders = JSON.parse(process.argv[2] ?? '');
let passed = 0;
const checkpoint = (name) => {
  if (name !== orders.kill?.at) return;
  passed += 1;
  if (passed === orders.kill.nth) process.kill(process.pid, 'SIGKILL');
};

if (orders.act === 'command') {
  process.exitCode = await runCommand(['node', 'driftledger', ...orders.args], {
    now: () => orders.now, env: process.env, terminal: false, stop: new AbortController().signal, checkpoint,
    out: (text) => { process.stdout.write(text); }, err: (text) => { process.stderr.write(text); },
  });
} else {
  const ledger = openSqliteLedger({ file: orders.db, mode: 'write', isAlive: isHolderAlive, checkpoint });
  if (orders.act === 'seal') await ledger.sealDay(orders.seal.date, orders.seal.folder);
  else await ledger.acknowledge({ alert: (await ledger.alerts({ limit: 1 }))[0].id, by: 'Ana', why: 'budgeted', at: orders.now });
  await ledger.close();
}
