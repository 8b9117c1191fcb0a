import { type Measures, type Move, type Pin, type Subject } from '../../domain/alert.ts';
import { percentChange, product, quotient, sum, type Decimal } from '../../domain/decimal.ts';
import { type DriftEvent, type RateValue } from '../../domain/drift.ts';
import { type ConditionValue } from '../../domain/rate.ts';
import { type Formula } from '../../domain/reading.ts';
import { KINDS } from '../../domain/vocabulary.ts';
import { clipOf } from './clip.ts';
import { movementOf } from './subject.ts';

/** A known use of a route: so many units a month. */
export interface Workload {
  readonly name: string;
  readonly source?: string | undefined;
  /** `*` matches any characters. */
  readonly route: string;
  readonly meter: string;
  readonly where?: Readonly<Record<string, ConditionValue>> | undefined;
  /** Units of the meter a month, as a decimal. */
  readonly per_month: Decimal;
}

/** What a rate was at an earlier instant. */
export interface Baseline {
  readonly value: Pick<RateValue, 'amount' | 'per' | 'currency' | 'kind'>;
  readonly at: string;
}

export interface MeasureInput {
  readonly pins: ReadonlyMap<Subject, Pin>;
  /** Where each rate stood 90 days ago, or when it was first seen since; by route and rate key. */
  readonly baselines: ReadonlyMap<string, Baseline>;
  readonly workloads: readonly Workload[];
  readonly matches: (glob: string, text: string) => boolean;
  /** How the route counts its tokens, where it says so. */
  readonly formula?: Formula | null;
}

/** A millionth of the currency is less than anybody is billed; what a person sees is rounded further. */
const MONTH_DIGITS = 6;

/** What a change means: since it was acknowledged, since long ago, and in money a month where a workload is known. */
export function measure(event: DriftEvent, { pins, baselines, workloads, matches, formula = null }: MeasureInput): Measures {
  const { subject } = movementOf(event);
  const [pin, baseline] = [pins.get(subject), baselines.get(subject.replace(/^rate /, ''))];
  const pinned = pin === undefined ? undefined : parseValue(pin.value);
  const acknowledged = pin === undefined || pinned === undefined ? undefined : moveSince({ value: pinned, at: pin.at }, event.after_rate);
  const accumulated = baseline === undefined ? undefined : moveSince(baseline, event.after_rate);
  const month = event.kind === 'rate.unit_changed' ? monthAcross(event.folded, workloads, matches) : monthOf(event.folded.length > 0 ? event.folded : [event], workloads, matches);
  const clip = clipOf(event, formula);
  return {
    ...(acknowledged === undefined ? {} : { since_acknowledged: acknowledged }),
    ...(accumulated === undefined ? {} : { accumulated }),
    ...(month === undefined ? {} : { month }),
    ...(clip === undefined ? {} : { clip }),
  };
}

/** Only prices of one kind are compared: a promotion that ended is no slow rise of the list price, and a stand-in was never paid. */
function moveSince({ value, at }: Baseline, after: RateValue | null): Move | undefined {
  if (value.amount === null || after === null || after.amount === null || value.currency !== after.currency || value.kind !== after.kind) return undefined;
  const percent = percentChange(product(value.amount, String(after.per)), product(after.amount, String(value.per)));
  return percent === null || percent === '0' ? undefined : { value: value.amount, at, percent };
}

/** "0.014 USD/1000 list" back into its numbers; undefined for everything else that can be pinned. */
function parseValue(text: string | null): Baseline['value'] | undefined {
  const [, amount, currency, per, word] = /^(\d+(?:\.\d+)?) ([A-Z]{3})\/(\d+) (\w+)/.exec(text ?? '') ?? [];
  const kind = KINDS.find((one) => one === word);
  return amount === undefined || currency === undefined || kind === undefined ? undefined : { amount, currency, per: Number(per), kind };
}

/** What all workloads that use these rates pay a month, before and after; nothing where none does, or currencies mix. */
function monthOf(events: readonly DriftEvent[], workloads: readonly Workload[], matches: MeasureInput['matches']): Measures['month'] {
  if (workloads.length === 0) return undefined;
  const used = events.flatMap((event) => workloads.filter((workload) => uses(workload, event, matches)).map((workload) => ({ event, workload })));
  const priced = used.flatMap(({ event: { before_rate: was, after_rate: is }, workload }) =>
    (was?.amount == null || is?.amount == null || was.currency !== is.currency ? [] : [{ workload, currency: is.currency, before: cost(workload, was.amount, was.per), after: cost(workload, is.amount, is.per) }]));
  const [first] = priced;
  if (first === undefined || priced.some(({ currency }) => currency !== first.currency)) return undefined;
  const [before, after] = [sum(...priced.map((one) => one.before)), sum(...priced.map((one) => one.after))];
  return { before, after, change: sum(after, product(before, '-1')), currency: first.currency, workload: [...new Set(priced.map(({ workload }) => workload.name))].join(', ') };
}

/** A workload that is known by both units (two entries of one name) says what the move to another costs. */
function monthAcross(folded: readonly DriftEvent[], workloads: readonly Workload[], matches: MeasureInput['matches']): Measures['month'] {
  const side = (pick: (event: DriftEvent) => RateValue | null) => folded.flatMap((event) => {
    const value = pick(event);
    return value?.amount == null ? [] : workloads.filter((workload) => uses(workload, event, matches)).map((workload) => ({ name: workload.name, currency: value.currency, cost: cost(workload, value.amount ?? '0', value.per) }));
  });
  const [was, is] = [side((event) => event.before_rate), side((event) => event.after_rate)];
  const names = new Set(was.map(({ name }) => name));
  const [first] = was;
  if (first === undefined || is.length === 0 || is.some(({ name }) => !names.has(name)) || was.some(({ name }) => !is.some((one) => one.name === name)) || [...was, ...is].some(({ currency }) => currency !== first.currency)) return undefined;
  const [before, after] = [sum(...was.map((one) => one.cost)), sum(...is.map((one) => one.cost))];
  return { before, after, change: sum(after, product(before, '-1')), currency: first.currency, workload: [...names].join(', ') };
}

function uses(workload: Workload, event: DriftEvent, matches: MeasureInput['matches']): boolean {
  return event.route !== null && event.meter === workload.meter && matches(workload.route, event.route) && event.role === 'rate'
    && (workload.source === undefined || matches(workload.source, event.source))
    && Object.entries(workload.where ?? {}).every(([key, value]) => Object.entries(event.conditions).some(([name, is]) => name === key && String(is) === String(value)));
}

function cost({ per_month }: Workload, amount: Decimal, per: number): Decimal {
  return quotient(product(per_month, amount), String(per), MONTH_DIGITS);
}
