/**
 * Words that decide what a sentence means. fal's texts are typed by hand ("aditional", "millition"), so a word that is
 * one slip away from one of these is read as that word; all others stay as printed.
 */
const KEY_WORDS = [
  'additional', 'approximately', 'audio', 'character', 'characters', 'charged', 'generated', 'generation', 'image', 'images', 'input',
  'megapixel', 'megapixels', 'million', 'minimum', 'maximum', 'minute', 'minutes', 'multiplied', 'multiplier', 'output', 'request',
  'resolution', 'respectively', 'roughly', 'second', 'seconds', 'subsequent', 'surcharge', 'thousand', 'tokens', 'video', 'videos', 'without',
] as const;

/** Real words that are one slip away from a key word and mean something else. */
const NEIGHBOURS = new Set(['charger', 'charges', 'charge', 'minutia', 'imaged', 'reseconds', 'outputs', 'inputs', 'requests', 'resolutions', 'generations', 'videos', 'audios', 'token', 'requested', 'requester']);

const known = new Set<string>(KEY_WORDS);
/** The shortest word in which a slip is forgiven: shorter ones have too many neighbours. */
const SHORTEST = 6;

/** The word meant: the word itself, or the key word that is one insertion, omission, swap or wrong letter away. */
export function mendWord(word: string): string {
  const special = SPECIAL.get(word);
  if (special !== undefined) return special;
  if (word.length < SHORTEST - 1 || word.length > 16 || known.has(word) || NEIGHBOURS.has(word)) return word;
  return KEY_WORDS.find((key) => key.length >= SHORTEST && oneSlip(word, key)) ?? word;
}

const SPECIAL: ReadonlyMap<string, string> = new Map([
  ['abd', 'and'], ['adn', 'and'], ['millition', 'million'], ['mllion', 'million'], ['vidoe', 'video'], ['vidio', 'video'], ['secs', 'seconds'], ['sec', 'second'],
]);

function oneSlip(word: string, key: string): boolean {
  if (Math.abs(word.length - key.length) > 1 || word[0] !== key[0]) return false;
  let start = 0;
  while (start < word.length && word[start] === key[start]) start += 1;
  let end = 0;
  while (end < word.length - start && end < key.length - start && word.at(-1 - end) === key.at(-1 - end)) end += 1;
  const [wrong, right] = [word.slice(start, word.length - end), key.slice(start, key.length - end)];
  if (wrong.length <= 1 && right.length <= 1) return !(wrong + right === 's' && end === 0);
  return wrong.length === 2 && right.length === 2 && wrong[0] === right[1] && wrong[1] === right[0];
}
