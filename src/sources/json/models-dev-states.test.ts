import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { equalDecimals } from '../../domain/decimal.ts';
import { rateKey, type Rate } from '../../domain/rate.ts';
import { type Reading } from '../../domain/reading.ts';
import { json } from './index.ts';
import { modelsDevStates } from './models-dev-states.test-support.ts';

const folder = resolve(process.cwd(), '../shared/captures/drift/models-dev');
const absent = !existsSync(folder);
if (absent) process.stderr.write(`skipped: no captures at ${folder}\n`);

interface Change {
  readonly date: string;
  readonly model: string;
  readonly field: string | null;
  readonly old: string | null;
  readonly new: string | null;
  readonly kind: string;
}

interface State {
  readonly date: string;
  readonly models: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const settings = json.settings.parse(modelsDevStates);

function read(body: Uint8Array): Reading {
  return json.read({ purpose: 'catalog', url: 'https://catalog.example/api.json', status: 200, headers: {}, body, captured_at: '2026-01-01T00:00:00Z' }, undefined, settings);
}

/** The rate key that a price field of the states reads to. */
function keyOfField(field: string): string {
  const base: Record<string, Pick<Rate, 'meter' | 'role' | 'conditions'>> = {
    input: { meter: 'input_token', role: 'rate', conditions: {} },
    output: { meter: 'output_token', role: 'rate', conditions: {} },
    cache_read: { meter: 'cached_input_token', role: 'rate', conditions: {} },
    cached_read: { meter: 'cached_input_token', role: 'rate', conditions: { option: 'cached-read' } },
    cached_input: { meter: 'cached_input_token', role: 'rate', conditions: { option: 'cached-input' } },
    cached: { meter: 'cached_input_token', role: 'rate', conditions: { option: 'cached' } },
    cache_write: { meter: 'cache_write_token', role: 'rate', conditions: {} },
    cached_write: { meter: 'cache_write_token', role: 'rate', conditions: { option: 'cached-write' } },
    input_audio: { meter: 'audio_input_token', role: 'rate', conditions: {} },
    output_audio: { meter: 'audio_output_token', role: 'rate', conditions: {} },
    reasoning: { meter: 'output_token', role: 'rate', conditions: { option: 'reasoning' } },
    citation: { meter: 'input_token', role: 'rate', conditions: { option: 'citation' } },
    request: { meter: 'request', role: 'surcharge', conditions: { option: 'search' } },
  };
  const parts = field.split('.');
  const rate = base[parts.at(-1) ?? ''];
  if (rate === undefined) throw new Error(`the states have a new price field: ${field}`);
  const bound = parts[1] === 'context_over_200k' ? '200000' : /^tier_(\d+)$/.exec(parts[1] ?? '')?.[1];
  return rateKey(bound === undefined ? rate : { ...rate, conditions: { ...rate.conditions, prompt_tokens: `(${bound},)` } });
}

function ratesByKey(reading: Reading): ReadonlyMap<string, Rate> {
  return new Map(reading.routes.flatMap((route) => route.rates.map((rate) => [`${route.route} ${rateKey(rate)}`, rate] as const)));
}

describe.skipIf(absent)('a year of weekly models.dev states, read by settings alone (skipped where the captures are absent)', () => {
  const files = absent ? [] : readdirSync(join(folder, 'states')).filter((name) => name.endsWith('.json')).toSorted();
  const states = files.map((name) => ({ body: readFileSync(join(folder, 'states', name)) }))
    .map(({ body }) => ({ state: JSON.parse(body.toString('utf8')) as State, reading: read(body) }));
  const changes = absent ? [] : readFileSync(join(folder, 'changes.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Change);

  it('reads every price of every state to exactly one rate, and nothing else', () => {
    for (const { state, reading } of states) {
      expect(reading.unread).toEqual([]);
      expect(reading.notes).toEqual([]);
      expect(reading.routes.map((route) => route.route)).toEqual(Object.keys(state.models).toSorted());
      const said = Object.entries(state.models).flatMap(([model, row]) => Object.entries(row).filter(([field]) => field.startsWith('cost.'))
        .map(([field, amount]) => `${model} ${keyOfField(field)} ${amount}`));
      const found = reading.routes.flatMap((route) => route.rates.map((rate) => `${route.route} ${rateKey(rate)} ${rate.amount}`));
      expect(found.toSorted()).toEqual(said.toSorted());
    }
  });

  it('finds between consecutive states the listed route and price changes and no other', () => {
    for (const [index, { state, reading }] of states.entries()) {
      const before = states[index - 1];
      if (before === undefined) continue;
      const listed = changes.filter((change) => change.date === state.date);
      const found = { date: state.date, routes: routeChanges(before.reading, reading), rates: rateChanges(before.reading, reading) };
      expect(found).toEqual({ date: state.date, routes: listedRoutes(listed), rates: listedRates(listed) });
    }
  });

  it('keeps the amount wherever a field was only renamed', () => {
    const renamed = changes.filter((change) => change.kind === 'schema_renamed' && change.new !== null);
    for (const change of renamed) {
      const at = states.findIndex(({ state }) => state.date === change.date);
      const rate = ratesByKey(states[at]!.reading).get(`${change.model} ${keyOfField(change.field!)}`);
      expect(rate?.amount).toBe(change.new);
    }
    expect(renamed.length).toBeGreaterThan(0);
  });
});

function routeChanges(before: Reading, after: Reading): readonly string[] {
  const [old, now] = [new Set(before.routes.map((route) => route.route)), new Set(after.routes.map((route) => route.route))];
  return [...[...now].filter((name) => !old.has(name)).map((name) => `added ${name}`), ...[...old].filter((name) => !now.has(name)).map((name) => `removed ${name}`)].toSorted();
}

/** Rates that appeared, went or moved on routes that stand in both states. */
function rateChanges(before: Reading, after: Reading): readonly string[] {
  const stays = new Set(before.routes.map((route) => route.route).filter((name) => after.routes.some((route) => route.route === name)));
  const [old, now] = [ratesByKey(only(before, stays)), ratesByKey(only(after, stays))];
  const changes = [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [a, b] = [old.get(key), now.get(key)];
    if (a === undefined) return [`listed ${key} ${b?.amount}`];
    if (b === undefined) return [`unlisted ${key} ${a.amount}`];
    return equalDecimals(a.amount!, b.amount!) ? [] : [`changed ${key} ${a.amount} ${b.amount}`];
  });
  return changes.toSorted();
}

function only(reading: Reading, names: ReadonlySet<string>): Reading {
  return { ...reading, routes: reading.routes.filter((route) => names.has(route.route)) };
}

function listedRoutes(changes: readonly Change[]): readonly string[] {
  return changes.flatMap((change) => (change.kind === 'model_added' ? [`added ${change.model}`] : change.kind === 'model_removed' ? [`removed ${change.model}`] : [])).toSorted();
}

/** A rename to the same rate is no change; a rename to other conditions is one rate less and one more of the same amount. */
function listedRates(changes: readonly Change[]): readonly string[] {
  const moved = changes.filter((change) => change.kind === 'schema_renamed');
  const key = (change: Change): string => `${change.model} ${keyOfField(change.field!)}`;
  const gone = new Set(moved.filter((change) => change.new === null).map(key));
  const came = new Set(moved.filter((change) => change.old === null).map(key));
  return changes.flatMap((change) => {
    if (change.kind === 'price_changed') return [`changed ${key(change)} ${change.old} ${change.new}`];
    const renamed = change.kind === 'schema_renamed' && !(gone.has(key(change)) && came.has(key(change)));
    if (change.kind === 'price_listed' || (renamed && change.old === null)) return [`listed ${key(change)} ${change.new}`];
    return change.kind === 'price_unlisted' || renamed ? [`unlisted ${key(change)} ${change.old}`] : [];
  }).toSorted();
}
