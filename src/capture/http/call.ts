import { request as send, type Dispatcher } from 'undici';
import { bounded } from '../bounded.ts';
import { urlRefusal } from '../exchange.ts';
import { CaptureFailure, failureOf } from '../failure.ts';
import { userAgentFor } from '../user-agent.ts';
import { createGuardedAgent, type GuardOptions } from './guard.ts';

/** One request to an address of the configuration: a webhook, a dead-man switch. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The answer with the beginning of its text, or why there was none; redirects are answers. */
export type CallAnswer =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string }
  | { readonly failure: string };

export interface Caller {
  call(call: Call): Promise<CallAnswer>;
  close(): Promise<void>;
}

export interface CallerOptions extends Omit<GuardOptions, 'onConnect'> {
  /** A whole call may take so long, in milliseconds; without an answer by then it has failed. */
  readonly totalMs?: number;
  readonly signal?: AbortSignal;
}

const TOTAL_MS = 20_000;
/** Of an answer only the beginning is read. */
const MOST_BYTES = 4096;

/** Calls with the same guard as captures: every address is checked where it is connected to. Never throws for what the other side does. */
export function createCaller({ totalMs = TOTAL_MS, signal, env = {}, ...guard }: CallerOptions = {}): Caller {
  const agent = createGuardedAgent({ ...guard, env, headersMs: totalMs, bodyIdleMs: totalMs });
  const late = (): Error => new CaptureFailure('TOTAL_TIMEOUT', `no answer within ${totalMs} ms`);
  return {
    async call({ method, url, headers = {}, body }) {
      const refusal = urlRefusal(url);
      if (refusal !== null) return { failure: refusal };
      let answered: CallAnswer | undefined;
      try {
        return await bounded({ parent: signal, ms: totalMs, late }, async (within) => {
          const response = await send(url, { method, headers: { 'user-agent': userAgentFor(env), ...headers }, ...(body === undefined ? {} : { body }), dispatcher: agent, signal: within });
          const retryAfter = response.headers['retry-after'];
          const head = { status: response.statusCode, headers: typeof retryAfter === 'string' ? { 'retry-after': retryAfter } : {} };
          answered = { ...head, text: '' };
          return { ...head, text: await beginning(response.body) };
        });
      } catch (error) {
        // Whatever becomes of the body: the status was the answer.
        if (answered !== undefined) return answered;
        const { code, message } = failureOf(error);
        return { failure: message.includes(code) ? message : `${code}: ${message}` };
      }
    },
    close: () => agent.destroy(),
  };
}

/** As much of a body as anybody reads; one that breaks off or never ends spoils no answer. */
async function beginning(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // A body that fails after we turned away from it must not become an unhandled error.
  body.on('error', () => undefined);
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= MOST_BYTES) break;
    }
  } catch {
    // The status has been given; what came until here are its words.
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES).toString('utf8');
}
