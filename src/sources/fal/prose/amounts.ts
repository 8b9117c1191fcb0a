import { type Token } from './tokens.ts';
import { COST_VERBS, signAt, wordAt } from './words.ts';

/** Words that may stand between the verb and a bare amount: "the price is roughly 0.05". */
const BETWEEN = new Set(['is', 'be', 'at', 'of', 'approximately', 'roughly', 'about', 'around', 'you', 'only', 'just', 'a', 'an', 'additional', 'extra']);
const AFTER = new Set(['per', 'for', 'when', 'if', 'with', 'without', 'extra', 'at', 'and', 'or', 'each', 'plus', 'additional', 'more', 'every', 'a']);

/**
 * True where a number without a dollar sign is money: it says a unit right behind ("0.02 per megapixel"), stands behind a
 * verb of cost with no noun after it ("will cost 0.035 when …"), or is multiplied with a unit ("0.0043 * steps").
 */
export function isBareAmount(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token?.kind !== 'number') return false;
  const decimal = token.value.includes('.');
  // "1M", "1000": so many of something; nobody asks for a thousand dollars.
  if (!decimal && token.value.endsWith('000')) return false;
  if (['*', '/'].includes(signAt(tokens, at + 1)) || wordAt(tokens, at + 1) === 'x') {
    return decimal && tokens[at + 2]?.kind === 'word' && !['*', '/'].includes(signAt(tokens, at - 1));
  }
  const next = tokens[at + 1];
  const free = next === undefined || next.kind === 'sign' || (next.kind === 'word' && AFTER.has(next.text));
  if (!free || signAt(tokens, at + 1) === '-') return false;
  if (wordAt(tokens, at + 1) === 'per') return decimal || followsCost(tokens, at);
  return followsCost(tokens, at) && (decimal || next === undefined || next.kind === 'sign');
}

function followsCost(tokens: readonly Token[], at: number): boolean {
  let back = at - 1;
  while (back >= 0 && back > at - 5 && BETWEEN.has(wordAt(tokens, back))) back -= 1;
  return COST_VERBS.has(wordAt(tokens, back)) || (wordAt(tokens, back) === 'multiplier' ? false : signAt(tokens, back) === ':' && COST_VERBS.has(wordAt(tokens, back - 1)));
}
