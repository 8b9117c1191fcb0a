import { type ConditionValue } from '../../../domain/rate.ts';
import { type Decimal } from '../../../domain/decimal.ts';
import { type Role } from '../../../domain/vocabulary.ts';
import { type Dimension } from './mark.ts';
import { type UnitPhrase } from './units.ts';

/** What must hold for an amount, as one sentence says it; several resolutions may share one amount. */
export type Where = Readonly<Partial<Record<Dimension, readonly ConditionValue[]>>>;

/** One amount of one sentence with everything that was said about it. */
export interface Draft {
  readonly amount: Decimal;
  readonly role: Role;
  readonly unit: UnitPhrase;
  /** How the unit came to this amount: its own words, an earlier sentence, or nothing was said. */
  readonly unitFrom: 'said' | 'context' | 'none';
  readonly where: Where;
  readonly approximate: boolean;
  /** "from $0.05": the lowest of several. */
  readonly lowest: boolean;
  /** Words that are shown beside the rate and are not identity. */
  readonly other: string;
  /** The sentence speaks of one piece of a certain length or size ("a 5-second clip", "with 1000 steps"). */
  readonly total: 'piece' | 'quantity' | undefined;
  /** "a 5-second clip": one piece out of many, told to explain a rate. */
  readonly article: boolean;
  readonly quantity: { readonly of: string; readonly count: Decimal } | undefined;
  readonly said: string;
  /** Why this amount cannot be read with certainty. */
  readonly fault?: string;
}

/** An amount that is worked out from others: an example, a restatement. It is never a rate; it is used to check them. */
export interface Worked {
  readonly amount: Decimal;
  readonly where: Where;
  readonly quantity: { readonly of: string; readonly count: Decimal } | undefined;
  readonly said: string;
}

export interface FoundFactor {
  readonly factor: Decimal;
  readonly when: string;
}

/** What a statement inherits from the words around it: the clause it stands in, or the sentence it is a parenthesis of. */
export interface Surroundings {
  readonly context: Context;
  readonly where: Where;
  /** Holds for what is added too: the clause that a parenthesis gives an alternative for. */
  readonly always?: Where;
  readonly unit: UnitPhrase | undefined;
  readonly role: Role;
  readonly approximate: boolean;
  readonly said: string;
}

/** What earlier sentences leave for this one. */
export interface Context {
  readonly unit: UnitPhrase | undefined;
  /** "Billing is calculated per second of the input audio": what a bare "per second" behind it is of. */
  readonly billed: UnitPhrase | undefined;
  /** "Output resolution: 2K." and headings. */
  readonly where: Where;
  /** The resolutions of the last sentence in their order, for "$0.20, $0.35, and $0.79 respectively". */
  readonly order: readonly ConditionValue[];
  /** What the last sentence was about, for "This is roughly $0.04". */
  readonly before: Where;
}

export interface SentenceReading {
  readonly drafts: readonly Draft[];
  readonly worked: readonly Worked[];
  readonly factors: readonly FoundFactor[];
  readonly unread: readonly string[];
  /** "Minimum charge: 1 minute" in a sentence of its own. */
  readonly least?: string;
  readonly context: Context;
}
