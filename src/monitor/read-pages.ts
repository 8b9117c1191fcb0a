import { type CapturedPage } from '../domain/capture.ts';
import { SourceRefusal, type Finding } from '../domain/finding.ts';
import { type Composition, type ReadPage } from '../domain/source.ts';
import { type SourceSetup } from './source-setup.ts';

export interface Refused {
  readonly page: CapturedPage;
  readonly finding: Finding;
}

/** What the reader made of the pages of one check. */
export interface ReadPages {
  readonly composition: Composition;
  /** Pages that the reader refused, with the finding. */
  readonly refused: readonly Refused[];
  readonly read: readonly ReadPage[];
}

/** Reads each page and puts them together. A page that is not what the source publishes, or that a reader fails on, is a finding, never an empty list. */
export function readPages(source: SourceSetup, pages: readonly CapturedPage[]): ReadPages {
  const read: ReadPage[] = [];
  const refused: Refused[] = [];
  for (const page of pages) {
    try {
      read.push({ page, reading: source.adapter.read(page, source, source.settings) });
    } catch (error) {
      const [kind, message] = error instanceof SourceRefusal ? [error.kind, error.message] as const
        : ['source.unreadable', `the reader failed on this page, which is a fault of driftledger; please report it: ${error instanceof Error ? error.message : String(error)}`] as const;
      refused.push({ page, finding: { kind, source: source.id, url: page.url, message } });
    }
  }
  return { composition: source.adapter.compose(read, source, source.settings), refused, read };
}
