import { type Context } from 'hono';
import { openApiDocument, type OpenApiDocument } from '../api/openapi.ts';
import { type WebDeps } from '../deps.ts';
import { html, nothing, type Html } from '../parts/html.ts';
import { sendPage } from './layout.ts';

/** `/api`: what programs can ask, readable; made of the same document as `/api/openapi.json`. */
export function apiPage(c: Context, deps: WebDeps): Promise<Response> {
  const { paths, info } = openApiDocument(deps.version);
  return sendPage(c, deps, {
    title: 'API · driftledger',
    body: html`<h1>For programs</h1><p>${info.description}</p>
<p>The same as an OpenAPI 3.1 document: <a href="/api/openapi.json">/api/openapi.json</a>. The command line gives the same forms with <code>--json</code>.</p>
${Object.entries(paths).map(([path, { get }]) => resource(path, get))}`,
  });
}

function resource(path: string, { summary, parameters }: OpenApiDocument['paths'][string]['get']): Html {
  return html`<section class="resource"><h2>${path.includes('{') ? html`<span class="name">${path}</span>` : html`<a href="${path}"><span class="name">${path}</span></a>`}</h2><p>${summary}.</p>
${parameters.length === 0 ? nothing : html`<dl class="terms">${parameters.map(({ name, description, required }) => html`<div><dt><span class="name">${name}</span>${required ? ' (required)' : ''}</dt><dd>${description}</dd></div>`)}</dl>`}</section>`;
}
