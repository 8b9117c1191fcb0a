import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { routeHash, rowsHash } from '../src/domain/canonical.ts';
import { compareDisagreements } from '../src/domain/compare/index.ts';
import { rate } from '../src/domain/rate.ts';
import { routeReading, type Formula, type Limits } from '../src/domain/reading.ts';
import { type SnapshotRoute } from '../src/domain/source.ts';
import { EVIDENCE_CLASSES, KINDS, STATUSES } from '../src/domain/vocabulary.ts';
import { isHolderAlive } from '../src/ledger/holder.ts';
import { type Ledger, type SealedDay } from '../src/ledger/port.ts';
import { openSqliteLedger } from '../src/ledger/sqlite/index.ts';
import { checkFormula } from '../src/sources/fal/formula-check.ts';

const rateShape = z.strictObject({
  meter: z.enum(['video_second', 'video_token', 'unit']), amount: z.string().nullable(), per: z.int().positive().default(1), kind: z.enum(KINDS).default('list'), said: z.string(),
  conditions: z.strictObject({ resolution: z.string(), group: z.string(), note: z.string() }).partial().default({}),
});
const sourceShape = z.strictObject({
  id: z.string(), adapter: z.string(), publisher: z.string(), evidence_class: z.enum(EVIDENCE_CLASSES), url: z.url(),
  routes: z.array(z.strictObject({
    route: z.string(), aliases: z.array(z.string()).default([]), status: z.enum(STATUSES).nullable().default(null), status_raw: z.string().nullable().default(null),
    groups: z.array(z.string()).default([]), formula: z.literal(true).optional(), limits: z.literal(true).optional(), rates: z.array(rateShape),
  })),
  unread: z.array(z.strictObject({ route: z.string().nullable(), said: z.string(), reason: z.string() })),
  findings: z.array(z.strictObject({ kind: z.enum(['source.schema_note', 'source.row_missing']), message: z.string(), route: z.string().optional() })),
});
const fixtureShape = z.strictObject({
  date: z.iso.date(), captured_at: z.iso.datetime(), evidence: z.string(), sources: z.array(sourceShape),
  formula: z.strictObject({ kind: z.literal('video_tokens'), fps: z.int(), divisor: z.int(), multipliers: z.array(z.never()), said: z.string() }),
  limits: z.strictObject({ duration_s: z.strictObject({ min: z.int(), max: z.int() }) }),
});

type Fixture = z.output<typeof fixtureShape>;
type FixtureSource = z.output<typeof sourceShape>;

/**
 * Builds the dated snapshot that ships with the project: an empty ledger is filled with what is known of that day, by
 * the operations that every check uses, and the day is sealed as every day is. The same fixture gives the same bytes.
 * @param folder an empty one: the ledger is made there, and the sealed file beside it
 */
export async function buildFirstSnapshot(folder: string): Promise<SealedDay> {
  const fixture = fixtureShape.parse(JSON.parse(readFileSync(new URL('first-snapshot.json', import.meta.url), 'utf8')));
  const ledger = openSqliteLedger({ file: join(folder, 'building.sqlite'), mode: 'write', isAlive: isHolderAlive });
  try {
    for (const source of fixture.sources) await commitSource(ledger, source, fixture);
    const sealed = await ledger.sealDay(fixture.date, folder);
    if (sealed === null) throw new Error(`expected snapshots of ${fixture.date} in scripts/first-snapshot.json; found none: "date" and "captured_at" must be of one day`);
    return sealed;
  } finally {
    await ledger.close();
  }
}

/** One check of one source, as far as it is known: its recorded time is the day's own, so that the file does not depend on when it is built. */
async function commitSource(ledger: Ledger, source: FixtureSource, fixture: Fixture): Promise<void> {
  const at = fixture.captured_at;
  const { id, adapter, publisher, evidence_class, url } = source;
  await ledger.putSource({ id, adapter, publisher, evidence_class, url });
  const checkId = await ledger.beginCheck({ source: id, started_at: at, cause: 'import', by: fixture.evidence });
  const changed = source.routes.map((one) => snapshotRoute(one, url, fixture)).map((route) => ({ route, hash: routeHash(route) }));
  const disagreements = changed.flatMap(({ route }) => checkFormula(route, route.url));
  const rates = changed.reduce((count, { route }) => count + route.rates.length, 0);
  await ledger.commitCheck({
    checkId, source: id, finished_at: at, alerts: [],
    findings: source.findings.map(({ kind, message, route }) => ({ kind, source: id, message, ...(route === undefined ? {} : { route }) })),
    snapshot: {
      captured_at: at, reader: 'article@1', settings: 'null', changed, removed: [], rowsHash: rowsHash(changed.toSorted((a, b) => (a.route.route < b.route.route ? -1 : 1)).map(({ hash }) => hash)),
      routes: changed.length, rates, unread: source.unread, carried: [], probes: [], drift: compareDisagreements([], disagreements, id), disagreements,
    },
    coverage: { reached: true, pages: 0, pages_failed: 0, rows: rates, unread: source.unread.length, unchanged: 0 },
  });
}

function snapshotRoute({ rates, formula, limits, aliases, ...said }: FixtureSource['routes'][number], sourceUrl: string, fixture: Fixture): SnapshotRoute {
  const known: { readonly formula?: Formula; readonly limits?: Limits } = { ...(formula === true ? { formula: fixture.formula } : {}), ...(limits === true ? { limits: fixture.limits } : {}) };
  return {
    ...routeReading(said.route, {
      ...said, ...known, ...(aliases.length > 0 ? { aliases } : {}),
      rates: rates.map(({ conditions: { resolution, group, note }, ...one }) => rate({
        ...one, conditions: { ...(resolution === undefined ? {} : { resolution }), ...(group === undefined ? {} : { group }), ...(note === undefined ? {} : { note }) },
      })),
    }),
    url: sourceUrl === 'https://fal.ai' ? `${sourceUrl}/models/${said.route}` : sourceUrl, captured_at: fixture.captured_at,
  };
}
