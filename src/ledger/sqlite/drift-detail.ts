import { type DriftEvent, type RateValue } from '../../domain/drift.ts';
import { type Conditions } from '../../domain/rate.ts';

/**
 * The part of an event that most events need not spell out. A plain rise, fall, addition or removal of a list price in
 * USD is stored as nothing but its `per`; all else as JSON.
 */
export function driftDetail(event: DriftEvent): string | null {
  if (isPlain(event)) return String(event.before_per ?? event.after_per);
  const { conditions, currency, before_per, after_per, before_rate, after_rate, before_raw, after_raw, direction } = event;
  const detail = { conditions: event.meter === null ? conditions : undefined, currency, before_per, after_per, before_rate, after_rate, before_raw, after_raw, direction };
  const said = Object.entries(detail).filter(([, value]) => value != null && !(typeof value === 'object' && Object.keys(value).length === 0));
  return said.length === 0 ? null : JSON.stringify(Object.fromEntries(said));
}

export interface DriftDetail extends Pick<DriftEvent, 'currency' | 'before_per' | 'after_per' | 'before_rate' | 'after_rate' | 'before_raw' | 'after_raw' | 'direction'> {
  readonly conditions?: Conditions;
}

const NOTHING = { currency: null, before_per: null, after_per: null, before_rate: null, after_rate: null, before_raw: null, after_raw: null, direction: null } as const;

export function readDriftDetail(row: { readonly detail: string | null; readonly before: string | null; readonly after: string | null; readonly change_percent: string | null }): DriftDetail {
  if (row.detail === null) return NOTHING;
  if (row.detail.startsWith('{')) return { ...NOTHING, ...(JSON.parse(row.detail) as Partial<DriftDetail>) };
  const per = Number(row.detail);
  const side = (amount: string | null): RateValue | null => (amount === null ? null : { amount, per, currency: 'USD', kind: 'list' });
  return {
    ...NOTHING, currency: 'USD', before_per: row.before === null ? null : per, after_per: row.after === null ? null : per,
    before_rate: side(row.before), after_rate: side(row.after),
    direction: row.change_percent === null ? null : row.change_percent.startsWith('-') ? 'better' : 'worse',
  };
}

function isPlain(event: DriftEvent): boolean {
  const per = event.before_per ?? event.after_per;
  const plainSide = (rate: RateValue | null, amount: string | null, sidePer: number | null): boolean => (rate === null
    ? amount === null && sidePer === null
    : rate.amount === amount && amount !== null && rate.per === per && sidePer === per && rate.currency === 'USD' && rate.kind === 'list' && rate.approximate !== true && rate.promotion === undefined);
  const direction = event.change_percent === null ? null : event.change_percent.startsWith('-') ? 'better' : 'worse';
  return event.meter !== null && event.role !== null && per !== null && event.currency === 'USD' && event.before_raw === null && event.after_raw === null && event.direction === direction
    && plainSide(event.before_rate, event.before, event.before_per) && plainSide(event.after_rate, event.after, event.after_per);
}
