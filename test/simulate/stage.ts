import { type FlatkeyState } from '../../src/demo/replica/flatkey.ts';
import { type Fault } from './faults.ts';
import { type HookOffice } from './hooks.ts';
import { type PostOffice } from './post.ts';
import { type Product } from './product.ts';
import { type Random } from './random.ts';
import { type Truth } from './truth.ts';
import { type VirtualWorld } from './world.ts';

/** What an act of the script may touch. */
export interface Stage {
  readonly world: VirtualWorld;
  readonly post: PostOffice;
  readonly hooks: HookOffice;
  readonly product: Product;
}

/** Something that happens at an instant, whether people must hear of it or not. */
export interface Act {
  readonly at: number;
  readonly what: string;
  readonly run: (stage: Stage) => void | Promise<void>;
}

/** What writes one happening down. Times are milliseconds. */
export interface Writer {
  readonly random: Random;
  /** The gateway's catalog on the first day. */
  readonly first: FlatkeyState;
  act(at: number, what: string, run: Act['run']): void;
  /** Something to be told: within three days and by one capture, where nothing else is said. @returns it, for what only the moment knows */
  truth(fault: Fault, at: number, what: string, says: readonly string[], more?: Partial<Truth>): Truth;
  disorder(fault: Fault, from: number, until: number): void;
  trouble(from: number, until: number): void;
  silence(): void;
  /** The name of a model that nothing happens to; `spent`: nothing ever will again. undefined when all are taken. */
  take(at: number, use: 'spent' | 'rests'): string | undefined;
  /** Numbers that go up, so that no two happenings look the same. */
  next(what: string): number;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Milliseconds as RFC 3339 in UTC. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}
