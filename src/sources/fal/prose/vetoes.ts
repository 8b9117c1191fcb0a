import { type Token } from './tokens.ts';
import { anyPhraseAt, phraseAt, signAt, wordAt } from './words.ts';

/** What stands near an amount and makes it no price, or one that is not read with certainty; each with the words that say so. */
const SENTENCES: readonly (readonly [phrases: readonly string[], reason: string])[] = [
  [['deposit', 'balance', 'wallet', 'refund', 'refunded', 'top up'], 'an amount of money that is no price'],
  [['other providers|platforms|services|apis|models', 'competitor', 'competitors', 'elsewhere'], 'what is asked for something else'],
  [['half a|an', 'half minute|second|hour|image', 'half-minute|half-second|half-hour', 'quarter minute|hour', 'dozen', 'dozens', 'set of'], 'an amount for a fraction or a bundle, which is not read'],
  [['per hundred|billion', 'each hundred|billion'], 'an amount for a count in words, which is not read'],
];
const AFTER = ['after|beyond that|it|this|those', 'past|beyond the first', 'thereafter'];
const PIECES = new Set(['second', 'minute', 'image', 'megapixel', 'character', 'step']);
/** "$0.05 more", "$0.02 less than", "$0.05/s dearer" */
const DIFFERENCES = new Set(['more', 'less', 'cheaper', 'dearer', 'higher', 'lower', 'off', 'saving', 'savings', 'discount', 'costlier', 'pricier']);
/** An amount, "/" or "per", and its unit may stand before the word. */
const FARTHEST = 4;

type Rule = readonly [holds: (tokens: readonly Token[], promotion: boolean) => boolean, reason: string];
const somewhere = (holds: (tokens: readonly Token[], at: number) => boolean) => (tokens: readonly Token[]): boolean => tokens.some((_, at) => holds(tokens, at));

/** Tried in this order; the first that holds gives the reason. */
const RULES: readonly Rule[] = [
  ...SENTENCES.map(([phrases, reason]): Rule => [somewhere((tokens, at) => anyPhraseAt(tokens, at, phrases) !== undefined), reason]),
  // The condition of the difference would fall to the price beside it.
  [somewhere((tokens, at) => tokens[at]?.kind === 'money' && isDifference(tokens, at)), 'a difference to another price, and no price of its own'],
  [somewhere((tokens, at) => tokens[at]?.kind === 'percent' && ['less', 'cheaper', 'lower'].includes(wordAt(tokens, at + 1))), 'a price that is less by a share under a condition'],
  [somewhere(isRange), 'a range of prices, or a price for a range of sizes or durations, which is not read'],
  [(tokens) => tokens.filter(({ kind }) => kind === 'money').length > 1 && somewhere(isByNumber)(tokens), 'prices by the number of something, which are not read'],
  [somewhere((tokens, at) => tokens[at]?.kind === 'money' && isMultiplied(tokens, at)), 'an amount that is multiplied by something the text does not count'],
  [(tokens, promotion) => !promotion && standsBehindShare(tokens), 'an amount behind a share of the price, which may be what it comes to'],
  [somewhere(isRateOfFirst), 'a rate that changes with the length, which is not read'],
  [hasSwitchesTogether, 'several switches at once, which are not read'],
  [(tokens, promotion) => !promotion && goesBeyond(tokens), 'a price for what goes beyond another, which is not read'],
];

/** Why no amount of this sentence is a price that can be read; undefined where nothing says so. */
export function sentenceVeto(tokens: readonly Token[], promotion: boolean): string | undefined {
  return RULES.find(([holds]) => holds(tokens, promotion))?.[1];
}

/** "increases by 50% to $0.15" */
function standsBehindShare(tokens: readonly Token[]): boolean {
  const share = tokens.findIndex(({ kind }) => kind === 'percent');
  return share >= 0 && tokens.slice(share).some(({ kind }) => kind === 'money');
}

/** "(Sound: ON, Voice: ON)": more switches than brackets. */
function hasSwitchesTogether(tokens: readonly Token[]): boolean {
  const switches = tokens.filter((_, at) => signAt(tokens, at) === ':' && ['on', 'off'].includes(wordAt(tokens, at + 1)));
  return switches.length > tokens.filter((_, at) => signAt(tokens, at) === '(').length;
}

/** "after that, each second costs $0.04"; "every second after that" is a unit, and is read as one. */
function goesBeyond(tokens: readonly Token[]): boolean {
  const told = somewhere((all, at) => ['each', 'every'].includes(wordAt(all, at)) || phraseAt(all, at, 'up to') !== undefined);
  const isUnit = (at: number): boolean => PIECES.has(wordAt(tokens, at - 1)) && [2, 3, 4].some((back) => ['every', 'each'].includes(wordAt(tokens, at - back)));
  return told(tokens) && tokens.some((_, at) => anyPhraseAt(tokens, at, AFTER) !== undefined && !isUnit(at));
}

/** "$0.08 per second for the first 10 seconds", "the first 10 seconds cost $0.05 per second" */
function isRateOfFirst(tokens: readonly Token[], at: number): boolean {
  if (tokens[at]?.kind !== 'span' || phraseAt(tokens, at - 2, 'the first') === undefined) return false;
  const isTime = (place: number): boolean => ['second', 'seconds', 's', 'sec', 'minute', 'minutes', 'min'].includes(wordAt(tokens, place)) && (wordAt(tokens, place - 1) === 'per' || signAt(tokens, place - 1) === '/');
  const money = tokens.findIndex((token, place) => place > at && token.kind === 'money');
  return isTime(at - 4) || (money > 0 && money - at < 4 && isTime(money + 2));
}

/** "between 6 and 10 seconds", "from 1 to 4 megapixels", "30 to 60 seconds" */
function isRange(tokens: readonly Token[], at: number): boolean {
  if (tokens[at]?.kind === 'number' && (wordAt(tokens, at + 1) === 'to' || signAt(tokens, at + 1) === '-') && tokens[at + 2]?.kind === 'span') return true;
  const joins = { between: 'and', from: 'to' }[wordAt(tokens, at)];
  const counts = (token: Token | undefined): boolean => token !== undefined && ['number', 'span', 'megapixels', 'money'].includes(token.kind);
  if (joins === undefined || !counts(tokens[at + 1])) return false;
  const place = [2, 3].find((ahead) => wordAt(tokens, at + ahead) === joins);
  return place !== undefined && counts(tokens[at + place + 1]);
}

/** "$0.04 for up to 4 reference images and $0.06 for 5 or more" */
function isByNumber(tokens: readonly Token[], at: number): boolean {
  const noun = wordAt(tokens, at) === 'for' && tokens[at + 1]?.kind === 'number' ? wordAt(tokens, at + 2) : '';
  if (noun !== '' && tokens.some((token, place) => place > at && token.kind === 'word' && token.text === 'for' && tokens[place + 1]?.kind === 'number' && wordAt(tokens, place + 2) === noun)) return true;
  return tokens[at]?.kind === 'number' && wordAt(tokens, at + 1) === 'or' && ['more', 'fewer', 'less'].includes(wordAt(tokens, at + 2));
}

/** "$0.10 x duration in seconds", "$0.10 times the number of seconds" */
function isMultiplied(tokens: readonly Token[], at: number): boolean {
  const times = ['x', 'times'].includes(wordAt(tokens, at + 1)) || ['*', 'x'].includes(signAt(tokens, at + 1));
  return times && [2, 3].some((ahead) => ['duration', 'length', 'number'].includes(wordAt(tokens, at + ahead)));
}

function isDifference(tokens: readonly Token[], at: number): boolean {
  let next = at + 1;
  if (signAt(tokens, next) === '/' || wordAt(tokens, next) === 'per') {
    next += 1;
    while (next < at + FARTHEST && !DIFFERENCES.has(wordAt(tokens, next))) next += 1;
  }
  return DIFFERENCES.has(wordAt(tokens, next));
}
