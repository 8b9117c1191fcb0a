import { type Finding } from '../finding.ts';
import { byCodePoint } from './equal.ts';

/** What one side of a check amounts to, without its rows. */
export interface Roster {
  /** Names of the routes; a name list that a narrowed watch list dropped is to be left out before. */
  readonly routes: { has(route: string): boolean; keys(): Iterable<string>; readonly size: number };
  /** How many of the routes have a status. */
  readonly statuses: number;
}

export interface TrustInput {
  readonly source: string;
  /** What is stored. */
  readonly before: Roster;
  /** What was captured now, read without refusal. */
  readonly after: Roster;
  /** The routes that an earlier capture missed and that wait for a second one; null when nothing is held. */
  readonly held: readonly string[] | null;
}

/**
 * Whether the new content is to be believed.
 * - `healthy`: compare and store.
 * - `suspect`: a mass removal seen for the first time, or another one than the one held: store nothing, hold `missing`.
 * - `confirmed`: a second capture misses every route that is held: compare and store, the removals are true.
 * - `recovered`: what was held is back, or enough of it: compare and store; what few routes still miss are plain removals.
 */
export interface Trust {
  readonly verdict: 'healthy' | 'suspect' | 'confirmed' | 'recovered';
  /** `lost`: no route has a status any more. Each keeps what was last known (`effectiveContent` with statuses 'lost'). */
  readonly statuses: 'kept' | 'lost';
  /** Stored routes that the new content lacks, sorted. */
  readonly missing: readonly string[];
  readonly findings: readonly Finding[];
}

/** A removal is massive when more than a fifth of a source's routes go at once, and at least this many. */
const LEAST_MASS = 10;
const MASS_DIVISOR = 5;

/** Judges a capture before it is compared, so that an outage, an emptied map or a shrunk list is not read as removals. */
export function judgeTrust({ source, before, after, held }: TrustInput): Trust {
  const missing = [...before.routes.keys()].filter((route) => !after.routes.has(route)).toSorted(byCodePoint);
  const massive = missing.length >= LEAST_MASS && missing.length * MASS_DIVISOR > before.routes.size;
  const verdict = !massive ? (held === null ? 'healthy' : 'recovered') : confirms(missing, held) ? 'confirmed' : 'suspect';
  const statuses = before.statuses > 0 && after.statuses === 0 && after.routes.size > 0 ? 'lost' : 'kept';
  return { verdict, statuses, missing, findings: findings(source, verdict, statuses, { before, after, missing }) };
}

function confirms(missing: readonly string[], held: readonly string[] | null): boolean {
  if (held === null) return false;
  const gone = new Set(missing);
  return held.every((route) => gone.has(route));
}

function findings(source: string, verdict: Trust['verdict'], statuses: Trust['statuses'], seen: Pick<TrustInput, 'before' | 'after'> & Pick<Trust, 'missing'>): readonly Finding[] {
  const { before, after, missing } = seen;
  if (verdict === 'suspect') {
    const some = missing.slice(0, 3).join(', ');
    return [{ kind: 'source.shrunk', source, message: `expected about ${before.routes.size} routes, found ${after.routes.size}: ${missing.length} are missing at once (${some}${missing.length > 3 ? ', …' : ''}); the last good snapshot stays in force until a second capture misses the same routes` }];
  }
  const found: Finding[] = [];
  if (verdict === 'recovered') {
    found.push({ kind: 'source.recovered', source, message: `the routes that were missing are back: ${after.routes.size} routes, ${missing.length} fewer of the stored ${before.routes.size}; nothing was removed meanwhile` });
  }
  if (statuses === 'lost') {
    found.push({ kind: 'source.status_lost', source, message: `expected a status for some ${before.statuses} routes, found none at all; each route keeps its last known status until the source gives one again` });
  }
  return found;
}
