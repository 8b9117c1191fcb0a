import { ALERTS_OVER_TIME } from './migration-alerts.ts';

/**
 * The ledger's schema, as an append-only list: what has shipped is never edited, a change is a further entry.
 * `PRAGMA user_version` counts how many have been applied.
 *
 * Rates and routes are stored as versions with a validity interval [from_at, until_at) in observed time, so that a
 * catalog that does not move costs nothing; `until_at` is null while a version is in force. Words that repeat stand
 * once, in dictionaries; the largest table refers to their numbers without a check at every row. Times are milliseconds since 1970 in UTC. People read the views, not the tables.
 */
export const MIGRATIONS: readonly string[] = [`
CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  adapter TEXT NOT NULL,
  publisher TEXT NOT NULL,
  evidence_class TEXT NOT NULL,
  url TEXT NOT NULL
) STRICT;

CREATE TABLE text (id INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE rate_key (
  id INTEGER PRIMARY KEY,
  value TEXT NOT NULL UNIQUE,
  meter TEXT NOT NULL,
  unit TEXT NOT NULL,
  role TEXT NOT NULL,
  conditions TEXT NOT NULL
) STRICT;

CREATE TABLE terms (
  id INTEGER PRIMARY KEY,
  per INTEGER NOT NULL,
  currency TEXT NOT NULL,
  kind TEXT NOT NULL,
  approximate INTEGER NOT NULL,
  UNIQUE (per, currency, kind, approximate)
) STRICT;

CREATE TABLE body (
  sha256 BLOB NOT NULL PRIMARY KEY,
  size INTEGER NOT NULL,
  encoding TEXT NOT NULL,
  data BLOB NOT NULL
) STRICT;

CREATE TABLE check_run (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES source,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  cause TEXT NOT NULL,
  by_whom TEXT,
  reached INTEGER,
  pages INTEGER,
  pages_failed INTEGER,
  rows_read INTEGER,
  rows_unread INTEGER,
  rows_unchanged INTEGER
) STRICT;
CREATE INDEX check_run_by_source ON check_run (source_id, started_at);
CREATE INDEX check_run_open ON check_run (id) WHERE finished_at IS NULL;

CREATE TABLE capture (
  id INTEGER PRIMARY KEY,
  check_id INTEGER NOT NULL REFERENCES check_run,
  purpose_id INTEGER NOT NULL REFERENCES text,
  part TEXT NOT NULL,
  url_id INTEGER NOT NULL REFERENCES text,
  final_url_id INTEGER NOT NULL REFERENCES text,
  method TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  status INTEGER,
  headers TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 BLOB REFERENCES body,
  peer TEXT,
  identity_id INTEGER NOT NULL REFERENCES text,
  failure TEXT
) STRICT;
CREATE INDEX capture_by_check ON capture (check_id);

CREATE TABLE snapshot (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES source,
  check_id INTEGER NOT NULL REFERENCES check_run,
  captured_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  reader_id INTEGER NOT NULL REFERENCES text,
  settings_id INTEGER NOT NULL REFERENCES text,
  routes INTEGER NOT NULL,
  rates INTEGER NOT NULL,
  unread_count INTEGER NOT NULL,
  unread_id INTEGER REFERENCES text,
  carried TEXT,
  rows_hash BLOB NOT NULL,
  previous_hash BLOB,
  chain_hash BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX snapshot_by_source ON snapshot (source_id, captured_at);

CREATE TABLE reading (
  capture_id INTEGER NOT NULL REFERENCES capture,
  reader_id INTEGER NOT NULL REFERENCES text,
  recorded_at INTEGER NOT NULL,
  routes INTEGER NOT NULL,
  rates INTEGER NOT NULL,
  unread INTEGER NOT NULL,
  rows_hash BLOB NOT NULL,
  PRIMARY KEY (capture_id, reader_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE route (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES source,
  name TEXT NOT NULL,
  hash BLOB,
  vendor_id INTEGER REFERENCES text,
  aliases TEXT,
  probe_checked_at INTEGER,
  probe_detected_at INTEGER,
  probe_reason_id INTEGER REFERENCES text,
  probed INTEGER,
  UNIQUE (source_id, name)
) STRICT;

CREATE TABLE route_version (
  route_id INTEGER NOT NULL REFERENCES route,
  from_at INTEGER NOT NULL,
  until_at INTEGER,
  snapshot_id INTEGER NOT NULL REFERENCES snapshot,
  page_id INTEGER NOT NULL REFERENCES text,
  status TEXT,
  status_raw TEXT,
  groups_id INTEGER NOT NULL REFERENCES text,
  endpoints_id INTEGER NOT NULL REFERENCES text,
  formula_id INTEGER REFERENCES text,
  limits_id INTEGER REFERENCES text,
  PRIMARY KEY (route_id, from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE rate_version (
  route_id INTEGER NOT NULL REFERENCES route,
  key_id INTEGER NOT NULL REFERENCES rate_key,
  from_at INTEGER NOT NULL,
  until_at INTEGER,
  snapshot_id INTEGER NOT NULL REFERENCES snapshot,
  amount TEXT,
  terms_id INTEGER NOT NULL,
  loose_id INTEGER,
  promotion_id INTEGER,
  said_id INTEGER,
  factor_names_id INTEGER,
  factor_values TEXT,
  PRIMARY KEY (route_id, key_id, from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE hold (
  source_id INTEGER NOT NULL PRIMARY KEY REFERENCES source,
  since INTEGER NOT NULL,
  missing TEXT NOT NULL
) STRICT;

CREATE TABLE finding (
  id INTEGER PRIMARY KEY,
  check_id INTEGER NOT NULL REFERENCES check_run,
  kind_id INTEGER NOT NULL REFERENCES text,
  message_id INTEGER NOT NULL REFERENCES text,
  url_id INTEGER REFERENCES text,
  route_id INTEGER REFERENCES text
) STRICT;
CREATE INDEX finding_by_check ON finding (check_id);

CREATE TABLE disagreement (
  source_id INTEGER NOT NULL REFERENCES source,
  key TEXT NOT NULL,
  opened_snapshot INTEGER NOT NULL REFERENCES snapshot,
  content TEXT NOT NULL,
  PRIMARY KEY (source_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE alert (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES source,
  check_id INTEGER NOT NULL REFERENCES check_run,
  key_id INTEGER NOT NULL REFERENCES text,
  severity TEXT NOT NULL,
  headline TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT;
CREATE INDEX alert_by_key ON alert (key_id);

CREATE TABLE drift (
  id INTEGER PRIMARY KEY,
  snapshot_id INTEGER NOT NULL REFERENCES snapshot,
  parent INTEGER REFERENCES drift,
  alert_id INTEGER REFERENCES alert,
  kind_id INTEGER NOT NULL REFERENCES text,
  severity_id INTEGER NOT NULL REFERENCES text,
  route_id INTEGER REFERENCES route,
  key_id INTEGER REFERENCES rate_key,
  before TEXT,
  after TEXT,
  change_percent TEXT,
  reason TEXT NOT NULL,
  explained_by TEXT,
  rows INTEGER NOT NULL,
  detail TEXT,
  superseded INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX drift_by_snapshot ON drift (snapshot_id);
CREATE INDEX drift_by_alert ON drift (alert_id) WHERE alert_id IS NOT NULL;

CREATE TABLE delivery (
  id INTEGER PRIMARY KEY,
  alert_id INTEGER NOT NULL REFERENCES alert,
  channel TEXT NOT NULL,
  recipient TEXT NOT NULL,
  message_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('due', 'claimed', 'sent', 'dead')),
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  claim_until INTEGER,
  claim_holder TEXT,
  settled_at INTEGER,
  UNIQUE (alert_id, channel, recipient)
) STRICT;
CREATE INDEX delivery_waiting ON delivery (due_at) WHERE state IN ('due', 'claimed');

CREATE TABLE delivery_attempt (
  delivery_id INTEGER NOT NULL REFERENCES delivery,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (delivery_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE lease (
  name TEXT NOT NULL PRIMARY KEY,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  started TEXT NOT NULL,
  until_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sealed (
  date TEXT NOT NULL,
  revision INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  content_hash BLOB NOT NULL,
  file TEXT NOT NULL,
  PRIMARY KEY (date, revision)
) STRICT, WITHOUT ROWID;

CREATE VIEW snapshots AS
SELECT s.id AS snapshot, source.name AS source, strftime('%Y-%m-%dT%H:%M:%fZ', s.captured_at / 1000.0, 'unixepoch') AS captured_at,
  date(s.captured_at / 1000, 'unixepoch') AS date, reader.value AS reader, s.rates AS rows, s.routes, s.unread_count AS unread,
  lower(hex(s.rows_hash)) AS sha256, lower(hex(s.previous_hash)) AS previous, lower(hex(s.chain_hash)) AS chain
FROM snapshot s JOIN source ON source.id = s.source_id JOIN text reader ON reader.id = s.reader_id;

CREATE VIEW snapshot_rows AS
SELECT s.id AS snapshot, date(s.captured_at / 1000, 'unixepoch') AS date,
  strftime('%Y-%m-%dT%H:%M:%fZ', s.captured_at / 1000.0, 'unixepoch') AS captured_at,
  source.name AS source, source.evidence_class, route.name AS route, k.meter, k.unit, t.per, v.amount, t.currency, k.conditions, k.role, t.kind,
  t.approximate, promotion.value AS promotion, rv.status, rv.status_raw, said.value AS said, page.value AS url
FROM snapshot s
JOIN source ON source.id = s.source_id
JOIN route ON route.source_id = s.source_id
JOIN route_version rv ON rv.route_id = route.id AND rv.from_at <= s.captured_at AND (rv.until_at IS NULL OR rv.until_at > s.captured_at)
JOIN rate_version v ON v.route_id = route.id AND v.from_at <= s.captured_at AND (v.until_at IS NULL OR v.until_at > s.captured_at)
JOIN rate_key k ON k.id = v.key_id
JOIN terms t ON t.id = v.terms_id
JOIN text page ON page.id = rv.page_id
LEFT JOIN text promotion ON promotion.id = v.promotion_id
LEFT JOIN text said ON said.id = v.said_id;

CREATE VIEW route_statuses AS
SELECT s.id AS snapshot, date(s.captured_at / 1000, 'unixepoch') AS date,
  strftime('%Y-%m-%dT%H:%M:%fZ', s.captured_at / 1000.0, 'unixepoch') AS captured_at,
  source.name AS source, route.name AS route, rv.status, rv.status_raw, groups.value AS groups, endpoints.value AS endpoints
FROM snapshot s
JOIN source ON source.id = s.source_id
JOIN route ON route.source_id = s.source_id
JOIN route_version rv ON rv.route_id = route.id AND rv.from_at <= s.captured_at AND (rv.until_at IS NULL OR rv.until_at > s.captured_at)
JOIN text groups ON groups.id = rv.groups_id
JOIN text endpoints ON endpoints.id = rv.endpoints_id;

CREATE VIEW drift_events AS
SELECT d.id, d.snapshot_id AS snapshot, strftime('%Y-%m-%dT%H:%M:%fZ', s.captured_at / 1000.0, 'unixepoch') AS observed_at, source.name AS source,
  kind.value AS kind, severity.value AS severity, route.name AS route, k.meter, k.conditions, d.before, d.after, d.change_percent, d.reason,
  d.explained_by, d.rows, d.parent, d.superseded
FROM drift d
JOIN snapshot s ON s.id = d.snapshot_id
JOIN source ON source.id = s.source_id
JOIN text kind ON kind.id = d.kind_id
JOIN text severity ON severity.id = d.severity_id
LEFT JOIN route ON route.id = d.route_id
LEFT JOIN rate_key k ON k.id = d.key_id;
`, ALERTS_OVER_TIME];
