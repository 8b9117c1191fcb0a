/** One request at a time for each host, with a pause after each. */
export interface HostQueue {
  /** Runs `work` when its turn has come. */
  run<T>(host: string, work: () => Promise<T>): Promise<T>;
}

export function createHostQueue(options: { readonly pauseMs: number; readonly now: () => number; readonly sleep: (ms: number) => Promise<void> }): HostQueue {
  /** For each host, the end of the line: the last request that was queued, settled when it is over. */
  const lines = new Map<string, Promise<unknown>>();
  const endedAt = new Map<string, number>();

  async function take<T>(host: string, work: () => Promise<T>): Promise<T> {
    const ended = endedAt.get(host);
    const left = ended === undefined ? 0 : ended + options.pauseMs - options.now();
    // A clock that was set back must not make us wait longer than one pause.
    if (left > 0) await options.sleep(Math.min(left, options.pauseMs));
    try {
      return await work();
    } finally {
      endedAt.set(host, options.now());
    }
  }

  return {
    run(host, work) {
      const turn = (lines.get(host) ?? Promise.resolve()).then(() => take(host, work));
      const over = turn.catch(() => undefined);
      lines.set(host, over);
      return turn;
    },
  };
}
