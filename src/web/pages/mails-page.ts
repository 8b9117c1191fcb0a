import { type Context } from 'hono';
import { plural } from '../../domain/phrase.ts';
import { type CaughtMail, type WebDeps } from '../deps.ts';
import { html, type Html } from '../parts/html.ts';
import { sendPage } from './layout.ts';

/** `/mails`: the mails that the demo's own server caught, as their recipients would see them. */
export async function mailsPage(c: Context, deps: WebDeps): Promise<Response> {
  const mails = deps.caught?.();
  if (mails === undefined) return c.notFound();
  const numbered = mails.map((mail, index) => ({ mail, number: index + 1 })).toReversed();
  const page = await sendPage(c, deps, {
    title: 'Mails · driftledger',
    body: html`<h1>Mails</h1><p>${mails.length === 0 ? 'No mail was caught yet.' : `${plural(mails.length, 'mail')} caught by the demo’s own server, the newest first. None left this machine.`}</p>${numbered.map(({ mail, number }) => letter(mail, number))}`,
  });
  page.headers.set('Content-Security-Policy', "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
  return page;
}

function letter(mail: CaughtMail, number: number): Html {
  return html`<article class="letter">
<h2>${mail.subject}</h2>
<p><small>To ${mail.to} · <span class="name">${mail.message_id}</span></small></p>
<iframe sandbox="" loading="lazy" src="/mails/${number}/frame" title="Mail ${number}: ${mail.subject}"></iframe>
<details><summary>As text</summary><pre>${mail.text}</pre></details>
</article>`;
}

/**
 * The mail's own HTML. It holds words from outside, so it is shown as a stranger: in a sandbox, from an origin of its
 * own, without scripts, forms or anything loaded.
 */
export function mailFrame(c: Context, deps: WebDeps, number: number): Response | Promise<Response> {
  const mail = deps.caught?.()[number - 1];
  if (mail === undefined) return c.notFound();
  return c.html(mail.html, 200, {
    'Content-Security-Policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
    'X-Frame-Options': 'SAMEORIGIN',
    'Cache-Control': 'no-store',
  });
}
