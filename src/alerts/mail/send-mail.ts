import { createTransport, type Transporter } from 'nodemailer';
import { MAY_HAVE_ARRIVED } from '../../domain/alert-record.ts';
import { UsageError } from '../../domain/finding.ts';
import { type Mail } from './mail-shape.ts';

/** What came of one attempt to send one mail to one person, with the server's words. */
export interface SendOutcome {
  readonly outcome: 'sent' | 'retry' | 'dead';
  readonly words: string;
  /** The line broke after the whole mail was sent and before the server answered: it may have arrived. */
  readonly perhaps?: true;
}

export interface MailSender {
  send(mail: Mail): Promise<SendOutcome>;
  close(): void;
}

/** Time limits of an SMTP conversation, in milliseconds; a server that says nothing has not taken the mail. */
const PATIENCE = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000 };

/** @throws UsageError for anything that is no address of a mail server; the address itself may hold a password and is not repeated */
function serverOf(url: string): URL {
  const found = URL.canParse(url) ? new URL(url) : null;
  if (found !== null && ['smtp:', 'smtps:'].includes(found.protocol) && found.hostname !== '') return found;
  throw new UsageError({ what: 'this is no address of a mail server', where: 'SMTP_URL', mend: 'write it as smtp://user:password@host:port or smtps://…, and signs such as # or @ in a password as %23 or %40' });
}

/**
 * Sends mails to the SMTP server of an `smtp://` or `smtps://` address. A permanent refusal (5xx) is dead, everything
 * else is tried again: with the same Message-ID, so that a mail that did arrive is the same mail.
 */
export function createMailSender(url: string, patience: Partial<typeof PATIENCE> = {}): MailSender {
  const { hostname, port, username, password, protocol, searchParams } = serverOf(url);
  const secure = protocol === 'smtps:';
  // One mail at a time: the conversation that is under way is that of the mail being sent.
  let conversation = new Conversation();
  const logger = { level: () => {}, trace: () => {}, debug: (...said: unknown[]) => { conversation.hear(said); }, info: (...said: unknown[]) => { conversation.hear(said); }, warn: () => {}, error: () => {}, fatal: () => {} };
  const transport: Transporter = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? (secure ? 465 : 587) : Number(port), secure, ...PATIENCE, ...patience, logger, transactionLog: true,
    ...(searchParams.get('tls') === 'off' ? { ignoreTLS: true } : {}),
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
  });
  const sendOne = async (mail: Mail): Promise<SendOutcome> => {
    conversation = new Conversation();
    try {
      const { attachments = [], headers, ...rest } = mail;
      const info = await transport.sendMail({ ...rest, headers: { ...headers }, attachments: attachments.map((one) => ({ ...one })), disableFileAccess: true, disableUrlAccess: true }) as { response?: string };
      return { outcome: 'sent', words: info.response ?? 'accepted' };
    } catch (error) {
      return classify(error, conversation);
    }
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    send(mail) {
      const next = last.then(() => sendOne(mail));
      last = next;
      return next;
    },
    close: () => { transport.close(); },
  };
}

/** What the server has said so far: nodemailer's errors do not tell "never sent" from "sent, but no answer". */
class Conversation {
  wentAhead = false;

  /** nodemailer logs each line of the server as a message of its own; 354 is the leave to send the mail itself. */
  hear(said: readonly unknown[]): void {
    const [entry, message] = said;
    const isServer = typeof entry === 'object' && entry !== null && 'tnx' in entry && entry.tnx === 'server';
    if (isServer && typeof message === 'string' && /^354\b/.test(message)) this.wentAhead = true;
  }
}

function classify(error: unknown, { wentAhead }: Conversation): SendOutcome {
  const { responseCode, response, message = String(error) } = error as { responseCode?: number; response?: string; message?: string };
  const words = response ?? message;
  if (responseCode !== undefined) return { outcome: responseCode >= 500 && responseCode < 600 ? 'dead' : 'retry', words };
  if (!wentAhead) return { outcome: 'retry', words };
  return { outcome: 'retry', perhaps: true, words: `${words}; the mail was on its way by then and ${MAY_HAVE_ARRIVED}: it is sent again under the same Message-ID` };
}

const FIRST_WAIT_S = 30;
const LONGEST_WAIT_S = 3600;
/** About two and a half days of trying, as mail servers do; then a person has to look. */
export const MOST_ATTEMPTS = 64;

/** When to try again after so many attempts: 30 s, doubled each time up to an hour, and up to a tenth more so that not all come back at once. */
export function retryAt(now: string, attempts: number, random: number): string {
  const wait = Math.min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** Math.min(attempts, 10));
  return new Date(Date.parse(now) + Math.round(wait * (1 + random / 10) * 1000)).toISOString();
}
