import { sendPage } from '../pages/layout.ts';
import { html, time } from '../parts/html.ts';
import { type Followed } from './pages.ts';

/** `GET /unsubscribe/<token>`: a person who opened the link is asked; a mail program's own button never comes here. */
export async function askToUnsubscribe(followed: Followed): Promise<Response> {
  const { c, deps, link } = followed;
  const since = await offSince(followed);
  if (since !== null) return sendOff(followed, since);
  return sendPage(c, deps, {
    title: 'No more mails? · driftledger',
    body: html`<h1>No more mails to ${link.recipient}?</h1>
<p>Nothing is mailed to this address any more, whatever the rules say, and what waits for it is dropped. Others are told as before.</p>
<form class="act" method="post" action="/unsubscribe/${c.req.param('token') ?? ''}"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>No more mails</button></form>
<p><small>Nothing has been changed so far.</small></p>`,
  });
}

/** `POST /unsubscribe/<token>` (RFC 8058): at once, without a question; twice is as good as once. */
export async function unsubscribe(followed: Followed): Promise<Response> {
  const { c, deps, acts, link } = followed;
  const said = await c.req.parseBody();
  if (said['List-Unsubscribe'] !== 'One-Click') return askToUnsubscribe(followed);
  await acts.switchOff('mail', link.recipient, deps.now(), `unsubscribed by the link in the mail about alert ${link.alert}`);
  return sendOff(followed, (await offSince(followed)) ?? deps.now());
}

async function offSince({ deps, link }: Followed): Promise<string | null> {
  return (await deps.ledger.switchedOff()).find(({ channel, recipient }) => channel === 'mail' && recipient === link.recipient)?.at ?? null;
}

function sendOff({ c, deps, link }: Followed, since: string): Promise<Response> {
  return sendPage(c, deps, {
    title: 'No more mails · driftledger',
    body: html`<h1>No more mails to ${link.recipient}</h1><p>Since ${time(since)} nothing is mailed to this address. <code>driftledger alerts switch-on ${link.recipient}</code> turns it on again.</p>`,
  });
}
