/** The ways in which a capture fails that Node and undici have no code of their own for. */
export type FailureCode =
  | 'ADDRESS_REFUSED' | 'URL_REFUSED' | 'REDIRECT_REFUSED' | 'TOO_MANY_REDIRECTS' | 'LOGIN_PAGE'
  | 'SECRET_MISSING' | 'TOTAL_TIMEOUT' | 'PROXY_REFUSED'
  | 'TOO_LARGE' | 'CUT_OFF' | 'BROKEN_ENCODING' | 'EMPTY_BODY'
  | 'BROWSER_MISSING' | 'BROWSER_CRASHED' | 'NOT_SHOWN' | 'NOT_A_PAGE';

/** A capture that failed for a reason we can name. The message is one phrase for people and never holds a secret. */
export class CaptureFailure extends Error {
  override readonly name = 'CaptureFailure';
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What went wrong, as the retry table wants it: a code and a phrase. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** Finds the code of an error, looking through the wrappers that Node and undici put around it. */
export function failureOf(error: unknown): Failure {
  let deepest: Failure = { code: 'UNKNOWN', message: error instanceof Error ? error.message : String(error) };
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    if (current instanceof CaptureFailure) return current;
    // undici names its parser's errors by class, and not always by code.
    if (current.name === 'HTTPParserError') return { code: 'HPE_INVALID', message: current.message };
    if ('code' in current && typeof current.code === 'string') deepest = { code: current.code, message: current.message || current.code };
    // With several addresses Node throws an AggregateError; its first member names the address and the reason.
    const first: unknown = current instanceof AggregateError ? current.errors[0] : undefined;
    current = first ?? current.cause;
  }
  return deepest;
}
