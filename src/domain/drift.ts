import { type Decimal } from './decimal.ts';
import { type Conditions, type Rate } from './rate.ts';
import { type DriftKind, type Meter, type Role, type Severity, type Unit } from './vocabulary.ts';

/** What a rate asks, without its name: enough to put the rate back as it was. */
export type RateValue = Pick<Rate, 'amount' | 'per' | 'currency' | 'kind' | 'approximate' | 'promotion'>;

/**
 * One thing that moved between two snapshots of one source. `before` and `after` are amounts for rates, canonical words
 * for statuses, and phrases for sets, units and conditions; null where there was nothing.
 */
export interface DriftEvent {
  readonly kind: DriftKind;
  readonly source: string;
  /** null for a factor that several routes share. */
  readonly route: string | null;
  readonly meter: Meter | null;
  readonly role: Role | null;
  readonly unit: Unit | null;
  readonly conditions: Conditions;
  readonly currency: string | null;
  readonly before: string | null;
  readonly after: string | null;
  /** For how many units `before` and `after` are asked. */
  readonly before_per: number | null;
  readonly after_per: number | null;
  /** The whole values of one rate, where one rate is what moved: kinds, promotions and unit changes need more than an amount. */
  readonly before_rate: RateValue | null;
  readonly after_rate: RateValue | null;
  /** The source's own words behind a status. */
  readonly before_raw: string | null;
  readonly after_raw: string | null;
  /** In percent, up to six decimals; null where a percentage means nothing. */
  readonly change_percent: Decimal | null;
  /** For statuses; a rise of a price is `worse`. */
  readonly direction: 'worse' | 'better' | 'sideways' | null;
  readonly severity: Severity;
  /** One sentence: why this is an event, and why it weighs what it weighs. */
  readonly reason: string;
  /** The factor that moved it: "model_ratio 3.5 → 3.85". */
  readonly explained_by: string | null;
  /** How many changed rates are folded under this one cause. */
  readonly rows: number;
  /** The folded changes themselves, in the same form. */
  readonly folded: readonly DriftEvent[];
}

/**
 * Fills in what most events leave empty; `about` is the rate that an event tells of, where it tells of one.
 * Written out field by field, because one factor can move a hundred thousand rates at once and spreading is slow.
 */
export function driftEvent(
  fields: Pick<DriftEvent, 'kind' | 'source' | 'route' | 'severity' | 'reason'> & Partial<DriftEvent>,
  about?: Pick<Rate, 'meter' | 'role' | 'unit' | 'conditions' | 'currency'>,
): DriftEvent {
  return {
    kind: fields.kind, source: fields.source, route: fields.route,
    meter: fields.meter ?? about?.meter ?? null, role: fields.role ?? about?.role ?? null, unit: fields.unit ?? about?.unit ?? null,
    conditions: fields.conditions ?? about?.conditions ?? {}, currency: fields.currency ?? about?.currency ?? null,
    before: fields.before ?? null, after: fields.after ?? null, before_per: fields.before_per ?? null, after_per: fields.after_per ?? null,
    before_rate: fields.before_rate ?? null, after_rate: fields.after_rate ?? null,
    before_raw: fields.before_raw ?? null, after_raw: fields.after_raw ?? null,
    change_percent: fields.change_percent ?? null, direction: fields.direction ?? null, severity: fields.severity, reason: fields.reason,
    explained_by: fields.explained_by ?? null, rows: fields.rows ?? 1, folded: fields.folded ?? [],
  };
}
