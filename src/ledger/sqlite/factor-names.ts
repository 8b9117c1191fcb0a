import { type Factor } from '../../domain/rate.ts';

/** One name or scope after another; `id` where a list of factors ends. */
interface Step {
  readonly next: Map<string | undefined, Step>;
  id?: number;
}

/** A catalog has few lists of factor names; one whose scopes name its models must not fill the memory. */
const MAX_KNOWN = 50_000;

/**
 * The numbers of lists of factor names. A list is followed name by name to its number, because making its text for
 * each of a hundred thousand rates costs more than storing the rate.
 */
export function createFactorNames(numberOf: (text: string) => number) {
  let root: Step = { next: new Map() };
  let known = 0;

  return {
    id(factors: readonly Factor[]): number {
      let at = root;
      for (const { name, scope } of factors) at = step(step(at, name), scope);
      if (at.id !== undefined) return at.id;
      if (++known > MAX_KNOWN) this.forget();
      return (at.id = numberOf(namesText(factors)));
    },
    forget(): void {
      root = { next: new Map() };
      known = 0;
    },
  };
}

function step(from: Step, word: string | undefined): Step {
  let to = from.next.get(word);
  if (to === undefined) from.next.set(word, (to = { next: new Map() }));
  return to;
}

/** `[["model_ratio"],["group_ratio","Economy"]]`: the names are ours, the scopes are the source's words. */
function namesText(factors: readonly Factor[]): string {
  return JSON.stringify(factors.map(({ name, scope }) => (scope === undefined ? [name] : [name, scope])));
}
