import { canonicalDecimal, compareDecimals, product, sum, type Decimal } from '../../../domain/decimal.ts';
import { type Mark } from './mark.ts';
import { type Token } from './tokens.ts';
import { anyPhraseAt, COST_VERBS, phraseAt, signAt, wordAt } from './words.ts';

const WORDS: ReadonlyMap<string, Decimal> = new Map([
  ['double', '2'], ['doubles', '2'], ['doubled', '2'], ['twice', '2'], ['triple', '3'], ['triples', '3'], ['tripled', '3'], ['half', '0.5'], ['halves', '0.5'], ['halved', '0.5'], ['quadruple', '4'], ['quadruples', '4'],
]);

/** Words near a factor that make it one of the price, and not of a size or a speed ("2x upscaling"). */
const PRICE_WORDS = new Set([...COST_VERBS, 'multiplied', 'multiplier', 'multiply', 'multiplies', 'times', 'standard', 'base', 'normal', 'scaling', 'expensive', 'doubles', 'by', 'factor', 'rates']);

const BEFORE = new Set(['at', 'by', 'cost', 'costs', 'is', 'be', 'are', 'price']);
const OF_WHAT = new Set(['the', 'of', 'more', 'higher', 'that', 'standard', 'base', 'normal', 'as']);
/** Words that may follow a factor of the price; any other noun makes it "2x upscaling". */
const NEXT = new Set(['for', 'when', 'if', 'more', 'multiplier', 'the', 'with', 'price', 'cost', 'base', 'as', 'than', 'standard', 'and', 'or', 'in', 'at', 'on', 'total', 'higher', 'rate', 'to', 'normal', 'that', 'of', 'per', 'depending', 'while', 'expensive', 'respectively', 'credits', 'using', 'billing']);

/** True unless a noun follows that the factor is of: "2x upscaling" is no price. */
export function namesNoThing(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at];
  if (next?.kind === 'word' && next.text === 'the') return [1, 2, 3].some((ahead) => PRICE_WORDS.has(wordAt(tokens, at + ahead)));
  return next === undefined || next.kind !== 'word' || NEXT.has(next.text);
}

/**
 * Reads a multiplier of the price: "x0.6", "2.2x", "1.5 times the standard rate", "double", "half", "30% more".
 * Which condition it holds for is said around it.
 */
export function readFactor(tokens: readonly Token[], at: number): { readonly made: readonly Mark[]; readonly end: number } | undefined {
  const token = tokens[at];
  if (token === undefined) return undefined;
  // "Gaia 2 (2x, animation)" says what a model does.
  if (token.kind === 'factor' && signAt(tokens, at - 1) === '(' && [',', ')'].includes(signAt(tokens, at + 1))) return undefined;
  if (token.kind === 'factor' && isUpscale(tokens, at)) return { made: [{ kind: 'condition', dimension: 'tier', values: [`${token.value}x`] }], end: at + 1 };
  if (token.kind === 'factor') return namesNoThing(tokens, at + 1) && aboutPrice(tokens, at) ? factor(token.value, at + 1) : undefined;
  if (token.kind === 'number') {
    const end = phraseAt(tokens, at + 1, 'times');
    if (end !== undefined && (BEFORE.has(wordAt(tokens, at - 1)) || OF_WHAT.has(wordAt(tokens, end)))) return factor(token.value, end);
    const by = wordAt(tokens, at - 1) === 'by' && wordAt(tokens, at - 2).startsWith('multipl');
    const given = wordAt(tokens, at - 1) === 'by' && wordAt(tokens, at - 2) === 'given';
    if (by) return factor(token.value, at + 1);
    return given || (signAt(tokens, at - 1) === ',' || wordAt(tokens, at - 1) === 'and') && tokens.some((other) => other.kind === 'word' && other.text === 'multiplier') && wordAt(tokens, at + 1) === 'for'
      ? factor(token.value, at + 1) : undefined;
  }
  if (token.kind === 'percent') return readPercent(tokens, at, token.value);
  const word = token.kind === 'word' ? WORDS.get(token.text) : undefined;
  return word === undefined ? undefined : factor(word, at + 1);
}

/** "for 2x and $0.10 for 4x upscaling": how much larger the picture gets, and not the price. */
function isUpscale(tokens: readonly Token[], at: number): boolean {
  const grows = tokens.some((token) => token.kind === 'word' && token.text.startsWith('upscal'));
  const price = [1, 2].some((ahead) => ['the', 'price', 'cost', 'base', 'standard', 'normal', 'multiplier', 'as', 'more'].includes(wordAt(tokens, at + ahead)));
  // "$0.05 for 2x, $0.10 for 4x": what an amount is for is no multiple of it.
  const listed = wordAt(tokens, at - 1) === 'for' && tokens[at - 2]?.kind === 'money';
  return !price && (listed || (grows && ['for', 'to'].includes(wordAt(tokens, at - 1))));
}

const UP = ['increase|increases|increased|raise|raises|raised|rises|rise'];
const DOWN = ['reduce|reduces|reduced|lower|lowers|lowered|decrease|decreases|decreased|cut|cuts'];

/** "30% more", "adds 50%", "a 20% surcharge", "reduces the price by 50%" */
function readPercent(tokens: readonly Token[], at: number, percent: Decimal): ReturnType<typeof readFactor> {
  const more = phraseAt(tokens, at + 1, 'more|extra|higher|surcharge');
  if (more !== undefined) return shareOf(plusPercent(percent), more);
  if (['adds', 'add', 'adding'].includes(wordAt(tokens, at - 1))) return shareOf(plusPercent(percent), at + 1);
  if (wordAt(tokens, at - 1) !== 'by') return undefined;
  const moved = (phrases: readonly string[]): boolean => [2, 3, 4].some((back) => anyPhraseAt(tokens, at - back, phrases) !== undefined);
  if (moved(UP)) return shareOf(plusPercent(percent), at + 1);
  return moved(DOWN) && compareDecimals(percent, '100') < 0 ? shareOf(minusPercent(percent), at + 1) : undefined;
}

function factor(value: Decimal, end: number): { readonly made: readonly Mark[]; readonly end: number } {
  return { made: [{ kind: 'factor', value }], end };
}

function shareOf(value: Decimal, end: number): { readonly made: readonly Mark[]; readonly end: number } {
  return { made: [{ kind: 'factor', value, share: true }], end };
}

function aboutPrice(tokens: readonly Token[], at: number): boolean {
  return tokens.some((token, place) => place !== at && token.kind === 'word' && PRICE_WORDS.has(token.text));
}

/** 30 → "1.3" */
function plusPercent(percent: Decimal): Decimal {
  return canonicalDecimal(product(sum('100', percent), '0.01'));
}

/** 30 → "0.7" */
function minusPercent(percent: Decimal): Decimal {
  return canonicalDecimal(product(sum('100', `-${percent}`), '0.01'));
}
