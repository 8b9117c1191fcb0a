import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database, type Connection } from '../src/ledger/sqlite/driver.ts';
import { LedgerError, openSqliteLedger } from '../src/ledger/sqlite/index.ts';
import { MIGRATIONS } from '../src/ledger/sqlite/migrations.ts';

/** What driftledger 0.1 left behind: a check with two alerts, one of them about a drift event, and deliveries in every state of then. */
const OLD_ROWS = `
INSERT INTO source VALUES (1, 'tiny', 'tiny', 'Tiny', 'catalog', 'http://tiny.test');
INSERT INTO text VALUES (1, 'tiny@1'), (2, 'null'), (3, 'tiny route a'), (4, 'rate.increased'), (5, 'warning');
INSERT INTO check_run (id, source_id, started_at, finished_at, cause, reached, pages, pages_failed, rows_read, rows_unread, rows_unchanged)
  VALUES (7, 1, 1793527200000, 1793527201000, 'schedule', 1, 1, 0, 1, 0, 0), (8, 1, 1793530800000, 1793530801000, 'schedule', 1, 1, 0, 1, 0, 0);
INSERT INTO snapshot (id, source_id, check_id, captured_at, recorded_at, reader_id, settings_id, routes, rates, unread_count, rows_hash, chain_hash) VALUES (9, 1, 7, 1793527200000, 1793527201000, 1, 2, 1, 1, 0, x'00', x'01');
INSERT INTO alert VALUES (3, 1, 7, 3, 'warning', 'a rose', '{"rules":{}}'), (5, 1, 8, 3, 'critical', 'a rose again', '{"rules":{}}');
INSERT INTO drift (id, snapshot_id, alert_id, kind_id, severity_id, reason, rows) VALUES (11, 9, 3, 4, 5, 'it rose', 1);
INSERT INTO delivery (id, alert_id, channel, recipient, message_id, state, due_at, attempts, settled_at, claim_until, claim_holder) VALUES
  (21, 3, 'mail', 'a@example.com', '<1@x>', 'sent', 1793527201000, 2, 1793527205000, NULL, NULL), (22, 3, 'mail', 'b@example.com', '<2@x>', 'dead', 1793527201000, 1, 1793527203000, NULL, NULL),
  (23, 5, 'mail', 'a@example.com', '<3@x>', 'due', 1793530801000, 0, NULL, NULL, NULL), (24, 5, 'mail', 'b@example.com', '<4@x>', 'claimed', 1793530801000, 0, NULL, 1793530900000, '{"host":"here","pid":1,"started":"monday"}');
INSERT INTO delivery_attempt VALUES (21, 1, 1793527202000, 'retry', '450 later'), (21, 2, 1793527205000, 'sent', '250 ok'), (22, 1, 1793527203000, 'dead', '550 no such user');
`;

describe('a ledger of driftledger 0.1', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'driftledger-'));
    file = join(folder, 'ledger.sqlite');
    withFile((old) => {
      old.pragma('journal_mode = WAL');
      old.exec(MIGRATIONS[0] ?? '');
      old.exec(OLD_ROWS);
      old.pragma('user_version = 1');
    });
  });
  afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

  function withFile<T>(work: (db: Connection) => T): T {
    const db = new Database(file);
    try {
      return work(db);
    } finally {
      db.close();
    }
  }
  const version = () => withFile((db) => db.pragma('user_version', { simple: true }));

  it.each(['write', 'read'] as const)('has all its alerts, deliveries and attempts, opened to %s', async (mode) => {
    const ledger = openSqliteLedger({ file, mode, isAlive: () => true });
    expect(await ledger.alerts({})).toEqual([
      { id: 5, key: 'tiny route a', source: 'tiny', check: 8, phase: 'opened', standing: null, severity: 'critical', headline: 'a rose again', opened_at: '2026-11-01T11:00:01.000Z', snapshot: null, revision: 2, content: '{"rules":{}}' },
      { id: 3, key: 'tiny route a', source: 'tiny', check: 7, phase: 'opened', standing: null, severity: 'warning', headline: 'a rose', opened_at: '2026-11-01T10:00:01.000Z', snapshot: 9, revision: 1, content: '{"rules":{}}' },
    ]);
    expect((await ledger.deliveries({})).map(({ id, alert, state, mode: when, attempts, log }) => [id, alert, state, when, attempts, log.map(({ words }) => words)])).toEqual([
      [24, 5, 'claimed', 'immediately', 0, []], [23, 5, 'due', 'immediately', 0, []],
      [22, 3, 'dead', 'immediately', 1, ['550 no such user']], [21, 3, 'sent', 'immediately', 2, ['450 later', '250 ok']],
    ]);
    expect(await ledger.drift({ alert: 3 })).toMatchObject([{ id: 11, kind: 'rate.increased' }]);
    expect(await ledger.integrity()).toEqual([]);
    await ledger.close();
  });

  it('goes on where it stopped: what was due is sent, what was dead can be tried again', async () => {
    const ledger = openSqliteLedger({ file, mode: 'write', isAlive: () => false });
    const holder = { host: 'there', pid: 2, started: 'tuesday' };
    const claimed = [await ledger.claimDelivery('2026-11-02T00:00:00.000Z', holder, 60_000)];
    await ledger.settleDelivery(claimed[0]?.id ?? 0, { at: '2026-11-02T00:00:01.000Z', outcome: 'sent', words: '250 ok' });
    claimed.push(await ledger.claimDelivery('2026-11-02T00:00:02.000Z', holder, 60_000));
    expect(claimed.map((one) => one?.message_id)).toEqual(['<4@x>', '<3@x>']);
    expect(await ledger.retryDeliveries('all', '2026-11-02T00:00:00.000Z')).toBe(1);
    await ledger.close();
    expect(version()).toBe(MIGRATIONS.length);
  });

  it('is not changed by reading it', async () => {
    const before = readFileSync(file);
    const ledger = openSqliteLedger({ file, mode: 'read', isAlive: () => true });
    await expect(ledger.linkKey()).rejects.toThrow();
    await ledger.close();
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(version()).toBe(1);
  });

  it('is left as it was when a row of it refers to nothing', () => {
    withFile((db) => {
      db.pragma('foreign_keys = OFF');
      db.exec("UPDATE alert SET key_id = 99 WHERE id = 3");
    });
    expect(() => openSqliteLedger({ file, mode: 'write', isAlive: () => true })).toThrow(LedgerError);
    expect(version()).toBe(1);
    expect(withFile((db) => db.prepare('SELECT count(*) AS n FROM delivery').get())).toEqual({ n: 4 });
  });
});
