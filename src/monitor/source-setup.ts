import { type Adapter, type SourceIdentity } from '../domain/source.ts';
import { type EvidenceClass } from '../domain/vocabulary.ts';

/** One configured source: its adapter, and what schedules.json says of it. */
export interface SourceSetup extends SourceIdentity {
  readonly adapter: Adapter;
  /** As the adapter's own schema parsed them. */
  readonly settings: unknown;
  readonly publisher: string;
  readonly evidence_class: EvidenceClass;
  /** The same models at other sources; absent: compared with none. */
  readonly comparisons?: readonly Comparison[];
}

/** Route by source id, the provider of record last. */
export interface Comparison {
  readonly name: string;
  readonly routes: Readonly<Record<string, string>>;
}

/** "flatkey@3": which reader, and which version of it. */
export function readerOf(source: SourceSetup): string {
  return `${source.adapter.name}@${source.adapter.version}`;
}

/** The settings as one text: a widened watch list is our own change, not drift, and shows here. */
export function settingsText(source: SourceSetup): string {
  return JSON.stringify(source.settings ?? null);
}
