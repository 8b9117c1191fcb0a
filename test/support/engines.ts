import { type Holder, type Ledger } from '../../src/ledger/port.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite/index.ts';

export interface EngineOptions {
  readonly file: string;
  readonly isAlive?: (holder: Holder) => boolean;
  readonly checkpoint?: (name: string) => void;
  readonly randomBytes?: (size: number) => Uint8Array;
}

/** Every engine that stands behind the port keeps the same promises. */
export const engines: readonly { readonly id: string; readonly open: (options: EngineOptions) => Ledger }[] = [
  { id: 'sqlite', open: (options) => openSqliteLedger({ mode: 'write', isAlive: () => true, ...options }) },
];

export const here: Holder = { host: 'here', pid: 1, started: 'monday' };
export const there: Holder = { host: 'there', pid: 2, started: 'tuesday' };
