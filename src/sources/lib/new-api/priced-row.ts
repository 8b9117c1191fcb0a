import { type Factor } from '../../../domain/rate.ts';
import { type ExpressionReading } from './expression/read-expression.ts';
import { type GroupBook, type GroupSet } from './groups.ts';
import { type Medium } from './media.ts';
import { type GatewayProfile } from './profile.ts';
import { type Remarks } from './remarks.ts';

/** What all rows of one payload share while they are read. */
export interface RowContext {
  readonly profile: GatewayProfile;
  readonly perMillion: Factor;
  readonly groups: GroupBook;
  readonly remarks: Remarks;
  /** Expressions read so far: many rows carry the same one. */
  readonly expressions: Map<string, ExpressionReading>;
}

export interface PricedRow {
  readonly model: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly groups: GroupSet;
  readonly medium: Medium;
  /** The payload gives a price per second for this route elsewhere, so its price per call is not asked for. */
  readonly perSecond: boolean;
}
