import { gunzipSync } from 'node:zlib';
import { type Disagreement } from '../../domain/reading.ts';
import { type EvidenceClass, type FindingKind } from '../../domain/vocabulary.ts';
import { type CaptureRow, type CarriedPage, type CheckCause, type CurrentState, type FindingRow, type InterruptedCheck, type SnapshotRow, type SourceState } from '../port.ts';
import { type Connection } from './database.ts';
import { type Dictionary } from './dictionary.ts';
import { filter } from './filter.ts';
import { fromMs, fromMsOrNull, toMs } from './time.ts';

/** What the ledger knows of sources, snapshots, captures and findings, without their rows. */
export function createStateReader(db: Connection, words: Dictionary) {
  const sourceId = db.prepare<[string], { id: number }>('SELECT id FROM source WHERE name = ?');
  const lastSnapshot = db.prepare<[number], { id: number; check_id: number; captured_at: number; settings_id: number }>(
    'SELECT id, check_id, captured_at, settings_id FROM snapshot WHERE source_id = ? ORDER BY captured_at DESC LIMIT 1');
  // As lists, with the hash as text: objects and buffers cost most of the time.
  const hashes = db.prepare<[number]>('SELECT name, lower(hex(hash)) FROM route WHERE source_id = ? AND hash IS NOT NULL ORDER BY name').raw(true);
  const withStatus = db.prepare<[number], { n: number }>(`SELECT count(*) AS n FROM route JOIN route_version rv ON rv.route_id = route.id AND rv.until_at IS NULL
    WHERE route.source_id = ? AND rv.status IS NOT NULL`);
  const hold = db.prepare<[number], { since: number; missing: string }>('SELECT since, missing FROM hold WHERE source_id = ?');

  return {
    sources(): readonly SourceState[] {
      return db.prepare<[], SourceRow>(SOURCES).all().map(toSourceState);
    },
    current(source: string): CurrentState | null {
      const id = sourceId.get(source)?.id;
      const last = id === undefined ? undefined : lastSnapshot.get(id);
      if (id === undefined || last === undefined) return null;
      const held = hold.get(id);
      const snapshot = querySnapshots(db, { id: last.id })[0];
      if (snapshot === undefined) throw new Error(`snapshot ${last.id} cannot be read back: the ledger is damaged, run "driftledger doctor"`);
      return {
        snapshot,
        routeHashes: new Map(hashes.all(id) as [name: string, hash: string][]),
        routesWithStatus: withStatus.get(id)?.n ?? 0,
        hold: held === undefined ? null : { since: fromMs(held.since), missing: JSON.parse(held.missing) as readonly string[] },
        captures: queryCaptures(db, { checkId: last.check_id }),
        settings: words.textOf(last.settings_id),
      };
    },
    interrupted(): readonly InterruptedCheck[] {
      return db.prepare<[], { id: number; source: string; started_at: number; cause: CheckCause }>(
        'SELECT c.id, source.name AS source, c.started_at, c.cause FROM check_run c JOIN source ON source.id = c.source_id WHERE c.finished_at IS NULL ORDER BY c.id')
        .all().map((row) => ({ id: row.id, source: row.source, started_at: fromMs(row.started_at), cause: row.cause, captures: queryCaptures(db, { checkId: row.id }) }));
    },
    body(sha256: string): Uint8Array | null {
      const row = db.prepare<[Buffer], { data: Buffer }>('SELECT data FROM body WHERE sha256 = ?').get(Buffer.from(sha256, 'hex'));
      return row === undefined ? null : gunzipSync(row.data);
    },
    disagreements(source: string | undefined): readonly Disagreement[] {
      const { sql, values } = filter({ 'source.name = ?': source });
      return db.prepare<(string | number)[], { content: string }>(`SELECT d.content FROM disagreement d JOIN source ON source.id = d.source_id${sql} ORDER BY d.key`).all(...values).map((row) => JSON.parse(row.content) as Disagreement);
    },
    findings(query: { readonly source?: string; readonly since?: string; readonly checkId?: number; readonly limit?: number }): readonly FindingRow[] {
      const { sql, values } = filter({ 'source.name = ?': query.source, 'c.finished_at >= ?': query.since === undefined ? undefined : toMs(query.since), 'f.check_id = ?': query.checkId });
      return db.prepare<(string | number)[], { id: number; check_id: number; at: number; source: string; kind: FindingKind; message: string; url: string | null; route: string | null }>(`
        SELECT f.id, f.check_id, c.finished_at AS at, source.name AS source, kind.value AS kind, message.value AS message, url.value AS url, route.name AS route
        FROM finding f JOIN check_run c ON c.id = f.check_id JOIN source ON source.id = c.source_id JOIN text kind ON kind.id = f.kind_id JOIN text message ON message.id = f.message_id
        LEFT JOIN text url ON url.id = f.url_id LEFT JOIN route ON route.id = f.route_id${sql} ORDER BY f.id DESC LIMIT ?`)
        .all(...values, query.limit ?? -1)
        .map((row) => ({ id: row.id, check: row.check_id, at: fromMs(row.at), source: row.source, kind: row.kind, message: row.message,
          ...(row.url === null ? {} : { url: row.url }), ...(row.route === null ? {} : { route: row.route }) }));
    },
  };
}

interface SourceRow {
  readonly id: string; readonly adapter: string; readonly publisher: string; readonly evidence_class: EvidenceClass; readonly url: string;
  readonly last_check_at: number | null; readonly last_success_at: number | null; readonly last_failure_at: number | null; readonly last_failure_check: number | null;
  readonly failure_kind: FindingKind | null; readonly failure_message: string | null; readonly failures_in_a_row: number;
  readonly rates: number | null; readonly routes: number | null; readonly unread: number | null; readonly reader: string | null;
}

const SOURCES = `
WITH last_snapshot AS (SELECT source_id, max(captured_at) AS captured_at FROM snapshot GROUP BY source_id),
good AS (SELECT source_id, max(started_at) AS started_at FROM check_run WHERE finished_at IS NOT NULL AND reached = 1 GROUP BY source_id),
bad AS (SELECT source_id, max(id) AS id FROM check_run WHERE finished_at IS NOT NULL AND reached = 0 GROUP BY source_id)
SELECT source.name AS id, source.adapter, source.publisher, source.evidence_class, source.url,
  (SELECT max(started_at) FROM check_run WHERE source_id = source.id AND finished_at IS NOT NULL) AS last_check_at,
  good.started_at AS last_success_at, failed.started_at AS last_failure_at, failed.id AS last_failure_check,
  (SELECT kind.value FROM finding f JOIN text kind ON kind.id = f.kind_id WHERE f.check_id = failed.id ORDER BY f.id LIMIT 1) AS failure_kind,
  (SELECT message.value FROM finding f JOIN text message ON message.id = f.message_id WHERE f.check_id = failed.id ORDER BY f.id LIMIT 1) AS failure_message,
  (SELECT count(*) FROM check_run c WHERE c.source_id = source.id AND c.finished_at IS NOT NULL AND c.reached = 0 AND c.started_at > coalesce(good.started_at, 0)) AS failures_in_a_row,
  s.rates, s.routes, s.unread_count AS unread, reader.value AS reader
FROM source
LEFT JOIN last_snapshot ON last_snapshot.source_id = source.id
LEFT JOIN snapshot s ON s.source_id = source.id AND s.captured_at = last_snapshot.captured_at
LEFT JOIN text reader ON reader.id = s.reader_id
LEFT JOIN good ON good.source_id = source.id
LEFT JOIN bad ON bad.source_id = source.id
LEFT JOIN check_run failed ON failed.id = bad.id
ORDER BY source.name`;

function toSourceState(row: SourceRow): SourceState {
  return {
    id: row.id, adapter: row.adapter, publisher: row.publisher, evidence_class: row.evidence_class, url: row.url,
    last_check_at: fromMsOrNull(row.last_check_at), last_success_at: fromMsOrNull(row.last_success_at), last_failure_at: fromMsOrNull(row.last_failure_at),
    last_failure: row.failure_kind === null ? null : { kind: row.failure_kind, message: row.failure_message ?? '' },
    failures_in_a_row: row.failures_in_a_row, rows: row.rates ?? 0, routes: row.routes ?? 0, unread: row.unread ?? 0, reader: row.reader,
  };
}

interface SnapshotRecord {
  readonly id: number; readonly source: string; readonly captured_at: number; readonly recorded_at: number; readonly reader: string; readonly rates: number; readonly routes: number;
  readonly unread_count: number; readonly rows_hash: Buffer; readonly previous_hash: Buffer | null; readonly chain_hash: Buffer; readonly carried: string | null;
}

/** Snapshots, newest first; `before` is a snapshot id, for pages. */
export function querySnapshots(db: Connection, query: { readonly id?: number; readonly source?: string; readonly since?: string; readonly until?: string; readonly limit?: number; readonly before?: number }): readonly SnapshotRow[] {
  const { sql, values } = filter({
    's.id = ?': query.id, 'source.name = ?': query.source, 's.id < ?': query.before,
    's.captured_at >= ?': query.since === undefined ? undefined : toMs(query.since), 's.captured_at <= ?': query.until === undefined ? undefined : toMs(query.until),
  });
  return db.prepare<(string | number)[], SnapshotRecord>(`
    SELECT s.*, source.name AS source, reader.value AS reader FROM snapshot s JOIN source ON source.id = s.source_id JOIN text reader ON reader.id = s.reader_id${sql}
    ORDER BY s.captured_at DESC, s.id DESC LIMIT ?`)
    .all(...values, query.limit ?? -1)
    .map((row) => ({
      id: row.id, source: row.source, captured_at: fromMs(row.captured_at), recorded_at: fromMs(row.recorded_at), reader: row.reader, rows: row.rates, routes: row.routes,
      unread: row.unread_count, sha256: row.rows_hash.toString('hex'), previous: row.previous_hash?.toString('hex') ?? null, chain: row.chain_hash.toString('hex'),
      carried: row.carried === null ? [] : (JSON.parse(row.carried) as readonly CarriedPage[]),
    }));
}

interface CaptureRecord extends Omit<CaptureRow, 'started_at' | 'headers' | 'sha256' | 'check'> {
  readonly check_id: number; readonly started_at: number; readonly headers: string; readonly sha256: Buffer | null;
}

/** Captures in the order they were made. */
export function queryCaptures(db: Connection, query: { readonly source?: string; readonly since?: string; readonly until?: string; readonly checkId?: number }): readonly CaptureRow[] {
  const { sql, values } = filter({
    'c.check_id = ?': query.checkId, 'source.name = ?': query.source,
    'c.started_at >= ?': query.since === undefined ? undefined : toMs(query.since), 'c.started_at <= ?': query.until === undefined ? undefined : toMs(query.until),
  });
  return db.prepare<(string | number)[], CaptureRecord>(`
    SELECT c.id, c.check_id, source.name AS source, purpose.value AS purpose, c.part, url.value AS url, final.value AS final_url, c.method, c.attempt, c.started_at, c.duration_ms,
      c.status, c.headers, c.bytes, c.sha256, c.peer, identity.value AS identity, c.failure
    FROM capture c JOIN check_run ON check_run.id = c.check_id JOIN source ON source.id = check_run.source_id
    JOIN text purpose ON purpose.id = c.purpose_id JOIN text url ON url.id = c.url_id JOIN text final ON final.id = c.final_url_id JOIN text identity ON identity.id = c.identity_id${sql} ORDER BY c.id`)
    .all(...values)
    .map(({ check_id, ...row }) => ({
      ...row, check: check_id, started_at: fromMs(row.started_at), headers: JSON.parse(row.headers) as Readonly<Record<string, string>>, sha256: row.sha256?.toString('hex') ?? null,
    }));
}
