import { type SourceId } from './world.ts';

/** One thing that people must be told, once each, and by what their mail is known. */
export interface Truth {
  /** What happened, in plain words. */
  readonly what: string;
  readonly source: SourceId;
  /** When the provider began to say so. */
  readonly since: string;
  /** So many whole answers of the source must have shown it before it may be told; 0: it is about answers that did not come. */
  readonly captures: number;
  /** The last time at which the mail still counts as this thing's: before anything else happens to the same route. */
  readonly until: string;
  /** All of these stand in the subject. */
  readonly says: readonly string[];
  /** A matter of routine is left to quiet hours; what is critical is not. */
  readonly critical: boolean;
  /** This stands nowhere in it. */
  readonly not?: string;
  /** A silence covers it: nobody must be told. */
  readonly silenced?: boolean;
}
