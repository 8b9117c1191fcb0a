import { type Formula } from '../../../domain/reading.ts';
import { type FoundFactor } from './draft.ts';
import { sentences } from './sentences.ts';

/** Reads how a quantity follows from what the caller chooses, with the multipliers of the text; null where it says nothing. */
export function readFormula(text: string, factors: readonly FoundFactor[]): Formula | null {
  const multipliers = factors.map(({ factor, when }) => ({ factor, when: plain(when) }));
  const shape = SHAPES.find(({ says }) => says.test(text));
  if (shape === undefined) return multipliers.length === 0 ? null : { kind: 'scaled', multipliers };
  if (shape.formula(text).kind === 'rounding' && multipliers.length > 0) return { kind: 'scaled', multipliers };
  const said = sentences(text).find((sentence) => shape.says.test(sentence.said))?.said;
  return { ...shape.formula(text), multipliers, ...(said === undefined ? {} : { said: plain(said) }) };
}

const SHAPES: readonly { readonly says: RegExp; readonly formula: (text: string) => Omit<Formula, 'multipliers' | 'said'> }[] = [
  { says: /height[^.]{0,60}width[^.]{0,120}1024/i, formula: videoTokens },
  { says: /width ?[×x*] ?height ?[×x*] ?frames/i, formula: () => ({ kind: 'video_megapixels' }) },
  { says: /reference (?:token|billing)[^.]{0,80}tokens?/i, formula: () => ({ kind: 'reference_tokens' }) },
  { says: /(?:calculated|produced|computed|counted|billed)[^.]{0,40}\b\d+ ?(?:fps|frames per second)/i, formula: (text) => ({ kind: 'frames', fps: Number(/\b(\d+) ?(?:fps|frames per second)/i.exec(text)?.[1] ?? 0) }) },
  { says: /\d\**\s*[*×x]\s*steps/i, formula: () => ({ kind: 'steps' }) },
  { says: /units (?:per|will be charged per) [^.]{0,20}token/i, formula: () => ({ kind: 'units' }) },
  { says: /\$\([^)]{0,60}number of/i, formula: () => ({ kind: 'linear' }) },
  { says: /round(?:ed|ing)|rounds/i, formula: () => ({ kind: 'rounding' }) },
];

function videoTokens(text: string): Omit<Formula, 'multipliers' | 'said'> {
  const expression = /height[\s\S]{0,200}?1024/i.exec(text)?.[0] ?? '';
  const fps = /[*×x] ?(\d{2,3}) ?\) ?\/ ?1024/.exec(expression)?.[1];
  return { kind: 'video_tokens', divisor: 1024, ...(fps === undefined ? {} : { fps: Number(fps) }), counts_input_video: /input (?:video )?duration/i.test(expression) };
}

function plain(said: string): string {
  return said.replace(/\*\*|`/g, '').replace(/\s+/g, ' ').trim();
}
