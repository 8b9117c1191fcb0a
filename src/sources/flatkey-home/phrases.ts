import { decimalFromText, type Decimal } from '../../domain/decimal.ts';
import { type Meter } from '../../domain/vocabulary.ts';

/** One price as a teaser words it. `meter` is null where the words do not say what is counted; `reason` says why. */
export type PricePhrase = {
  readonly said: string;
  readonly amount: Decimal;
  readonly from: boolean;
} & ({ readonly meter: Meter; readonly per: number } | { readonly meter: null; readonly reason: string });

/** "$0.063", "US$ 3", "3.33 USD", "USD 3.33", each with what follows. */
const AMOUNT = /(?:US)?\$\s?(\d[\d,]{0,60}(?:\.\d{1,60})?)(?![\d.])(?:\s?USD)?|\bUSD\s?(\d[\d,]{0,60}(?:\.\d{1,60})?)(?![\d.])|(?<![\d.,$])(\d[\d,]{0,60}(?:\.\d{1,60})?)\s?USD\b/g;
const PER = /^\s?(?:\/|per\b|each\b|a\b)\s?/i;
const SCALE = /^(1,000,000|1,000|1000000|1000|1\s?million|million|1\s?m|m|1\s?k|k)\b\s?/i;
const UNIT = /^((?:input|output|in|out|cached|prompt|completion)\b\s?)?([a-z]+)?/i;
const GROUPED = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const FROM = /(?:\bfrom|\bstarting at|\bas low as|≥)\s*$/i;

const UNITS: Readonly<Record<string, Meter>> = {
  s: 'video_second', sec: 'video_second', secs: 'video_second', second: 'video_second', seconds: 'video_second',
  min: 'minute', minute: 'minute', image: 'image', img: 'image', video: 'video', clip: 'video', request: 'request', call: 'request',
};
const TOKENS: ReadonlySet<string> = new Set(['token', 'tokens', 'tok', 'toks']);

/** How many amounts of money a text holds, counted up to `most`. */
export function countPrices(text: string, most = Infinity): number {
  let count = 0;
  for (const _ of pricePhrases(text)) {
    count += 1;
    if (count >= most) break;
  }
  return count;
}

/** Every amount of money in a text with what it is asked for, one after the other as they are asked for. Linear in the text. */
export function* pricePhrases(text: string): Iterable<PricePhrase> {
  for (const match of text.matchAll(AMOUNT)) {
    const printed = match[1] ?? match[2] ?? match[3] ?? '';
    const amount = decimalFromText(GROUPED.test(printed) ? printed.replaceAll(',', '') : printed);
    if (amount === undefined) continue;
    const rest = text.slice(match.index + match[0].length, match.index + match[0].length + 60);
    const before = text.slice(Math.max(0, match.index - 20), match.index);
    const counted = countedIn(rest);
    const said = `${match[0]}${rest.slice(0, counted.length)}`.trim();
    const { length: _, ...what } = counted;
    yield { said, amount, from: FROM.test(before), ...what };
  }
}

type Counted = { readonly length: number } & ({ readonly meter: Meter; readonly per: number } | { readonly meter: null; readonly reason: string });

function countedIn(rest: string): Counted {
  const per = PER.exec(rest)?.[0] ?? '';
  if (per === '') return { length: 0, meter: null, reason: 'an amount that does not say what it is for' };
  const scale = SCALE.exec(rest.slice(per.length))?.[0] ?? '';
  const unit = UNIT.exec(rest.slice(per.length + scale.length));
  const [side, word] = [(unit?.[1] ?? '').trim().toLowerCase(), (unit?.[2] ?? '').toLowerCase()];
  const length = per.length + scale.length + (unit?.[0].length ?? 0);
  if (scale === '' && side === '') {
    const meter = Object.hasOwn(UNITS, word) ? UNITS[word] : undefined;
    if (meter !== undefined) return { length, meter, per: 1 };
  }
  if (TOKENS.has(word) || (scale !== '' && (word === '' || side !== ''))) return countedTokens(side, scale, length);
  return { length, meter: null, reason: 'an amount for something that is no use of a model, or that is not known here' };
}

function countedTokens(side: string, scale: string, length: number): Counted {
  const per = scale === '' ? 1 : /m/i.test(scale) || scale.trim().endsWith('000,000') || scale.trim() === '1000000' ? 1_000_000 : 1_000;
  if (side === 'input' || side === 'in' || side === 'prompt') return { length, meter: 'input_token', per };
  if (side === 'output' || side === 'out' || side === 'completion') return { length, meter: 'output_token', per };
  if (side === 'cached') return { length, meter: 'cached_input_token', per };
  return { length, meter: null, reason: 'a price for tokens that does not say whether input or output is meant' };
}
