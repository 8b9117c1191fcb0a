import { type Conditions, type ConditionValue, type Promotion, type Rate, identityConditions } from '../rate.ts';
import { type Formula, type Limits } from '../reading.ts';
import { type Kind, type Meter } from '../vocabulary.ts';

/**
 * The words drift events are told in. Texts of a source pass through unchanged: whoever shows a phrase escapes it.
 */

const METER_WORDS: Readonly<Record<Meter, readonly [one: string, many: string]>> = {
  video_second: ['second of video', 'seconds of video'], video_token: ['video token', 'video tokens'], video: ['video', 'videos'], minute: ['minute', 'minutes'],
  input_token: ['input token', 'input tokens'], cached_input_token: ['cached input token', 'cached input tokens'],
  cache_write_token: ['cache write token', 'cache write tokens'], output_token: ['output token', 'output tokens'],
  image_input_token: ['image input token', 'image input tokens'], image_output_token: ['image output token', 'image output tokens'],
  audio_input_token: ['audio input token', 'audio input tokens'], cached_audio_input_token: ['cached audio input token', 'cached audio input tokens'],
  audio_output_token: ['audio output token', 'audio output tokens'], storage_token_hour: ['token stored for an hour', 'tokens stored for an hour'],
  image: ['image', 'images'], input_image: ['input image', 'input images'], megapixel: ['megapixel', 'megapixels'],
  audio_second: ['second of audio', 'seconds of audio'], audio_minute: ['minute of audio', 'minutes of audio'], character: ['character', 'characters'],
  request: ['request', 'requests'], compute_second: ['compute second', 'compute seconds'], gpu_second: ['GPU second', 'GPU seconds'], step: ['step', 'steps'],
  unit: ['unit', 'units'], other: ['other', 'others'],
};

const NATURAL = new Intl.Collator('en', { numeric: true });

/** "per 1,000,000 output tokens", "per request". */
export function perPhrase(rate: Pick<Rate, 'meter' | 'per'>): string {
  const [one, many] = METER_WORDS[rate.meter];
  return rate.per === 1 ? `per ${one}` : `per ${grouped(rate.per)} ${many}`;
}

/** 1000000 → "1,000,000". */
function grouped(count: number): string {
  return count === 1_000_000 ? '1,000,000' : count.toLocaleString('en-US');
}

/** "$7", "7 CNY". */
export function money(amount: string, currency: string): string {
  return currency === 'USD' ? `$${amount}` : `${amount} ${currency}`;
}

/** "from $0.05 per image", "$11.7 per 1,000,000 video tokens, $8.424 in the promotion", "no price (placeholder) per request". */
export function pricePhrase(rate: Pick<Rate, 'meter' | 'per' | 'amount' | 'currency' | 'kind' | 'promotion'>): string {
  if (rate.amount === null) return `no price (${kindWords(rate.kind)}) ${perPhrase(rate)}`;
  const prefix = rate.kind === 'from' ? 'from ' : '';
  const effective = rate.promotion?.effective_amount;
  const promotion = effective == null ? '' : `, ${money(effective, rate.currency)} in the promotion`;
  return `${prefix}${money(rate.amount, rate.currency)} ${perPhrase(rate)}${promotion}`;
}

/** "$5.60 → $7.00 per 1,000,000 output tokens"; each price in full where more than the amount differs, or a promotion stands beside it. */
export function priceMovePhrase(before: Parameters<typeof pricePhrase>[0], after: Parameters<typeof pricePhrase>[0]): string {
  const [was, is] = [pricePhrase(before), pricePhrase(after)];
  const behind = ` ${perPhrase(after)}`;
  return was.endsWith(behind) && is.endsWith(behind) ? `${was.slice(0, -behind.length)} → ${is}` : `${was} → ${is}`;
}

export function kindWords(kind: Kind): string {
  return kind === 'on_request' ? 'on request' : kind;
}

/** "720p, with audio, group Economy"; "no conditions" where there are none. Free text and dates are left out. */
export function conditionPhrase(conditions: Conditions): string {
  const words = Object.entries(identityConditions(conditions)).map(([key, value]) => conditionWords(key, value));
  return words.length === 0 ? 'no conditions' : words.join(', ');
}

function conditionWords(key: string, value: ConditionValue): string {
  if (key === 'audio') return value === true ? 'with audio' : value === false ? 'without audio' : `audio ${value}`;
  if (key === 'resolution' || key === 'aspect' || key === 'service') return String(value);
  if (key === 'input') return value === 'no_video' ? 'without video input' : `${value} input`;
  if (key === 'duration_s') return `${value} s`;
  if (key === 'prompt_tokens') return `prompt tokens ${value}`;
  return `${key} ${value}`;
}

/**
 * The conditions that several rates have in common, with "480p, 720p, 1080p" where a key has several values;
 * a key that some of them lack is left out.
 */
export function mergeConditions(all: readonly Conditions[]): Conditions {
  const first = all[0];
  if (first === undefined) return {};
  const merged: Record<string, ConditionValue> = {};
  for (const key of Object.keys(identityConditions(first)) as (keyof Conditions)[]) {
    const values = new Set(all.map((conditions) => conditions[key]));
    if (values.has(undefined)) continue;
    const [only] = values;
    merged[key] = values.size === 1 && only !== undefined ? only : sortNaturally([...values].map(String)).join(', ');
  }
  return merged;
}

/** One phrase for the conditions of several rates: merged where they differ in one key only, side by side otherwise. */
export function conditionsPhrase(all: readonly Conditions[]): string {
  const phrases = sortNaturally([...new Set(all.map(conditionPhrase))]);
  if (phrases.length <= 1) return phrases[0] ?? 'no conditions';
  const identities = all.map(identityConditions);
  const keys = new Set(identities.flatMap(Object.keys));
  const complete = identities.every((conditions) => Object.keys(conditions).length === keys.size);
  const differing = [...keys].filter((key) => new Set(identities.map((conditions) => conditions[key as keyof Conditions])).size > 1);
  return complete && differing.length === 1 ? conditionPhrase(mergeConditions(all)) : phrases.join('; ');
}

/** "28 % off, from 2026-09-01, until 2026-10-07, for new customers". */
export function promotionPhrase(promotion: Promotion): string {
  const words = [
    promotion.percent_off === null ? null : `${promotion.percent_off} % off`,
    promotion.from === null ? null : `from ${promotion.from}`,
    promotion.until === null ? null : `until ${promotion.until}`,
    promotion.audience === null ? null : `for ${promotion.audience}`,
  ].filter((word) => word !== null);
  return words.length === 0 ? 'no terms said' : words.join(', ');
}

/** "video tokens, 24 fps, divided by 1024, × 0.6 when video inputs are provided". */
export function formulaPhrase(formula: Formula): string {
  return [
    formula.kind.replaceAll('_', ' '),
    ...(formula.fps === undefined ? [] : [`${formula.fps} fps`]),
    ...(formula.divisor === undefined ? [] : [`divided by ${formula.divisor}`]),
    ...(formula.counts_input_video === undefined ? [] : [formula.counts_input_video ? 'input video counts' : 'input video does not count']),
    ...formula.multipliers.map(({ factor, when }) => `× ${factor} ${when}`).toSorted(),
  ].join(', ');
}

/** "duration 4 to 15 s; resolutions 480p, 720p; inputs image, text". */
export function limitsPhrase(limits: Limits): string {
  const { min, max } = limits.duration_s ?? {};
  const bounds = [min === undefined ? null : `from ${min}`, max === undefined ? null : `to ${max}`].filter((word) => word !== null);
  const words = [
    bounds.length === 0 ? null : `duration ${bounds.join(' ')} s`,
    limits.resolutions === undefined ? null : `resolutions ${sortNaturally(limits.resolutions).join(', ')}`,
    limits.inputs === undefined ? null : `inputs ${limits.inputs.toSorted().join(', ')}`,
  ].filter((word) => word !== null);
  return words.length === 0 ? 'none' : words.join('; ');
}

/** 480p before 1080p; ties in the order of code points, so that the result never depends on the machine. */
export function sortNaturally(words: readonly string[]): readonly string[] {
  return words.toSorted((a, b) => NATURAL.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0));
}
