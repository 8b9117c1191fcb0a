import { type Conditions } from '../../domain/rate.ts';
import { promptTier } from './tiers.ts';
import { oneLine, slug } from './text.ts';

/** What a label inside a price cell ("Input without video:") says must hold. Several resolutions may share one amount. */
export type LabelConditions = Omit<Conditions, 'resolution'> & { readonly resolution?: string | readonly string[] };

/**
 * Reads the words before a colon of a price cell.
 * @returns undefined when any word is unknown: then nothing in the row is certain
 */
export function labelConditions(label: string): LabelConditions | undefined {
  const text = oneLine(label.toLowerCase());
  if (text === '' || text.length > 160) return undefined;
  return resolutions(text) ?? areaBound(text) ?? videoInput(text) ?? audio(text) ?? nthImage(text) ?? peak(text) ?? scenario(text) ?? promptLength(text);
}

const RESOLUTION = /^(?:\d{3,4}p|\d(?:\.\d)?k)$/;
const AROUND_RESOLUTIONS: ReadonlySet<string> = new Set(['for', 'output', 'outputs', 'video', 'videos', 'resolution', 'resolutions', 'of', 'at', 'in', 'the', 'and', 'or', 'generated', 'generation']);

/** "For 480p and 720p outputs", "1080p", "4K output": the resolutions in lower case; undefined when there is another word. */
export function resolutions(text: string): { readonly resolution: readonly string[] } | undefined {
  const rest = text.toLowerCase().split(/[\s,/&;+]+/).filter((word) => word !== '' && !AROUND_RESOLUTIONS.has(word));
  return rest.length > 0 && rest.every((word) => RESOLUTION.test(word)) ? { resolution: [...new Set(rest)] } : undefined;
}

const AREA = /^(≤|<|≥|>|up to|at most|no more than|not more than|above|over|more than|greater than|at least|less than|below)\s?(\d+(?:\.\d+)?)\s?(million pixels?|megapixels?|m ?pixels?|mp|pixels?)(?:\s?\(([^()]{0,80})\))?$/;
const COMPARISON: Readonly<Record<string, string>> = {
  'up to': '≤', 'at most': '≤', 'no more than': '≤', 'not more than': '≤', 'above': '>', 'over': '>', 'more than': '>', 'greater than': '>', 'at least': '≥', 'less than': '<', 'below': '<',
};

/** "≤ 2.61 million pixels (1.5K or lower)": the bound as printed, without spaces. */
function areaBound(text: string): LabelConditions | undefined {
  const match = AREA.exec(text);
  if (match === null) return undefined;
  const [, sign = '', number = '', unit = '', note] = match;
  return { resolution: `${COMPARISON[sign] ?? sign}${number}${unit.replaceAll(' ', '')}`, ...(note === undefined ? {} : { note: note.trim() }) };
}

const WITHOUT: ReadonlySet<string> = new Set(['without', 'no', 'non', 'not', 'excluding', 'excludes', 'exclude', 'silent', 'mute', 'muted']);
const FILLING: ReadonlySet<string> = new Set(['with', 'for', 'a', 'an', 'the', 'any', 'is', 'does', 'do', 'has', 'have', 'includes', 'include', 'including', 'included', 'contains', 'contain', 'containing', 'reference']);

/** Polarity of a phrase made of known words only; undefined when it holds others. */
function polarity(text: string, subject: ReadonlySet<string>): boolean | undefined {
  const parts = text.split(/[\s/-]+/).filter((word) => word !== '');
  if (!parts.every((word) => subject.has(word) || WITHOUT.has(word) || FILLING.has(word))) return undefined;
  return !parts.some((word) => WITHOUT.has(word));
}

const INPUT_WORDS: ReadonlySet<string> = new Set(['input', 'inputs', 'video', 'videos']);
const AUDIO_WORDS: ReadonlySet<string> = new Set(['video', 'videos', 'output', 'outputs', 'audio', 'sound', 'silent', 'draft']);

function videoInput(text: string): LabelConditions | undefined {
  if (!/\binputs?\b/.test(text) || !/\bvideos?\b/.test(text)) return undefined;
  const holds = polarity(text, INPUT_WORDS);
  return holds === undefined ? undefined : { input: holds ? 'video' : 'no_video' };
}

function audio(text: string): LabelConditions | undefined {
  if (/\binput/.test(text) || !/\b(?:audio|sound|silent)\b/.test(text)) return undefined;
  const holds = polarity(text, AUDIO_WORDS);
  return holds === undefined ? undefined : { audio: holds, ...(/\bdraft\b/.test(text) ? { option: 'draft' } : {}) };
}

/** "First image", "From the 2nd image". */
function nthImage(text: string): LabelConditions | undefined {
  if (/^(?:the )?(?:first|1st)(?: input| reference)? image$/.test(text)) return { option: 'first_image' };
  const from = /^(?:from|starting from|starting with)(?: the)? (2nd|second|3rd|third|[4-9]th)(?: input| reference)? image(?: onwards?)?$/.exec(text)?.[1];
  if (from !== undefined) return { option: `from_${from === 'second' ? '2nd' : from === 'third' ? '3rd' : from}_image` };
  return /^(?:each|every|per) additional(?: input| reference)? image$/.test(text) ? { option: 'from_2nd_image' } : undefined;
}

/** "Off-peak hours", "Peak hours (09:00-24:00 UTC+8)". */
export function peak(text: string): { readonly service: 'peak' | 'off_peak'; readonly note?: string } | undefined {
  const match = /^(off[- ]?peak|peak)(?: hours?| time| period)?(?:\s?\(([^()]{0,80})\))?$/.exec(oneLine(text.toLowerCase()));
  if (match === null) return undefined;
  return { service: match[1] === 'peak' ? 'peak' : 'off_peak', ...(match[2] === undefined ? {} : { note: match[2].trim() }) };
}

/** Ways to generate that BytePlus prices apart. A way not in this list stops the row. */
const SCENARIOS: ReadonlySet<string> = new Set([
  'single image generation', 'image generation', 'batch image generation', 'group image generation', 'text to image', 'image to image', 'image editing', 'interactive editing',
  'layer decomposition', 'text to video', 'image to video', 'reference to video', 'video editing', 'video extension', 'draft', 'draft mode', 'standard mode', 'fast mode',
]);

function scenario(text: string): LabelConditions | undefined {
  const plain = text.replace(/^for /, '').replaceAll('-', ' ');
  return SCENARIOS.has(plain) ? { option: slug(plain) } : undefined;
}

function promptLength(text: string): LabelConditions | undefined {
  const interval = promptTier(text, '1000');
  return interval === undefined ? undefined : { prompt_tokens: interval };
}
