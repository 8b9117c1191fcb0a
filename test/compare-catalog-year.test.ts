import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareSnapshots, judgeTrust, type Roster } from '../src/domain/compare/index.ts';
import { type DriftEvent } from '../src/domain/drift.ts';
import { rate, rateKey, type Conditions, type Rate } from '../src/domain/rate.ts';
import { routeReading, type RouteReading } from '../src/domain/reading.ts';
import { type Meter } from '../src/domain/vocabulary.ts';

/** A year of weekly states of a real public catalog, with what changed from week to week told by somebody else. */
const FOLDER = resolve('../shared/captures/drift/models-dev');
const absent = !existsSync(FOLDER);
if (absent) process.stderr.write(`skipped: ${FOLDER} is not there; the year of a real catalog is compared only where the captures are\n`);

interface State { readonly models: Readonly<Record<string, Readonly<Record<string, string>>>> }
interface Change { readonly date: string; readonly kind: string; readonly model: string; readonly field: string | null; readonly renamed_from?: string; readonly renamed_to?: string }

const METERS: Readonly<Record<string, Meter>> = {
  input: 'input_token', output: 'output_token', reasoning: 'output_token', cache_read: 'cached_input_token', cached_input: 'cached_input_token', cached: 'cached_input_token',
  cache_write: 'cache_write_token', input_audio: 'audio_input_token', output_audio: 'audio_output_token',
};

describe.skipIf(absent)('a year of a real catalog (needs ../shared/captures/drift/models-dev)', () => {
  const dates = absent ? [] : readdirSync(join(FOLDER, 'states')).map((name) => name.replace('.json', '')).toSorted();
  const states = dates.map((date) => catalogOf(JSON.parse(readFileSync(join(FOLDER, 'states', `${date}.json`), 'utf8')) as State));
  const changes = absent ? [] : readFileSync(join(FOLDER, 'changes.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Change);

  it('gives every week exactly the models and prices that came, went or moved, and nothing for fields that were renamed', () => {
    const weeks = dates.slice(1).map((date, index) => {
      const { events } = compareSnapshots({ routes: states[index] ?? [] }, { routes: states[index + 1] ?? [] }, { source: 'year' });
      return { date, told: events.flatMap(plain).toSorted() };
    });
    expect(weeks).toEqual(dates.slice(1).map((date) => ({ date, told: changes.filter((change) => change.date === date).flatMap(plainTruth).toSorted() })));
  });

  it('takes a model for renamed in eight of the year\'s cases, each of them read by a person, and in no other', () => {
    const events = states.slice(1).flatMap((after, index) => compareSnapshots({ routes: states[index] ?? [] }, { routes: after }, { source: 'year' }).events);
    expect(events.filter(({ kind }) => kind === 'route.renamed')).toHaveLength(8);
  });

  it('holds no week back as an outage', () => {
    const verdicts = states.slice(1).map((after, index) =>
      judgeTrust({ source: 'year', before: rosterOf(states[index] ?? []), after: rosterOf(after), held: null }).verdict);
    expect([...new Set(verdicts)]).toEqual(['healthy']);
  });
});

function rosterOf(routes: readonly RouteReading[]): Roster {
  return { routes: new Set(routes.map(({ route }) => route)), statuses: 0 };
}

function catalogOf({ models }: State): readonly RouteReading[] {
  return Object.entries(models).map(([name, fields]) => routeReading(name, { rates: Object.entries(fields).flatMap(([field, amount]) => rateOf(field, amount)) }));
}

/** "cost.tier_200000.input" and "cost.context_over_200k.input" are one price under two names. */
function rateOf(field: string, amount: string): readonly Rate[] {
  const [head, ...rest] = field.split('.');
  const meter = METERS[rest.at(-1) ?? ''];
  if (head !== 'cost' || meter === undefined) return [];
  const from = /(\d+)(k?)$/.exec(rest.length > 1 ? (rest[0] ?? '') : '');
  const conditions: Conditions = {
    ...(from === null ? {} : { prompt_tokens: `(${from[1]}${from[2] === 'k' ? '000' : ''},∞)` }),
    // Fields the catalog had beside another of the same meter, at another price.
    ...(['reasoning', 'cached_input', 'cached'].includes(rest.at(-1) ?? '') ? { option: rest.at(-1) ?? '' } : {}),
  };
  return [rate({ meter, per: 1_000_000, amount, conditions })];
}

/** Renames and moved conditions are our own reading of what the truth tells one by one. */
function plain(event: DriftEvent): readonly string[] {
  if (event.kind === 'route.renamed') return [`model_removed ${event.before}`, `model_added ${event.after}`];
  if (event.kind === 'route.added') return [`model_added ${event.route}`];
  if (event.kind === 'route.removed') return [`model_removed ${event.route}`];
  if (event.folded.length > 0) return event.folded.flatMap(plain);
  const what = event.kind === 'rate.added' ? 'price_listed' : event.kind === 'rate.removed' ? 'price_unlisted' : 'price_changed';
  return [`${what} ${event.route} ${rateKey({ meter: event.meter ?? 'other', role: event.role ?? 'rate', conditions: event.conditions })}`];
}

function plainTruth({ kind, model, field, renamed_from, renamed_to }: Change): readonly string[] {
  if (kind === 'model_added' || kind === 'model_removed') return [`${kind} ${model}`];
  const [own] = rateOf(field ?? '', '0');
  if (own === undefined) return [];
  if (kind === 'schema_renamed') {
    // A field of another name with the same meaning is silent; one that says another condition is not.
    const [other] = rateOf(renamed_from ?? renamed_to ?? '', '0');
    if (other === undefined || rateKey(other) === rateKey(own)) return [];
    return [`${renamed_from === undefined ? 'price_unlisted' : 'price_listed'} ${model} ${rateKey(own)}`];
  }
  return kind.startsWith('price_') ? [`${kind} ${model} ${rateKey(own)}`] : [];
}
