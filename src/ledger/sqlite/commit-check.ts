import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type DriftEvent } from '../../domain/drift.ts';
import { rateKey } from '../../domain/rate.ts';
import { type CheckCommit, type RecordedAttempt, type SnapshotCommit } from '../port.ts';
import { type AlertBook } from './alert-book.ts';
import { type Connection } from './database.ts';
import { type Dictionary } from './dictionary.ts';
import { driftDetail } from './drift-detail.ts';
import { fromMs, toMs, toMsOrNull } from './time.ts';
import { type Span } from './intervals.ts';
import { type Versions } from './versions.ts';

/** The write side of a check: captures as they arrive, then everything else in one transaction. */
export interface CheckWriter {
  recordAttempts(checkId: number, attempts: readonly RecordedAttempt[]): void;
  commit(commit: CheckCommit): { readonly snapshotId: number | null };
}

export function createCheckWriter(db: Connection, words: Dictionary, versions: Versions, alerts: Pick<AlertBook, 'commit'>, checkpoint: (name: string) => void): CheckWriter {
  const sql = prepare(db);

  function recordAttempts(checkId: number, attempts: readonly RecordedAttempt[]): void {
    for (const { attempt, body, part } of attempts) {
      const sha256 = attempt.sha256 === null ? null : Buffer.from(attempt.sha256, 'hex');
      if (sha256 !== null && body !== undefined && sql.hasBody.get(sha256) === undefined) sql.addBody.run(sha256, body.length, 'gzip', gzipSync(body));
      sql.addCapture.run(checkId, words.text(attempt.request.purpose), part ?? 'page', words.text(attempt.request.url), words.text(attempt.final_url),
        attempt.request.method, attempt.attempt, toMs(attempt.started_at), Math.round(attempt.duration_ms), attempt.status, JSON.stringify(attempt.headers),
        attempt.bytes, sha256, attempt.peer, words.text(attempt.identity), attempt.failure);
    }
  }

  function commit(check: CheckCommit): { readonly snapshotId: number | null } {
    const sourceId = sourceIdOf(check.source);
    const finishedAt = toMs(check.finished_at);
    const { coverage } = check;
    const closed = sql.finishCheck.run(finishedAt, coverage.reached ? 1 : 0, coverage.pages, coverage.pages_failed, coverage.rows, coverage.unread, coverage.unchanged, check.checkId);
    if (closed.changes !== 1) throw new Error(`check ${check.checkId} is not open: it was committed before`);
    if (check.hold === null) sql.clearHold.run(sourceId);
    else if (check.hold !== undefined) sql.setHold.run(sourceId, toMs(check.hold.since), JSON.stringify(check.hold.missing));

    const snapshotId = check.snapshot === null ? null : writeSnapshot(sourceId, check.source, check.checkId, finishedAt, check.snapshot);
    checkpoint('commit.snapshot-written');
    const routeId = (name: string | undefined): number | null => (name === undefined ? null : (sql.findRoute.get(sourceId, name)?.id ?? null));
    for (const finding of check.findings) {
      sql.addFinding.run(check.checkId, words.text(finding.kind), words.text(finding.message), finding.url === undefined ? null : words.text(finding.url), routeId(finding.route));
    }
    const driftIds = snapshotId === null ? [] : (check.snapshot?.drift ?? []).map((event) => writeDrift(sourceId, snapshotId, event, null));
    checkpoint('commit.drift-written');
    alerts.commit(check, sourceId, driftIds);
    return { snapshotId };
  }

  function sourceIdOf(name: string): number {
    const row = sql.findSource.get(name);
    if (row === undefined) throw new Error(`source "${name}" is not registered in this ledger`);
    return row.id;
  }

  function writeSnapshot(sourceId: number, source: string, checkId: number, recordedAt: number, snapshot: SnapshotCommit): number {
    const capturedAt = toMs(snapshot.captured_at);
    const previous = sql.lastRecorded.get(sourceId)?.chain_hash ?? null;
    const rowsHash = Buffer.from(snapshot.rowsHash, 'hex');
    const chain = chainHash(previous, source, fromMs(capturedAt), snapshot.rowsHash);
    const unread = snapshot.unread.length === 0 ? null : words.text(JSON.stringify(snapshot.unread));
    const carried = snapshot.carried.length === 0 ? null : JSON.stringify(snapshot.carried);
    const id = Number(sql.addSnapshot.run(sourceId, checkId, capturedAt, recordedAt, words.text(snapshot.reader), words.text(snapshot.settings), snapshot.routes, snapshot.rates,
      snapshot.unread.length, unread, carried, rowsHash, previous, chain).lastInsertRowid);
    const span: Span = { snapshot: id, from: capturedAt, until: sql.nextSnapshot.get(sourceId, capturedAt)?.captured_at ?? null, first: previous === null };
    for (const { route, hash } of snapshot.changed) versions.put(sourceId, route, Buffer.from(hash, 'hex'), span);
    for (const name of snapshot.removed) versions.remove(sourceId, name, span);
    for (const captureId of sql.capturesOf.all(checkId)) {
      sql.addReading.run(captureId.id, words.text(snapshot.reader), recordedAt, snapshot.routes, snapshot.rates, snapshot.unread.length, rowsHash);
    }
    for (const probe of snapshot.probes) {
      sql.setProbe.run(toMsOrNull(probe.checked_at), toMsOrNull(probe.detected_at), probe.reason === null ? null : words.text(probe.reason),
        probe.probed === null ? null : probe.probed ? 1 : 0, sourceId, probe.route, toMsOrNull(probe.checked_at), toMsOrNull(probe.detected_at));
    }
    writeDisagreements(sourceId, id, snapshot);
    for (const driftId of snapshot.followOn?.superseded ?? []) sql.supersede.run(driftId, driftId);
    for (const event of snapshot.followOn?.added ?? []) writeDrift(sourceId, snapshot.followOn?.snapshot ?? id, event, null);
    return id;
  }

  function writeDisagreements(sourceId: number, snapshotId: number, snapshot: SnapshotCommit): void {
    const open = new Map(snapshot.disagreements.map((one) => [one.key, one]));
    for (const { key } of sql.openDisagreements.all(sourceId)) if (!open.has(key)) sql.closeDisagreement.run(sourceId, key);
    for (const one of open.values()) sql.openDisagreement.run(sourceId, one.key, snapshotId, JSON.stringify(one));
  }

  function writeDrift(sourceId: number, snapshotId: number, event: DriftEvent, parent: number | null): number {
    const routeId = event.route === null ? null : (sql.findRoute.get(sourceId, event.route)?.id ?? Number(sql.addRoute.run(sourceId, event.route).lastInsertRowid));
    const keyId = event.meter === null || event.role === null ? null : words.rateKey(rateKey({ meter: event.meter, role: event.role, conditions: event.conditions }));
    const id = Number(sql.addDrift.run(snapshotId, parent, words.text(event.kind), words.text(event.severity), routeId, keyId, event.before, event.after,
      event.change_percent, event.reason, event.explained_by, event.rows, driftDetail(event)).lastInsertRowid);
    for (const folded of event.folded) writeDrift(sourceId, snapshotId, folded, id);
    return id;
  }

  return { recordAttempts, commit };
}

/** sha256 over predecessor, source, time and rows, one a line; hex lines, an empty one for the first. */
export function chainHash(previous: Uint8Array | null, source: string, capturedAt: string, rowsHash: string): Buffer {
  const lines = [previous === null ? '' : Buffer.from(previous).toString('hex'), source, capturedAt, rowsHash];
  return createHash('sha256').update(lines.map((line) => `${line}\n`).join('')).digest();
}

function prepare(db: Connection) {
  return {
    findSource: db.prepare<[string], { id: number }>('SELECT id FROM source WHERE name = ?'),
    findRoute: db.prepare<[number, string], { id: number }>('SELECT id FROM route WHERE source_id = ? AND name = ?'),
    addRoute: db.prepare<[number, string]>('INSERT INTO route (source_id, name) VALUES (?, ?)'),
    hasBody: db.prepare<[Buffer], { sha256: Buffer }>('SELECT sha256 FROM body WHERE sha256 = ?'),
    addBody: db.prepare('INSERT INTO body (sha256, size, encoding, data) VALUES (?, ?, ?, ?)'),
    addCapture: db.prepare(`INSERT INTO capture (check_id, purpose_id, part, url_id, final_url_id, method, attempt, started_at, duration_ms, status, headers, bytes, sha256, peer, identity_id, failure)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    finishCheck: db.prepare(`UPDATE check_run SET finished_at = ?, reached = ?, pages = ?, pages_failed = ?, rows_read = ?, rows_unread = ?, rows_unchanged = ? WHERE id = ? AND finished_at IS NULL`),
    clearHold: db.prepare<[number]>('DELETE FROM hold WHERE source_id = ?'),
    setHold: db.prepare('INSERT INTO hold (source_id, since, missing) VALUES (?, ?, ?) ON CONFLICT (source_id) DO UPDATE SET since = excluded.since, missing = excluded.missing'),
    lastRecorded: db.prepare<[number], { chain_hash: Buffer }>('SELECT chain_hash FROM snapshot WHERE source_id = ? ORDER BY id DESC LIMIT 1'),
    nextSnapshot: db.prepare<[number, number], { captured_at: number }>('SELECT captured_at FROM snapshot WHERE source_id = ? AND captured_at > ? ORDER BY captured_at LIMIT 1'),
    addSnapshot: db.prepare(`INSERT INTO snapshot (source_id, check_id, captured_at, recorded_at, reader_id, settings_id, routes, rates, unread_count, unread_id, carried, rows_hash, previous_hash, chain_hash)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    capturesOf: db.prepare<[number], { id: number }>(`SELECT id FROM capture WHERE check_id = ? AND part = 'page' AND failure IS NULL AND sha256 IS NOT NULL`),
    addReading: db.prepare('INSERT OR IGNORE INTO reading (capture_id, reader_id, recorded_at, routes, rates, unread, rows_hash) VALUES (?, ?, ?, ?, ?, ?, ?)'),
    setProbe: db.prepare(`UPDATE route SET probe_checked_at = ?, probe_detected_at = ?, probe_reason_id = ?, probed = ?
      WHERE source_id = ? AND name = ? AND (probe_checked_at IS NOT ? OR probe_detected_at IS NOT ?)`),
    openDisagreements: db.prepare<[number], { key: string }>('SELECT key FROM disagreement WHERE source_id = ?'),
    closeDisagreement: db.prepare<[number, string]>('DELETE FROM disagreement WHERE source_id = ? AND key = ?'),
    openDisagreement: db.prepare(`INSERT INTO disagreement (source_id, key, opened_snapshot, content) VALUES (?, ?, ?, ?)
      ON CONFLICT (source_id, key) DO UPDATE SET content = excluded.content`),
    supersede: db.prepare<[number, number]>('UPDATE drift SET superseded = 1 WHERE id = ? OR parent = ?'),
    addFinding: db.prepare('INSERT INTO finding (check_id, kind_id, message_id, url_id, route_id) VALUES (?, ?, ?, ?, ?)'),
    addDrift: db.prepare(`INSERT INTO drift (snapshot_id, parent, kind_id, severity_id, route_id, key_id, before, after, change_percent, reason, explained_by, rows, detail)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  };
}
