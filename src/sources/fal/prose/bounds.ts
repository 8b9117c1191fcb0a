import { type Mark } from './mark.ts';
import { type Token } from './tokens.ts';
import { anyPhraseAt, signAt, wordAt } from './words.ts';

const MINIMUM = ['minimum charge', 'minimum cost', 'minimum price', 'minimum billing|billable|billed duration', 'minimum billing', 'minimum duration', 'minimum of', 'minimum', 'at least', 'no less than', 'min'];
const CAP = ['maximum cost', 'maximum charge', 'maximum price', 'maximum of', 'maximum', 'capped at', 'cap of', 'at most', 'no more than', 'never more than'];

/**
 * Reads "a minimum charge of", "capped at": what follows bounds the price when it is an amount, and what is billed when it
 * is a quantity ("a minimum charge for 60 seconds").
 * @returns nothing `made` where the words are part of a size ("at least 720p"); undefined where none of them stands here
 */
export function readBound(tokens: readonly Token[], at: number): { readonly made: readonly Mark[] | undefined; readonly end: number } | undefined {
  const cap = anyPhraseAt(tokens, at, CAP);
  const end = cap ?? anyPhraseAt(tokens, at, MINIMUM);
  if (end === undefined) return undefined;
  const role = cap === undefined ? 'minimum' : 'cap';
  const told = ['for', 'of'].includes(wordAt(tokens, end)) || ((wordAt(tokens, end) === 'is' || signAt(tokens, end) === ':') && tokens[end + 1]?.kind === 'span');
  const bounded = told ? end + 1 : end;
  const what = tokens[bounded]?.kind;
  // "at least 720p" is a size; "minimum charge for 720p: $0.50" bounds the price of one.
  if (what === 'size') return told ? { made: [{ kind: 'bound', role }], end } : { made: undefined, end: at };
  if (what !== 'megapixels' && what !== 'span' && what !== 'number') return { made: [{ kind: 'bound', role }], end };
  // "a minimum of 5 billable seconds - $0.20 for 720p": what so many come to.
  if (comesTo(tokens, bounded + 1)) return { made: [{ kind: 'bound', role }], end: bounded + 1 };
  return { made: role === 'minimum' ? leastOf(tokens, bounded) : [], end: bounded + 1 };
}

/** "3-second minimum" bounds a quantity, "15-second increments" round it; neither says what is priced. */
const BOUNDS = new Set(['minimum', 'maximum', 'min', 'max', 'floor', 'cap', 'limit', 'increment', 'increments', 'block', 'blocks', 'chunk', 'chunks', 'interval', 'intervals', 'steps', 'granularity']);

/** Reads a length that bounds: "60-second minimum", "15-second increments". */
export function readSpanBound(tokens: readonly Token[], at: number): { readonly made: readonly Mark[]; readonly end: number } | undefined {
  const word = wordAt(tokens, at + 1);
  if (!BOUNDS.has(word)) return undefined;
  return { made: ['minimum', 'min', 'floor'].includes(word) ? leastOf(tokens, at) : [], end: at + 2 };
}

function leastOf(tokens: readonly Token[], at: number): readonly Mark[] {
  const token = tokens[at];
  if (token?.kind === 'span') return [{ kind: 'least', words: `at least ${token.count} ${token.unit}${token.count === '1' ? '' : 's'}` }];
  if (token?.kind === 'megapixels') return [{ kind: 'least', words: `at least ${token.count} megapixels` }];
  const noun = wordAt(tokens, at + 1);
  return token?.kind === 'number' && /^(?:step|second|minute|character|token|frame|billable)s?$/.test(noun) ? [{ kind: 'least', words: `at least ${token.value} ${noun === 'billable' ? wordAt(tokens, at + 2) : noun}` }] : [];
}

/** A dash, a bracket or a colon within three words, and an amount right behind it. */
function comesTo(tokens: readonly Token[], at: number): boolean {
  const sign = [0, 1, 2, 3].find((ahead) => ['-', '(', ':', '='].includes(signAt(tokens, at + ahead)));
  return sign !== undefined && tokens[at + sign + 1]?.kind === 'money';
}
