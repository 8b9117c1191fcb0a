/**
 * What a route makes, as its name and endpoint types say. Video models have a price per call that may be a mere basis
 * of calculation, and neither video nor audio models are tried by a gateway's probe.
 */

/** Words of names that only video models carry; families that make video and nothing else are among them. */
const VIDEO_WORDS: ReadonlySet<string> = new Set([
  'video', 'videos', 'videogen', 't2v', 'i2v', 'v2v', 'r2v', 's2v', 'kf2v', 'flf2v', 'ti2v', 'vace', 'animate', 'motion',
  'text2video', 'image2video', 'txt2video', 'img2video',
  'seedance', 'kling', 'sora', 'veo', 'hailuo', 'vidu', 'jimeng', 'pixverse', 'runway', 'luma', 'pika', 'hunyuanvideo', 'cogvideox', 'ltxv', 'skyreels', 'wan-video',
]);
const AUDIO_WORDS: ReadonlySet<string> = new Set([
  'audio', 'tts', 'asr', 'stt', 'speech', 'voice', 'whisper', 'transcribe', 'transcription', 'music', 'sound', 'suno', 'eleven', 'elevenlabs', 'cosyvoice', 'paraformer', 'sonilo',
]);
const VIDEO_SIGNS = ['video', '视频'];
const AUDIO_SIGNS = ['audio', 'speech', 'music', '语音', '音频', '音乐'];

export type Medium = 'video' | 'audio' | null;

/** @param endpoints the endpoint types of the route, and their paths where the payload gives them */
export function mediumOf(model: string, endpoints: readonly string[]): Medium {
  const words = wordsOf(model);
  const says = (known: ReadonlySet<string>, signs: readonly string[]): boolean =>
    words.some((word) => known.has(word)) || endpoints.some((endpoint) => signs.some((sign) => endpoint.toLowerCase().includes(sign)));
  if (says(VIDEO_WORDS, VIDEO_SIGNS) || isHailuoName(words)) return 'video';
  return says(AUDIO_WORDS, AUDIO_SIGNS) ? 'audio' : null;
}

/** "doubao-Seedance-2.0" → doubao, seedance, 2.0; trailing digits of a word are cut as well, so that "veo3" says veo. */
function wordsOf(model: string): readonly string[] {
  const words = model.slice(0, 500).toLowerCase().split(/[^a-z0-9.]+/);
  return words.flatMap((word) => {
    const bare = word.replace(/[\d.]+$/, '');
    return bare === word || bare === '' ? [word] : [word, bare];
  });
}

/** MiniMax's video models are called H1, H2, H3. */
function isHailuoName(words: readonly string[]): boolean {
  return words.includes('minimax') && words.some((word) => /^h\d$/.test(word));
}
