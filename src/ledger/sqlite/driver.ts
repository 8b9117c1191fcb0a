import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';

/** The least version of Node-API that better-sqlite3 13 stands on; Node has it from 22.14 on. */
const NODE_API = 10;

/**
 * The SQLite driver for the Node that runs us. better-sqlite3 13 stands on Node-API and crashes on Node 20; 12 stands on
 * a class of Node's own that aborts the process when it is collected on Node 24.19 and later (nodejs/node#65446). So
 * there are both, with one interface: 13 wherever it runs, 12 on Node 20. Drop 12 together with Node 20.
 */
export const Database: typeof BetterSqlite3 = createRequire(import.meta.url)(Number(process.versions['napi']) >= NODE_API ? 'better-sqlite3-node-api' : 'better-sqlite3');

export type Connection = BetterSqlite3.Database;
