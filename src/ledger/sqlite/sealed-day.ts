import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { Database, type Connection } from './driver.ts';
import { type Conditions, type Factor, type Promotion, type Rate } from '../../domain/rate.ts';
import { type Formula, type Limits } from '../../domain/reading.ts';
import { type SnapshotRoute } from '../../domain/source.ts';
import { type EvidenceClass, type Kind, type Meter, type Role, type Status, type Unit } from '../../domain/vocabulary.ts';
import { type CarriedPage, type HistoryRow, type PriceQuery, type PriceRow, type SnapshotRow } from '../port.ts';
import { LedgerError, explain } from './database.ts';
import { filter } from './filter.ts';
import { globToLike } from './glob.ts';
import { SEALED_APPLICATION_ID, SEALED_VERSION } from './sealed-schema.ts';

/** Whether a file is a sealed day: the application id stands at byte 68 of every SQLite file. */
export function isSealedFile(file: string): boolean {
  if (!existsSync(file) || !statSync(file).isFile()) return false;
  const head = Buffer.alloc(72);
  const fd = openSync(file, 'r');
  try {
    return readSync(fd, head, 0, 72, 0) === 72 && head.readUInt32BE(68) === SEALED_APPLICATION_ID;
  } finally {
    closeSync(fd);
  }
}

interface PriceRecord {
  readonly snapshot: number; readonly captured_at: string; readonly source: string; readonly evidence_class: EvidenceClass; readonly route: string; readonly meter: Meter; readonly unit: Unit;
  readonly per: number; readonly amount: string | null; readonly currency: string; readonly conditions: string; readonly role: Role; readonly kind: Kind; readonly approximate: number;
  readonly promotion: string | null; readonly status: Status | null; readonly status_raw: string | null; readonly said: string | null; readonly url: string; readonly factors: string | null;
}
interface StatusRecord {
  readonly route: string; readonly status: Status | null; readonly status_raw: string | null; readonly groups: string; readonly endpoints: string; readonly formula: string | null; readonly limits: string | null;
}

/** A sealed day as a dated reader: what its sources said at the end of that day. */
export function openSealedDay(file: string) {
  const db = open(file);

  async function prices(query: PriceQuery): Promise<readonly PriceRow[]> {
    const { sql, values } = filter({
      'source = ?': query.source, 'meter = ?': query.meter, 'captured_at <= ?': query.at,
      "route LIKE ? ESCAPE '\\'": query.route === undefined ? undefined : globToLike(query.route),
    });
    return db.prepare<(string | number)[], PriceRecord>(`SELECT * FROM snapshot_rows${sql} ORDER BY id`).all(...values).map(toPriceRow)
      .filter((row) => Object.entries(query.where ?? {}).every(([key, value]) => String(row.conditions[key as keyof Conditions] ?? '').toLowerCase() === value.toLowerCase()));
  }

  async function contentAt(source: string, at: string): Promise<readonly SnapshotRoute[]> {
    const rates = new Map<string, PriceRow[]>();
    for (const row of await prices({ at, source })) rates.set(row.route, [...(rates.get(row.route) ?? []), row]);
    return db.prepare<[string], StatusRecord>('SELECT * FROM route_statuses WHERE source = ? ORDER BY route').all(source).map((row) => {
      const priced = rates.get(row.route) ?? [];
      return {
        route: row.route, status: row.status, status_raw: row.status_raw, groups: JSON.parse(row.groups) as string[], endpoints: JSON.parse(row.endpoints) as string[],
        formula: row.formula === null ? null : (JSON.parse(row.formula) as Formula), limits: row.limits === null ? null : (JSON.parse(row.limits) as Limits),
        rates: priced.map(toRate), url: priced[0]?.url ?? '', captured_at: priced[0]?.captured_at ?? at,
      };
    });
  }

  /** One day has one version of everything: in force since its snapshot, for all that the file knows. */
  async function history(route: string, since?: string): Promise<readonly HistoryRow[]> {
    const snapshots = db.prepare<[string], { snapshot: number; source: string; captured_at: string; status: Status | null; status_raw: string | null; groups: string; endpoints: string }>(`
      SELECT s.snapshot, r.source, s.captured_at, r.status, r.status_raw, r.groups, r.endpoints FROM route_statuses r JOIN snapshot s ON s.source = r.source
      WHERE r.route = ? AND s.captured_at = (SELECT max(captured_at) FROM snapshot WHERE source = r.source) ORDER BY r.source`).all(route);
    const rates = (await prices({ at: '9999', route })).filter((row) => row.route === route);
    return snapshots.filter(({ captured_at }) => since === undefined || captured_at >= since).flatMap((row): readonly HistoryRow[] => {
      const head = { source: row.source, route, from: row.captured_at, until: null, snapshot: row.snapshot };
      return [
        ...rates.filter(({ source }) => source === row.source).map(({ status: _status, status_raw: _raw, evidence_class: _class, captured_at: _at, url: _url, ...rate }): HistoryRow => ({ what: 'rate', ...rate, ...head })),
        { what: 'status', ...head, status: row.status, status_raw: row.status_raw, groups: JSON.parse(row.groups) as readonly string[], endpoints: JSON.parse(row.endpoints) as readonly string[] },
      ];
    });
  }

  return {
    prices, contentAt, history,
    async snapshots(query: { readonly source?: string; readonly since?: string; readonly until?: string; readonly limit?: number }): Promise<readonly SnapshotRow[]> {
      const { sql, values } = filter({ 'source = ?': query.source, 'captured_at >= ?': query.since, 'captured_at <= ?': query.until });
      return db.prepare<(string | number)[], Omit<SnapshotRow, 'id' | 'carried'> & { snapshot: number; carried: string }>(`SELECT * FROM snapshot${sql} ORDER BY captured_at DESC LIMIT ?`)
        .all(...values, query.limit ?? -1).map(({ snapshot, carried, ...row }) => ({ id: snapshot, ...row, carried: JSON.parse(carried) as CarriedPage[] }));
    },
    sources: async (): Promise<readonly { readonly id: string }[]> => db.prepare<[], { id: string }>('SELECT source AS id FROM source ORDER BY source').all(),
    close: () => { db.close(); },
  };
}

function open(file: string): Connection {
  try {
    const db = new Database(file, { readonly: true });
    const version = db.pragma('user_version', { simple: true }) as number;
    if (version <= SEALED_VERSION) return db;
    db.close();
    throw new LedgerError({ what: `this day was sealed by a newer driftledger (format ${version}, this program knows ${SEALED_VERSION})`, file, mend: 'use the newer program, or any SQLite tool' });
  } catch (error) {
    throw explain(error, file);
  }
}

function toPriceRow(row: PriceRecord): PriceRow {
  const { conditions, approximate, promotion, factors, ...rest } = row;
  return {
    source: rest.source, evidence_class: rest.evidence_class, route: rest.route, meter: rest.meter, unit: rest.unit, per: rest.per, amount: rest.amount, currency: rest.currency,
    conditions: JSON.parse(conditions) as Conditions, role: rest.role, kind: rest.kind, approximate: approximate === 1,
    promotion: promotion === null ? null : (JSON.parse(promotion) as Promotion), status: rest.status, status_raw: rest.status_raw, captured_at: rest.captured_at,
    snapshot: rest.snapshot, said: rest.said, url: rest.url, factors: factors === null ? null : (JSON.parse(factors) as Factor[]),
  };
}

function toRate(row: PriceRow): Rate {
  return {
    meter: row.meter, unit: row.unit, per: row.per, amount: row.amount, currency: row.currency, conditions: row.conditions, role: row.role, kind: row.kind,
    ...(row.approximate ? { approximate: true as const } : {}), ...(row.promotion === null ? {} : { promotion: row.promotion }),
    ...(row.said === null ? {} : { said: row.said }), ...(row.factors === null ? {} : { factors: row.factors }),
  };
}
