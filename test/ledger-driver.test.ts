import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { explain } from '../src/ledger/sqlite/database.ts';
import { Database, loadDriver } from '../src/ledger/sqlite/driver.ts';

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const WORDS = { name: 'LedgerError', message: `the SQLite driver for Node ${process.versions.node} is not installed`, file: 'here.sqlite', mend: expect.stringContaining('run "npm ci" again with this Node') };

it('a driver that is not installed, or was compiled for another Node, says so when a file is opened, with the mend', () => {
  expect(explain(thrownBy(() => new (loadDriver('better-sqlite3-of-nowhere'))(':memory:')), 'here.sqlite')).toMatchObject(WORDS);
  expect(explain(Object.assign(new Error('was compiled against a different Node.js version'), { code: 'ERR_DLOPEN_FAILED' }), 'here.sqlite')).toMatchObject(WORDS);
});

it('a driver that was installed and not compiled says the same', () => {
  const folder = mkdtempSync(join(tmpdir(), 'driftledger-driver-'));
  try {
    // What better-sqlite3 itself looks for, where it is not.
    const native = join(folder, 'better_sqlite3.node');
    expect(explain(thrownBy(() => new Database(':memory:', { nativeBinding: native })), 'here.sqlite')).toMatchObject(WORDS);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
