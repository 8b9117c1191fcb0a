import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** What following a link of a mail does, once confirmed. */
const ACTS = ['ack', 'silence', 'unsubscribe'] as const;
export type LinkAct = (typeof ACTS)[number];

/** A signed link says who may do what to which alert, and until when. */
export interface Link {
  readonly act: LinkAct;
  /** The alert's number in the ledger. */
  readonly alert: number;
  /** The mail address it was sent to. */
  readonly recipient: string;
  /** RFC 3339 in UTC. */
  readonly expires: string;
}

/** Absolute addresses for one mail. */
export interface AlertLinks {
  readonly acknowledge: string;
  readonly silence: string;
  /** Also answers the POST of a mail program's own button (RFC 8058). */
  readonly unsubscribe: string;
}

const DAY_MS = 86_400_000;
/** What an alert asks for is done within a month, or on the page. */
const ACT_DAYS = 30;
/** Old mails must still let somebody go. */
const UNSUBSCRIBE_DAYS = 400;

/**
 * The links of one mail to one recipient. The same `now` gives the same links: take the time of the alert, so that a
 * mail that is sent again is the same mail.
 * @param key the ledger's key for links, in hex
 */
export function linksFor({ publicUrl, key, alert, recipient, now }: { readonly publicUrl: string; readonly key: string; readonly alert: number; readonly recipient: string; readonly now: string }): AlertLinks {
  const base = publicUrl.replace(/\/+$/, '');
  const token = (act: LinkAct, days: number): string => signLink({ act, alert, recipient, expires: new Date(Date.parse(now) + days * DAY_MS).toISOString() }, key);
  return { acknowledge: `${base}/act/${token('ack', ACT_DAYS)}`, silence: `${base}/act/${token('silence', ACT_DAYS)}`, unsubscribe: `${base}/unsubscribe/${token('unsubscribe', UNSUBSCRIBE_DAYS)}` };
}

/** A link as text: base64url of what it says, a point, and the HMAC-SHA256 of that. */
export function signLink({ act, alert, recipient, expires }: Link, key: string): string {
  const said = Buffer.from(JSON.stringify([act, alert, recipient, expires])).toString('base64url');
  return `${said}.${seal(said, key).toString('base64url')}`;
}

const payload = z.tuple([z.enum(ACTS), z.int().positive(), z.string().min(1), z.iso.datetime()]);

/** Reads a link that we signed. `now` is RFC 3339 in UTC. */
export function readLink(token: string, key: string, now: string): Link | 'forged' | 'expired' {
  const [said = '', sum = '', ...more] = token.split('.');
  const [given, expected] = [Buffer.from(sum, 'base64url'), seal(said, key)];
  if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return 'forged';
  const [act, alert, recipient, expires] = payload.parse(JSON.parse(Buffer.from(said, 'base64url').toString('utf8')));
  return Date.parse(expires) <= Date.parse(now) ? 'expired' : { act, alert, recipient, expires };
}

/** What the ledger keeps of a used link: it cannot be followed by who reads the ledger. By what it says, not by its letters: base64url has several for one. */
export function linkHash({ act, alert, recipient, expires }: Link): string {
  return createHash('sha256').update(JSON.stringify([act, alert, recipient, expires])).digest('hex');
}

function seal(said: string, key: string): Buffer {
  return createHmac('sha256', Buffer.from(key, 'hex')).update(said).digest();
}
