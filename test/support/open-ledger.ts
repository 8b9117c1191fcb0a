import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type Ledger } from '../../src/ledger/port.ts';
import { type engines, type EngineOptions } from './engines.ts';

/** A fresh ledger for each test, with one source ("tiny"); its file is gone afterwards. */
export interface Opened {
  readonly ledger: Ledger;
  readonly folder: string;
  /** The next checkpoint of this name throws: what was under way must leave nothing. */
  crashAt(name: string): void;
  /** What stands in the file, seen by a process that opens it anew. */
  reopened<T>(look: (ledger: Ledger) => Promise<T>): Promise<T>;
}

export function freshLedger(engine: (typeof engines)[number], options: Partial<EngineOptions> = {}): () => Opened {
  let opened: (Opened & { readonly close: () => Promise<void> }) | undefined;
  beforeEach(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'driftledger-'));
    const file = join(folder, 'ledger.sqlite');
    let deadly: string | null = null;
    const ledger = engine.open({ file, checkpoint: (name) => {
      if (name !== deadly) return;
      deadly = null;
      throw new Error(`crash at ${name}`);
    }, ...options });
    await ledger.putSource({ id: 'tiny', adapter: 'tiny', publisher: 'Tiny', evidence_class: 'catalog', url: 'http://tiny.test/catalog' });
    opened = {
      ledger, folder,
      crashAt: (name) => { deadly = name; },
      reopened: async (look) => {
        const again = engine.open({ file });
        try {
          return await look(again);
        } finally {
          await again.close();
        }
      },
      close: async () => {
        await ledger.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  });
  afterEach(async () => { await opened?.close(); });
  return () => {
    if (opened === undefined) throw new Error('the ledger is open within a test only');
    return opened;
  };
}
