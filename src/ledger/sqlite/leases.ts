import { type Holder } from '../port.ts';
import { type Connection } from './database.ts';
import { toMs } from './time.ts';

interface LeaseRow { readonly host: string; readonly pid: number; readonly started: string; readonly until_at: number }

/** One holder a name. A lease outlives neither its time nor its holder's process. */
export function createLeases(db: Connection, isAlive: (holder: Holder) => boolean) {
  const get = db.prepare<[string], LeaseRow>('SELECT host, pid, started, until_at FROM lease WHERE name = ?');
  const put = db.prepare(`INSERT INTO lease (name, host, pid, started, until_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET host = excluded.host, pid = excluded.pid, started = excluded.started, until_at = excluded.until_at`);
  const drop = db.prepare('DELETE FROM lease WHERE name = ? AND host = ? AND pid = ? AND started = ?');
  const same = (a: Holder, b: Holder): boolean => a.host === b.host && a.pid === b.pid && a.started === b.started;
  return {
    acquire(name: string, holder: Holder, now: string, leaseMs: number): Holder | null {
      const row = get.get(name);
      const held = row !== undefined && row.until_at > toMs(now) && !same(row, holder) && isAlive(row);
      if (held) return { host: row.host, pid: row.pid, started: row.started };
      put.run(name, holder.host, holder.pid, holder.started, toMs(now) + leaseMs);
      return null;
    },
    release(name: string, holder: Holder): void {
      drop.run(name, holder.host, holder.pid, holder.started);
    },
  };
}
