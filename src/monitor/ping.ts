/** Asks one address; what the other side does comes back as an answer and is never thrown. */
export type Get = (url: string) => Promise<{ readonly status: number } | { readonly failure: string }>;

export interface PingDeps {
  /** Where a dead-man switch listens; asked at each round, so that a changed file counts. undefined: nobody listens. */
  readonly pingUrl: () => string | undefined;
  readonly get: Get;
  readonly say: (line: string) => void;
}

/**
 * Tells a dead-man switch that a round was completed: it raises the alarm when it is not told any more. Its own failure
 * is said once, and once more when it answers again; it never stops the work.
 */
export function createPing({ pingUrl, get, say }: PingDeps): () => Promise<void> {
  let failing = false;
  return async () => {
    const url = pingUrl();
    if (url === undefined) return;
    const words = await whatFailed(url, get);
    if (words !== null && !failing) say(`the dead-man switch under alerts.ping cannot be told: ${words}; this is said once`);
    if (words === null && failing) say('the dead-man switch under alerts.ping is told again');
    failing = words !== null;
  };
}

async function whatFailed(url: string, get: Get): Promise<string | null> {
  try {
    const answer = await get(url);
    if ('failure' in answer) return answer.failure;
    return answer.status >= 200 && answer.status < 300 ? null : `HTTP ${answer.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
