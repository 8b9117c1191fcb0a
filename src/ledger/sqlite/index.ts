import { randomBytes as systemRandomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type Holder, type Ledger } from '../port.ts';
import { createAlertBook } from './alert-book.ts';
import { queryCauses } from './alert-causes.ts';
import { queryAlerts } from './alert-rows.ts';
import { createAlertStates } from './alert-states.ts';
import { createCheckWriter } from './commit-check.ts';
import { queryCoverage } from './coverage.ts';
import { LedgerError, explain, openDatabase } from './database.ts';
import { createOutbox } from './deliveries.ts';
import { createDictionary } from './dictionary.ts';
import { queryDrift } from './drift-rows.ts';
import { createLeases } from './leases.ts';
import { createLinks } from './links.ts';
import { queryHistory, queryPrices } from './prices.ts';
import { sealDay, unsealedDays } from './seal.ts';
import { createSilences } from './silences.ts';
import { createStateReader, queryCaptures, querySnapshots } from './state.ts';
import { toMs } from './time.ts';
import { createVersions } from './versions.ts';

export { LedgerError, noLedger } from './database.ts';

export interface SqliteLedgerOptions {
  readonly file: string;
  /** A reading ledger changes nothing and can stand beside a running worker. */
  readonly mode: 'write' | 'read';
  /** Tells a dead holder of a lease or claim from a living one. */
  readonly isAlive: (holder: Holder) => boolean;
  /** Called at named points inside transactions; a fault test dies there. */
  readonly checkpoint?: (name: string) => void;
  /** Where the key for the links in mails comes from. */
  readonly randomBytes?: (size: number) => Uint8Array;
}

/**
 * The ledger on one SQLite file (WAL). Every write is one immediate transaction; every fault comes out as a LedgerError
 * that names the file and the mend.
 */
export function openSqliteLedger({ file, mode, isAlive, checkpoint = () => {}, randomBytes = systemRandomBytes }: SqliteLedgerOptions): Ledger {
  const db = openDatabase(file, mode);
  const words = createDictionary(db);
  const versions = createVersions(db, words);
  const outbox = createOutbox(db, isAlive);
  const alertStates = createAlertStates(db, words);
  const silences = createSilences(db, alertStates, checkpoint);
  const book = createAlertBook(db, { words, states: alertStates, silences, outbox }, checkpoint);
  const links = createLinks(db, { states: alertStates, outbox, book, silences }, randomBytes, checkpoint);
  const checks = createCheckWriter(db, words, versions, book, checkpoint);
  const state = createStateReader(db, words);
  const leases = createLeases(db, isAlive);

  async function read<T>(work: () => T): Promise<T> {
    try {
      return work();
    } catch (error) {
      throw explain(error, file);
    }
  }

  /** All or nothing: what was learnt about a transaction that failed is forgotten too. */
  async function write<T>(work: () => T): Promise<T> {
    try {
      return db.transaction(work).immediate();
    } catch (error) {
      words.forget();
      throw explain(error, file);
    }
  }

  const sourceId = (name: string): number | undefined => db.prepare<[string], { id: number }>('SELECT id FROM source WHERE name = ?').get(name)?.id;

  const ledger: Ledger = {
    putSource: (source) => write(() => {
      db.prepare(`INSERT INTO source (name, adapter, publisher, evidence_class, url) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET adapter = excluded.adapter, publisher = excluded.publisher, evidence_class = excluded.evidence_class, url = excluded.url`)
        .run(source.id, source.adapter, source.publisher, source.evidence_class, source.url);
    }),
    beginCheck: ({ source, started_at, cause, by }) => write(() =>
      Number(db.prepare('INSERT INTO check_run (source_id, started_at, cause, by_whom) SELECT id, ?, ?, ? FROM source WHERE name = ?').run(toMs(started_at), cause, by, source).lastInsertRowid)),
    recordAttempts: (checkId, attempts) => write(() => checks.recordAttempts(checkId, attempts)),
    interruptedChecks: () => read(state.interrupted),
    commitCheck: async (commit) => {
      const { snapshotId } = await write(() => {
        const written = checks.commit(commit);
        checkpoint('commit.written');
        return written;
      });
      return read(() => ({
        snapshot: snapshotId === null ? null : (querySnapshots(db, { id: snapshotId })[0] ?? null),
        drift: snapshotId === null ? [] : queryDrift(db, { snapshot: snapshotId }).toReversed(),
      }));
    },
    recordReading: (reading) => write(() => {
      db.prepare('INSERT OR IGNORE INTO reading (capture_id, reader_id, recorded_at, routes, rates, unread, rows_hash) VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(reading.capture, words.text(reading.reader), toMs(reading.recorded_at), reading.routes, reading.rates, reading.unread, Buffer.from(reading.rows_hash, 'hex'));
    }),
    sealDay: async (date, folder) => {
      try {
        return await sealDay(db, ledger, date, folder, checkpoint);
      } catch (error) {
        throw explain(error, folder);
      }
    },
    unsealedDays: (now) => read(() => unsealedDays(db, now)),
    backup: async (target) => {
      if (existsSync(target)) throw new LedgerError({ what: 'a backup never overwrites a file', file: target, mend: 'name a file that does not exist yet' });
      try {
        await db.backup(target);
      } catch (error) {
        throw explain(error, target);
      }
    },
    close: async () => {
      try {
        if (mode === 'write' && db.open) db.pragma('wal_checkpoint(TRUNCATE)');
      } catch {
        // A full disk: what was written stands in the log beside the file, and whoever opens it next has it.
      } finally {
        db.close();
      }
    },

    sources: () => read(state.sources),
    currentState: (source) => read(() => state.current(source)),
    contentAt: (source, at, routes) => read(() => {
      const id = sourceId(source);
      return id === undefined ? [] : versions.at(id, toMs(at), routes);
    }),
    lastContent: (source, at, routes) => read(() => {
      const id = sourceId(source);
      return id === undefined ? [] : versions.last(id, toMs(at), routes);
    }),
    snapshots: (filter) => read(() => querySnapshots(db, filter)),
    prices: (query) => read(() => queryPrices(db, words, query)),
    history: (route, since) => read(() => queryHistory(db, words, route, since)),
    drift: (query) => read(() => queryDrift(db, query)),
    findings: (query) => read(() => state.findings(query)),
    captures: (query) => read(() => queryCaptures(db, query)),
    body: (sha256) => read(() => state.body(sha256)),
    openDisagreements: (source) => read(() => state.disagreements(source)),
    integrity: () => read(() => {
      const faults = db.pragma('integrity_check') as readonly { integrity_check: string }[];
      const broken = db.pragma('foreign_key_check') as readonly { table: string }[];
      return [...faults.map((row) => row.integrity_check).filter((words) => words !== 'ok'), ...broken.map((row) => `a row of ${row.table} refers to nothing`)];
    }),

    claimDelivery: (now, holder, leaseMs) => write(() => outbox.claim(now, holder, leaseMs)),
    settleDelivery: (id, attempt) => write(() => {
      outbox.settle(id, attempt);
      const gone = attempt.outcome === 'gone' ? outbox.recipientOf(id) : undefined;
      if (gone !== undefined) links.switchOff(gone.channel, gone.recipient, attempt.at, attempt.words);
      checkpoint('delivery.settling');
    }),
    deliveries: (query) => read(() => outbox.list(query)),
    attemptCounts: () => read(outbox.attemptCounts),
    retryDeliveries: (ids, now) => write(() => outbox.retry(ids, now)),
    holdFor: (id, digest) => write(() => { outbox.holdFor(id, digest); }),

    alerts: (query) => read(() => queryAlerts(db, query)),
    alertCauses: (query) => read(() => queryCauses(db, query)),
    alertMemory: (source, at) => read(() => book.memory(source, at)),
    alertStates: (query) => read(() => alertStates.query(query)),
    alertLog: (key) => read(() => alertStates.logOf(key)),
    recordAlerts: (records, at) => write(() => book.record(records, toMs(at))),
    acknowledge: (act) => write(() => book.acknowledge(act)),
    silences: (query) => read(() => silences.query(query)),
    addSilence: (silence) => write(() => silences.add(silence)),
    endSilence: (id, at, by) => write(() => silences.end(id, at, by)),
    markReminded: (id, at) => write(() => silences.remind(id, at)),
    followLink: (tokenHash, act) => write(() => links.follow(tokenHash, act)),
    linkKey: () => write(() => links.key()),
    switchOff: (channel, recipient, at, said) => write(() => links.switchOff(channel, recipient, at, said)),
    switchOn: (channel, recipient, at) => write(() => links.switchOn(channel, recipient, at)),
    switchedOff: () => read(() => links.switchedOff()),
    sentSince: (channel, recipient, since) => read(() => outbox.sentSince(channel, recipient, since)),
    coverage: (query) => read(() => queryCoverage(db, query)),

    acquireLease: (name, holder, now, leaseMs) => write(() => leases.acquire(name, holder, now, leaseMs)),
    releaseLease: (name, holder) => write(() => leases.release(name, holder)),
  };
  return ledger;
}
