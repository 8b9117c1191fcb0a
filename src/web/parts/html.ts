import { html } from 'hono/html';
import { shorten } from '../../domain/plain-text.ts';

export { html };

/** A piece of a page. Everything that is put into an `html` template is escaped, unless it is such a piece itself. */
export type Html = ReturnType<typeof html>;

export const nothing: Html = html``;

/**
 * The finished document as text. Control, format and direction characters come only from outside; left in, they could
 * turn what follows them around or hide it, so they are taken out of the whole page in one place.
 */
export async function documentText(document: Html): Promise<string> {
  return `<!doctype html>\n${String(await document).replace(/[^\P{C}\n\t]/gu, '')}`;
}

/** A route's name in the type of names; it may break after each slash, and one without end is cut. */
export function routeName(name: string): Html {
  const parts = shorten(name, 300).split('/');
  return html`<span class="name">${parts.map((part, index) => html`${part}${index < parts.length - 1 ? html`/<wbr>` : nothing}`)}</span>`;
}

export function routeLink(name: string): Html {
  return html`<a href="${routeAddress(name)}">${routeName(name)}</a>`;
}

/** Where a route's page is. Names that a browser would tidy up as a path ("a//b", "../a") go into the query instead. */
export function routeAddress(name: string): string {
  const segments = name.split('/');
  const tidy = segments.some((segment) => segment === '' || segment === '.' || segment === '..');
  // What is not well-formed Unicode cannot stand in an address.
  const wellFormed = Buffer.from(name).toString();
  return tidy ? `/routes?name=${encodeURIComponent(wellFormed)}` : `/routes/${wellFormed.split('/').map(encodeURIComponent).join('/')}`;
}

/** A link to a source's page, when what it gave as its address is one that a browser should follow. */
export function outsideLink(url: string, words: string): Html {
  return /^https?:\/\//i.test(url) ? html`<a href="${url}" rel="noreferrer noopener">${words}</a>` : html`${words}`;
}

export function time(instant: string): Html {
  return html`<time datetime="${instant}">${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC</time>`;
}
