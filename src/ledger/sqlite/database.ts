import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { Database, isDriverMissing, type Connection } from './driver.ts';
import { MIGRATIONS } from './migrations.ts';
import { SEALED_APPLICATION_ID } from './sealed-schema.ts';

export { type Connection };

/** A ledger file that cannot be used, in three lines: what happened, where, what to do. Nothing in it was touched. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  readonly file: string;
  readonly mend: string;

  constructor(words: { readonly what: string; readonly file: string; readonly mend: string }, cause?: unknown) {
    super(words.what, { cause });
    this.file = words.file;
    this.mend = words.mend;
  }
}

/** There is nothing to ask, or to act on. */
export function noLedger(file: string): LedgerError {
  return new LedgerError({ what: 'there is no ledger here yet', file, mend: 'run "driftledger check" first, or name another file with --db' });
}

/**
 * Opens the ledger file, creating and migrating it when asked to write.
 * @throws LedgerError when the file is missing (reading), damaged, not a ledger, newer than this program, or not writable
 */
export function openDatabase(file: string, mode: 'write' | 'read'): Connection {
  if (mode === 'read' && !existsSync(file)) {
    throw noLedger(file);
  }
  try {
    if (mode === 'write') makeFolder(dirname(file));
    const db = new Database(file, { readonly: mode === 'read', timeout: 5_000 });
    try {
      const version = prepare(db, file, mode);
      return mode === 'read' && version < MIGRATIONS.length ? copyInMemory(db.serialize(), file, () => db.close()) : db;
    } catch (error) {
      db.close();
      if (mode === 'read' && isCannotOpen(error) && !hasLog(file)) return copyInMemory(readFileSync(file), file);
      throw error;
    }
  } catch (error) {
    throw explain(error, file);
  }
}

/** Where the folder is read-only, SQLite cannot make the small files that stand beside a ledger. */
function isCannotOpen(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^SQLITE_(?:CANTOPEN|READONLY)/.test(String(error.code));
}

/** Something was written that is not in the file itself yet. */
function hasLog(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** @returns the schema that the file has */
function prepare(db: Connection, file: string, mode: 'write' | 'read'): number {
  const version = versionOf(db);
  needLedger(db, file, mode);
  // Only now: the journal's mode is written into the file, and a file that is not ours stays as it is.
  if (mode === 'write') {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
  }
  db.pragma('temp_store = MEMORY');
  db.pragma('cache_size = -65536');
  if (version < MIGRATIONS.length && mode === 'write') migrate(db, file);
  return version;
}

/**
 * Refuses a sealed day, a file of somebody else's, one of a newer program, and, for reading, one of nothing yet. The
 * version is asked after the tables: another process may be making the ledger now, and does so at once.
 * @throws LedgerError
 */
function needLedger(db: Connection, file: string, mode: 'write' | 'read'): void {
  if (db.pragma('application_id', { simple: true }) === SEALED_APPLICATION_ID) {
    throw new LedgerError({ what: 'this is a sealed day, not a ledger', file, mend: 'prices, history, snapshots, diff and export answer from it; for this, name the ledger with --db; nothing was changed' });
  }
  const tables = new Set(db.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all());
  const version = versionOf(db);
  if (tables.size === 0 && version === 0) {
    if (mode === 'write') return;
    throw new LedgerError({ what: 'this is not a driftledger ledger', file, mend: 'name the right file with --db' });
  }
  if (version === 0 || ['source', 'check_run', 'snapshot', 'capture'].some((name) => !tables.has(name))) {
    throw new LedgerError({ what: 'this SQLite file holds something else than a ledger', file, mend: 'name another file with --db; nothing was changed' });
  }
  if (version > MIGRATIONS.length) {
    throw new LedgerError({ what: `this ledger was written by a newer driftledger (schema ${version}, this program knows ${MIGRATIONS.length})`, file, mend: 'use the newer program; nothing was changed' });
  }
}

function versionOf(db: Connection): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/**
 * Reading changes no file. A ledger of an earlier version is brought up to date in memory, until a worker does it for
 * good; one on a read-only disk is read from memory too.
 */
function copyInMemory(bytes: Buffer, file: string, done: () => void = () => {}): Connection {
  // Bytes 18 and 19 say that the file has a write-ahead log beside it, which a copy in memory has not.
  bytes.fill(1, 18, 20);
  const copy = new Database(bytes);
  try {
    if (prepare(copy, file, 'read') < MIGRATIONS.length) migrate(copy, file);
  } catch (error) {
    copy.close();
    throw error;
  }
  copy.pragma('query_only = ON');
  done();
  return copy;
}

function migrate(db: Connection, file: string): void {
  // A table that others refer to can be rebuilt only while references are not enforced; they are checked as a whole
  // before anything counts. The switch does nothing inside a transaction, so it stands around it.
  db.pragma('foreign_keys = OFF');
  try {
    db.transaction(() => {
      // Asked again inside: another process may have been faster.
      for (const sql of MIGRATIONS.slice(versionOf(db))) db.exec(sql);
      const broken = db.pragma('foreign_key_check') as readonly { readonly table: string }[];
      if (broken.length > 0) throw new LedgerError({ what: `this ledger of an earlier version holds rows that refer to nothing (${[...new Set(broken.map(({ table }) => table))].join(', ')})`, file, mend: 'nothing was changed: restore the last backup to another place, or look at it with the earlier version' });
      db.pragma(`user_version = ${MIGRATIONS.length}`);
    }).immediate();
  } finally {
    db.pragma('foreign_keys = ON');
  }
}

const MENDS: Readonly<Record<string, { what: string; mend: string }>> = {
  SQLITE_CORRUPT: { what: 'the ledger file is damaged', mend: 'keep the file as it is, restore the last backup with "driftledger restore FILE --db NEW", and compare' },
  SQLITE_NOTADB: { what: 'this file is not a SQLite database', mend: 'name the right file with --db, or restore a backup; nothing was changed' },
  SQLITE_FULL: { what: 'the disk is full: this was not stored, everything before it is', mend: 'free some space and run the check again' },
  // The small file beside the ledger could not grow.
  SQLITE_IOERR_SHMSIZE: { what: 'the disk is full: this was not stored, everything before it is', mend: 'free some space and run the check again' },
  SQLITE_IOERR: { what: 'the disk refused a read or a write: this was not stored, everything before it is', mend: 'look at the disk (space, quota, health) and run the check again' },
  SQLITE_READONLY: { what: 'the ledger cannot be written', mend: 'make the file and its folder writable for this user' },
  SQLITE_CANTOPEN: { what: 'the ledger cannot be opened', mend: 'make the folder exist and be writable for this user' },
  SQLITE_BUSY: { what: 'another process is writing to the ledger and did not finish within 5 s', mend: 'wait for it, or stop it' },
  EACCES: { what: 'the folder of the ledger cannot be written', mend: 'make it writable for this user, or name another file with --db' },
  EROFS: { what: 'the folder of the ledger is read-only', mend: 'name another file with --db' },
  ENOENT: { what: 'the folder of the ledger cannot be made', mend: 'make it first, writable for this user, or name another file with --db' },
  ENOSPC: { what: 'the disk is full', mend: 'free some space and try again' },
  EEXIST: { what: 'the folder of the ledger is a file', mend: 'name another file with --db' },
  ENOTDIR: { what: 'the folder of the ledger is a file', mend: 'name another file with --db' },
};

/** Turns the database's or the disk's error into words with a mend; other errors pass as they are. */
export function explain(error: unknown, file: string): unknown {
  if (error instanceof LedgerError || !(error instanceof Error)) return error;
  if (isDriverMissing(error)) {
    return new LedgerError({
      what: `the SQLite driver for Node ${process.versions.node} is not installed`, file,
      mend: 'run "npm ci" again with this Node; on Node 20 it may have to be compiled, which needs a C++ compiler, make and Python 3 ("npm ci --foreground-scripts" shows what went wrong)',
    }, error);
  }
  if (!('code' in error) || typeof error.code !== 'string') return error;
  const code = Object.keys(MENDS).find((known) => (error.code as string).startsWith(known));
  const words = code === undefined ? undefined : MENDS[code];
  return words === undefined ? error : new LedgerError({ ...words, file }, error);
}
