import { type Fault } from './faults.ts';
import { type SourceId } from './world.ts';

/** One thing that people must be told, once each, and by what their mail is known. The script fills in what only the moment knows. */
export interface Truth {
  readonly fault: Fault;
  /** What happened, in plain words. */
  readonly what: string;
  readonly source: SourceId;
  /** When it began to be so. */
  readonly since: string;
  /** Messages made from then on are about something else. */
  readonly until: string;
  /** So many whole answers of the source must have shown it before it may be told; 0: it is about answers that did not come, or about the service itself. */
  readonly captures: number;
  /** For what no capture confirms: when it must be known at the latest. Without it no delay is measured. */
  readonly by?: string;
  /** All of these stand in the subject. */
  readonly says: readonly string[];
  /** Before and after, as one of these pairs: the subject says one of several groups' prices. */
  moves: readonly (readonly [before: number, after: number])[];
  /** A matter of routine is left to quiet hours; what is critical is not. */
  critical: boolean;
  /** A silence covers it: nobody must be told. */
  readonly silenced?: boolean;
}

/** While this lasts, a message that no truth explains counts against the fault. */
export interface Disorder {
  readonly fault: Fault;
  readonly from: string;
  readonly until: string;
}

/** When messages are kept back by the script, so that a delay says nothing about the product. */
export interface Trouble {
  readonly from: string;
  readonly until: string;
}
