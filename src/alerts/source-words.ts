import { type Finding } from '../domain/finding.ts';
import { plainText } from '../domain/plain-text.ts';
import { BLOCKING_FINDINGS, type FindingKind } from '../domain/vocabulary.ts';

/** What a finding is called in a subject. */
const FINDING_WORDS: Readonly<Record<FindingKind, string>> = {
  'source.unreachable': 'not reachable', 'source.refused': 'refused to answer', 'source.challenged': 'challenge page', 'source.shape_changed': 'its shape changed',
  'source.unreadable': 'not readable', 'source.shrunk': 'most rows are gone', 'source.status_lost': 'all statuses are gone', 'source.row_missing': 'a row is missing',
  'source.stale': 'older than it should be', 'source.vocabulary': 'a new word', 'source.schema_note': 'its form changed', 'source.recovered': 'can be read again',
};

/** Subject and first line about a source itself. The last good prices stay in force as long as it cannot be read. */
export function sourceWords(source: string, findings: readonly Finding[]): { readonly subject: string; readonly first: string } {
  const [weightiest, ...others] = findings;
  if (weightiest === undefined) return { subject: `${source}: something moved`, first: `Something moved at ${source}.` };
  const name = plainText(source, 60);
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  const message = sentence(plainText(weightiest.message, 400));
  const words = FINDING_WORDS[weightiest.kind];
  if (weightiest.kind === 'source.recovered') return { subject: `● ${name} ${words}${more}`, first: `${name} ${words}: ${message}` };
  if (!BLOCKING_FINDINGS.has(weightiest.kind)) return { subject: `⏱ ${name}: ${words}${more}`, first: message };
  return { subject: `⏱ ${name} unread: ${words}${more}`, first: `${message} The last good prices of ${name} are still shown, with their own date.` };
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
