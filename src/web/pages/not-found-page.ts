import { type Context } from 'hono';
import { type WebDeps } from '../deps.ts';
import { html } from '../parts/html.ts';
import { sendPage } from './layout.ts';

export function notFoundPage(c: Context, deps: WebDeps): Promise<Response> {
  return sendPage(c, deps, { title: 'Not found · driftledger', status: 404, body: html`<h1>There is nothing here</h1><p><a href="/">To the first page</a></p>` });
}
