import { type AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js';
import { type Tally } from './faults.ts';

/** How the mail server treats what it is brought. `drops`: it takes the whole mail and hangs up before it says so; `away`: it answers nobody. */
export type Mood = 'accepts' | 'refuses' | 'greylists' | 'drops' | 'away';

/** A mail that the server accepted, with the virtual time at which it did. */
export interface Accepted {
  readonly at: string;
  readonly to: string;
  readonly subject: string;
  readonly message_id: string;
  readonly text: string;
  /** When it was made: the mail's own date. */
  readonly made: string;
  /** The server had the mail, but the sender could not know: it may come once more. */
  readonly unanswered: boolean;
}

export interface PostOffice {
  /** `smtp://127.0.0.1:port?tls=off` */
  readonly url: string;
  readonly accepted: Accepted[];
  mood: Mood;
  close(): Promise<void>;
}

/** A real server listens 100 ms for clients that talk too soon. In a thousand mails that is minutes of waiting for nothing. */
SMTPConnection.prototype.init = function init(this: { _setListeners(ready: () => void): void; connectionReady(): void }): void {
  this._setListeners(() => { this.connectionReady(); });
};

/** A real SMTP server on loopback, with the moods of real ones. */
export async function openPostOffice(now: () => string, tally: Tally): Promise<PostOffice> {
  const accepted: Accepted[] = [];
  const met = new Set<string>();
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], logger: false, disableReverseLookup: true,
    onConnect(_session, done) {
      if (office.mood !== 'away') return done();
      tally.count('SMTP away');
      done(withCode(421, '4.3.2 not in service'));
    },
    onData(stream, session, done) {
      simpleParser(stream, (error: unknown, mail) => {
        if (error !== null) return done(error instanceof Error ? error : new Error('the mail could not be parsed'));
        const id = mail.messageId ?? '';
        const to = session.envelope.rcptTo.map(({ address }) => address).join(', ');
        if (office.mood === 'refuses') {
          tally.count('SMTP refuses');
          return done(withCode(554, '5.7.1 refused by policy'));
        }
        if (office.mood === 'greylists' && !met.has(id)) {
          met.add(id);
          tally.count('SMTP greylists');
          return done(withCode(451, '4.7.1 greylisted, come again later'));
        }
        const unanswered = office.mood === 'drops' && !met.has(id);
        met.add(id);
        accepted.push({ at: now(), to, subject: mail.subject ?? '', message_id: id, text: mail.text ?? '', made: mail.date?.toISOString() ?? '', unanswered });
        if (!unanswered) return done();
        tally.count('SMTP drops the line');
        hangUp(server, session);
      });
    },
  });
  // A line that is cut is what was ordered.
  server.on('error', () => {});
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.server.address() as AddressInfo;
  const office: PostOffice = {
    url: `smtp://127.0.0.1:${port}?tls=off`, accepted, mood: 'accepts',
    close: () => new Promise((resolve) => { server.close(() => { resolve(); }); }),
  };
  return office;
}

function withCode(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function hangUp(server: SMTPServer, { id }: SMTPServerSession): void {
  for (const connection of server.connections) {
    if ('id' in connection && connection.id === id && '_socket' in connection) (connection._socket as { destroy(): void }).destroy();
  }
}
