import { readAudio } from './audio.ts';
import { readFactor } from './factors.ts';
import { isBareAmount } from './amounts.ts';
import { readBound, readSpanBound } from './bounds.ts';
import { type Mark } from './mark.ts';
import { readQualifier } from './qualifiers.ts';
import { readSizes } from './sizes.ts';
import { type Token } from './tokens.ts';
import { readUnit, type Subject } from './units.ts';
import { anyPhraseAt, COST_VERBS, LATER, LINK_VERBS, phraseAt, signAt, wordAt } from './words.ts';

const HEDGES = ['on average', 'an average of', 'typically', 'usually', 'approximately', 'roughly', 'about', 'around', 'estimated', 'circa', 'approx', 'est', 'nearly', 'tentatively', 'tentative', 'average'];
const PLUS = ['plus an additional|extra', 'plus a|an|the', 'plus', 'in addition to', 'as well as', 'on top of'];
const MORE = ['an additional|extra', 'additional', 'extra', 'adds', 'add', 'adding', 'surcharge of', 'surcharge', 'on top', 'supplement of', 'a further', 'also', 'increases|increase|raises the price|cost by', 'increases|increase by', 'additionally'];
const TOTAL = ['total|price|cost to', 'it to'];
const CHANGE = ['will be increased to', 'will increase to', 'increases to', 'will go up to', 'goes up to', 'will rise to', 'rises to', 'will be raised to', 'will change to', 'changes to', 'will become', 'will drop to', 'will be reduced to', 'will decrease to'];
const WORKED = ['for example', 'for instance', 'e g', 'i e', 'so', 'that means', 'which means', 'meaning', 'in other words', 'similarly', 'equivalent to', 'equals', 'in total', 'a total of', 'totaling', 'totalling', 'total of', 'total cost', 'thus', 'hence', 'therefore', 'resulting in', 'making a|an', 'which makes', 'bringing a|an'];
const FREE = ['free', 'included', 'waived', 'no charge', 'not charged', 'no cost', 'no extra cost', 'without charge'];
const TOKEN_KINDS = new Set(['input', 'output', 'cached', 'text', 'image', 'audio', 'prompt', 'completion', 'inputs', 'outputs']);
const ROUNDING = ['rounded', 'rounds', 'rounding', 'nearest', 'closest', 'hundredth', 'increments of'];

const RELATIONS: readonly (readonly [readonly string[], Mark])[] = [
  [PLUS, { kind: 'plus' }],
  [CHANGE, { kind: 'later', sure: true }], [LATER, { kind: 'later' }], [WORKED, { kind: 'worked' }], [ROUNDING, { kind: 'rounding' }], [FREE, { kind: 'free' }], [['respectively'], { kind: 'each-of' }],
  [HEDGES, { kind: 'hedge' }],
];

/** Reads the tokens of one sentence into marks, left to right; what nothing knows stays a word. */
export function readMarks(tokens: readonly Token[], subject: Subject): readonly Mark[] {
  const marks: Mark[] = [];
  let at = 0;
  while (at < tokens.length) {
    const before = marks.at(-1);
    const { made, end } = readOne(tokens, at, before, marks, subject);
    marks.push(...made);
    at = Math.max(end, at + 1);
  }
  return marks;
}

/** "10% off for annual plans": what stands around it tells when it holds, and nothing about an amount. */
const SHARE: Mark = { kind: 'word', text: '%' };

interface Made { readonly made: readonly Mark[]; readonly end: number }

function readOne(tokens: readonly Token[], at: number, before: Mark | undefined, marks: readonly Mark[], subject: Subject): Made {
  const token = tokens[at];
  if (token === undefined) return { made: [], end: at };
  if (token.kind === 'money') return { made: [{ kind: 'money', amount: token.amount, fault: faultOf(token) }], end: at + 1 };
  if (token.kind === 'number' && isBareAmount(tokens, at)) return { made: [{ kind: 'money', amount: token.value, fault: undefined }], end: at + 1 };
  return readFactor(tokens, at)
    ?? readAudioMark(tokens, at)
    ?? readRelation(tokens, at)
    ?? readLimit(tokens, at, subject.tokens)
    ?? readUnitMark(tokens, at, before, marks, subject)
    ?? readSizesMark(tokens, at)
    ?? readSpan(tokens, at)
    ?? (subject.tokens ? readTokenKind(tokens, at) : undefined)
    ?? readInput(tokens, at)
    ?? readQualifier(tokens, at, marks)
    ?? (token.kind === 'percent' && !subject.promotion ? { made: [SHARE], end: at + 1 } : readRest(tokens, at));
}

function faultOf(token: Extract<Token, { kind: 'money' }>): string | undefined {
  if (token.written !== undefined) return `an amount written ${token.written}, whose separators can be read in two ways`;
  if (token.cents) return 'an amount in cents that contradicts its own sign or scale; it is never converted';
  return token.currency === 'USD' ? undefined : `an amount in ${token.currency}, where this source publishes USD`;
}

function readRelation(tokens: readonly Token[], at: number): Made | undefined {
  // "Examples: …", "**Example** — …"; "the same 10-second examples cost" are prices.
  if (['example', 'examples'].includes(wordAt(tokens, at)) && (at < 2 || [':', '-'].includes(signAt(tokens, at + 1)))) return { made: [{ kind: 'worked' }], end: at + 1 };
  // "a 5s video uses 40 credits ($0.20)"
  if (['uses', 'consumes', 'takes'].includes(wordAt(tokens, at)) && (tokens[at + 1]?.kind === 'number' || tokens[at + 2]?.kind === 'number')) return { made: [{ kind: 'worked' }], end: at + 1 };
  if (signAt(tokens, at) === '+') return { made: [{ kind: 'plus' }], end: at + 1 };
  const bound = readBound(tokens, at);
  if (bound !== undefined) return bound.made === undefined ? undefined : { made: bound.made, end: bound.end };
  for (const [words, mark] of RELATIONS) {
    const end = anyPhraseAt(tokens, at, words);
    // "Plus costs $0.05" is a name.
    if (end === undefined || (mark.kind === 'plus' && at === 0 && COST_VERBS.has(wordAt(tokens, end)))) continue;
    return { made: [mark], end };
  }
  const more = anyPhraseAt(tokens, at, MORE);
  if (more === undefined) return undefined;
  // "Adding textures brings the total to $1.20" names what is paid in all.
  if (wordAt(tokens, at) === 'adding' && tokens.some((_, place) => anyPhraseAt(tokens, place, TOTAL) !== undefined)) return undefined;
  // "each additional second" is a unit and was not reached through here; a noun behind "additional" makes it one too.
  const next = tokens[more];
  if (next?.kind === 'word' && readUnit(tokens, at, false, { video: false, audio: false, tokens: false, promotion: false }) !== undefined) return undefined;
  return { made: [['adds', 'add'].includes(wordAt(tokens, more - 1)) ? { kind: 'more', verb: true } : { kind: 'more' }], end: more };
}

function readAudioMark(tokens: readonly Token[], at: number): Made | undefined {
  const found = readAudio(tokens, at);
  if (found === undefined) return undefined;
  // "…, audio adds $0.20": of the amount that follows.
  const adds = ['adds', 'add', 'is', 'costs', 'increases'].includes(wordAt(tokens, found.end)) || signAt(tokens, found.end) === '+' || signAt(tokens, found.end) === ':';
  const side = adds ? { side: 'before' as const } : {};
  return { made: found.value === undefined ? [] : [{ kind: 'condition', dimension: 'audio', values: [found.value], ...side }], end: found.end };
}

function readUnitMark(tokens: readonly Token[], at: number, before: Mark | undefined, marks: readonly Mark[], subject: Subject): Made | undefined {
  const nearAmount = before?.kind === 'money' || (before?.kind === 'sign' && before.text === '-' && marks.at(-2)?.kind === 'money');
  if (phraseAt(tokens, at, 'for image|video|audio|text|input|output') !== undefined && !tokens.some((token) => (token.kind === 'sign' && token.text === '+') || (token.kind === 'word' && token.text === 'plus'))) return undefined;
  const each = nearAmount ? readEach(tokens, at) : undefined;
  if (each !== undefined) return each;
  const found = readUnit(tokens, at, nearAmount, subject);
  if (found === undefined) return undefined;
  // A number that leads ("1 million video tokens") must be about something that is sold by the number.
  if (tokens[at]?.kind === 'number' && !opensStatement(tokens, found.end)) return undefined;
  if (tokens[at]?.kind === 'number' && !['video_token', 'output_token', 'input_token', 'image_input_token', 'image_output_token', 'character', 'image'].includes(found.unit.meter)) return undefined;
  return { made: [{ kind: 'unit', unit: found.unit, leads: found.leads }], end: found.end };
}

/** "Input images cost $0.003 each": of what the sentence named before. */
function readEach(tokens: readonly Token[], at: number): Made | undefined {
  const closes = tokens[at + 1] === undefined || tokens[at + 1]?.kind === 'sign' || ['and', 'or'].includes(wordAt(tokens, at + 1));
  if (wordAt(tokens, at) !== 'each' || !closes) return undefined;
  const since = tokens.slice(0, at - 1).findLastIndex((token) => token.kind === 'money') + 1;
  const place = tokens.slice(since, at).findLastIndex((token) => token.kind === 'word' && /^(?:image|video|clip)s$/.test(token.text));
  if (place < 0) return undefined;
  const input = ['input', 'reference', 'source'].includes(wordAt(tokens, since + place - 1));
  const image = wordAt(tokens, since + place) === 'images';
  if (input && !image) return undefined;
  const unit = { per: 1, additional: false, first: false, words: `${input ? 'input ' : ''}${image ? 'image' : 'video'}`, ...(input ? { input: 'image' as const } : {}) };
  return { made: [{ kind: 'unit', unit: { ...unit, meter: input ? 'input_image' : image ? 'image' : 'video' }, leads: false }], end: at + 1 };
}

/** "1 million video tokens cost …" names a unit; "each run gives 4 images and costs …" does not. */
function opensStatement(tokens: readonly Token[], from: number): boolean {
  const at = readAudio(tokens, from)?.end ?? from;
  const next = tokens[at];
  return next === undefined || next.kind === 'money' || (next.kind === 'sign' && next.text !== ',') || (next.kind === 'word' && (COST_VERBS.has(next.text) || LINK_VERBS.has(next.text) || ['will', 'you', 'at', 'for'].includes(next.text)));
}

function readSizesMark(tokens: readonly Token[], at: number): Made | undefined {
  const found = readSizes(tokens, at);
  if (found === undefined) return undefined;
  if (found.values.length === 0) return { made: [], end: found.end };
  const noun = wordAt(tokens, found.end - 1).replace(/s$/, '');
  const made: Mark[] = [{ kind: 'condition', dimension: 'resolution', values: found.values }];
  // "1K images: $0.05": the noun tells what one amount buys where nothing else does.
  return { made: noun === 'image' ? [...made, { kind: 'word', text: 'image' }] : made, end: found.end };
}

const BEYOND = new Set(['over', 'beyond', 'after', 'above', 'exceeding', 'than', 'past', 'under', 'below', 'nearest', 'every']);
/** "takes about 10 seconds", "the maximum duration is 15 seconds" */
const LASTS = new Set(['takes', 'take', 'duration', 'latency', 'within']);

function readSpan(tokens: readonly Token[], at: number): Made | undefined {
  const token = tokens[at];
  if (token?.kind !== 'span') return undefined;
  const bound = readSpanBound(tokens, at);
  if (bound !== undefined) return bound;
  // "each second over 5 seconds", "videos longer than 10 seconds": a bound, and no length that is priced.
  if (BEYOND.has(wordAt(tokens, at - 1)) || [1, 2, 3].some((back) => LASTS.has(wordAt(tokens, at - back)))) return { made: [], end: at + 1 };
  const seconds = token.unit === 'minute' ? Number(token.count) * 60 : Number(token.count);
  // "for videos up to 40 seconds": a bound of the length, and no length.
  if (wordAt(tokens, at - 2) === 'up' && wordAt(tokens, at - 1) === 'to') {
    const most: Mark = { kind: 'condition', dimension: 'option', values: [`up_to_${seconds}_s`] };
    return { made: ['video', 'videos', 'clip', 'clips'].includes(wordAt(tokens, at - 3)) ? [{ kind: 'unit', unit: { meter: 'video', per: 1, additional: false, first: false, words: 'video' }, leads: false }, most] : [most], end: at + 1 };
  }
  if (token.count === '1' && token.unit === 'second') return { made: [{ kind: 'unit', unit: { meter: 'video_second', per: 1, additional: false, first: false, words: 'second' }, leads: true }], end: at + 1 };
  return { made: [{ kind: 'condition', dimension: 'duration_s', values: [seconds] }], end: at + 1 };
}

function readTokenKind(tokens: readonly Token[], at: number): Made | undefined {
  const word = wordAt(tokens, at);
  return TOKEN_KINDS.has(word) ? { made: [{ kind: 'tokens', word: word.replace(/s$/, '') }], end: at + 1 } : undefined;
}

const INPUTS: readonly (readonly [readonly string[], 'video' | 'image' | 'audio' | 'text'])[] = [
  [['with video input|inputs', 'with video references', 'if|when a video input is provided', 'if|when video inputs are provided', 'if|when video input is provided', 'with a video input', 'with input video|videos', 'video input|inputs'], 'video'],
  [['with image input|inputs', 'with an image input', 'with input image|images', 'with reference image|images', 'with an input image', 'image input|inputs'], 'image'],
  [['with audio input|inputs', 'with input audio', 'audio input|inputs'], 'audio'],
  [['input video|videos'], 'video'], [['input image|images', 'reference image|images'], 'image'], [['text input|inputs'], 'text'],
];

function readInput(tokens: readonly Token[], at: number): Made | undefined {
  const none = phraseAt(tokens, at, 'if|when audio is not provided|given') ?? phraseAt(tokens, at, 'if|when no audio is provided|given');
  if (none !== undefined) return { made: [{ kind: 'condition', dimension: 'option', values: ['no_audio_input'] }], end: none };
  for (const [phrases, value] of INPUTS) {
    const end = anyPhraseAt(tokens, at, phrases);
    if (end !== undefined && !wordAt(tokens, end).startsWith('token')) return { made: [{ kind: 'condition', dimension: 'input', values: [value] }], end };
  }
  // "output video costs $0.10": what was said of an input ends here.
  const output = phraseAt(tokens, at, 'output video|videos|image|images');
  return output === undefined ? undefined : { made: [{ kind: 'condition', dimension: 'input', values: [] }], end: output };
}

const UNDER = ['under', 'below', 'up to', 'less than', 'fewer than'];
const COUNTED = new Set(['token', 'tokens', 'context', 'contexts', 'prompt', 'prompts']);
const OVER = ['over', 'above', 'more than', 'beyond', 'exceeding'];

/** "inputs under 128k tokens" and "at 24 fps": conditions of a number with its own noun. */
function readLimit(tokens: readonly Token[], at: number, ofTokens: boolean): Made | undefined {
  const token = tokens[at];
  if (token?.kind === 'number' && ['fps', 'frames'].includes(wordAt(tokens, at + 1))) {
    const end = phraseAt(tokens, at + 1, 'fps') ?? phraseAt(tokens, at + 1, 'frames per second');
    return end === undefined ? undefined : { made: [{ kind: 'condition', dimension: 'option', values: [`${token.value}fps`] }], end };
  }
  const sign = signAt(tokens, at);
  const under = anyPhraseAt(tokens, at, UNDER) ?? (sign === '<' || sign === '<=' ? at + 1 : undefined);
  const over = anyPhraseAt(tokens, at, OVER) ?? (sign === '>' || sign === '>=' ? at + 1 : undefined);
  const bound = lengthAt(tokens, under ?? over ?? tokens.length, ofTokens);
  const between = ofTokens ? lengthsAt(tokens, at) : undefined;
  if (between !== undefined) return { made: [{ kind: 'condition', dimension: 'prompt_tokens', values: [between] }], end: at + 3 };
  if (bound === undefined) return undefined;
  const end = (under ?? over ?? at) + 1;
  const noun = wordAt(tokens, end);
  // "up to 1000 characters" bounds something else than a prompt.
  if (/^(?:characters?|faces?|polygons?|words?|images?|steps?|frames?|pixels?)$/.test(noun)) return { made: [{ kind: 'condition', dimension: 'option', values: [`${under === undefined ? 'over' : 'up_to'}_${bound}_${noun}`] }], end: end + 1 };
  // Whether the bound itself is inside is known only from a sign; words are read as the gateways write them.
  const range = under === undefined ? `${sign === '>=' ? '[' : '('}${bound},)` : `[0,${bound}${sign === '<' ? ')' : ']'}`;
  return { made: [{ kind: 'condition', dimension: 'prompt_tokens', values: [range] }], end: COUNTED.has(wordAt(tokens, end)) ? end + 1 : end };
}

/** "128k", "200,000", and in a sentence about tokens "32k", which is a size elsewhere. */
function lengthAt(tokens: readonly Token[], at: number, ofTokens: boolean): string | undefined {
  const token = tokens[at];
  if (token?.kind === 'number') return token.value.length < 4 ? undefined : token.value;
  return ofTokens && token?.kind === 'size' && /^\d{2}k$/.test(token.text) ? `${token.text.slice(0, -1)}000` : undefined;
}

/** "32k-128k" */
function lengthsAt(tokens: readonly Token[], at: number): string | undefined {
  const [low, high] = [lengthAt(tokens, at, true), lengthAt(tokens, at + 2, true)];
  return low !== undefined && high !== undefined && (signAt(tokens, at + 1) === '-' || wordAt(tokens, at + 1) === 'to') ? `(${low},${high}]` : undefined;
}

function readRest(tokens: readonly Token[], at: number): Made {
  const token = tokens[at];
  if (token?.kind === 'sign') return { made: [{ kind: 'sign', text: token.text }], end: at + 1 };
  if (token?.kind === 'word') {
    if (COST_VERBS.has(token.text) || LINK_VERBS.has(token.text)) return { made: [{ kind: 'verb' }], end: at + 1 };
    return { made: [{ kind: 'word', text: token.text }], end: at + 1 };
  }
  if (token?.kind === 'megapixels') return { made: [{ kind: 'quantity', of: 'megapixel', count: token.count }], end: at + 1 };
  if (token?.kind === 'number' && phraseAt(tokens, at + 1, 'step|steps') !== undefined) return { made: [{ kind: 'quantity', of: 'step', count: token.value }], end: at + 2 };
  if (token?.kind === 'number' && phraseAt(tokens, at + 1, 'requests|runs|calls|generations') !== undefined) return { made: [{ kind: 'quantity', of: 'request', count: token.value }], end: at + 2 };
  if (token?.kind === 'number' && phraseAt(tokens, at + 1, 'image|images') !== undefined) return { made: [{ kind: 'quantity', of: 'image', count: token.value }], end: at + 2 };
  return { made: [], end: at + 1 };
}
