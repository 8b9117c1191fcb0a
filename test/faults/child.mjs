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

async function withLedger(work) {
  const ledger = openSqliteLedger({ file: orders.db, mode: 'write', isAlive: isHolderAlive, checkpoint });
  await work(ledger);
  await ledger.close();
}

async function run({ now, args }) {
  const code = await runCommand(['node', 'driftledger', ...args], {
    now: () => now, env: process.env, terminal: false, stop: new AbortController().signal, checkpoint,
    out: (text) => { process.stdout.write(text); }, err: (text) => { process.stderr.write(text); },
  });
  if (code !== 0) process.exitCode = code;
}

async function press({ now, path, form }) {
  const { createWeb } = await import('../../dist/web/index.js');
  await withLedger(async (ledger) => {
    const web = createWeb({ ledger, acts: ledger, now: () => now, schedule: () => [], notices: () => [], version: '0' });
    const answer = await web.request(path, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(form).toString() });
    process.stdout.write(`${answer.status} ${await answer.text()}`);
  });
}

for (const step of orders.steps) {
  switch (step.do) {
    case 'run': await run(step); break;
    case 'press': await press(step); break;
    case 'seal': await withLedger((ledger) => ledger.sealDay(step.date, step.folder)); break;
  }
}
