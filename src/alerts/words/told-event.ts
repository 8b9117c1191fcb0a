import { type DriftEvent } from '../../domain/drift.ts';

/** An event without what is folded under it, as the ledger gives it back. */
export type ToldEvent = Omit<DriftEvent, 'folded'>;
