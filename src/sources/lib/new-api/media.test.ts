import { describe, expect, it } from 'vitest';
import { mediumOf, mediumOfEndpoints } from './media.ts';

describe('what a route makes', () => {
  it.each([
    'seedance-2.0', 'bytedance/seedance-2.0-fast', 'doubao-seedance-1-5-pro-251215', 'Seedance2.0', 'jimeng-video-seedance-1', 'video-fast', 'kling-v2-master', 'kling_omni',
    'veo3', 'veo_3_1-fast', 'veo-3.1-generate-preview', 'sora-2', 'grok-imagine-video-1.5', 'wan2.2-t2v-plus', 'wanx2.1-i2v-turbo', 'wan2.2-animate-mix', 'MiniMax-H3', 'vidu2.0', 'Hailuo-02',
  ])('is video for %s', (model) => {
    expect(mediumOf(model)).toBe('video');
  });

  it.each(['gpt-4o-mini-tts', 'qwen3-asr-flash', 'whisper-1', 'suno_music_open', 'eleven_multilingual_v2', 'gpt-4o-audio-preview', 'cosyvoice-v3'])('is audio for %s', (model) => {
    expect(mediumOf(model)).toBe('audio');
  });

  it.each(['gpt-5.5', 'wan2.2-t2i-plus', 'minimax-m2.7', 'seedream-5.0', 'videophone-1', 'osoraka-2', 'klingon-7b', 'claude-opus-5', 'wavelength-9'])('is neither for %s', (model) => {
    expect(mediumOf(model)).toBeNull();
  });

  it('follows the endpoint types and their paths', () => {
    expect(mediumOf('m-1', mediumOfEndpoints(['openai', '/v1/chat/completions', 'edit', '/v1/videos/edits']))).toBe('video');
    expect(mediumOf('m-1', mediumOfEndpoints(['3.0turbo-图生视频', '']))).toBe('video');
    expect(mediumOf('m-1', mediumOfEndpoints(['Speech to text', '/v1/audio/transcriptions']))).toBe('audio');
    expect(mediumOf('m-1', mediumOfEndpoints(['openai', '/v1/chat/completions']))).toBeNull();
  });

  it('stays quick on endless names', () => {
    for (const name of ['veo'.repeat(300_000), `veo${'.'.repeat(900_000)}`, '-veo3.'.repeat(200_000)]) expect(['video', 'audio', null]).toContain(mediumOf(name));
  }, 1_000);
});
