/**
 * What a route makes, as its name and endpoint types say. Video models have a price per call that may be a mere basis
 * of calculation, and neither video nor audio models are tried by a gateway's probe.
 */

/** Words of names that only video models carry; families that make video and nothing else are among them. */
const VIDEO_WORDS = [
  'videos?', 'videogen', 't2v', 'i2v', 'v2v', 'r2v', 's2v', 'kf2v', 'flf2v', 'ti2v', 'vace', 'animate', 'motion', '(?:text|txt|image|img)2video',
  'seedance', 'kling', 'sora', 'veo', 'hailuo', 'vidu', 'jimeng', 'pixverse', 'runway', 'luma', 'pika', 'hunyuanvideo', 'cogvideox', 'ltxv', 'skyreels',
  // MiniMax calls its video models H1, H2, H3.
  'minimax-h',
];
const AUDIO_WORDS = [
  'audio', 'tts', 'asr', 'stt', 'speech', 'voice', 'whisper', 'transcribe', 'transcription', 'music', 'sound', 'suno', 'eleven(?:labs)?', 'cosyvoice', 'paraformer', 'sonilo',
];
const VIDEO_NAME = anyWord(VIDEO_WORDS);
const AUDIO_NAME = anyWord(AUDIO_WORDS);
const VIDEO_ENDPOINT = /video|视频/i;
const AUDIO_ENDPOINT = /audio|speech|music|语音|音频|音乐/i;

export type Medium = 'video' | 'audio' | null;

/** @param ofEndpoints what the endpoint types of the route say: see `mediumOfEndpoints` */
export function mediumOf(model: string, ofEndpoints: Medium = null): Medium {
  const name = model.length > LONGEST_NAME ? model.slice(0, LONGEST_NAME) : model;
  if (ofEndpoints === 'video' || VIDEO_NAME.test(name)) return 'video';
  return ofEndpoints === 'audio' || AUDIO_NAME.test(name) ? 'audio' : null;
}

/** @param endpoints endpoint types, and their paths where the payload gives them */
export function mediumOfEndpoints(endpoints: readonly string[]): Medium {
  if (endpoints.some((endpoint) => VIDEO_ENDPOINT.test(endpoint))) return 'video';
  return endpoints.some((endpoint) => AUDIO_ENDPOINT.test(endpoint)) ? 'audio' : null;
}

const LONGEST_NAME = 500;

/** One of the words standing alone, with or without a version behind it: "veo", "veo3.1" and "x_veo-2", not "veolia". */
function anyWord(words: readonly string[]): RegExp {
  return new RegExp(`(?<![a-z0-9])(?:${words.join('|')})[\\d.]*(?![a-z0-9])`, 'i');
}
