import { linkHash } from '../../alerts/index.ts';
import { type AlertRow } from '../../ledger/port.ts';
import { sendPage } from '../pages/layout.ts';
import { html, nothing, time, type Html } from '../parts/html.ts';
import { about, linkGone, linkUnknown, type Followed } from './pages.ts';

const MOST_REASON = 500;
/** For how many days an alert may be silenced by a link. */
const DAYS = [1, 7, 30] as const;
const DAY_MS = 86_400_000;

/** `GET /act/<token>`: says what will happen and asks; changes nothing, because mail scanners follow links, too. */
export async function askToAct(followed: Followed): Promise<Response> {
  const alert = await alertOf(followed);
  if (alert === undefined) return linkUnknown(followed.c, followed.deps);
  const before = await doneBefore(followed, alert);
  return before === null ? form(followed, alert) : sendDone(followed, alert, before, 'before');
}

/** `POST /act/<token>`: does it, once; the second time it says when it was done. */
export async function act(followed: Followed): Promise<Response> {
  const { c, deps, acts, link } = followed;
  const alert = await alertOf(followed);
  if (alert === undefined) return linkUnknown(c, deps);
  const said = await c.req.parseBody();
  const reason = typeof said['reason'] === 'string' ? said['reason'].trim() : '';
  const days = DAYS.find((one) => String(one) === said['days']);
  if (reason === '' || reason.length > MOST_REASON || (link.act === 'silence' && days === undefined)) return form(followed, alert, { fault: reason === '' ? 'Say why, in a few words: others will read it.' : reason.length > MOST_REASON ? `A reason has at most ${MOST_REASON} characters.` : 'Choose for how long.', reason });
  const at = deps.now();
  const until = new Date(Date.parse(at) + (days ?? 1) * DAY_MS).toISOString();
  const came = await acts.followLink(linkHash(link), link.act === 'silence'
    ? { act: 'silence', match: { key: alert.key }, reason, by: link.recipient, at, until }
    : { act: 'acknowledge', alert: alert.id, by: link.recipient, why: reason, at });
  switch (came) {
    case 'done': return sendDone(followed, alert, link.act === 'silence' ? { at, until } : { at }, 'now');
    case 'used': {
      const before = await doneBefore(followed, alert);
      return before === null ? linkGone(c, deps) : sendDone(followed, alert, before, 'before');
    }
    case 'nothing': return sendPage(c, deps, { title: 'Nothing to acknowledge · driftledger', status: 400, body: html`<h1>There is nothing to acknowledge here</h1>${about(alert)}<p>This message only collects others: acknowledge the alerts that it names.</p>` });
  }
}

/** An act that is in the ledger. */
interface Done {
  readonly at: string;
  /** Until when a silence holds. */
  readonly until?: string;
}

/** What this person has done to this alert since the mail was made. */
async function doneBefore({ deps: { ledger }, link }: Followed, alert: AlertRow): Promise<Done | null> {
  const since = (at: string, by: string | null): boolean => by === link.recipient && at >= alert.opened_at;
  if (link.act === 'silence') {
    const found = (await ledger.silences({})).find(({ match, created_at, by }) => match.key === alert.key && since(created_at, by));
    return found === undefined ? null : { at: found.created_at, until: found.until };
  }
  const found = (await ledger.alertLog(alert.key)).findLast(({ what, at, by }) => what === 'acknowledged' && since(at, by));
  return found === undefined ? null : { at: found.at };
}

async function alertOf({ deps, link }: Followed): Promise<AlertRow | undefined> {
  return (await deps.ledger.alerts({ id: link.alert }))[0];
}

function form({ c, deps, link }: Followed, alert: AlertRow, wrong?: { readonly fault: string; readonly reason: string }): Promise<Response> {
  const silence = link.act === 'silence';
  const title = silence ? 'Silence this alert?' : 'Acknowledge this alert?';
  return sendPage(c, deps, {
    title: `${title} · driftledger`, status: wrong === undefined ? 200 : 400,
    body: html`<h1>${title}</h1>
${about(alert)}
${silence
  ? html`<p>Nobody is told more about this cause for the time you choose, whatever it does. You are reminded before it ends, and told what it hid. Prices are watched all the same.</p>`
  : html`<p>This says to everybody who is told: it is known, and somebody cares. The value that it has now is taken as accepted; the same value is not told again, a further one is.</p>`}
<form class="act" method="post" action="/act/${c.req.param('token') ?? ''}">
${wrong === undefined ? nothing : html`<p class="fault" role="alert">${wrong.fault}</p>`}
${silence ? durations() : nothing}
<label for="reason">Why</label>
<textarea id="reason" name="reason" rows="3" maxlength="${MOST_REASON}" required placeholder="${silence ? 'planned migration, ends on Friday' : 'agreed in the new contract'}">${wrong?.reason ?? ''}</textarea>
<p><small>Kept as said by ${link.recipient}.</small></p>
<button>${silence ? 'Silence it' : 'Acknowledge it'}</button>
</form>
<p><small>Nothing has been changed so far.</small></p>`,
  });
}

function durations(): Html {
  return html`<fieldset><legend>For how long</legend>${DAYS.map((days) => html`<label><input type="radio" name="days" value="${days}"${days === 7 ? html` checked` : nothing}> ${days === 1 ? '1 day' : `${days} days`}</label>`)}</fieldset>`;
}

function sendDone({ c, deps, link }: Followed, alert: AlertRow, { at, until }: Done, when: 'now' | 'before'): Promise<Response> {
  const title = link.act === 'silence' ? 'Silenced' : 'Acknowledged';
  return sendPage(c, deps, {
    title: `${title} · driftledger`,
    body: html`<h1>${when === 'now' ? title : 'This was done before'}</h1>
${about(alert)}
<p>${link.recipient} ${link.act === 'silence' ? 'silenced' : 'acknowledged'} it ${time(at)}${until === undefined ? '. The same value is not told again, a further one is' : html`, until ${time(until)}`}.</p>
${until === undefined ? nothing : html`<p><code>driftledger alerts unsilence</code> ends it before.</p>`}
<p><a href="/alerts/${alert.id}">The life of this alert</a></p>`,
  });
}
