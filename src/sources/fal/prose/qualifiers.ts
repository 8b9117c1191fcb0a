import { namesNoThing } from './factors.ts';
import { type Mark } from './mark.ts';
import { readAudio } from './audio.ts';
import { readSizes } from './sizes.ts';
import { type Token } from './tokens.ts';
import { ACTIVITIES, ADDITIONAL, anyPhraseAt, COST_VERBS, GENERIC, LATER, LINK_VERBS, signAt, TIERS, wordAt } from './words.ts';

const PREPOSITIONS = new Set(['with', 'without', 'in', 'using', 'for', 'on']);
const SWITCHES = new Set(['if', 'when', 'adding', 'enabling', 'enable', 'setting', 'unless', 'while', 'using']);
const STOP = new Set(['you\'ll', 'we', 'we\'ll', 'it\'s', 'it\'ll', 'they', 'there', 'there\'s', 'until', 'off', 'first', 'minimum', 'maximum', 'min', 'max', 'at', 'for', 'and', 'or', 'plus', 'per', 'if', 'when', 'then', 'you', 'your', 'the', 'in', 'with', 'without', 'to', 'of', 'adds', 'add', 'as', 'an', 'will', 'it', 'each', 'every', 'respectively', 'which', 'roughly', 'approximately', 'about', 'additional', 'extra', 'rounded', 'regardless', 'that', 'so', 'based', 'from', 'by', 'on', 'after', 'up', 'over', 'above', 'under', 'below', 'instead', 'depending', 'makes', 'make', 'applies', 'apply', 'scales', 'scale', 'brings', 'bring', 'raises', 'takes']);
const NO_TIER = new Set(['no', 'tier', 'tiers', 'plan', 'category', 'quality level']);
const KIND_OF_TIER = new Set(['quality', 'tier', 'plan', 'tiers']);
const BILLED_BY = ['is|are billed|charged|priced|calculated per|by|based|on'];
const LONGEST = 6;

const VARIANTS = new Set(['mode', 'modes', 'model', 'models', 'version', 'variant', 'quality', 'tier', 'resolution', 'video', 'videos', 'image', 'images', 'output', 'outputs', 'style']);

interface Found { readonly made: readonly Mark[]; readonly end: number }

/**
 * Reads the words that tell one price of a route from another where no closed list does: a tier ("with TURBO", "(low)",
 * "for flash model", "thinking costs …") or an option ("if the detail pass is enabled", "enabling PBR materials adds …").
 */
export function readQualifier(tokens: readonly Token[], at: number, marks: readonly Mark[]): Found | undefined {
  const word = wordAt(tokens, at);
  const other = word === 'while' || word === 'whereas' ? besideAnother(tokens, at, marks) : undefined;
  if (other !== undefined) return other;
  if (SWITCHES.has(word)) {
    const words = contentWords(tokens, at + 1);
    const off = word !== 'enabling' && word !== 'adding' && tokens.slice(words.end, words.end + 3).some((token) => token.kind === 'word' && ['disabled', 'off', 'not'].includes(token.text));
    if (words.text === '') return undefined;
    const made = option(off ? `no ${words.text}` : words.text);
    return { made: [word === 'adding' ? { ...made, side: 'before' } : made], end: words.end };
  }
  if (PREPOSITIONS.has(word)) {
    const later = anyPhraseAt(tokens, wordAt(tokens, at + 1) === 'the' ? at + 2 : at + 1, LATER) !== undefined;
    if (later || readSizes(tokens, at + 1) !== undefined || readAudio(tokens, at + 1) !== undefined) return undefined;
    const words = alternatives(tokens, contentWords(tokens, at + 1));
    if (words.text === '') return undefined;
    const enabled = tokens.slice(at, words.end + 2).some((token) => token.kind === 'word' && ['enabled', 'enable', 'selected'].includes(token.text));
    if (enabled || marks.some((mark) => mark.kind === 'plus' || mark.kind === 'more')) return { made: [option(words.text)], end: words.end };
    return { made: [tier(word === 'without' ? `without ${words.text}` : words.text)], end: words.end };
  }
  if (word === 'at' && TIERS.has(wordAt(tokens, at + 1))) return { made: [tier(wordAt(tokens, at + 1))], end: KIND_OF_TIER.has(wordAt(tokens, at + 2)) ? at + 3 : at + 2 };
  if (signAt(tokens, at - 1) === '(') {
    const words = contentWords(tokens, at);
    if (words.text !== '' && signAt(tokens, words.end) === ')' && words.count <= 3) return { made: [tier(words.text)], end: words.end };
    const set = signAt(tokens, words.end) === ':' && signAt(tokens, words.end + 2) === ')' ? wordAt(tokens, words.end + 1) : '';
    if (words.text !== '' && (set === 'on' || set === 'off')) return { made: [option(set === 'on' ? words.text : `no ${words.text}`)], end: words.end + 2 };
    return tokens[at + 1]?.kind === 'money' && TIERS.has(word) ? { made: [named(word)], end: at + 1 } : undefined;
  }
  return readSubject(tokens, at, marks);
}

/** "Standard is $0.05 while pro is $0.10" sets two prices side by side; "while voice control is used" is a condition. */
function besideAnother(tokens: readonly Token[], at: number, marks: readonly Mark[]): Found | undefined {
  const words = contentWords(tokens, at + 1);
  const verb = wordAt(tokens, words.end);
  const priced = (COST_VERBS.has(verb) || LINK_VERBS.has(verb)) && tokens.slice(words.end + 1, words.end + 3).some((token) => token.kind === 'money');
  if (words.text === '' || !priced) return undefined;
  const parallel = marks.some((mark) => mark.kind === 'condition' && mark.dimension === 'tier' && mark.side === 'before');
  return !parallel ? { made: [{ kind: 'word', text: 'while' }], end: at + 1 } : { made: [TIERS.has(words.text) || VARIANTS.has(wordAt(tokens, words.end - 1)) ? named(words.text) : { ...named(words.text), thing: true }], end: words.end };
}

/** "thinking costs $0.15", "Gaia 2 (2x, animation) costs $0.10": the words before the verb name what the price is of. */
function readSubject(tokens: readonly Token[], at: number, marks: readonly Mark[]): Found | undefined {
  const before = marks.at(-1);
  const opens = before === undefined || (before.kind === 'sign' && [',', ';', ':', '-', ')', '*', '•', '·'].includes(before.text)) || (before.kind === 'word' && ['and', 'or', 'each'].includes(before.text));
  if (!opens || (tokens[at]?.kind !== 'word' && tokens[at]?.kind !== 'factor')) return undefined;
  let end = at;
  const words: string[] = [];
  for (; end < tokens.length && end - at < LONGEST; end += 1) {
    const token = tokens[end];
    // "Max costs $0.10", "Pro or max costs": the name of a tier, though it bounds elsewhere.
    if (token?.kind === 'word' && end === at && ['max', 'plus'].includes(token.text) && COST_VERBS.has(wordAt(tokens, end + 1))) words.push(token.text);
    else if (token?.kind === 'word' && !STOP.has(token.text) && !COST_VERBS.has(token.text) && !LINK_VERBS.has(token.text)) words.push(token.text);
    else if (token?.kind === 'number' && ['requests', 'runs', 'calls', 'generations'].includes(wordAt(tokens, end + 1))) return undefined;
    else if (token?.kind === 'number' && words.length > 0) words.push(token.value);
    else if (token?.kind === 'factor') words.push(`${token.value}x`);
    else if (signAt(tokens, end) === '+' && words.length > 0 && tokens[end + 1]?.kind === 'word') words.push('+');
    else break;
  }
  // "Lip sync costs $0.05 and upscaling $0.02": what a lone price is of tells it from another.
  const second = marks.some((mark) => mark.kind === 'money');
  // "A 1.2x multiplier is added" says how a price changes.
  if (words.includes('multiplier')) return undefined;
  const said = words.filter((word) => !GENERIC.has(word) || (second && ACTIVITIES.has(word)) || words.includes('+'));
  if (said.length === 0 || said.length > 4 || (said.length === 1 && NO_TIER.has(said[0] ?? ''))) return undefined;
  const verb = wordAt(tokens, skipParenthesis(tokens, end));
  // "Folding costs …" opens a text with what the model does; "…, thinking costs …" names another price.
  if (marks.length === 0 && said.length === 1 && (said[0] ?? '').endsWith('ing') && !['adds', 'add'].includes(verb) && !tokens.some((token) => token.kind === 'word' && ADDITIONAL.has(token.text))) return undefined;
  // "Reframe is billed per source second" says what is billed, and not which price of several.
  if (anyPhraseAt(tokens, end, BILLED_BY) !== undefined) return undefined;
  if (['adds', 'add'].includes(verb)) return { made: [{ kind: 'condition', dimension: 'option', values: [slug(said)], side: 'before' }], end };
  const amount = tokens[wordAt(tokens, end) === 'at' ? end + 1 : end];
  const elliptic = (amount?.kind === 'money' || (amount?.kind === 'size' && end > at)) && said.every((word) => ACTIVITIES.has(word) || TIERS.has(word));
  if (!COST_VERBS.has(verb) && !LINK_VERBS.has(verb) && signAt(tokens, end) !== ':' && !elliptic) return undefined;
  // "Low quality images cost $0.01": the noun tells what one amount buys where nothing else does.
  const image: readonly Mark[] = words.some((one) => one === 'image' || one === 'images') ? [{ kind: 'word', text: 'image' }] : [];
  const name = (said.length > 1 ? said.filter((one) => !KIND_OF_TIER.has(one)) : said).join(' ');
  const variant = words.some((one) => VARIANTS.has(one)) || said.some((one) => TIERS.has(one) || /\d/.test(one));
  const mark = named(inWords([...namesBefore(marks), name]));
  return { made: [variant ? mark : { ...mark, thing: true }, ...image], end };
}

/** "Apollo or Chronos costs", "Nyx, Nyx XL, or Nyx HF costs": the names before the last, which are words by now. */
function namesBefore(marks: readonly Mark[]): readonly string[] {
  const last = marks.at(-1);
  if (last?.kind !== 'word' || !['or', 'and'].includes(last.text)) return [];
  const names: string[][] = [[]];
  for (const mark of marks.slice(0, -1).toReversed()) {
    if (mark.kind === 'sign' && mark.text === ',') names.unshift([]);
    else if (mark.kind === 'word' && !GENERIC.has(mark.text) && !STOP.has(mark.text)) names[0]?.unshift(mark.text);
    else break;
  }
  return names.map((words) => words.join(' ')).filter((name) => name !== '');
}

/** "with Normal, Strong, or Extreme": one price for several, where the amounts do not stand in a list of their own. */
function alternatives(tokens: readonly Token[], first: ReturnType<typeof contentWords>): ReturnType<typeof contentWords> {
  if (first.text === '' || tokens.some((token, at) => (token.kind === 'word' && token.text === 'respectively') || (token.kind === 'money' && besideMoney(tokens, at)))) return first;
  const names = [first.text];
  let { end } = first;
  for (let joined = false; !joined;) {
    const comma = signAt(tokens, end) === ',' ? end + 1 : end;
    joined = wordAt(tokens, comma) === 'or';
    const next = contentWords(tokens, joined ? comma + 1 : comma);
    const verb = wordAt(tokens, next.end);
    const other = tokens[next.end]?.kind === 'money' || signAt(tokens, next.end) === ':' || COST_VERBS.has(verb) || LINK_VERBS.has(verb) || ['adds', 'add'].includes(verb);
    if ((comma === end && !joined) || next.text === '' || other) return first;
    names.push(next.text);
    ({ end } = next);
  }
  return { text: inWords(names), count: names.length, end };
}

/** "$0.10/$0.20", "$0.10, $0.20 or $0.30": amounts in a list, whose names may stand in one too. */
function besideMoney(tokens: readonly Token[], at: number): boolean {
  return [1, 2].some((gap) => tokens[at + gap + 1]?.kind === 'money' && tokens.slice(at + 1, at + gap + 1).every((token) => token.kind === 'sign' || (token.kind === 'word' && ['and', 'or'].includes(token.text))));
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function skipParenthesis(tokens: readonly Token[], at: number): number {
  if (signAt(tokens, at) !== '(') return at;
  let end = at;
  while (end < tokens.length && end - at < 12 && signAt(tokens, end) !== ')') end += 1;
  return end + 1;
}

function contentWords(tokens: readonly Token[], at: number): { readonly text: string; readonly count: number; readonly end: number } {
  const words: string[] = [];
  let end = at;
  for (; end < tokens.length && end - at < LONGEST; end += 1) {
    const token = tokens[end];
    if (token?.kind === 'word') {
      // "with Denoise Max": a name; "for images, max 4 MP" bounds something.
      const names = ['max', 'min'].includes(token.text) && !['number', 'size', 'megapixels', 'span', 'money'].includes(tokens[end + 1]?.kind ?? '');
      if (words.length > 0 && !names && (STOP.has(token.text) || COST_VERBS.has(token.text) || LINK_VERBS.has(token.text))) break;
      if (words.length === 0 && !(names && TIERS.has(token.text)) && (STOP.has(token.text) && !['the', 'a', 'an', 'of'].includes(token.text))) break;
      words.push(token.text);
    } else if (token?.kind === 'factor' && !namesNoThing(tokens, end + 1)) words.push(`${token.value}x`);
    else if (token?.kind === 'number' && words.some((word) => !GENERIC.has(word))) words.push(token.value);
    else break;
  }
  const content = words.filter((word) => !GENERIC.has(word));
  // "low quality" is the tier "low"; "with QUALITY" is the tier "quality".
  if (content.length === 1 && NO_TIER.has(content[0] ?? '')) return { text: '', count: 0, end: at };
  const said = content.length > 1 ? content.filter((word) => !KIND_OF_TIER.has(word)) : content;
  // "with more than 4 reference images"
  const text = said[0] === 'than' ? `more ${said.join(' ')}` : said.join(' ');
  return { text, count: said.length, end: said.length === 0 ? at : end };
}

function tier(text: string): Mark {
  return { kind: 'condition', dimension: 'tier', values: [text] };
}

/** What the amount behind it is of. */
function named(text: string): Extract<Mark, { readonly kind: 'condition' }> {
  return { kind: 'condition', dimension: 'tier', values: [text], side: 'before' };
}

function option(text: string): Extract<Mark, { readonly kind: 'condition' }> {
  return { kind: 'condition', dimension: 'option', values: [slug(text.split(' '))] };
}

function slug(words: readonly string[]): string {
  return words.slice(0, 4).join('_').replace(/[^\p{L}\p{N}_+]/gu, '_');
}
