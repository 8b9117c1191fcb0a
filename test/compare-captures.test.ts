import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareSnapshots, effectiveContent, judgeTrust, type Roster } from '../src/domain/compare/index.ts';
import { type CapturedPage } from '../src/domain/capture.ts';
import { type DriftEvent } from '../src/domain/drift.ts';
import { type RouteReading } from '../src/domain/reading.ts';
import { fal } from '../src/sources/fal/index.ts';
import { flatkey } from '../src/sources/flatkey/index.ts';

/** What readers and comparer say together about pairs of captures whose drift is known. */
const CAPTURES = resolve('../shared/captures');
const GATEWAY = join(CAPTURES, 'flatkey');
const PROSE = join(CAPTURES, 'fal', 'drift-dev.jsonl');
for (const place of [GATEWAY, PROSE]) if (!existsSync(place)) process.stderr.write(`skipped: ${place} is not there, so its known drift is not compared\n`);

describe.skipIf(!existsSync(GATEWAY))('a gateway catalog fetched again and again (needs ../shared/captures/flatkey)', () => {
  const [a, b, c, d, f] = ['a', 'b-same-content', 'c-probed-again', 'd-true-drift', 'f-availability-lookup-failed'].map((name) => existsSync(GATEWAY) ? gatewayRoutes(`constructed-pricing-${name}.json`) : []) as [Routes, Routes, Routes, Routes, Routes];
  const truth = existsSync(GATEWAY) ? lines<GatewayChange>(join(GATEWAY, 'constructed-pricing-c_to_d.changes.jsonl')) : [];

  it('says nothing when only the order, or only the check times moved', () => {
    expect(a.length).toBeGreaterThan(100);
    expect([...drift(a, b), ...drift(b, c), ...drift(a, c)]).toEqual([]);
    expect(trust(a, b)).toMatchObject({ verdict: 'healthy', statuses: 'kept', findings: [] });
  });

  it('is a finding and nothing else when all statuses are gone at once', () => {
    expect(trust(a, f)).toMatchObject({ verdict: 'healthy', statuses: 'lost', findings: [{ kind: 'source.status_lost' }] });
    expect(drift(a, effectiveContent(a, f, { statuses: 'lost' }))).toEqual([]);
  });

  const events = drift(c, d);

  it('tells a route\'s own ratio once for each rate that it moves', () => {
    const moved = c.flatMap((route) => route.rates.filter(ownRatioMoved(route.route)).map((rate) => `${route.route} ${rate.meter} ${rate.conditions.group}`));
    const own = events.filter(({ kind }) => kind === 'rate.increased' || kind === 'rate.decreased');
    expect(own.map((event) => `${event.route} ${event.meter} ${event.conditions.group}`).toSorted()).toEqual(moved.toSorted());
    expect(own.every((event) => event.explained_by?.includes(ownRatio(event.route)?.field ?? 'no ratio') === true)).toBe(true);
  });

  it('tells the group\'s ratio once, with every other price of the group folded under it', () => {
    const [change] = truth.filter(({ group }) => group !== undefined);
    const economy = c.filter(({ route }) => d.some((other) => other.route === route))
      .flatMap((route) => route.rates.filter((rate) => rate.conditions.group === change?.group && rate.amount !== null && !/^0\.?0*$/.test(rate.amount) && !ownRatioMoved(route.route)(rate)));
    expect(events.filter(({ kind }) => kind === 'factor.changed'))
      .toMatchObject([{ route: null, conditions: { group: change?.group }, before: String(change?.old), after: String(change?.new), rows: economy.length }]);
    expect(economy.length).toBeGreaterThan(10);
  });

  it('tells statuses, endpoint types, and routes that came and went, and nothing more', () => {
    const told = events.filter(({ kind }) => kind.startsWith('route.')).map(({ kind, route, before_raw, after_raw }) => [kind, route, kind === 'route.status_changed' ? [before_raw, after_raw] : null]);
    const expected = truth.flatMap((change): readonly (readonly unknown[])[] => {
      if (change.kind !== undefined) return [[`route.${change.kind}`, change.model, null]];
      if (change.field === 'availability_status') return [['route.status_changed', change.model, [change.old, change.new]]];
      return change.field === 'supported_endpoint_types' ? [['route.endpoints_changed', change.model, null]] : [];
    });
    expect(told.toSorted(byText)).toEqual(expected.toSorted(byText));
    expect(events.every(({ kind }) => kind.startsWith('route.') || ['rate.increased', 'rate.decreased', 'factor.changed'].includes(kind))).toBe(true);
  });

  function ownRatio(route: string | null): GatewayChange | undefined {
    return truth.find(({ model, field }) => model === route && (field === 'model_ratio' || field === 'completion_ratio'));
  }

  /** A model's ratio moves all its token prices, its completion ratio only those of output. */
  function ownRatioMoved(route: string): (rate: RouteReading['rates'][number]) => boolean {
    const field = ownRatio(route)?.field;
    return (rate) => rate.amount !== null && (field === 'model_ratio' || (field === 'completion_ratio' && rate.meter === 'output_token'));
  }
});

describe.skipIf(!existsSync(PROSE))('prose of one route, old and new (needs ../shared/captures/fal)', () => {
  const pairs = existsSync(PROSE) ? lines<ProsePair>(PROSE) : [];

  it.each(pairs.map((pair) => [pair.endpoint_id, pair.change, pair] as const))('%s (%s) gives exactly the listed events', (route, _change, pair) => {
    const told = drift(proseRoutes(route, pair.old), proseRoutes(route, pair.new)).map(listed);
    expect(told.toSorted(byText)).toEqual(pair.events.map((event) => ({ ...event, ...('conditions' in event || 'amount' in event ? {} : { conditions: {} }) })).toSorted(byText));
  });
});

type Routes = readonly RouteReading[];
interface GatewayChange { readonly model?: string; readonly group?: string; readonly field: string | null; readonly kind?: string; readonly old?: unknown; readonly new?: unknown }
interface ProsePair { readonly endpoint_id: string; readonly change: string; readonly old: string; readonly new: string; readonly events: readonly Readonly<Record<string, unknown>>[] }

function drift(before: Routes, after: Routes): readonly DriftEvent[] {
  return compareSnapshots({ routes: before }, { routes: after }, { source: 'shop' }).events;
}

function trust(before: Routes, after: Routes) {
  const roster = (routes: Routes): Roster => ({ routes: new Set(routes.map(({ route }) => route)), statuses: routes.filter(({ status }) => status !== null).length });
  return judgeTrust({ source: 'shop', before: roster(before), after: roster(after), held: null });
}

function gatewayRoutes(name: string): Routes {
  return flatkey.read(page('https://gateway.example/api/pricing', readFileSync(join(GATEWAY, name)))).routes;
}

/** A models listing with one item, as the source serves it. */
function proseRoutes(route: string, prose: string): Routes {
  const listing = { items: [{ id: route, title: route, category: 'image-to-video', pricingInfoOverride: prose }], page: 1, size: 1, pages: 1, total: 1 };
  return fal.read(page('https://fal.example/api/models', Buffer.from(JSON.stringify(listing)))).routes;
}

function page(url: string, body: Uint8Array): CapturedPage {
  return { purpose: '', url, status: 200, headers: { 'content-type': 'application/json' }, body, captured_at: '2026-06-24T00:00:00.000Z' };
}

/** An event in the form of the label file: a list of resolutions where several came or went as one. */
function listed(event: DriftEvent): Readonly<Record<string, unknown>> {
  const { kind, meter, before, after, conditions } = event;
  if (kind === 'rate.conditions_changed') {
    return { kind, meter, amount: event.after_rate?.amount, conditions_before: together(event.folded, 'rate.removed'), conditions_after: together(event.folded, 'rate.added') };
  }
  return { kind, meter, ...(before === null ? {} : { before }), ...(after === null ? {} : { after }), conditions };
}

function together(folded: readonly DriftEvent[], kind: DriftEvent['kind']): Readonly<Record<string, unknown>> {
  const resolutions = folded.filter((event) => event.kind === kind).map(({ conditions }) => String(conditions.resolution ?? '')).filter((word) => word !== '');
  return resolutions.length === 0 ? {} : { resolution: resolutions.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)) };
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

function lines<Line>(file: string): readonly Line[] {
  return readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Line);
}
