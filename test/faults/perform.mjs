// The steps of Orders (orders.ts), played by the built product in a child process and by the source in a test's own.

/** @returns the exit code */
export async function perform({ runCommand, openSqliteLedger, isHolderAlive, createWeb }, { db, steps }, { env, out, err, checkpoint }) {
  let code = 0;
  for (const step of steps) {
    switch (step.do) {
      case 'run': {
        const world = { now: () => step.now, env, terminal: false, stop: new AbortController().signal, checkpoint, out, err };
        code = (await runCommand(['node', 'driftledger', ...step.args], world)) || code;
        break;
      }
      case 'seal': await withLedger((ledger) => ledger.sealDay(step.date, step.folder)); break;
      case 'press': await withLedger(async (ledger) => {
        const web = (await createWeb())({ ledger, acts: ledger, now: () => step.now, schedule: () => [], notices: () => [], version: '0' });
        const answer = await web.request(step.path, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(step.form).toString() });
        out(`${answer.status} ${await answer.text()}`);
      }); break;
    }
  }
  return code;

  async function withLedger(work) {
    const ledger = openSqliteLedger({ file: db, mode: 'write', isAlive: isHolderAlive, checkpoint });
    await work(ledger);
    await ledger.close();
  }
}
