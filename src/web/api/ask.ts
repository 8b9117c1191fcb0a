import { type Context } from 'hono';
import { type CauseStanding } from '../../domain/alert.ts';
import { UsageError } from '../../domain/finding.ts';
import { readCondition, readKind, readMeter, readSeverity, readStanding } from '../../domain/question.ts';
import { readTime } from '../../domain/times.ts';
import { type Meter, type Severity } from '../../domain/vocabulary.ts';
import { readCursor } from '../cursor.ts';

/** What can be asked; each resource takes some of these. The names are those of the command line. */
const PARAMETERS = ['at', 'since', 'source', 'route', 'meter', 'kind', 'standing', 'severity', 'where', 'limit', 'cursor'] as const;
export type Parameter = (typeof PARAMETERS)[number];

/** A question as it came in a URL, read and checked; what was not asked is absent. */
export interface Question {
  /** The instant the answer is of: `at`, else Accept-Datetime, else now. */
  readonly at: string;
  readonly since?: string;
  readonly source?: string;
  readonly route?: string;
  readonly meter?: Meter;
  readonly kind?: string;
  readonly standing?: CauseStanding;
  readonly severity?: Severity;
  readonly where?: Readonly<Record<string, string>>;
  readonly limit: number;
  /** Where the last page ended. */
  readonly cursor?: readonly string[];
}

const MOST = 1000;
const USUAL = 100;

/** Reads the parameters that a resource takes. @throws UsageError for a parameter it does not take, or a value nobody can read */
export function readQuestion(c: Context, taken: readonly Parameter[], now: string): Question {
  const given = new URL(c.req.url).searchParams;
  for (const name of given.keys()) {
    if (!(taken as readonly string[]).includes(name)) throw new UsageError({ what: `"${name}" is not a parameter here`, where: `?${name}`, mend: taken.length === 0 ? 'ask without parameters' : `one of ${taken.join(', ')}` });
  }
  const text = <Name extends Parameter>(name: Name): { readonly [key in Name]?: string } => {
    const value = given.get(name);
    return (value === null ? {} : { [name]: value }) as { readonly [key in Name]?: string };
  };
  const [since, meter, standing, severity, kind, cursor] = ['since', 'meter', 'standing', 'severity', 'kind', 'cursor'].map((name) => given.get(name));
  const where = given.getAll('where');
  return {
    at: readAt(c, given.get('at'), taken, now), limit: readLimit(given.get('limit')),
    ...text('source'), ...text('route'),
    ...(since == null ? {} : { since: readTime(since, 'since', '?since', now) }),
    ...(meter == null ? {} : { meter: readMeter(meter, '?meter') }),
    ...(kind == null ? {} : { kind: readKind(kind, '?kind') }),
    ...(standing == null ? {} : { standing: readStanding(standing, '?standing') }),
    ...(severity == null ? {} : { severity: readSeverity(severity, '?severity') }),
    ...(where.length === 0 ? {} : { where: Object.fromEntries(where.map((one) => readCondition(one, '?where'))) }),
    ...(cursor == null ? {} : { cursor: readCursor(cursor) }),
  };
}

function readAt(c: Context, at: string | null, taken: readonly Parameter[], now: string): string {
  if (at !== null) return readTime(at, 'at', '?at', now);
  const accepted = taken.includes('at') ? c.req.header('accept-datetime') : undefined;
  if (accepted === undefined) return now;
  const ms = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(accepted) ? Date.parse(accepted) : Number.NaN;
  if (Number.isNaN(ms)) throw new UsageError({ what: `"${accepted}" is not a time`, where: 'Accept-Datetime', mend: 'write it as RFC 7089 says, such as "Tue, 24 Nov 2026 10:00:00 GMT"' });
  // The header has no milliseconds, and the second it names is meant whole.
  return new Date(ms + 999).toISOString();
}

function readLimit(text: string | null): number {
  if (text === null) return USUAL;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MOST) throw new UsageError({ what: `"${text}" is not a limit`, where: '?limit', mend: `a whole number from 1 to ${MOST}; the next page is at "next"` });
  return limit;
}
