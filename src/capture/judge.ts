import { type FindingKind } from '../domain/vocabulary.ts';
import { challengedBy } from './challenge.ts';
import { type Exchange } from './exchange.ts';
import { afterError, afterStatus, PAGE_STATUSES } from './retry-table.ts';

/** What an exchange amounts to. */
export type Judgement =
  | { readonly next: 'page' | 'not_modified' }
  | { readonly next: 'retry' | 'give_up'; readonly finding: FindingKind; readonly words: string };

/** @param conditional whether an earlier version was named in the request, so that a 304 is an answer */
export function judge(exchange: Exchange, conditional: boolean): Judgement {
  const { status, failure, body } = exchange;
  // A challenge explains everything else that may be wrong with the answer, and asking again only makes the wall higher.
  const wall = status === null ? null : challengedBy({ status, headers: exchange.headers, body });
  if (wall !== null) {
    return { next: 'give_up', finding: 'source.challenged', words: `expected the page; found a bot challenge by ${wall} (HTTP ${status}), which is not worked around` };
  }
  // A refusal stays a refusal, even where its error page was cut off.
  if (failure && (status === null || status < 400)) return failed(failure.code, failure.message);
  if (status === null) return failed('UNKNOWN', 'no answer');
  if (status === 304 && conditional) return { next: 'not_modified' };
  if (!PAGE_STATUSES.includes(status)) {
    const { next, finding, words } = afterStatus(status);
    return { next, finding, words: `expected the page; found ${words} (HTTP ${status})` };
  }
  return body ? { next: 'page' } : failed('EMPTY_BODY', `HTTP ${status} with a body of 0 bytes`);
}

function failed(code: string, message: string): Judgement {
  const { next, finding, words } = afterError(code);
  return { next, finding, words: `${words}: ${message}` };
}
