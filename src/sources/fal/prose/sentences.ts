/** The longest text that is read; a published price text is under 3,000 characters. */
export const MAX_TEXT = 20_000;

/** One sentence as printed, and whether it is a line of its own (a bullet, a heading). */
export interface Sentence {
  readonly said: string;
  /** Counts up with every line break, so that a heading can be told from the lines it heads. */
  readonly line: number;
}

const ABBREVIATION = /(?:\b(?:e\.g|i\.e|approx|est|vs|etc|incl)|^\s*\d{1,2})$/i;
/** A capital that opens a sentence although the full stop before it is missing ("… so **$0.02** An image is …"). */
const OPENERS = /(?<=\d|\d\*|\d\*\*) (?=(?:An?|The|For|Each|Your|If|When|Note)\b)/g;

/** Splits a price text into sentences, each exactly as printed. A full stop inside a number or an abbreviation ends nothing. */
export function sentences(text: string): readonly Sentence[] {
  return text.split(/\r?\n/).flatMap((line, index) =>
    splitLine(line).map((said): Sentence => ({ said, line: index })));
}

function splitLine(line: string): readonly string[] {
  const found: string[] = [];
  let start = 0;
  for (const stop of line.matchAll(/[.!?][*_)"'`\]]{0,4}(?=\s|$)/g)) {
    const end = stop.index + stop[0].length;
    if (stop[0].startsWith('.') && ABBREVIATION.test(line.slice(Math.max(0, stop.index - 8), stop.index))) continue;
    found.push(line.slice(start, end));
    start = end;
  }
  found.push(line.slice(start));
  return found.flatMap((sentence) => sentence.split(OPENERS)).map((sentence) => sentence.trim()).filter((sentence) => sentence !== '');
}
