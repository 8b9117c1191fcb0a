import { createTransport, type Transporter } from 'nodemailer';
import { type Mail } from './mail.ts';

/** What came of one attempt to send one mail, with the server's words. */
export interface SendOutcome {
  readonly outcome: 'sent' | 'retry' | 'dead';
  readonly words: string;
}

export interface MailSender {
  send(mail: Mail): Promise<SendOutcome>;
  close(): void;
}

/** Time limits of an SMTP conversation, in milliseconds; a server that says nothing has not taken the mail. */
const PATIENCE = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000 };

/**
 * Sends mails to the SMTP server of an `smtp://` or `smtps://` address. A permanent refusal (5xx) is dead, everything
 * else is tried again: with the same Message-ID, so that a mail that did arrive is the same mail.
 */
export function createMailSender(url: string): MailSender {
  const { hostname, port, username, password, protocol, searchParams } = new URL(url);
  const secure = protocol === 'smtps:';
  const transport: Transporter = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? (secure ? 465 : 587) : Number(port), secure, ...PATIENCE,
    ...(searchParams.get('tls') === 'off' ? { ignoreTLS: true } : {}),
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
  });
  return {
    async send(mail) {
      try {
        const info = await transport.sendMail({ ...mail, headers: { ...mail.headers }, disableFileAccess: true, disableUrlAccess: true }) as { response?: string };
        return { outcome: 'sent', words: info.response ?? 'accepted' };
      } catch (error) {
        return classify(error);
      }
    },
    close: () => { transport.close(); },
  };
}

function classify(error: unknown): SendOutcome {
  const { responseCode, response, message = String(error) } = error as { responseCode?: number; response?: string; message?: string };
  const words = response ?? message;
  return { outcome: responseCode !== undefined && responseCode >= 500 && responseCode < 600 ? 'dead' : 'retry', words };
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
