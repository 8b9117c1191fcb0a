import { type Meter } from '../../../domain/vocabulary.ts';
import { type Token } from './tokens.ts';
import { ADDITIONAL, anyPhraseAt, COST_VERBS, phraseAt, signAt, wordAt } from './words.ts';

/** What an amount is asked for: "per 1000 tokens", "for every additional second of 720p video", "each 5 second video". */
export interface UnitPhrase {
  readonly meter: Meter;
  readonly per: number;
  /** "per 6 second video" */
  readonly duration_s?: number;
  readonly resolution?: readonly string[];
  readonly input?: 'video' | 'image' | 'audio' | 'text';
  readonly additional: boolean;
  readonly first: boolean;
  /** What "token" and "other" leave open: "input tokens", "frames". */
  readonly words: string;
}

export interface FoundUnit {
  readonly unit: UnitPhrase;
  readonly end: number;
  /** It may stand before its amount: "every second costs $0.05". */
  readonly leads: boolean;
}

/** What the route is about, for words such as "tokens" that mean different things for a video and a language model. */
export interface Subject {
  readonly video: boolean;
  readonly audio: boolean;
  /** The sentence at hand speaks of tokens, so that "per 1M" means them. */
  readonly tokens: boolean;
  /** The text calls its prices promotional, so that "after which" tells a later price. */
  readonly promotion: boolean;
}

/** Reads a unit that begins at `at`. `afterAmount`: an amount stands right before, so that "a second" is one too. */
export function readUnit(tokens: readonly Token[], at: number, afterAmount: boolean, subject: Subject): FoundUnit | undefined {
  const start = starterAt(tokens, at, afterAmount);
  if (start === undefined) return undefined;
  const phrase = collect(tokens, anyPhraseAt(tokens, start.end, COUNT_OF) ?? start.end);
  const beyond = start.leads ? anyPhraseAt(tokens, phrase.end, BEYOND) : undefined;
  const unit = evaluate(beyond === undefined ? phrase : { ...phrase, words: [...phrase.words, 'after', 'that'] }, subject, start.first, start.additional || beyond !== undefined) ?? (wordAt(tokens, at) === 'per' ? unknownThing(phrase) : undefined);
  return unit === undefined ? undefined : { unit, end: beyond ?? phrase.end, leads: start.leads };
}

/** "every second after that": what goes beyond what was named before. */
const BEYOND = ['after|beyond that|this|those', 'thereafter'];
const COUNT_OF = ['number of', 'the number of', 'total number of', 'the total number of'];
const SUBJECTS = ['image|video generation|generations', 'image|images|video|videos are|is|cost|costs|will'];
const FIRST = ['for up to', 'for the first', 'for your first', 'the first', 'first'];
const EACH = ['for every', 'for each', 'for any', 'for additional|extra|subsequent|further', 'every', 'each', 'any additional|extra|subsequent|further'];

interface Starter { readonly end: number; readonly leads: boolean; readonly first: boolean; readonly additional: boolean }

function starterAt(tokens: readonly Token[], at: number, afterAmount: boolean): Starter | undefined {
  const plain = { first: false, additional: false };
  if (wordAt(tokens, at) === 'per') return { end: at + 1, leads: false, ...plain };
  if (signAt(tokens, at) === '/') return { end: at + 1, leads: false, ...plain };
  if (signAt(tokens, at) === '*' && afterAmount) return { end: at + 1, leads: false, ...plain };
  if (wordAt(tokens, at) === 'x' && afterAmount) return { end: at + 1, leads: false, ...plain };
  const first = anyPhraseAt(tokens, at, FIRST);
  if (first !== undefined && !(wordAt(tokens, first - 1) === 'to' && tokens[first]?.kind !== 'span')) return { end: first, leads: true, first: true, additional: false };
  const each = anyPhraseAt(tokens, at, EACH);
  if (each !== undefined) {
    const additional = ADDITIONAL.has(wordAt(tokens, each - 1));
    return { end: each, leads: true, first: false, additional };
  }
  const article = phraseAt(tokens, at, 'for a|an|one|the');
  if (article !== undefined) return namesModel(tokens, article) ? undefined : { end: article, leads: true, ...plain };
  if (wordAt(tokens, at) === 'for' && isOne(tokens[at + 1]) && headOf(wordAt(tokens, at + 2)) !== undefined) return { end: at + 2, leads: true, ...plain };
  if (phraseAt(tokens, at, 'for image|video|audio|text|input|output') !== undefined) return { end: at + 1, leads: true, ...plain };
  if (phraseAt(tokens, at, 'additional|extra|subsequent|further image|images|second|seconds|megapixel|megapixels|minute|minutes|step|steps|character|characters') !== undefined) {
    return { end: at, leads: true, first: false, additional: true };
  }
  if (afterAmount && phraseAt(tokens, at, 'a|an|one second|minute|image|video|megapixel|character|token|request') !== undefined) return { end: at + 1, leads: false, ...plain };
  if (afterAmount && phraseAt(tokens, at, 'for') !== undefined && tokens[at + 1]?.kind === 'number') return { end: at + 1, leads: true, ...plain };
  if (at === 0 && anyPhraseAt(tokens, at, SUBJECTS) !== undefined) return { end: at, leads: true, ...plain };
  if ((at === 0 || ((signAt(tokens, at - 1) !== '' || wordAt(tokens, at - 1) === 'and') && COST_VERBS.has(wordAt(tokens, at + 2)))) && phraseAt(tokens, at, 'a|an|one second|minute|megapixel|character|token|step') !== undefined) return { end: at + 1, leads: true, ...plain };
  if (phraseAt(tokens, at, 'a|an|one') !== undefined && tokens[at + 1]?.kind === 'size' && ['second', 'minute'].includes(wordAt(tokens, at + 2)) && COST_VERBS.has(wordAt(tokens, at + 3))) return { end: at + 1, leads: true, ...plain };
  if (at === 0 && phraseAt(tokens, at, 'image|images|video|videos') !== undefined && signAt(tokens, at + 1) === ':') return { end: at, leads: true, ...plain };
  return tokens[at]?.kind === 'number' ? { end: at, leads: true, ...plain } : undefined;
}

/** "for 1 image" */
function isOne(token: Token | undefined): boolean {
  return token?.kind === 'number' && token.value === '1';
}

const VARIANTS = new Set(['model', 'models', 'version', 'variant', 'tier', 'mode', 'plan', 'endpoint']);

/** "for the HD model" tells one price from another, and is nothing that is counted. */
function namesModel(tokens: readonly Token[], at: number): boolean {
  return [0, 1, 2].some((ahead) => VARIANTS.has(wordAt(tokens, at + ahead)) && Array.from({ length: ahead }, (_, step) => headOf(wordAt(tokens, at + step))).every((head) => head === undefined));
}

interface Phrase {
  readonly words: readonly string[];
  readonly counts: readonly { readonly value: number; readonly before: string }[];
  readonly span: { readonly count: number; readonly unit: 'second' | 'minute'; readonly next: string } | undefined;
  readonly sizes: readonly string[];
  readonly end: number;
}

/** Words that end a noun phrase. */
const STOP = new Set([
  'for', 'at', 'in', 'with', 'without', 'if', 'when', 'is', 'are', 'will', 'cost', 'costs', 'costing', 'charged', 'you', 'your', 'by', 'on', 'to', 'from', 'plus', 'then', 'as', 'that',
  'which', 'using', 'regardless', 'based', 'rounded', 'adds', 'add', 'be', 'it', 'runs', 'used', 'or', 'up', 'over', 'above', 'below', 'under', 'beyond', 'after', 'per', 'via', 'while', 'where', 'set', 'also', 'instead', 'respectively', 'including', 'has', 'gets', 'whose', 'processed', 'applies', 'takes', 'take', 'lasts', 'produces', 'generates', 'creates', 'gives', 'contains', 'about',
]);
const LONGEST = 12;

/** Gathers the noun phrase, with one "of …" behind it: "second of generated audio", "1,000 input text tokens". */
function collect(tokens: readonly Token[], start: number): Phrase {
  const words: string[] = [];
  const counts: { value: number; before: string }[] = [];
  const sizes: string[] = [];
  let span: Phrase['span'];
  let spanAt = 0;
  let at = start;
  let end = start;
  for (; at < tokens.length && at - start < LONGEST; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.kind === 'word') {
      if (STOP.has(token.text) && !(token.text === 'processed' && at === start)) break;
      if (ARTICLES.has(token.text) && words.some((word) => headOf(word) !== undefined) && words.at(-1) !== 'of') break;
      if (token.text === 'and' && !(HALVES.has(wordAt(tokens, at - 1)) && HALVES.has(wordAt(tokens, at + 1)))) break;
      words.push(token.text);
    } else if (token.kind === 'megapixels') {
      words.push('megapixel');
      counts.push({ value: Number(token.count), before: 'megapixel' });
    } else if (token.kind === 'size') sizes.push(token.text);
    else if (token.kind === 'span' && span === undefined) {
      span = { count: Number(token.count), unit: token.unit, next: '' };
      spanAt = words.length;
    }
    else if (token.kind === 'number') counts.push({ value: Number(token.value), before: wordAt(tokens, at + 1) });
    else if (signAt(tokens, at) === '/' && HALVES.has(wordAt(tokens, at + 1))) continue;
    else if (signAt(tokens, at) === '(' && wordAt(tokens, at + 1).startsWith('pre-') && signAt(tokens, at + 2) === ')') at += 2;
    else if (signAt(tokens, at) !== '-' || at > start + 1) break;
    end = at + 1;
  }
  return { words, counts, span: span === undefined ? undefined : { ...span, next: words[spanAt] ?? '' }, sizes, end };
}

const ARTICLES = new Set(['a', 'an', 'the', 'this']);
const HALVES = new Set(['input', 'output', 'reference', 'source', 'text', 'image', 'audio', 'video', 'images']);

type Head = 'second' | 'minute' | 'video' | 'image' | 'megapixel' | 'token' | 'character' | 'request' | 'step' | 'unit' | 'other' | 'io';

const HEADS: Readonly<Partial<Record<string, Head>>> = {
  second: 'second', s: 'second', minute: 'minute', min: 'minute', m: 'minute', video: 'video', clip: 'video', image: 'image', img: 'image', picture: 'image', photo: 'image', edit: 'image',
  megapixel: 'megapixel', mp: 'megapixel', token: 'token', character: 'character', char: 'character', request: 'request', call: 'request', run: 'request', generation: 'request', inference: 'request', training: 'request',
  task: 'request', job: 'request', step: 'step', unit: 'unit', credit: 'unit', frame: 'other', layer: 'other', object: 'other', voice: 'other', sample: 'other', song: 'other', track: 'other', audio: 'other', page: 'other',
  segment: 'other', model: 'other', mesh: 'other', asset: 'other', word: 'other', map: 'other', hour: 'other', clone: 'request', upscale: 'request', query: 'request', search: 'request', input: 'io', output: 'io',
};

function headOf(word: string): Head | undefined {
  const one = Object.hasOwn(HEADS, word) || !word.endsWith('s') ? word : word.slice(0, -1);
  return Object.hasOwn(HEADS, one) ? HEADS[one] : undefined;
}

function evaluate(phrase: Phrase, subject: Subject, first: boolean, more: boolean): UnitPhrase | undefined {
  const ofAt = phrase.words.indexOf('of');
  const front = ofAt < 0 ? phrase.words : phrase.words.slice(0, ofAt);
  const all = new Set(phrase.words);
  const additional = more || front.some((word) => ADDITIONAL.has(word));
  const shared = {
    additional, first: first || all.has('first'), words: phrase.words.join(' '),
    ...(phrase.sizes.length > 0 && !phrase.sizes.every((size) => isCount(size, phrase)) ? { resolution: phrase.sizes } : {}),
    ...inputOf(all),
  };
  if (phrase.span !== undefined) return spanUnit(phrase.span, all, shared, subject);
  const heads = front.map((word) => ({ word, head: headOf(word) })).filter((found) => found.head !== undefined);
  let { word, head } = heads.at(-1) ?? { word: '', head: undefined as Head | undefined };
  if (head === undefined) return phrase.words.every((one) => one === 'million' || one === 'thousand') && subject.tokens && (perOf(phrase) ?? 0) >= 1000 ? { ...shared, meter: tokenMeter(all, subject), per: perOf(phrase) ?? 1 } : undefined;
  if (head === 'io') ({ word, head } = heads.findLast((found) => found.head !== 'io') ?? { word, head: 'request' as const });
  const before = new Set(front);
  if (head === 'request' && (word.startsWith('generation') || word.startsWith('run') || word.startsWith('training'))) {
    const step = phrase.counts.find((count) => count.before.startsWith('step'));
    if (step !== undefined) return { ...shared, meter: 'step', per: step.value };
    if (before.has('image') || before.has('images')) head = 'image';
    else if (before.has('video')) head = 'video';
  }
  const per = perOf(phrase);
  if (per === undefined) return undefined;
  return head === undefined ? undefined : { ...shared, meter: meterOf(head, all, before, subject, shared.input), per };
}

/** "per avatar": a thing that no list knows is counted as what it is called. */
function unknownThing(phrase: Phrase): UnitPhrase | undefined {
  const per = perOf(phrase);
  if (phrase.words.length === 0 || phrase.words.length > 4 || per === undefined) return undefined;
  return { meter: 'other', per, additional: phrase.words.some((word) => ADDITIONAL.has(word)), first: false, words: phrase.words.join(' ') };
}

const PIECES = new Set(['video', 'clip', 'animation']);

function spanUnit(span: NonNullable<Phrase['span']>, all: ReadonlySet<string>, shared: Omit<UnitPhrase, 'meter' | 'per'>, subject: Subject): UnitPhrase | undefined {
  if (span.count === 0) return undefined;
  // "each clip of 10 seconds"
  const piece = all.has('of') && PIECES.has(shared.words.split(' ')[shared.words.split(' ').indexOf('of') - 1] ?? '');
  if (shared.first || piece || ['video', 'clip', 'generation', 'videos', 'clips', 'animation'].includes(span.next) && !all.has('of')) {
    return { ...shared, meter: 'video', per: 1, duration_s: span.unit === 'minute' ? span.count * 60 : span.count };
  }
  if (!Number.isInteger(span.count)) return undefined;
  return { ...shared, meter: meterOf(span.unit, all, all, subject, shared.input), per: span.count };
}

function meterOf(head: Head, all: ReadonlySet<string>, before: ReadonlySet<string>, subject: Subject, input: UnitPhrase['input']): Meter {
  const audio = ['audio', 'speech', 'music', 'song', 'voice', 'sound'].some((word) => all.has(word));
  switch (head) {
    case 'second': return before.has('compute') || before.has('gpu') ? (before.has('gpu') ? 'gpu_second' : 'compute_second') : audio ? 'audio_second' : 'video_second';
    case 'minute': return audio ? 'audio_minute' : 'minute';
    case 'image': return input === 'image' ? 'input_image' : 'image';
    case 'token': return tokenMeter(all, subject);
    case 'video': case 'megapixel': case 'character': case 'request': case 'step': case 'unit': case 'other': return head;
    case 'io': return 'request';
    default: return head satisfies never;
  }
}

/** Which tokens: by their own words first, then by what the route makes. */
export function tokenMeter(words: ReadonlySet<string>, subject: Subject): Meter {
  const has = (...options: readonly string[]) => options.some((word) => words.has(word));
  if (has('cached', 'cache')) return has('audio') ? 'cached_audio_input_token' : 'cached_input_token';
  if (has('input', 'prompt', 'reference', 'inputs')) return has('image', 'images', 'reference') ? 'image_input_token' : has('audio') && !has('text') ? 'audio_input_token' : 'input_token';
  if (has('output', 'completion', 'outputs')) return has('image', 'images') ? 'image_output_token' : has('audio') ? 'audio_output_token' : 'output_token';
  if (has('video') || subject.video) return 'video_token';
  return 'output_token';
}

function inputOf(words: ReadonlySet<string>): Pick<UnitPhrase, 'input'> {
  const has = (...options: readonly string[]) => options.some((word) => words.has(word));
  if (has('token', 'tokens')) return has('reference') ? { input: 'image' } : {};
  if (!has('input', 'inputs', 'reference') && !(has('source') && has('image', 'images'))) return {};
  if (has('output', 'outputs') || has('per')) return {};
  if (has('image', 'images', 'megapixel', 'megapixels', 'mp')) return { input: 'image' };
  if (has('audio')) return { input: 'audio' };
  if (has('text', 'character', 'characters')) return {};
  return has('video', 'second', 'seconds', 'minute', 'minutes') ? { input: 'video' } : {};
}

/** "1k tokens" is a count, "1k image" a size. */
function isCount(size: string, phrase: Phrase): boolean {
  return /^\d+(?:\.\d)?k$/.test(size) && phrase.words.some((word) => ['token', 'character', 'unit', 'step'].includes(headOf(word) ?? ''));
}

function perOf(phrase: Phrase): number | undefined {
  const size = phrase.sizes.find((text) => isCount(text, phrase));
  const count = size === undefined ? (phrase.counts[0]?.value ?? 1) : Math.round(Number(size.slice(0, -1)) * 1000);
  const times = phrase.words.includes('million') ? 1_000_000 : phrase.words.includes('thousand') ? 1000 : phrase.words.includes('hundred') ? 100 : 1;
  const per = count * times;
  return Number.isSafeInteger(per) && per > 0 ? per : undefined;
}
