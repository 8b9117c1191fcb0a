import { product } from '../../domain/decimal.ts';
import { oneLine } from './text.ts';

/** Tokens per unit that an interval is printed in: its header says "K tokens". */
export type TierScale = '1' | '1000' | '1000000';

const SUFFIX: Readonly<Record<string, TierScale>> = { k: '1000', m: '1000000' };
const BOUND = String.raw`(\d{1,9}(?:\.\d{1,6})?)\s?(k|m)?`;
const INTERVAL = new RegExp(String.raw`^([[(])\s?${BOUND}\s?,\s?(?:${BOUND}|(\+?(?:∞|inf(?:inity)?)))\s?([\])])$`);
const COMPARED = new RegExp(String.raw`^(≤|<|>|≥)\s?${BOUND}$`);
const PREFIX = /^(?:prompt|input)(?: token)?(?: length)?:?\s*/;

/**
 * "Prompt length (128, 256]" → "(128000,256000]", in tokens. A bound with a letter of its own ("128k") keeps it.
 * @returns undefined when the text is no interval of prompt lengths
 */
export function promptTier(text: string, scale: TierScale): string | undefined {
  return interval(oneLine(text.toLowerCase()).replace(PREFIX, ''), scale);
}

/** "Output length [0, 0.2]" → "output[0,200]": kept as a tier of its own beside the prompt's. */
export function outputTier(text: string, scale: TierScale): string | undefined {
  const match = /^output(?: token)?(?: length)?:?\s*(\S.*)$/.exec(oneLine(text.toLowerCase()));
  const found = match === null ? undefined : interval(match[1] ?? '', scale);
  return found === undefined ? undefined : `output${found}`;
}

function interval(text: string, scale: TierScale): string | undefined {
  const match = INTERVAL.exec(text.replace(/\s?tokens?$/, ''));
  if (match !== null) {
    const [, open = '', low = '', lowSuffix, high, highSuffix, , close = ''] = match;
    const until = high === undefined ? '∞' : tokens(high, highSuffix, scale);
    return `${open}${tokens(low, lowSuffix ?? (low === '0' ? undefined : highSuffix), scale)},${until}${high === undefined ? ')' : close}`;
  }
  const compared = COMPARED.exec(text.replace(/\s?tokens?$/, ''));
  if (compared === null) return undefined;
  const bound = tokens(compared[2] ?? '', compared[3], scale);
  const shape = SHAPES[compared[1] ?? ''];
  return shape?.replace('n', bound);
}

const SHAPES: Readonly<Record<string, string>> = { '≤': '[0,n]', '<': '[0,n)', '>': '(n,∞)', '≥': '[n,∞)' };

function tokens(number: string, suffix: string | undefined, scale: TierScale): string {
  return product(number, suffix === undefined ? scale : SUFFIX[suffix] ?? scale);
}
