import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEvents, differences } from '../src/domain/compare/apply.test-support.ts';
import { type DriftRow, type Ledger } from '../src/ledger/port.ts';
import { openSqliteLedger } from '../src/ledger/sqlite/index.ts';
import { type SourceSetup } from '../src/monitor/source-setup.ts';
import { json } from '../src/sources/json/index.ts';
import { modelsDevStates } from '../src/sources/json/models-dev-states.test-support.ts';
import { checkServing } from './support/replay.ts';

/**
 * Random histories in the shapes of public catalogs, played from bytes to alerts: what was told, applied to the first
 * state, gives the last; a rise or fall is told exactly where a price rose or fell, whatever the bytes did.
 */

/** Thousandths of a dollar per million tokens, by model: in and out. */
type State = ReadonlyMap<string, readonly [number, number]>;
/** How the same number is written: plainly, with zeros, with an exponent, or with the noise of a binary float. */
type Spelling = 'plain' | 'zeros' | 'exponent' | 'noise';

interface Shape {
  readonly name: string;
  readonly settings: unknown;
  readonly write: (rows: readonly (readonly [string, string, string])[], spaces: number) => string;
  /** One unit of the state in the catalog's own unit. */
  readonly unit: number;
}

const SHAPES: readonly Shape[] = [
  { name: 'weekly states of models.dev', settings: modelsDevStates, unit: 1e-3,
    write: (rows, spaces) => raw({ models: Object.fromEntries(rows.map(([model, input, output]) => [model, { 'cost.input': input, 'cost.output': output, status: 'active' }])) }, spaces, true) },
  { name: 'LiteLLM\'s price map', settings: { preset: 'litellm' }, unit: 1e-9,
    write: (rows, spaces) => raw(Object.fromEntries(rows.map(([model, input, output]) => [model, { input_cost_per_token: input, output_cost_per_token: output, litellm_provider: 'maker', mode: 'chat' }])), spaces) },
  { name: 'OpenRouter\'s list', settings: { preset: 'openrouter' }, unit: 1e-9,
    write: (rows, spaces) => raw({ data: rows.map(([id, prompt, completion]) => ({ id, name: id, pricing: { prompt, completion } })) }, spaces, true) },
];

/** Numbers stand as they are spelled; some catalogs put them in quotes. */
function raw(value: unknown, spaces: number, quoted = false): string {
  const text = JSON.stringify(value, null, spaces);
  return quoted ? text : text.replace(/(_per_token": ?)"([^"]+)"/g, '$1$2');
}

function spell(count: number, unit: number, how: Spelling): string {
  const value = count * unit;
  const digits = Math.round(-Math.log10(unit));
  const exact = value === 0 ? '0' : (count / 10 ** digits).toFixed(digits).replace(/\.?0+$/, '');
  switch (how) {
    case 'plain': return exact;
    case 'zeros': return exact.includes('.') ? `${exact}00` : `${exact}.00`;
    case 'exponent': return `${count}e-${digits}`;
    // What a sum or a product of binary floats leaves behind: 0.30000000000000004.
    case 'noise': return count === 0 ? exact : (Number(exact) * (1 + 2 ** -52)).toPrecision(17);
  }
  return how satisfies never;
}

const NAMES = Array.from({ length: 40 }, (_, index) => `maker/${['alpha', 'beta', 'gamma', 'delta', 'omega'][index % 5]}-${String.fromCharCode(97 + Math.floor(index / 5))}-model`);
const price = fc.integer({ min: 1, max: 60_000 });
const start: fc.Arbitrary<State> = fc.array(fc.tuple(price, price), { minLength: 30, maxLength: 30 }).map((pairs) => new Map(pairs.map((pair, index) => [NAMES[index] ?? '', pair])));
type Step = { readonly kind: 'same' | 'back' | 'narrow' } | { readonly kind: 'move'; readonly at: number; readonly to: readonly [number, number] } | { readonly kind: 'come' | 'go'; readonly at: number; readonly to: readonly [number, number] };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('same', 'back', 'narrow') }), fc.record({ kind: fc.constant('move'), at: fc.nat(39), to: fc.tuple(price, price) }), fc.record({ kind: fc.constantFrom('come', 'go'), at: fc.nat(39), to: fc.tuple(price, price) }),
);
const capture = fc.record({
  step, minutes: fc.constantFrom(1, 3, 7, 45, 60, 600, 1440, 1441, 20_000), spelling: fc.constantFrom<Spelling[]>('plain', 'zeros', 'exponent', 'noise'), spaces: fc.constantFrom(0, 2), reversed: fc.boolean(),
});

function next(states: readonly State[], { kind, ...more }: Step): State {
  const now = new Map(states.at(-1));
  if (kind === 'back') return states.at(-2) ?? now;
  if (kind === 'narrow') return new Map([...now].slice(0, Math.ceil(now.size / 10)));
  if (kind === 'same' || !('at' in more)) return now;
  const name = NAMES[more.at] ?? '';
  // A catalog without a row is no state: its reader refuses it, and another test holds that.
  if (kind === 'go' && now.size > 1) now.delete(name);
  else if (kind === 'go') return now;
  else if (kind === 'come' || now.has(name)) now.set(name, more.to);
  return now;
}

/** What may be believed of a state: a mass disappearance only when a second capture misses the same. */
function trusting() {
  let held: readonly string[] | null = null;
  return (believed: State, seen: State): boolean => {
    const missing = [...believed.keys()].filter((name) => !seen.has(name));
    const massive = missing.length >= 10 && missing.length * 5 > believed.size;
    const trusted = !massive || (held !== null && held.every((name) => missing.includes(name)));
    held = trusted ? null : missing;
    return trusted;
  };
}

const moves = (before: State, after: State): readonly string[] => [...after].flatMap(([name, now]) => {
  const was = before.get(name);
  return was === undefined ? [] : (['input_token', 'output_token'] as const).flatMap((meter, index) => {
    const [from = 0, to = 0] = [was[index], now[index]];
    return from === to ? [] : [`${name} ${meter} ${to > from ? 'increased' : 'decreased'}`];
  });
}).toSorted();

const told = (drift: readonly DriftRow[]): readonly string[] => drift.flatMap(({ kind, route, meter }) => (kind === 'rate.increased' || kind === 'rate.decreased' ? [`${route} ${meter} ${kind.slice(5)}`] : [])).toSorted();

async function inLedger(work: (ledger: Ledger) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'driftledger-history-'));
  const ledger = openSqliteLedger({ file: join(folder, 'ledger.sqlite'), mode: 'write', isAlive: () => true });
  try {
    await work(ledger);
  } finally {
    await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.each(SHAPES)('a random history of $name', ({ settings, write, unit }) => {
  const source: SourceSetup = { id: 'catalog', url: 'https://catalog.example/api.json', adapter: json, settings: json.settings.parse(settings), publisher: 'Catalog', evidence_class: 'catalog' };

  it('tells what turns the first state into the last, a rise or fall only where a price moved, and nothing where none did', async () => {
    await fc.assert(fc.asyncProperty(start, fc.array(capture, { minLength: 4, maxLength: 9 }), (first, captures) => inLedger(async (ledger) => {
      const states: State[] = [first];
      const body = (state: State, spelling: Spelling, spaces = 0, reversed = false): string => {
        const rows = [...state].map(([name, [input, output]]) => [name, spell(input, unit, spelling), spell(output, unit, spelling)] as const);
        return write(reversed ? rows.toReversed() : rows, spaces);
      };
      const all: DriftRow[] = [];
      const trusts = trusting();
      let [at, believed, shrank] = [Date.parse('2026-03-01T06:00:00Z'), first, false];
      // A route that comes back is compared with what it said when it went.
      let said = first;
      await checkServing(ledger, source, new Date(at).toISOString(), body(first, 'plain'));
      const before = await ledger.contentAt(source.id, new Date(at).toISOString());
      expect(before.length).toBe(first.size);
      for (const { step: one, minutes, spelling, spaces, reversed } of captures) {
        at += minutes * 60_000;
        const state = next(states, one);
        states.push(state);
        const { drift, alerts } = await checkServing(ledger, source, new Date(at).toISOString(), body(state, spelling, spaces, reversed));
        const trusted = trusts(believed, state);
        expect(told(drift)).toEqual(trusted ? moves(said, state) : []);
        const moved = trusted && (moves(believed, state).length > 0 || state.size !== believed.size || [...state.keys()].some((name) => !believed.has(name)));
        expect(drift.length > 0).toBe(moved);
        // Of many that went together, those that are back one by one are told when all of them are.
        const aboutPrices = alerts.filter(({ key }) => key !== 'catalog source').length;
        expect(aboutPrices === 0 || moved).toBe(true);
        expect(alerts.length > 0 || !moved || shrank).toBe(true);
        shrank ||= trusted && believed.size - state.size > 5;
        if (trusted) [believed, said] = [state, new Map([...said, ...state])];
        const folded = await ledger.drift({ snapshot: drift[0]?.snapshot ?? -1, folded: true });
        all.push(...(drift.length === 0 ? [] : folded.toReversed()));
      }
      const after = await ledger.contentAt(source.id, new Date(at).toISOString());
      expect(after.length).toBe(believed.size);
      let known = before;
      for (const snapshot of new Set(all.map((event) => event.snapshot))) {
        const then = await ledger.contentAt(source.id, all.find((event) => event.snapshot === snapshot)?.observed_at ?? '');
        expect(differences(applyEvents(known, all.filter((event) => event.snapshot === snapshot), then), then)).toEqual([]);
        known = then;
      }
      expect(differences(applyEvents(known, [], after), after)).toEqual([]);
      expect(await ledger.integrity()).toEqual([]);
    })), { numRuns: 8, endOnFailure: true });
  }, 240_000);
});
