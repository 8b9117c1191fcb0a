/** Widescreen frames in pixels whose size everyone writes the same way. What 480p or 2k is differs from model to model. */
export const FRAMES: Readonly<Record<string, { readonly width: number; readonly height: number }>> = {
  '720p': { width: 1280, height: 720 }, '1080p': { width: 1920, height: 1080 }, '4k': { width: 3840, height: 2160 }, '2160p': { width: 3840, height: 2160 },
};
