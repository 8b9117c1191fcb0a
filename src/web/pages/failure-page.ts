import { type Context } from 'hono';
import { type WebDeps } from '../deps.ts';
import { html } from '../parts/html.ts';
import { problemOf } from '../problem.ts';
import { sendPage } from './layout.ts';

/** A wrong question, explained, or our own failure, which is reported and not shown. */
export function failurePage(c: Context, deps: WebDeps, error: unknown): Promise<Response> {
  const { status, title, detail, mend } = problemOf(error, deps);
  return sendPage(c, deps, { title, status: status === 400 ? 400 : 500, body: html`<h1>${title}</h1><p>${detail}.</p><p>What to do: ${mend}. <a href="/">Back to the first page</a></p>` });
}
