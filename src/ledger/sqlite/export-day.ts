import { Database } from './driver.ts';
import { type PriceRow } from '../port.ts';

/** Rows as a SQLite file of their own with one table, `snapshot_rows`, in the form of a sealed day. The same rows give the same bytes. */
export function sqliteExport(rows: readonly PriceRow[], about: { readonly at: string }): Buffer {
  const db = new Database(':memory:');
  try {
    db.pragma('page_size = 4096');
    db.exec(`CREATE TABLE about (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;
      CREATE TABLE snapshot_rows (id INTEGER PRIMARY KEY, snapshot INTEGER NOT NULL, captured_at TEXT NOT NULL, source TEXT NOT NULL, evidence_class TEXT NOT NULL, route TEXT NOT NULL,
        meter TEXT NOT NULL, unit TEXT NOT NULL, per INTEGER NOT NULL, amount TEXT, currency TEXT NOT NULL, conditions TEXT NOT NULL, role TEXT NOT NULL, kind TEXT NOT NULL,
        approximate INTEGER NOT NULL, promotion TEXT, status TEXT, status_raw TEXT, said TEXT, url TEXT NOT NULL, factors TEXT) STRICT;`);
    const insert = db.prepare(`INSERT INTO snapshot_rows VALUES (${Array.from({ length: 21 }, () => '?').join(', ')})`);
    db.transaction(() => {
      db.prepare('INSERT INTO about VALUES (?, ?)').run('at', about.at);
      rows.forEach((r, index) => insert.run(index + 1, r.snapshot, r.captured_at, r.source, r.evidence_class, r.route, r.meter, r.unit, r.per, r.amount, r.currency, JSON.stringify(r.conditions), r.role, r.kind,
        r.approximate ? 1 : 0, r.promotion === null ? null : JSON.stringify(r.promotion), r.status, r.status_raw, r.said, r.url, r.factors === null ? null : JSON.stringify(r.factors)));
    })();
    return db.serialize();
  } finally {
    db.close();
  }
}
