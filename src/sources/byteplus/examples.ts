import { cellText, type Cell, type PlacedTable } from './blocks.ts';
import { resolutions } from './labels.ts';
import { oneLine } from './text.ts';

/** One worked price of the page: never a rate, only a check of what was read. */
export interface Example {
  /** The model's marketing name, as printed. */
  readonly name: string;
  readonly resolution: string;
  readonly aspect: string;
  readonly size: readonly [width: number, height: number] | null;
  readonly fps: number | null;
  readonly outputSeconds: number;
  /** 0 without an input video. */
  readonly inputSeconds: number;
  readonly input: 'video' | 'no_video' | null;
  readonly audio: boolean | null;
  readonly draft: boolean;
  readonly printed: string;
  readonly per: 'video' | 'second';
  /** Tokens as the page prints them, where it does. */
  readonly usage: string | null;
}

export interface ExampleTable {
  readonly examples: readonly Example[];
  readonly unsupported: readonly { readonly name: string; readonly resolution: string }[];
}

/** Reads a table of worked examples, whichever way it is turned. Lines that are not understood are left out. */
export function readExamples(placed: PlacedTable): ExampleTable {
  const header = placed.table.header?.map((cell) => oneLine(cellText(cell))) ?? [];
  return header.slice(1).some((text) => resolutions(text) !== undefined) ? resolutionColumns(placed, header) : resolutionRows(placed, header);
}

/** The 2.0 family: one column a resolution, one row a model. */
function resolutionColumns(placed: PlacedTable, header: readonly string[]): ExampleTable {
  const row = (label: RegExp): readonly Cell[] | undefined => placed.table.rows.find((cells) => label.test(cellText(cells[0])));
  const aspects = row(/^aspect ratio|^ratio/i);
  const inputs = row(/^input video duration/i);
  const outputs = row(/^(?:output video |output )?duration|^output video duration/i);
  const examples: Example[] = [];
  const unsupported: { name: string; resolution: string }[] = [];
  for (const cells of placed.table.rows) {
    const label = cellText(cells[0]);
    if (!/\(\s?USD/i.test(label)) continue;
    const name = oneLine(label.replace(/\([^()]{0,60}\)/g, ' '));
    header.forEach((text, at) => {
      const resolution = at === 0 ? undefined : resolutions(text)?.resolution[0];
      const outputSeconds = seconds(cellText(outputs?.[at]));
      const cell = cells[at];
      if (resolution === undefined || outputSeconds === undefined || cell === undefined) return;
      if (/not (?:yet )?supported/i.test(cellText(cell))) unsupported.push({ name, resolution });
      const base = { name, resolution, aspect: cellText(aspects?.[at]), size: null, fps: null, outputSeconds, audio: null, draft: false, usage: null };
      const words = oneLine([...cell.lines, ...cell.quoted].join(' '));
      if (inputs === undefined) {
        for (const { printed, per } of amounts(words)) examples.push({ ...base, inputSeconds: 0, input: 'no_video', printed, per });
      } else {
        for (const { printed, inputSeconds } of priceRange(words)) examples.push({ ...base, inputSeconds, input: 'video', printed, per: 'video' });
      }
    });
  }
  return { examples, unsupported };
}

/** "0.35 per video 0.07 per second", or a bare amount per video. */
function amounts(words: string): readonly { readonly printed: string; readonly per: 'video' | 'second' }[] {
  const named = [...words.matchAll(/(\d{1,6}\.\d{1,6}|\d{1,6})\s?(?:USD\s?)?per (video|second)/gi)];
  if (named.length > 0) return named.map(([, printed = '', per = '']) => ({ printed, per: per.toLowerCase() === 'second' ? 'second' : 'video' }));
  const bare = /^(\d{1,6}\.\d{1,6}|\d{1,6})$/.exec(words)?.[1];
  return bare === undefined ? [] : [{ printed: bare, per: 'video' }];
}

/**
 * "0.39-0.86 Lowest price corresponds to 2-4 seconds input, highest price corresponds to 15 seconds input": the lowest
 * holds up to 4 seconds because of the minimum token count, which is therefore worth that many seconds.
 */
function priceRange(words: string): readonly { readonly printed: string; readonly inputSeconds: number }[] {
  const range = /^(\d{1,6}\.\d{1,6})\s?-\s?(\d{1,6}\.\d{1,6})(?!\S)/.exec(words);
  if (range === null) return [];
  const lowest = /lowest price corresponds to (?:\d{1,3}\s?-\s?)?(\d{1,3}) ?s/i.exec(words)?.[1];
  const highest = /highest price corresponds to (?:\d{1,3}\s?-\s?)?(\d{1,3}) ?s/i.exec(words)?.[1];
  return [
    ...(lowest === undefined ? [] : [{ printed: range[1] ?? '', inputSeconds: Number(lowest) }]),
    ...(highest === undefined ? [] : [{ printed: range[2] ?? '', inputSeconds: Number(highest) }]),
  ];
}

/** The 1.x models: one row a resolution, the model named by the heading. */
function resolutionRows(placed: PlacedTable, header: readonly string[]): ExampleTable {
  const column = (name: RegExp): number => header.findIndex((text) => name.test(text));
  const at = { resolution: column(/^resolution/i), aspect: column(/^(?:aspect )?ratio/i), size: column(/long side|pixels|px\)/i), fps: column(/^frame rate/i), duration: column(/^(?:output video )?duration/i), usage: column(/^usage/i) };
  const name = placed.headings.at(-1) ?? '';
  const examples: Example[] = [];
  const unsupported: { name: string; resolution: string }[] = [];
  let resolution = '';
  for (const cells of placed.table.rows) {
    const printedResolution = cellText(cells[at.resolution]);
    if (printedResolution !== '') resolution = resolutions(printedResolution)?.resolution[0] ?? '';
    const outputSeconds = seconds(cellText(cells[at.duration]));
    if (resolution === '' || outputSeconds === undefined) continue;
    header.forEach((text, index) => {
      if (!/\busd\b/i.test(text)) return;
      const value = cellText(cells[index]);
      const kind = /\bsilent\b/i.test(text) ? false : /\baudio\b/i.test(text) ? true : null;
      const draft = /\bdraft\b/i.test(text);
      if (/not (?:yet )?supported/i.test(value) && !draft) unsupported.push({ name, resolution });
      if (!/^\d{1,6}(?:\.\d{1,6})?$/.test(value)) return;
      const usage = /^\d{1,12}$/.exec(cellText(cells[at.usage]))?.[0] ?? null;
      examples.push({
        name, resolution, aspect: cellText(cells[at.aspect]), size: pixels(cellText(cells[at.size])), fps: seconds(cellText(cells[at.fps])) ?? null,
        outputSeconds, inputSeconds: 0, input: null, audio: kind, draft, printed: value, per: 'video', usage,
      });
    });
  }
  return { examples, unsupported };
}

function seconds(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}

function pixels(text: string): readonly [number, number] | null {
  const match = /^(\d{2,5})\s?[×x*]\s?(\d{2,5})$/i.exec(text);
  return match === null ? null : [Number(match[1]), Number(match[2])];
}
