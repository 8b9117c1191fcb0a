import type { runCommand } from '../../src/cli/run-main.ts';
import type { isHolderAlive } from '../../src/ledger/holder.ts';
import type { openSqliteLedger } from '../../src/ledger/sqlite/index.ts';
import type { createWeb } from '../../src/web/index.ts';
import type { Orders } from './orders.ts';

/** What of the product the steps need; the page is loaded only where it is pressed. */
export interface Product {
  readonly runCommand: typeof runCommand;
  readonly openSqliteLedger: typeof openSqliteLedger;
  readonly isHolderAlive: typeof isHolderAlive;
  readonly createWeb: () => Promise<typeof createWeb>;
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly checkpoint: (name: string) => void;
}

/** @returns the exit code */
export function perform(product: Product, orders: Orders, surroundings: Surroundings): Promise<number>;
