import { type CaptureAttempt, type CapturedPage, type CaptureRequest } from '../domain/capture.ts';
import { sha256 } from '../domain/canonical.ts';
import { type Exchange } from './exchange.ts';
import { judge, type Judgement } from './judge.ts';
import { type Limits } from './limits.ts';
import { type CapturedBody, type CaptureFinding, type CaptureOutcome } from './outcome.ts';
import { backoffMs, retryAfterMs } from './retry-table.ts';
import { type Secrets } from './secrets.ts';

export interface CaptureTools {
  readonly limits: Limits;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  /** Between 0 and 1. */
  readonly random: () => number;
  /** The host asked to be left alone until then. */
  readonly defer: (url: string, until: Date) => void;
}

/** How one attempt is made, whichever the road, and what must not be told about it. */
export interface Road {
  readonly go: () => Promise<Exchange>;
  readonly conditional: boolean;
  readonly secrets: Pick<Secrets, 'identity' | 'redact' | 'redactBytes'>;
}

/** Asks for one page until it comes, until there is no hope, or until the attempts are used up. */
export async function capturePage(request: CaptureRequest, road: Road, tools: CaptureTools): Promise<CaptureOutcome> {
  const attempts: CaptureAttempt[] = [];
  const bodies = new Map<string, CapturedBody>();
  for (let attempt = 1; ; attempt += 1) {
    const started = tools.now();
    const exchange = withoutSecrets(await road.go(), road.secrets);
    const judgement = judge(exchange, road.conditional);
    const body = exchange.body ? { sha256: sha256(exchange.body), bytes: exchange.body } : null;
    if (body) bodies.set(body.sha256, body);
    attempts.push({
      request, attempt, started_at: started.toISOString(), duration_ms: Math.max(0, tools.now().getTime() - started.getTime()),
      status: exchange.status, final_url: exchange.finalUrl, peer: exchange.peer, headers: exchange.headers, bytes: exchange.wireBytes,
      sha256: body?.sha256 ?? null, failure: 'words' in judgement ? judgement.words : null, identity: road.secrets.identity,
    });
    const wait = waitBeforeNext(judgement, exchange, attempt, tools);
    if (wait === null) {
      const page = judgement.next === 'page' && body ? pageOf(request, exchange, body, started) : null;
      return {
        page, attempts, bodies: [...bodies.values()], notModified: judgement.next === 'not_modified', finding: findingOf(judgement, request, attempt),
        ...(exchange.screenshot ? { screenshot: exchange.screenshot } : {}), ...(exchange.print ? { print: exchange.print } : {}),
      };
    }
    await tools.sleep(wait);
  }
}

/** Milliseconds until the next attempt; null when there is to be none. */
function waitBeforeNext(judgement: Judgement, exchange: Exchange, attempt: number, tools: CaptureTools): number | null {
  if (judgement.next !== 'retry') return null;
  const { limits } = tools;
  const now = tools.now();
  const asked = retryAfterMs(exchange.headers['retry-after'], now);
  if (asked !== undefined && asked > limits.maxWaitMs) {
    // Asking earlier than we were told to is rude, and waiting that long would hold up the other pages.
    tools.defer(exchange.finalUrl, new Date(now.getTime() + asked));
    return null;
  }
  if (attempt >= limits.maxAttempts) return null;
  return Math.max(asked ?? 0, backoffMs(attempt, { baseMs: limits.backoffMs, capMs: limits.maxWaitMs }, tools.random));
}

function pageOf(request: CaptureRequest, exchange: Exchange, body: CapturedBody, started: Date): CapturedPage {
  return { purpose: request.purpose, url: exchange.finalUrl, status: exchange.status ?? 0, headers: exchange.headers, body: body.bytes, captured_at: started.toISOString() };
}

function findingOf(judgement: Judgement, request: CaptureRequest, attempts: number): CaptureFinding | null {
  if (!('words' in judgement)) return null;
  return { kind: judgement.finding, message: `${request.url}: ${judgement.words}${attempts > 1 ? `; ${attempts} attempts` : ''}` };
}

function withoutSecrets(exchange: Exchange, secrets: Road['secrets']): Exchange {
  return {
    ...exchange,
    finalUrl: secrets.redact(exchange.finalUrl),
    headers: Object.fromEntries(Object.entries(exchange.headers).map(([name, value]) => [name, secrets.redact(value)])),
    body: exchange.body && secrets.redactBytes(exchange.body),
    failure: exchange.failure && { code: exchange.failure.code, message: secrets.redact(exchange.failure.message) },
  };
}
