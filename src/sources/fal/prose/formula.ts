import { type Formula } from '../../../domain/reading.ts';
import { type FoundFactor } from './draft.ts';
import { sentences } from './sentences.ts';

type Shape = (sentence: string) => Omit<Formula, 'multipliers' | 'said'> | undefined;

/** Reads how a quantity follows from what the caller chooses, with the multipliers of the text; null where it says nothing. */
export function readFormula(text: string, factors: readonly FoundFactor[]): Formula | null {
  const all = sentences(text).map(({ said }) => plain(said));
  const multipliers = [...factors.map(({ factor, when }) => ({ factor, when: plain(when) })), ...all.flatMap(listedMultipliers)];
  for (const shape of SHAPES) {
    for (const said of all) {
      const found = shape(said.toLowerCase());
      if (found === undefined) continue;
      return found.kind === 'rounding' && multipliers.length > 0 ? { kind: 'scaled', multipliers } : { ...found, multipliers, said };
    }
  }
  return multipliers.length === 0 ? null : { kind: 'scaled', multipliers };
}

/** "The reference multiplier for 1, 2 and 3 images is 2.11, 3.44, and 5.09 respectively." */
function listedMultipliers(said: string): Formula['multipliers'] {
  const [, counts = '', of = '', values = ''] = /\bmultipliers? for ([\d., and]{3,80}) ([a-z-]{2,30}) (?:is|are) ([\d., and]{3,120}),? respectively\b/i.exec(said) ?? [];
  const [times, factors] = [counts, values].map((list) => list.match(/\d+(?:\.\d+)?/g) ?? []);
  if (times === undefined || factors === undefined || times.length !== factors.length) return [];
  return factors.map((factor, index) => ({ factor, when: `${times[index]} ${of}` }));
}

/** What each kind of formula says of itself, the most particular first. */
const SHAPES: readonly Shape[] = [
  (said) => (has(said, 'height', 'width', '1024') ? videoTokens(said) : undefined),
  (said) => (has(said, 'width', 'height', 'frames') && /[×x*]/.test(said) ? { kind: 'video_megapixels' } : undefined),
  (said) => (has(said, 'reference', 'token') && (has(said, 'billing') || has(said, 'reference token')) ? { kind: 'reference_tokens' } : undefined),
  frames,
  (said) => (/\d ?[*×x] ?steps/.test(said) ? { kind: 'steps' } : undefined),
  (said) => (has(said, 'units per', 'token') || has(said, 'units will be charged per token') ? { kind: 'units' } : undefined),
  (said) => (has(said, '$(', 'number of') ? { kind: 'linear' } : undefined),
  (said) => (/\bround(?:ed|ing|s)\b/.test(said) ? { kind: 'rounding' } : undefined),
];

function has(said: string, ...words: readonly string[]): boolean {
  return words.every((word) => said.includes(word));
}

function videoTokens(said: string): Omit<Formula, 'multipliers' | 'said'> {
  const fps = /[*×x] ?(\d{2,3}) ?\) ?\/ ?1024/.exec(said)?.[1];
  return { kind: 'video_tokens', divisor: 1024, ...(fps === undefined ? {} : { fps: Number(fps) }), counts_input_video: has(said, 'input video duration') || has(said, 'input duration') };
}

/** "Video seconds are calculated at 16 frames per second." */
function frames(said: string): Omit<Formula, 'multipliers' | 'said'> | undefined {
  const fps = /\b(\d{1,3}) ?(?:fps|frames per second)/.exec(said)?.[1];
  const counted = ['calculated', 'produced', 'computed', 'counted', 'billed'].some((word) => said.includes(word));
  return fps === undefined || !counted ? undefined : { kind: 'frames', fps: Number(fps) };
}

function plain(said: string): string {
  return said.replaceAll('**', '').replaceAll('`', '').replace(/\s+/g, ' ').trim();
}
