/** What a child process is to do, as JSON on its command line. */
export interface Orders {
  readonly act: 'command' | 'acknowledge' | 'seal';
  readonly db: string;
  /** The clock stands still. */
  readonly now: string;
  /** For `command`: the command line. */
  readonly args?: readonly string[];
  /** For `seal`: the day and the folder. */
  readonly seal?: { readonly date: string; readonly folder: string };
  /** Die when this point is passed for the nth time. */
  readonly kill?: { readonly at: string; readonly nth: number };
}
