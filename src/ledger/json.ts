import { type DriftEvent } from '../domain/drift.ts';
import { type DriftRow, type PriceRow } from './port.ts';

/**
 * The JSON forms that others rely on: the fields of the contract, in its order; what we know beside them comes last.
 * The command line and the HTTP API print the same.
 */

export function priceJson({ factors, ...row }: PriceRow) {
  return factors === null ? row : { ...row, factors };
}

/** Events that are computed and not recorded (`diff`) have no id, snapshot or place in time of their own. */
export function driftJson(event: Omit<DriftEvent, 'folded'> & Partial<Pick<DriftRow, 'id' | 'snapshot' | 'observed_at' | 'superseded'>>) {
  const { kind, source, route, meter, conditions, before, after, before_raw, after_raw, change_percent, severity, reason, observed_at, explained_by, rows, ...rest } = event;
  const { before_rate: _before, after_rate: _after, ...beside } = rest;
  return { kind, source, route, meter, conditions, before, after, before_raw, after_raw, change_percent, severity, reason, observed_at: observed_at ?? null, explained_by, rows, ...beside };
}
