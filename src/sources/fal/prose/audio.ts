import { type Token } from './tokens.ts';
import { anyPhraseAt, phraseAt, signAt, wordAt } from './words.ts';

/** `value` undefined: the text says that audio makes no difference. */
export interface FoundAudio {
  readonly value: boolean | undefined;
  readonly end: number;
}

const SOUND = 'audio|sound|sounds';
const KINDS = 'native|generated|synchronized|synced|ambient|output|the|any';

const EITHER = [`with or without ${SOUND}`, `with and without ${SOUND}`, `regardless of whether ${SOUND} is on or off`, `regardless of whether ${SOUND} is enabled`, `regardless of ${SOUND}`, `whether ${SOUND} is on or off`, `${SOUND} on or off`];
const ON = [
  `with ${SOUND} on|enabled`, `with ${KINDS} ${SOUND}`, `with ${SOUND} generation`, `with ${SOUND}`, `${SOUND} on|enabled|included`, `${SOUND} is|turned on|enabled`, `${SOUND} generation is on|enabled`,
  `${SOUND} generation on|enabled`, `when|if|while generating ${SOUND}`, `when|if ${SOUND} is generated|enabled|on|used`, `enabling|enable|adding ${SOUND}`, `include|including ${SOUND}`,
];
const OFF = [
  `with ${SOUND} off|disabled`, `with no ${SOUND}`, `without ${KINDS} ${SOUND}`, `without ${SOUND} generation`, `without ${SOUND}`, `no ${SOUND}`, `${SOUND} off|disabled|excluded`, `${SOUND} is|turned off|disabled`,
  `${SOUND} generation off|disabled`, `when|if ${SOUND} is disabled|off`, 'silent', 'muted', `disabling ${SOUND}`,
];

/** Reads "with audio", "(audio off)", "no sound", and the ellipsis "… without audio, or $0.60 with". */
export function readAudio(tokens: readonly Token[], at: number): FoundAudio | undefined {
  const either = anyPhraseAt(tokens, at, EITHER);
  if (either !== undefined) return { value: undefined, end: either };
  const off = anyPhraseAt(tokens, at, OFF);
  if (off !== undefined) return namesSomethingElse(tokens, off) ? undefined : { value: false, end: off };
  const on = anyPhraseAt(tokens, at, ON);
  if (on !== undefined) return namesSomethingElse(tokens, on) ? undefined : { value: true, end: on };
  // "$0.10 (no audio) / $0.15 (audio)"
  const alone = phraseAt(tokens, at, SOUND);
  if (alone !== undefined && signAt(tokens, at - 1) === '(' && signAt(tokens, alone) === ')') return { value: true, end: alone };
  if (phraseAt(tokens, at, `${SOUND} adds|add`) !== undefined) return { value: true, end: at + 1 };
  // "No audio: $0.10/s; audio: $0.15/s"
  if (alone !== undefined && signAt(tokens, alone) === ':' && tokens.slice(0, at).some((_, place) => anyPhraseAt(tokens, place, OFF) !== undefined)) return { value: true, end: alone };
  const bare = phraseAt(tokens, at, 'with|without');
  const closes = tokens[at + 1] === undefined || tokens[at + 1]?.kind === 'sign' || wordAt(tokens, at + 1) === 'and' || wordAt(tokens, at + 1) === 'or';
  const spoken = tokens.slice(0, at).some((token) => token.kind === 'word' && SOUND.split('|').includes(token.text));
  if (bare !== undefined && closes && spoken) return { value: wordAt(tokens, at) === 'with', end: bare };
  return undefined;
}

/** "with audio input" and "with audio files" speak of an input, not of sound in the result. */
function namesSomethingElse(tokens: readonly Token[], end: number): boolean {
  return ['input', 'inputs', 'file', 'files', 'tokens', 'reference', 'references', 'clip', 'track'].includes(wordAt(tokens, end));
}
