import { type Token } from './tokens.ts';
import { ADDITIONAL, anyPhraseAt, phraseAt, signAt, wordAt } from './words.ts';

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
  const set = phraseAt(tokens, at, SOUND) === undefined || signAt(tokens, at + 1) !== ':' ? '' : wordAt(tokens, at + 2);
  if (set === 'on' || set === 'off') return { value: set === 'on', end: at + 3 };
  // "$0.10 (no audio) / $0.15 (audio)"
  const alone = phraseAt(tokens, at, SOUND);
  if (alone !== undefined && signAt(tokens, at - 1) === '(' && signAt(tokens, alone) === ')') return { value: true, end: alone };
  if (phraseAt(tokens, at, `${SOUND} adds|add`) !== undefined) return { value: true, end: at + 1 };
  // "audio +$0.10", "Audio: +$0.02 per second", "audio generation is an additional $0.02", "an extra $0.02 is charged for audio"
  if (alone !== undefined) {
    const end = ['generation', 'output'].includes(wordAt(tokens, alone)) ? alone + 1 : alone;
    const sign = signAt(tokens, end) === ':' ? end + 1 : end;
    const plus = signAt(tokens, sign) === '+' && tokens[sign + 1]?.kind === 'money';
    const more = ['is', 'costs', 'increases'].includes(wordAt(tokens, end)) && [1, 2, 3].some((ahead) => ['additional', 'extra', 'price', 'cost'].includes(wordAt(tokens, end + ahead)));
    const behind = ['for', 'with'].includes(wordAt(tokens, at - 1)) && (tokens[alone] === undefined || signAt(tokens, alone) === '.') && tokens.slice(0, at).some((token) => (token.kind === 'word' && ADDITIONAL.has(token.text)) || (token.kind === 'sign' && token.text === '+'));
    if (plus || more || behind) return { value: true, end };
  }
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
