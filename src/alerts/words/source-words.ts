import { type AlertPhase } from '../../domain/alert.ts';
import { type Finding } from '../../domain/finding.ts';
import { plural, timePhrase } from '../../domain/phrase.ts';
import { plainText } from '../../domain/plain-text.ts';
import { BLOCKING_FINDINGS, type FindingKind } from '../../domain/vocabulary.ts';
import { type SourceFailure } from '../content.ts';

/** What a finding is called in a subject. */
const FINDING_WORDS: Readonly<Record<FindingKind, string>> = {
  'source.unreachable': 'not reachable', 'source.refused': 'refused to answer', 'source.challenged': 'challenge page', 'source.shape_changed': 'its shape changed',
  'source.unreadable': 'not readable', 'source.shrunk': 'most rows are gone', 'source.status_lost': 'all statuses are gone', 'source.row_missing': 'a row is missing',
  'source.stale': 'older than it should be', 'source.vocabulary': 'a new word', 'source.schema_note': 'its form changed', 'source.recovered': 'can be read again',
};

/** What the checks in a row got, by the finding that kept them from reading. */
const GOT: Readonly<Partial<Record<FindingKind, string>>> = {
  'source.unreachable': 'got no answer', 'source.refused': 'were refused', 'source.challenged': 'got a bot challenge in place of prices',
  'source.shape_changed': 'got a page of another shape', 'source.unreadable': 'got a page that cannot be read', 'source.shrunk': 'found most of the rows gone',
};

export interface SourceStanding {
  readonly failure?: SourceFailure;
  /** When the last of these checks began. */
  readonly at?: string;
  readonly phase?: AlertPhase;
}

/** Subject and first line about a source itself. The last good prices stay in force as long as it cannot be read. */
export function sourceWords(source: string, findings: readonly Finding[], { failure, at, phase }: SourceStanding = {}): { readonly subject: string; readonly first: string } {
  const [weightiest, ...others] = findings;
  const name = plainText(source, 60);
  if (weightiest === undefined) return { subject: `${name}: something moved`, first: `Something moved at ${name}.` };
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  const message = sentence(plainText(weightiest.message, 400));
  const words = FINDING_WORDS[weightiest.kind];
  const span = failure === undefined || at === undefined ? '' : spanPhrase(failure.since, at);
  if (weightiest.kind === 'source.recovered') return { subject: `● ${name} ${words}${span === '' ? '' : ` after ${span}`}${more}`, first: `${name} ${words}${span === '' ? '' : ` after ${span}`}: ${message}` };
  if (!BLOCKING_FINDINGS.has(weightiest.kind)) return { subject: `⏱ ${name}: ${words}${more}`, first: message };
  const still = phase === 'changed' ? 'still ' : '';
  return { subject: `⏱ ${name} ${still}unread${span === '' ? '' : ` for ${span}`}: ${words}${more}`, first: failure === undefined ? `${message} The last good prices of ${name} are still shown, with their own date.` : failing(name, weightiest.kind, failure, message) };
}

function failing(name: string, kind: FindingKind, { checks, last_good_at }: SourceFailure, message: string): string {
  const inARow = `${checks === 1 ? 'The last check' : `${plural(checks, 'check')} in a row`} of ${name} ${checks === 1 ? (GOT[kind] ?? 'failed').replace('were', 'was') : GOT[kind] ?? 'failed'}`;
  const good = last_good_at === null ? 'it has not been read yet' : `the last good prices are of ${timePhrase(last_good_at)} and still shown as such`;
  // An address is not a word that begins a sentence.
  const opening = /^https?:/.test(message) ? message : `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
  return `${inARow}; ${good}. ${opening}`;
}

/** "26 h", "40 min": how long something has lasted. */
export function spanPhrase(from: string, to: string): string {
  const minutes = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 60_000));
  if (minutes < 120) return `${minutes} min`;
  return minutes < 72 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
