import { type Token } from './tokens.ts';

/** Small questions about tokens that every reader of a phrase asks. */

export function wordAt(tokens: readonly Token[], at: number): string {
  const token = tokens[at];
  return token?.kind === 'word' ? token.text : '';
}

export function signAt(tokens: readonly Token[], at: number): string {
  const token = tokens[at];
  return token?.kind === 'sign' ? token.text : '';
}

type Compiled = readonly (readonly string[])[];
const single = new Map<string, Compiled>();
const lists = new WeakMap<readonly string[], ReadonlyMap<string, readonly Compiled[]>>();

/** The end of the phrase when `words` stand at `at` one after the other ("|" parts alternatives), else undefined. */
export function phraseAt(tokens: readonly Token[], at: number, words: string): number | undefined {
  const known = single.get(words);
  if (known !== undefined) return matchAt(tokens, at, known);
  const compiled = compile(words);
  single.set(words, compiled);
  return matchAt(tokens, at, compiled);
}

/** The first of several phrases that stands at `at`: the end of it. Lists are kept by identity: pass constants. */
export function anyPhraseAt(tokens: readonly Token[], at: number, phrases: readonly string[]): number | undefined {
  const first = wordAt(tokens, at);
  if (first === '') return undefined;
  let byFirst = lists.get(phrases);
  if (byFirst === undefined) {
    byFirst = index(phrases.map(compile));
    lists.set(phrases, byFirst);
  }
  for (const phrase of byFirst.get(first) ?? []) {
    const end = matchAt(tokens, at, phrase);
    if (end !== undefined) return end;
  }
  return undefined;
}

function compile(words: string): Compiled {
  return words.split(' ').map((part) => part.split('|'));
}

function index(phrases: readonly Compiled[]): ReadonlyMap<string, readonly Compiled[]> {
  const byFirst = new Map<string, Compiled[]>();
  for (const phrase of phrases) for (const first of phrase[0] ?? []) byFirst.set(first, [...(byFirst.get(first) ?? []), phrase]);
  return byFirst;
}

function matchAt(tokens: readonly Token[], at: number, phrase: Compiled): number | undefined {
  for (const [offset, options] of phrase.entries()) if (!options.includes(wordAt(tokens, at + offset))) return undefined;
  return at + phrase.length;
}

export const ADDITIONAL = new Set(['additional', 'extra', 'subsequent', 'further', 'other', 'next', 'following']);
export const COST_VERBS = new Set(['cost', 'costs', 'costing', 'charged', 'charge', 'charges', 'billed', 'bills', 'priced', 'price', 'prices', 'runs', 'pay', 'pays', 'fee', 'pricing', 'rate']);
export const LINK_VERBS = new Set(['is', 'are', 'be', 'will', 'equals', 'being', 'was']);
/** The option of a frame rate. */
export const FRAME_RATE = /^\d+fps$/;
/** What follows is asked when a promotion is over. */
export const LATER = ['after which', 'after that', 'afterwards', 'thereafter', 'regular price', 'original price', 'normal price', 'list price', 'standard pricing resumes', 'will revert to', 'reverts to', 'price returns to'];
/** Words that say nothing about which price this is. */
export const ACTIVITIES = new Set(['upscaling', 'editing', 'processing', 'training']);
/** Names of tiers that need no verb before their amount: "low $0.01, high $0.20". */
export const TIERS = new Set(['low', 'medium', 'high', 'standard', 'basic', 'pro', 'premium', 'hd', 'fast', 'turbo', 'lite', 'max', 'ultra', 'draft', 'express', 'balanced', 'quality', 'flash', 'mini', 'nano', 'plus']);
export const GENERIC = new Set([
  ...ACTIVITIES,
  'a', 'an', 'the', 'this', 'that', 'these', 'those', 'it', 'its', 'you', 'your', 'we', 'our', 'they', 'there', 'which', 'who', 'of', 'to', 'for', 'at', 'in', 'on', 'by', 'and', 'or',
  'as', 'from', 'per', 'each', 'every', 'any', 'all', 'both', 'single', 'one', 'request', 'requests', 'cost', 'costs', 'costing', 'charged', 'charge', 'charges', 'price', 'prices', 'pricing',
  'billed', 'billing', 'bill', 'rate', 'rates', 'flat', 'fixed', 'base', 'video', 'videos', 'image', 'images', 'clip', 'clips', 'audio', 'output', 'outputs', 'input', 'inputs', 'result', 'results',
  'resolution', 'resolutions', 'generated', 'generate', 'generates', 'generating', 'generation', 'generations', 'will', 'be', 'is', 'are', 'was', 'current', 'currently', 'total', 'calculated',
  'token', 'tokens', 'prompt', 'prompts', 'second', 'seconds', 'length', 'text', 'model', 'models', 'mode', 'modes', 'option', 'options', 'setting', 'then', 'also', 'only', 'used', 'using', 'use', 'selected', 'enabled', 'provided', 'respectively',
  'additional', 'extra', 'usd', 'dollars', 'size', 'sizes', 'pixel', 'pixels', 'area', 'started', 'source', 'megapixel', 'megapixels', 'number', 'account', 'run', 'runs', 'call', 'usage', 'approximately',
  'tentative', 'actual', 'note', 'more', 'depends', 'depending', 'different', 'amounts', 'calculations', 'computed', 'roughly', 'about', 'around', 'same', 'regardless', 'with', 'following', 'scale', 'scales', 'default', 'new', 'promotional', 'promo', 'introductory', 'launch', 'limited', 'time', 'step', 'steps', 'frame', 'frames', 'context', 'contexts', 'duration', 'durations', 'job', 'jobs', 'session', 'sessions',
]);
