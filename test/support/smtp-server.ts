import { type AddressInfo, type Socket } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/**
 * What a mail server does with the next mail: takes it; refuses for now (4xx) or for good (5xx) before or after it has the
 * text; takes it and lets the line drop before it says so.
 */
export type Manner = 'takes' | 'greylists' | 'refuses' | 'greylists after the text' | 'refuses after the text' | 'takes and drops the line';

export interface MannerlyServer {
  readonly url: string;
  /** The Message-ID and subject of each mail it took, in the order they came. */
  readonly taken: readonly { readonly message_id: string; readonly subject: string }[];
  behave(manner: Manner): void;
  close(): Promise<void>;
}

const ANSWERS: Readonly<Partial<Record<Manner, readonly [number, string]>>> = {
  greylists: [450, '4.2.0 greylisted, come back in a few minutes'], refuses: [550, '5.1.1 no such user here'],
  'greylists after the text': [451, '4.3.0 try again'], 'refuses after the text': [554, '5.7.1 looks like spam'],
};

/** A real SMTP server on loopback with the manners of the moment. */
export async function startMannerlyServer(): Promise<MannerlyServer> {
  let manner: Manner = 'takes';
  const taken: { message_id: string; subject: string }[] = [];
  const sockets = new Set<Socket>();
  const refusal = (): Error | null => {
    const answer = ANSWERS[manner];
    return answer === undefined ? null : Object.assign(new Error(answer[1]), { responseCode: answer[0] });
  };
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], logger: false,
    onRcptTo(_address, _session, done) { done(manner === 'greylists' || manner === 'refuses' ? refusal() : null); },
    onData(stream, _session, done) {
      simpleParser(stream, (_error: unknown, { messageId = '', subject = '' }) => {
        const refused = refusal();
        if (refused === null) taken.push({ message_id: messageId, subject });
        if (manner === 'takes and drops the line') for (const socket of sockets) socket.destroy();
        else done(refused);
      });
    },
  });
  server.on('error', () => { /* the line that was dropped */ });
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => { sockets.delete(socket); });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}?tls=off`, taken,
    behave: (next) => { manner = next; },
    close: () => new Promise((resolve) => { server.close(() => { resolve(); }); for (const socket of sockets) socket.destroy(); }),
  };
}
