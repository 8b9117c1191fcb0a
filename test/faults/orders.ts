/** What a child process is to do, one step after the other, as JSON on its command line. */
export interface Orders {
  readonly db: string;
  readonly steps: readonly Step[];
  /** Die when this point is passed for the nth time. */
  readonly kill?: { readonly at: string; readonly nth: number };
}

/** `run`: a command line, while the clock stands still at `now`. `press`: the form of a mail's link is sent to the page. */
export type Step =
  | { readonly do: 'run'; readonly now: string; readonly args: readonly string[] }
  | { readonly do: 'press'; readonly now: string; readonly path: string; readonly form: Readonly<Record<string, string>> }
  | { readonly do: 'seal'; readonly date: string; readonly folder: string };
