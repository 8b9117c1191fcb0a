/** "DRLG": lets `file` and other tools tell a sealed day from any other SQLite file. */
export const SEALED_APPLICATION_ID = 0x44524c47;
/** Counts up when the form of sealed files changes; old forms stay readable. */
export const SEALED_VERSION = 1;

/** The form of a sealed day: plain tables that any SQLite tool shows as they are, named like the ledger's views. */
export const SEALED_SCHEMA = `
CREATE TABLE about (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE source (source TEXT NOT NULL PRIMARY KEY, adapter TEXT NOT NULL, publisher TEXT NOT NULL, evidence_class TEXT NOT NULL, url TEXT NOT NULL) STRICT;
CREATE TABLE snapshot (snapshot INTEGER PRIMARY KEY, source TEXT NOT NULL, captured_at TEXT NOT NULL, recorded_at TEXT NOT NULL, reader TEXT NOT NULL,
  rows INTEGER NOT NULL, routes INTEGER NOT NULL, unread INTEGER NOT NULL, sha256 TEXT NOT NULL, previous TEXT, chain TEXT NOT NULL, carried TEXT NOT NULL) STRICT;
CREATE TABLE snapshot_rows (id INTEGER PRIMARY KEY, snapshot INTEGER NOT NULL, date TEXT NOT NULL, captured_at TEXT NOT NULL, source TEXT NOT NULL, evidence_class TEXT NOT NULL,
  route TEXT NOT NULL, meter TEXT NOT NULL, unit TEXT NOT NULL, per INTEGER NOT NULL, amount TEXT, currency TEXT NOT NULL, conditions TEXT NOT NULL, role TEXT NOT NULL, kind TEXT NOT NULL,
  approximate INTEGER NOT NULL, promotion TEXT, status TEXT, status_raw TEXT, said TEXT, url TEXT NOT NULL, factors TEXT) STRICT;
CREATE TABLE route_statuses (source TEXT NOT NULL, route TEXT NOT NULL, status TEXT, status_raw TEXT, groups TEXT NOT NULL, endpoints TEXT NOT NULL, formula TEXT, limits TEXT,
  PRIMARY KEY (source, route)) STRICT;
CREATE TABLE drift_events (id INTEGER PRIMARY KEY, snapshot INTEGER NOT NULL, observed_at TEXT NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL, severity TEXT NOT NULL, route TEXT,
  meter TEXT, conditions TEXT NOT NULL, before TEXT, after TEXT, change_percent TEXT, reason TEXT NOT NULL, explained_by TEXT, rows INTEGER NOT NULL, superseded INTEGER NOT NULL) STRICT;
CREATE TABLE finding (id INTEGER PRIMARY KEY, at TEXT NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL, url TEXT, route TEXT) STRICT;
CREATE TABLE capture (id INTEGER PRIMARY KEY, source TEXT NOT NULL, purpose TEXT NOT NULL, part TEXT NOT NULL, url TEXT NOT NULL, final_url TEXT NOT NULL, method TEXT NOT NULL,
  attempt INTEGER NOT NULL, started_at TEXT NOT NULL, duration_ms INTEGER NOT NULL, status INTEGER, headers TEXT NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT, peer TEXT,
  identity TEXT NOT NULL, failure TEXT) STRICT;
`;
