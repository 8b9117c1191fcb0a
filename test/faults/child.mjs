// The built product in a process of its own, which kills itself at a named point: `node child.mjs '<JSON of Orders>'`.
// A kill from within takes effect at once, between two instructions; nothing in the product knows of it.
import { runCommand } from '../../dist/cli/run-main.js';
import { isHolderAlive } from '../../dist/ledger/holder.js';
import { openSqliteLedger } from '../../dist/ledger/sqlite/index.js';
import { perform } from './perform.mjs';

const orders = JSON.parse(process.argv[2] ?? '');
const createWeb = async () => (await import('../../dist/web/index.js')).createWeb;
let passed = 0;
process.exitCode = await perform({ runCommand, openSqliteLedger, isHolderAlive, createWeb }, orders, {
  env: process.env,
  out: (text) => { process.stdout.write(text); },
  err: (text) => { process.stderr.write(text); },
  checkpoint: (name) => {
    if (name !== orders.kill?.at) return;
    passed += 1;
    if (passed === orders.kill.nth) process.kill(process.pid, 'SIGKILL');
  },
});
