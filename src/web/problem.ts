import { type Context } from 'hono';
import { UsageError } from '../domain/finding.ts';
import { type WebDeps } from './deps.ts';

/** What went wrong, in the words of RFC 9457; `where` and `mend` are our extensions: the parameter, and what to do. */
export interface Problem {
  readonly status: 400 | 403 | 404 | 405 | 413 | 415 | 421 | 500;
  readonly title: string;
  readonly detail: string;
  readonly where?: string;
  readonly mend?: string;
}

const TYPES: Readonly<Record<Problem['status'], string>> = {
  400: 'wrong-question', 403: 'wrong-origin', 404: 'not-found', 405: 'read-only', 413: 'too-large', 415: 'wrong-form', 421: 'wrong-host', 500: 'failure',
};

export function sendProblem(c: Context, { status, ...problem }: Problem): Response {
  const body = { type: `urn:driftledger:problem:${TYPES[status]}`, ...problem, status, instance: c.req.path };
  return c.body(JSON.stringify(body), status, { 'Content-Type': 'application/problem+json; charset=utf-8', 'Cache-Control': 'no-store' });
}

/** A wrong question is the visitor's and is explained; anything else is ours: it is reported, and its words stay here. */
export function problemOf(error: unknown, deps: Pick<WebDeps, 'report'>): Problem {
  if (error instanceof UsageError) return { status: 400, title: 'The question cannot be answered as it stands', detail: error.message, where: error.where, mend: error.mend };
  deps.report?.(error);
  return { status: 500, title: 'The ledger could not be read', detail: 'This server failed; nothing was changed.', mend: '"driftledger doctor" names the fault' };
}
