import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Tally } from './faults.ts';
import { FEED, HOOK, HOOK_SECRET } from './settings.ts';

/** How a webhook's receiver treats what it is brought. `drops`: it takes it and hangs up without a word. */
export type HookMood = 'accepts' | 'fails' | 'drops' | 'gone';

/** A message that a receiver took. */
export interface Posted {
  readonly at: string;
  readonly hook: string;
  readonly id: string;
  readonly headline: string;
  /** When the message was made, as it says. */
  readonly made: string;
  /** The receiver had it, but the sender could not know. */
  readonly unanswered: boolean;
}

export interface HookOffice {
  /** The receivers stand below it, by name. */
  readonly url: string;
  readonly posted: Posted[];
  readonly moods: Record<string, HookMood>;
  /** Receivers that said that they are gone, and were not switched on since. */
  readonly off: Set<string>;
  /** What a receiver must not be sent: a signature that does not hold, a post after it said that it is gone. */
  readonly faults: string[];
  close(): Promise<void>;
}

/** A real HTTP server on loopback that checks each signature by its own arithmetic. */
export async function openHooks(now: () => string, tally: Tally): Promise<HookOffice> {
  const dropped = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => { chunks.push(chunk); });
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const hook = request.url?.slice(1) ?? '';
      const [id = '', stamp = '', signature = ''] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => String(request.headers[name] ?? ''));
      const mood = office.moods[hook];
      if (signature !== signed(id, stamp, body)) office.faults.push(`a post to ${hook} at ${now()} bears no signature that holds`);
      if (Math.abs(Number(stamp) * 1000 - Date.parse(now())) > 60_000) office.faults.push(`a post to ${hook} at ${now()} is dated ${stamp}`);
      if (mood === 'fails') {
        tally.count('webhook fails');
        response.writeHead(500).end('try later');
        return;
      }
      if (mood === 'gone') {
        tally.count('webhook gone');
        response.writeHead(410).end('no more');
        return;
      }
      if (office.off.has(hook)) office.faults.push(`a post to ${hook} at ${now()}, which had said that it is gone`);
      const { time, data } = JSON.parse(body) as { time: string; data: { headline: string } };
      const unanswered = mood === 'drops' && !dropped.has(id);
      dropped.add(id);
      office.posted.push({ at: now(), hook, id, headline: data.headline, made: time, unanswered });
      if (!unanswered) return void response.writeHead(204).end();
      tally.count('webhook drops the line');
      request.socket.destroy();
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const office: HookOffice = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, posted: [], faults: [], off: new Set(), moods: { [HOOK]: 'accepts', [FEED]: 'accepts' },
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => { resolve(); }); }),
  };
  return office;
}

function signed(id: string, stamp: string, body: string): string {
  return `v1,${createHmac('sha256', Buffer.from(HOOK_SECRET.replace('whsec_', ''), 'base64')).update(`${id}.${stamp}.${body}`).digest('base64')}`;
}
