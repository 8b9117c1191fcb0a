import { createHash } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Database } from './driver.ts';
import { type LedgerReader, type SealedDay } from '../port.ts';
import { type Connection } from './database.ts';
import { SEALED_APPLICATION_ID, SEALED_SCHEMA, SEALED_VERSION } from './sealed-schema.ts';

/**
 * Writes `YYYY-MM-DD.sqlite`: what every source said at the end of that UTC day, the snapshots, drift, findings and
 * captures of the day, and the chain; in one file that needs nothing else. The same content gives the same bytes (for
 * one SQLite version, which stands in the file): a fresh database in memory, filled in key order, written at once.
 * When a day is sealed again with other content, a revision stands beside it; no sealed file is ever changed.
 */
export async function sealDay(db: Connection, reader: LedgerReader, date: string, folder: string, checkpoint: (name: string) => void): Promise<SealedDay | null> {
  const content = await dayContent(reader, date);
  if (content === null) return null;
  const bytes = serialize(content, date);
  const sha256 = createHash('sha256').update(bytes).digest();
  const last = db.prepare<[string], { revision: number; sha256: Buffer; file: string }>('SELECT revision, sha256, file FROM sealed WHERE date = ? ORDER BY revision DESC LIMIT 1').get(date);
  if (last?.sha256.equals(sha256) === true && existsSync(join(folder, last.file))) {
    return { date, file: join(folder, last.file), sha256: sha256.toString('hex'), revision: last.revision };
  }
  let revision = last === undefined || last.sha256.equals(sha256) ? (last?.revision ?? 1) : last.revision + 1;
  // A file of that name may have come from elsewhere, such as the day that ships with the program.
  while (existsSync(join(folder, fileName(date, revision))) && !readFileSync(join(folder, fileName(date, revision))).equals(bytes)) revision += 1;
  const file = fileName(date, revision);
  checkpoint('seal.computed');
  writeDurably(join(folder, file), bytes);
  checkpoint('seal.filed');
  db.prepare('INSERT OR REPLACE INTO sealed (date, revision, sha256, content_hash, file) VALUES (?, ?, ?, ?, ?)').run(date, revision, sha256, contentHashes(db, new Set([date])).get(date), file);
  return { date, file: join(folder, file), sha256: sha256.toString('hex'), revision };
}

function fileName(date: string, revision: number): string {
  return revision === 1 ? `${date}.sqlite` : `${date}.r${revision}.sqlite`;
}

/** Up to which snapshot the days are known, and which of them are not known to be sealed. Snapshots are never changed or taken away. */
interface Known {
  last: number;
  readonly open: Set<string>;
}

const known = new WeakMap<Connection, Known>();
const DATE = `date(captured_at / 1000, 'unixepoch')`;

/**
 * Days that are over and whose snapshots are not all in a sealed file. Asked at every tick: only days that got a
 * snapshot since they were last seen sealed are looked at, so that a year of history costs no more than a day.
 */
export function unsealedDays(db: Connection, now: string): readonly string[] {
  const seen = known.get(db) ?? { last: 0, open: new Set<string>() };
  known.set(db, seen);
  const fresh = db.prepare<[number], { last: number; date: string }>(`SELECT max(id) AS last, ${DATE} AS date FROM snapshot WHERE id > ? GROUP BY date`).all(seen.last);
  for (const { last, date } of fresh) {
    seen.last = Math.max(seen.last, last);
    seen.open.add(date);
  }
  const over = [...seen.open].filter((date) => date < now.slice(0, 10)).toSorted();
  if (over.length === 0) return [];
  const sealed = db.prepare<[string], { content_hash: Buffer }>('SELECT content_hash FROM sealed WHERE date = ? ORDER BY revision DESC LIMIT 1');
  const hashes = contentHashes(db, new Set(over));
  const unsealed = over.filter((date) => sealed.get(date)?.content_hash.equals(hashes.get(date) ?? Buffer.alloc(0)) !== true);
  for (const date of over) if (!unsealed.includes(date)) seen.open.delete(date);
  return unsealed;
}

/** Which snapshots each of some days has, in one hash a day: an import into the past changes it. */
function contentHashes(db: Connection, dates: ReadonlySet<string>): ReadonlyMap<string, Buffer> {
  const hashes = new Map([...dates].map((date) => [date, createHash('sha256')]));
  for (const row of db.prepare<[], { date: string; chain_hash: Buffer }>(`SELECT ${DATE} AS date, chain_hash FROM snapshot ORDER BY id`).iterate()) hashes.get(row.date)?.update(row.chain_hash);
  return new Map([...hashes].map(([date, hash]) => [date, hash.digest()]));
}

async function dayContent(reader: LedgerReader, date: string) {
  const since = `${date}T00:00:00.000Z`;
  const until = `${date}T23:59:59.999Z`;
  const snapshots = (await reader.snapshots({ since, until })).toSorted((a, b) => a.id - b.id);
  if (snapshots.length === 0) return null;
  const sources = (await reader.sources()).map(({ id, adapter, publisher, evidence_class, url }) => ({ id, adapter, publisher, evidence_class, url }));
  const statuses = (await Promise.all(sources.map(async ({ id }) => (await reader.contentAt(id, until)).map((route) => ({ source: id, ...route }))))).flat();
  return {
    snapshots, sources, statuses,
    rows: await reader.prices({ at: until }),
    drift: (await reader.drift({ since, until, folded: true })).toSorted((a, b) => a.id - b.id),
    findings: (await reader.findings({ since })).filter((finding) => finding.at <= until).toSorted((a, b) => a.id - b.id),
    captures: await reader.captures({ since, until }),
  };
}

function serialize(content: NonNullable<Awaited<ReturnType<typeof dayContent>>>, date: string): Buffer {
  const db = new Database(':memory:');
  try {
    db.pragma('page_size = 4096');
    db.pragma(`encoding = 'UTF-8'`);
    db.pragma('auto_vacuum = NONE');
    db.pragma(`application_id = ${SEALED_APPLICATION_ID}`);
    db.pragma(`user_version = ${SEALED_VERSION}`);
    db.exec(SEALED_SCHEMA);
    const { v } = db.prepare<[], { v: string }>('SELECT sqlite_version() AS v').get() ?? { v: '' };
    db.transaction(() => fill(db, content, date, v))();
    return db.serialize();
  } finally {
    db.close();
  }
}

type Content = NonNullable<Awaited<ReturnType<typeof dayContent>>>;

function fill(db: Connection, content: Content, date: string, sqlite: string): void {
  const into = (table: string, rows: readonly (readonly unknown[])[]): void => {
    const first = rows[0];
    if (first === undefined) return;
    const insert = db.prepare(`INSERT INTO ${table} VALUES (${first.map(() => '?').join(', ')})`);
    for (const row of rows) insert.run(...row);
  };
  const json = (value: unknown): string => JSON.stringify(value);
  into('about', [['date', date], ['format', String(SEALED_VERSION)], ['sqlite', sqlite], ['written_by', 'driftledger']]);
  into('source', content.sources.map((s) => [s.id, s.adapter, s.publisher, s.evidence_class, s.url]));
  into('snapshot', content.snapshots.map((s) => [s.id, s.source, s.captured_at, s.recorded_at, s.reader, s.rows, s.routes, s.unread, s.sha256, s.previous, s.chain, json(s.carried)]));
  into('snapshot_rows', content.rows.map((r, index) => [index + 1, r.snapshot, date, r.captured_at, r.source, r.evidence_class, r.route, r.meter, r.unit, r.per, r.amount, r.currency,
    json(r.conditions), r.role, r.kind, r.approximate ? 1 : 0, r.promotion === null ? null : json(r.promotion), r.status, r.status_raw, r.said, r.url, r.factors === null ? null : json(r.factors)]));
  into('route_statuses', content.statuses.map((s) => [s.source, s.route, s.status, s.status_raw, json(s.groups), json(s.endpoints), s.formula === null ? null : json(s.formula), s.limits === null ? null : json(s.limits)]));
  into('drift_events', content.drift.map((d) => [d.id, d.snapshot, d.observed_at, d.source, d.kind, d.severity, d.route, d.meter, json(d.conditions), d.before, d.after, d.change_percent, d.reason, d.explained_by, d.rows, d.superseded ? 1 : 0]));
  into('finding', content.findings.map((f) => [f.id, f.at, f.source, f.kind, f.message, f.url ?? null, f.route ?? null]));
  into('capture', content.captures.map((c) => [c.id, c.source, c.purpose, c.part, c.url, c.final_url, c.method, c.attempt, c.started_at, c.duration_ms, c.status, json(c.headers), c.bytes, c.sha256, c.peer, c.identity, c.failure]));
}

/** Whole or not at all, also when the power goes: a temporary file, flushed, then renamed, then the folder flushed. */
export function writeDurably(file: string, bytes: Uint8Array, mode = 0o444): void {
  const temporary = join(file, '..', `.${basename(file)}.part`);
  const fd = openSync(temporary, 'w', 0o644);
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(fd, bytes, written);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  chmodSync(temporary, mode);
  renameSync(temporary, file);
  const folder = openSync(join(file, '..'), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
