import { type Mark } from './mark.ts';
import { type Token } from './tokens.ts';
import { anyPhraseAt, wordAt } from './words.ts';

/** Questions to the words of a sentence that decide how its amounts are taken. */

const CHANGES = new Set(['price', 'prices', 'pricing', 'cost', 'costs', 'discount', 'discounted', 'surcharge', 'off', 'cheaper', 'fee', 'rate', 'rates', 'charge', 'charged']);

/** "Batches get 20% off": prices that the text has, and does not print. */
export function changesByShare(tokens: readonly Token[]): boolean {
  return tokens.some((token) => token.kind === 'percent') && tokens.some((token) => token.kind === 'word' && CHANGES.has(token.text));
}

/** A day that opens what is asked, or a word behind the amounts that does. */
export function tellsLater(tokens: readonly Token[], marks: readonly Mark[]): boolean {
  const opens = tokens.some((token, at) => token.kind === 'word' && ['from', 'after', 'starting', 'beginning'].includes(token.text) && [1, 2].some((ahead) => MONTHS.has(wordAt(tokens, at + ahead))));
  const last = marks.findLastIndex((mark) => mark.kind === 'money');
  return opens || marks.slice(last + 1).some((mark) => mark.kind === 'later');
}

/** "This is roughly $0.04 a second" goes on about what the last sentence named. */
export function refersBack(tokens: readonly Token[]): boolean {
  return ['this', 'these', 'that', 'which'].includes(wordAt(tokens, 0)) && ['is', 'are', 'means', 'costs', 'works', 'comes'].includes(wordAt(tokens, 1));
}

const MONTHS = new Set(['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december', 'jan', 'feb', 'mar', 'apr', 'jun', 'jul', 'aug', 'sep', 'sept', 'oct', 'nov', 'dec']);

/** "October 1", "1st of October", "2026-10-01" */
export function namesDay(tokens: readonly Token[]): boolean {
  const isDay = (token: Token | undefined) => token?.kind === 'number' || (token?.kind === 'word' && /^\d/.test(token.text));
  return tokens.some((token, at) => token.kind === 'word' && MONTHS.has(token.text) && (isDay(tokens[at + 1]) || isDay(tokens[at - 1]) || (wordAt(tokens, at - 1) === 'of' && isDay(tokens[at - 2]))));
}

/** "Billing is based on the length of the input audio": a bare "per second" behind it is of that audio. */
export function billsAudio(tokens: readonly Token[]): boolean {
  const bills = tokens.some((token) => token.kind === 'word' && BILLS.has(token.text));
  return bills && tokens.some((_, at) => anyPhraseAt(tokens, at, LENGTH_OF_AUDIO) !== undefined);
}

const BILLS = new Set(['billing', 'billed', 'bill', 'charged', 'charge', 'charges', 'price', 'priced', 'pricing', 'calculated', 'based']);
const LENGTH_OF_AUDIO = ['duration|length of the|your input|source|output|generated|provided|uploaded audio', 'duration|length of input|source|output|generated|provided|uploaded audio', 'duration|length of the|your audio'];
