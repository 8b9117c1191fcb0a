import { type SourceCoverage } from '../port.ts';
import { type Connection } from './database.ts';
import { fromMsOrNull, toMs } from './time.ts';

interface CheckRow {
  readonly finished_at: number;
  readonly started_at: number;
  readonly reached: number;
  readonly pages_failed: number;
  readonly rows_read: number;
  readonly rows_unread: number;
}

/** Prices of a source that held from `since` to `at`, apart from the pages that were carried over (JSON). */
interface HeldQuery {
  readonly source: number;
  readonly carried: string;
  readonly since: number;
  readonly at: number;
}

/** How well each source was watched between two instants. */
export function queryCoverage(db: Connection, query: { readonly since: string; readonly until: string }): readonly SourceCoverage[] {
  const [since, until] = [toMs(query.since), toMs(query.until)];
  const checksIn = db.prepare<[number, number, number], CheckRow>(
    `SELECT finished_at, started_at, reached, pages_failed, rows_read, rows_unread FROM check_run WHERE source_id = ? AND finished_at >= ? AND finished_at <= ? AND cause <> 'import' ORDER BY finished_at, id`);
  const before = db.prepare<[number, number], { reached: number }>(
    `SELECT reached FROM check_run WHERE source_id = ? AND finished_at < ? AND cause <> 'import' ORDER BY finished_at DESC, id DESC LIMIT 1`);
  const firstRead = db.prepare<[number], { at: number | null }>('SELECT min(captured_at) AS at FROM snapshot WHERE source_id = ?');
  // What stands on a page that was not reached was not verified, and a price that is not told is no price.
  const held = db.prepare<[HeldQuery], { n: number }>(`SELECT count(*) AS n FROM route
    JOIN route_version r ON r.route_id = route.id AND r.from_at <= $at AND (r.until_at IS NULL OR r.until_at > $at)
    JOIN rate_version v ON v.route_id = route.id AND v.from_at <= $since AND (v.until_at IS NULL OR v.until_at > $at)
    WHERE route.source_id = $source AND v.amount IS NOT NULL AND (SELECT value FROM text WHERE id = r.page_id) NOT IN (SELECT value ->> 'url' FROM json_each($carried))`);
  const unseen = db.prepare<[{ source: number; carried: string | null; at: number }], { n: number }>(`SELECT count(*) AS n FROM route
    JOIN route_version r ON r.route_id = route.id AND r.from_at <= $at AND (r.until_at IS NULL OR r.until_at > $at)
    JOIN rate_version v ON v.route_id = route.id AND v.from_at <= $at AND (v.until_at IS NULL OR v.until_at > $at)
    WHERE route.source_id = $source AND v.amount IS NOT NULL AND ($carried IS NULL OR (SELECT value FROM text WHERE id = r.page_id) IN (SELECT value ->> 'url' FROM json_each($carried)))`);
  const carriedIn = db.prepare<[number, number], { carried: string | null }>('SELECT carried FROM snapshot WHERE source_id = ? AND captured_at = ?');
  return db.prepare<[], { id: number; name: string }>('SELECT id, name FROM source ORDER BY name').all().map(({ id, name }): SourceCoverage => {
    const checks = checksIn.all(id, since, until);
    const good = checks.findLast(({ reached }) => reached === 1);
    const startedFailing = before.get(id, since)?.reached === 0 ? since : null;
    const first = firstRead.get(id)?.at ?? since;
    const carried = good === undefined ? null : (carriedIn.get(id, good.started_at)?.carried ?? '[]');
    return {
      source: name, checks: checks.length, reached: checks.filter(({ reached }) => reached === 1).length, failed_hours: hours(failedMs(checks, startedFailing, until)),
      rows: good?.rows_read ?? 0, unread: good?.rows_unread ?? 0, pages_not_reached: checks.at(-1)?.pages_failed ?? 0,
      unchanged: good === undefined ? 0 : (held.get({ source: id, carried: carried ?? '[]', since: Math.max(since, first), at: good.started_at })?.n ?? 0),
      not_reached: unseen.get({ source: id, carried, at: good?.started_at ?? until })?.n ?? 0,
      last_reached_at: fromMsOrNull(good?.finished_at ?? null),
    };
  });
}

/** From the first failed check of each row of failures to the check that ends it; what is still open lasts until the end. */
function failedMs(checks: readonly CheckRow[], startedFailing: number | null, until: number): number {
  let total = 0;
  let failingSince = startedFailing;
  for (const { finished_at, reached } of checks) {
    if (reached === 0) failingSince ??= finished_at;
    else if (failingSince !== null) {
      total += finished_at - failingSince;
      failingSince = null;
    }
  }
  return failingSince === null ? total : total + until - failingSince;
}

function hours(ms: number): number {
  return Math.round(ms / 36_000) / 100;
}
