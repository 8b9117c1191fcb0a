import { type AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail as it came over the wire and was parsed again. */
export interface CaughtMail {
  readonly to: string;
  readonly subject: string;
  readonly message_id: string;
  readonly text: string;
  readonly html: string;
}

export interface MailCatcher {
  /** `smtp://127.0.0.1:port?tls=off` */
  readonly url: string;
  readonly mails: readonly CaughtMail[];
  close(): Promise<void>;
}

/** A real SMTP server on loopback that keeps what it gets. */
export async function startMailCatcher(): Promise<MailCatcher> {
  const mails: CaughtMail[] = [];
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], logger: false,
    onData(stream, session, done) {
      simpleParser(stream, (error: unknown, mail) => {
        if (error !== null) {
          done(error instanceof Error ? error : new Error('the mail could not be parsed'));
          return;
        }
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address).join(', '), subject: mail.subject ?? '', message_id: mail.messageId ?? '',
          text: mail.text ?? '', html: typeof mail.html === 'string' ? mail.html : '',
        });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}?tls=off`, mails, close: () => new Promise((resolve) => { server.close(() => { resolve(); }); }) };
}
