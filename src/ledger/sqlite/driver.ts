import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';

export type Connection = BetterSqlite3.Database;

/** The least version of Node-API that better-sqlite3 13 stands on; Node has it from 22.14 on. */
const NODE_API = 10;

/**
 * The SQLite driver for the Node that runs us. better-sqlite3 13 stands on Node-API and crashes on Node 20; 12 stands on
 * a class of Node's own that aborts the process when it is collected on Node 24.19 and later (nodejs/node#65446). So
 * there are both, with one interface: 13 wherever it runs, 12 on Node 20 (docs/decisions/0003).
 */
export const Database: typeof BetterSqlite3 = loadDriver(Number(process.versions['napi']) >= NODE_API ? 'better-sqlite3-node-api' : 'better-sqlite3');

/**
 * Both drivers are optional dependencies, so that one that cannot be built does not stop the installation of the other.
 * @returns the driver, or one that throws why it is not there when a file is opened, where `explain` has words for it
 */
export function loadDriver(name: string): typeof BetterSqlite3 {
  try {
    return createRequire(import.meta.url)(name) as typeof BetterSqlite3;
  } catch (error) {
    return class { constructor() { throw error; } } as unknown as typeof BetterSqlite3;
  }
}

/** Whether the driver's compiled part is missing, or was made for another Node. */
export function isDriverMissing(error: Error & { readonly code?: unknown }): boolean {
  return error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_DLOPEN_FAILED' || error.message.startsWith('Could not locate the bindings file');
}
