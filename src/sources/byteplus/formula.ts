import { type Rate } from '../../domain/rate.ts';
import { type Formula, type Limits } from '../../domain/reading.ts';
import { type RouteNames } from './models.ts';
import { FRAMES_PER_SECOND } from './sizes.ts';
import { short } from './text.ts';

/** The token formula that the page prints for all its video models, with the factors that it gives for some of them. */
export interface PageFormula {
  readonly divisor: number;
  readonly countsInputVideo: boolean;
  readonly said: string;
  readonly drafts: readonly { readonly name: string; readonly factor: string; readonly when: string }[];
}

/** Finds the formula in the page's prose; null where the page (a trimmed copy, say) prints none. */
export function findFormula(prose: readonly string[]): PageFormula | null {
  for (const line of prose) {
    if (!/token consumption/i.test(line) || !/\bwidth\b/i.test(line) || !/\bheight\b/i.test(line)) continue;
    const divisor = /frame rate\s?\)?\s?[/÷]\s?(\d{1,6})\b/i.exec(line)?.[1];
    if (divisor === undefined || Number(divisor) === 0) continue;
    return { divisor: Number(divisor), countsInputVideo: /input video duration/i.test(line), said: short(line, 240), drafts: prose.flatMap(draftFactors) };
  }
  return null;
}

/** "For Seedance 1.5 Pro, the token conversion factors are: 0.7 for silent videos, 0.6 for audio videos." */
function draftFactors(line: string): PageFormula['drafts'] {
  if (!/\bdraft\b/i.test(line)) return [];
  const found: PageFormula['drafts'][number][] = [];
  for (const part of line.split(/\bfor (?=[A-Z])/).slice(1)) found.push(...factorsOf(part));
  for (const part of line.split(/\bFor (?=[A-Z])/).slice(1)) found.push(...factorsOf(part));
  return found;
}

function factorsOf(part: string): PageFormula['drafts'] {
  const name = /^([A-Z][\w .-]{2,60}?),? (?:the )?(?:token )?(?:conversion )?factors? (?:are|is):?/.exec(part)?.[1];
  if (name === undefined) return [];
  return [...part.matchAll(/(\d{1,2}(?:\.\d{1,4})?) for (silent|audio) videos?/gi)].map(([, factor = '', sort = '']) =>
    ({ name, factor, when: sort.toLowerCase() === 'silent' ? 'draft, video without audio' : 'draft, video with audio' }));
}

/** The formula of one video route. */
export function formulaOf(route: string, routeOf: RouteNames, formula: PageFormula | null): Formula | null {
  if (formula === null) return null;
  const multipliers = formula.drafts.filter(({ name }) => routeOf(name) === route).map(({ factor, when }) => ({ factor, when }));
  return { kind: 'video_tokens', fps: FRAMES_PER_SECOND, divisor: formula.divisor, counts_input_video: formula.countsInputVideo, multipliers, said: formula.said };
}

/**
 * The resolutions of a video route, where the page says them all: every rate names its resolution, or a table of
 * examples prices some and calls others not supported.
 */
export function limitsOf(rates: readonly Rate[], unsupported: readonly string[], exemplified: readonly string[]): Limits | null {
  const named = rates.map((rate) => rate.conditions.resolution);
  const said = named.length > 0 && named.every((resolution) => typeof resolution === 'string') ? named.map(String) : exemplified;
  const resolutions = [...new Set(said)].filter((resolution) => !unsupported.includes(resolution)).toSorted((a, b) => rank(a) - rank(b));
  return resolutions.length > 0 ? { resolutions } : null;
}

function rank(resolution: string): number {
  const number = Number(/^\d+(?:\.\d+)?/.exec(resolution)?.[0] ?? 0);
  return resolution.endsWith('k') ? number * 1_000 : number;
}
