/** Everything a command takes from outside. Tests hand in their own; main.ts hands in the machine's. */
export interface World {
  readonly now: () => string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results. */
  readonly out: (text: string) => void;
  /** Messages. */
  readonly err: (text: string) => void;
  /** A terminal stands at the other end: colour and progress are welcome. */
  readonly terminal: boolean;
  /** Fires at SIGTERM and SIGINT. */
  readonly stop: AbortSignal;
  readonly checkpoint: (name: string) => void;
  /** At least 0 and below 1: how much later than the least a retry comes. Chance where it is not given. */
  readonly random?: () => number;
}
