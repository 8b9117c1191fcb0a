/**
 * Schema 2: alerts over time. A message may belong to no check and no source; what stands between two messages (state,
 * pins, what waits to be confirmed), what people did, silences, recipients that are off and links used up get their
 * tables; a delivery may be held for a digest. `alert` and `delivery` are rebuilt, with all that they held: SQLite
 * cannot loosen a column in place.
 */
export const ALERTS_OVER_TIME = `
CREATE TABLE alert_new (
  id INTEGER PRIMARY KEY,
  source_id INTEGER REFERENCES source,
  check_id INTEGER REFERENCES check_run,
  key_id INTEGER NOT NULL REFERENCES text,
  at INTEGER NOT NULL,
  phase TEXT NOT NULL,
  severity TEXT NOT NULL,
  headline TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT;
INSERT INTO alert_new (id, source_id, check_id, key_id, at, phase, severity, headline, content)
SELECT a.id, a.source_id, a.check_id, a.key_id, coalesce(c.finished_at, c.started_at), 'opened', a.severity, a.headline, a.content
FROM alert a JOIN check_run c ON c.id = a.check_id;
DROP TABLE alert;
ALTER TABLE alert_new RENAME TO alert;
CREATE INDEX alert_by_key ON alert (key_id);
CREATE INDEX alert_by_time ON alert (at);

CREATE TABLE delivery_new (
  id INTEGER PRIMARY KEY,
  alert_id INTEGER NOT NULL REFERENCES alert,
  channel TEXT NOT NULL,
  recipient TEXT NOT NULL,
  message_id TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('immediately', 'daily', 'weekly', 'overflow')),
  state TEXT NOT NULL CHECK (state IN ('due', 'held', 'claimed', 'sent', 'dead', 'bundled', 'dropped')),
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  claim_until INTEGER,
  claim_holder TEXT,
  settled_at INTEGER,
  bundled_into INTEGER REFERENCES alert,
  UNIQUE (alert_id, channel, recipient)
) STRICT;
INSERT INTO delivery_new (id, alert_id, channel, recipient, message_id, mode, state, due_at, attempts, claim_until, claim_holder, settled_at)
SELECT id, alert_id, channel, recipient, message_id, 'immediately', state, due_at, attempts, claim_until, claim_holder, settled_at FROM delivery;
DROP TABLE delivery;
ALTER TABLE delivery_new RENAME TO delivery;
CREATE INDEX delivery_by_state ON delivery (state, due_at);
CREATE INDEX delivery_by_message ON delivery (message_id);
CREATE INDEX delivery_by_recipient ON delivery (channel, recipient, settled_at);

CREATE TABLE alert_event (
  alert_id INTEGER NOT NULL REFERENCES alert,
  drift_id INTEGER NOT NULL REFERENCES drift,
  PRIMARY KEY (alert_id, drift_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE alert_state (
  key_id INTEGER NOT NULL PRIMARY KEY REFERENCES text,
  source_id INTEGER REFERENCES source,
  standing TEXT NOT NULL CHECK (standing IN ('open', 'acknowledged', 'resolved')),
  severity TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  resolved_at INTEGER,
  subjects TEXT NOT NULL,
  ack_by TEXT,
  ack_why TEXT,
  ack_at INTEGER
) STRICT;
CREATE INDEX alert_state_by_source ON alert_state (source_id, standing);

CREATE TABLE alert_pin (
  id INTEGER PRIMARY KEY,
  source_id INTEGER REFERENCES source,
  subject TEXT NOT NULL,
  value TEXT,
  key_id INTEGER NOT NULL REFERENCES text,
  by_whom TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX alert_pin_by_subject ON alert_pin (coalesce(source_id, 0), subject);

CREATE TABLE alert_pending (
  source_id INTEGER NOT NULL PRIMARY KEY REFERENCES source,
  content TEXT NOT NULL
) STRICT;

CREATE TABLE alert_log (
  id INTEGER PRIMARY KEY,
  key_id INTEGER REFERENCES text,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  by_whom TEXT,
  words TEXT NOT NULL
) STRICT;
CREATE INDEX alert_log_by_key ON alert_log (key_id);

CREATE TABLE silence (
  id INTEGER PRIMARY KEY,
  match TEXT NOT NULL,
  reason TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  ended_at INTEGER,
  reminded_at INTEGER
) STRICT;

CREATE TABLE silence_hidden (
  silence_id INTEGER NOT NULL REFERENCES silence,
  alert_id INTEGER NOT NULL REFERENCES alert,
  PRIMARY KEY (silence_id, alert_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE recipient_off (
  channel TEXT NOT NULL,
  recipient TEXT NOT NULL,
  at INTEGER NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (channel, recipient)
) STRICT, WITHOUT ROWID;

CREATE TABLE used_link (
  token_hash TEXT NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
