import { type Token } from './tokens.ts';
import { anyPhraseAt, phraseAt, signAt, wordAt } from './words.ts';

/** Where a resolution phrase was read to, and the resolutions it names; none for "any resolution". */
export interface FoundSizes {
  readonly values: readonly string[];
  readonly end: number;
}

const NO_MATTER = ['any|all|both|every|each|other|selected|standard|output resolution|resolutions', 'regardless of resolution', 'regardless of the resolution'];
const BETWEEN = ['in between', 'between', 'from'];
const UP_TO = ['up to', 'no more than', 'at most', 'less than or equal to', 'smaller than or equal to', 'or less than'];
const BELOW = ['below', 'under', 'less than', 'smaller than', 'lower than'];
const ABOVE = ['above', 'over', 'beyond', 'more than', 'greater than', 'larger than', 'higher than', 'bigger than', 'exceeding'];
const AT_LEAST = ['at least', 'greater than or equal to', 'from'];

/** Reads "720p", "360p and 540p", "up to 720p", "between A and B", "any other size" at this place. */
export function readSizes(tokens: readonly Token[], at: number): FoundSizes | undefined {
  const other = phraseAt(tokens, at, 'any|all other size|sizes|resolution|resolutions') ?? phraseAt(tokens, at, 'other size|sizes');
  if (other !== undefined) return { values: wordAt(tokens, other - 1).startsWith('size') ? ['any other size'] : [], end: other };
  const larger = phraseAt(tokens, at, 'larger|bigger|smaller|higher|lower size|sizes|resolution|resolutions|image|images');
  if (larger !== undefined) return { values: [`${wordAt(tokens, at)} ${wordAt(tokens, at + 1)}`], end: larger };
  const none = anyPhraseAt(tokens, at, NO_MATTER);
  if (none !== undefined && tokens[none]?.kind !== 'size') return { values: [], end: none };
  const first = readOne(tokens, at);
  if (first === undefined) return undefined;
  const values = [first.value];
  let end = first.end;
  for (;;) {
    const next = listGap(tokens, end);
    const one = next === undefined ? undefined : readOne(tokens, next);
    if (one === undefined || belongsToNext(tokens, one.end, end)) break;
    values.push(one.value);
    end = one.end;
  }
  return { values, end: skipNoun(tokens, end) };
}

function readOne(tokens: readonly Token[], at: number): { readonly value: string; readonly end: number } | undefined {
  const between = anyPhraseAt(tokens, at, BETWEEN);
  if (between !== undefined) {
    const [low, high] = [sizeAt(tokens, between), sizeAt(tokens, between + 2)];
    if (low !== undefined && high !== undefined && ['and', 'to'].includes(wordAt(tokens, between + 1))) return { value: `${low} to ${high}`, end: between + 3 };
  }
  for (const [phrases, printed] of [[UP_TO, 'up to'], [BELOW, 'below'], [ABOVE, 'above'], [AT_LEAST, 'at least']] as const) {
    const bound = anyPhraseAt(tokens, at, phrases);
    const size = bound === undefined ? undefined : sizeAt(tokens, bound);
    if (bound !== undefined && size !== undefined) return { value: `${printed} ${size}`, end: bound + 1 };
  }
  const sign = ['<', '>', '<=', '>='].includes(signAt(tokens, at)) ? signAt(tokens, at) : undefined;
  const bare = sizeAt(tokens, sign === undefined ? at : at + 1);
  if (bare === undefined) return undefined;
  const end = sign === undefined ? at + 1 : at + 2;
  if (sign !== undefined) return { value: `${sign}${bare}`, end };
  const high = wordAt(tokens, end) === 'to' || signAt(tokens, end) === '-' ? sizeAt(tokens, end + 1) : undefined;
  if (high !== undefined) return { value: `${bare} to ${high}`, end: end + 2 };
  const open = phraseAt(tokens, end, 'or|and higher|lower|above|below|less|more|over|under|larger|smaller|up');
  if (open !== undefined && wordAt(tokens, open) !== 'to') return { value: `${bare} ${wordAt(tokens, end)} ${wordAt(tokens, end + 1)}`, end: open };
  return { value: bare, end };
}

function sizeAt(tokens: readonly Token[], at: number): string | undefined {
  const token = tokens[at];
  if (token?.kind === 'megapixels' && !['minimum', 'min', 'maximum', 'max'].includes(wordAt(tokens, at + 1))) return `${token.count}mp`;
  return token?.kind === 'size' ? token.text : undefined;
}

/** Past ", and", "or", "/", "&" between two sizes of one list. */
function listGap(tokens: readonly Token[], at: number): number | undefined {
  let end = at;
  if ([',', '/', '&', '|'].includes(signAt(tokens, end))) end += 1;
  if (['and', 'or'].includes(wordAt(tokens, end))) end += 1;
  if (wordAt(tokens, end) === 'for' && end > at) end += 1;
  return end === at ? undefined : end;
}

/** "480p, 720p is $0.10": after a comma, a size with its own verb or amount opens the next statement. */
function belongsToNext(tokens: readonly Token[], afterSize: number, gap: number): boolean {
  const joined = wordAt(tokens, gap) === 'and' || wordAt(tokens, gap) === 'or' || signAt(tokens, gap) === '/' || wordAt(tokens, gap + 1) === 'and' || wordAt(tokens, gap + 1) === 'or';
  const next = tokens[afterSize];
  const opens = next?.kind === 'money' || [':', '-', '='].includes(signAt(tokens, afterSize)) || ['is', 'costs', 'cost'].includes(wordAt(tokens, afterSize)) || (wordAt(tokens, afterSize) === 'at' && tokens[afterSize + 1]?.kind === 'money');
  if (!opens) return false;
  const earlierAmount = tokens.slice(0, gap).some((token) => token.kind === 'money');
  return !joined || earlierAmount;
}

const NOUNS = new Set(['resolution', 'resolutions', 'output', 'outputs', 'video', 'videos', 'image', 'images', 'pixels', 'px', 'quality', 'generation', 'generations', 'clip', 'clips', 'size']);

function skipNoun(tokens: readonly Token[], at: number): number {
  return NOUNS.has(wordAt(tokens, at)) ? at + 1 : at;
}
