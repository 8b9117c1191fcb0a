import { BLOCKING_FINDINGS } from '../domain/vocabulary.ts';
import { type Finding } from '../domain/finding.ts';

/** The contract of interface.md. */
export const EXIT = { done: 0, failed: 1, usage: 2, unread: 3, drift: 10 } as const;

/** 3 when a finding kept a source from being read; 10 when drift was found and asked for; else 0. */
export function exitCodeFor(result: { readonly findings: readonly Finding[]; readonly drift: number; readonly wanted: boolean }): number {
  if (result.findings.some(({ kind }) => BLOCKING_FINDINGS.has(kind))) return EXIT.unread;
  return result.wanted && result.drift > 0 ? EXIT.drift : EXIT.done;
}
