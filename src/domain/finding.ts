import { type FindingKind } from './vocabulary.ts';

/** What a check found out about the source itself. */
export interface Finding {
  readonly kind: FindingKind;
  readonly source: string;
  /** One sentence in plain words: what was expected, what was found, what happens next. */
  readonly message: string;
  readonly url?: string;
  readonly route?: string;
}

/**
 * A page that cannot be read, with the finding it amounts to. Readers throw it; a check records it and keeps the
 * last good snapshot. Say what was expected and what was found: never return an empty list instead.
 */
export class SourceRefusal extends Error {
  override readonly name = 'SourceRefusal';
  readonly kind: FindingKind;
  readonly expected: string;
  readonly found: string;

  constructor(kind: FindingKind, words: { readonly expected: string; readonly found: string }) {
    super(`expected ${words.expected}; found ${words.found}`);
    this.kind = kind;
    this.expected = words.expected;
    this.found = words.found;
  }
}

/** Wrong use or wrong configuration: names the place, what was wrong and the mend. The command line exits with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly where: string;
  readonly mend: string;

  constructor(words: { readonly what: string; readonly where: string; readonly mend: string }) {
    super(words.what);
    this.where = words.where;
    this.mend = words.mend;
  }
}
