/** Runs work that is aborted when `parent` aborts or after `ms`; the timer and the listener end with it. */
export async function bounded<T>(
  bounds: { readonly parent: AbortSignal | undefined; readonly ms: number; readonly late: () => Error },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  bounds.parent?.throwIfAborted();
  const controller = new AbortController();
  const stop = () => controller.abort(bounds.parent?.reason);
  bounds.parent?.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(() => controller.abort(bounds.late()), bounds.ms);
  const aborted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(asError(controller.signal.reason)), { once: true });
  });
  try {
    // The race ends work that does not listen to the signal, too.
    return await Promise.race([work(controller.signal), aborted]);
  } finally {
    clearTimeout(timer);
    bounds.parent?.removeEventListener('abort', stop);
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
