import { undated } from './models.ts';

/**
 * Pixel sizes behind "480p 16:9" and the like. They differ by model family; source: the video tutorial of the same
 * documentation (ModelArk/2298881), and for 4k its own table. The 1.0 examples print their sizes themselves.
 */
const SIZES: readonly { readonly families: readonly string[]; readonly sizes: Readonly<Record<string, readonly [width: number, height: number]>> }[] = [
  { families: ['seedance-2-5'], sizes: { '480p 16:9': [854, 480], '720p 16:9': [1280, 720], '1080p 16:9': [1920, 1080] } },
  {
    families: ['seedance-2-0'],
    sizes: { '480p 16:9': [864, 496], '720p 16:9': [1280, 720], '1080p 16:9': [1920, 1080], '4k 16:9': [3840, 2160], '4k 4:3': [3326, 2494], '4k 1:1': [2880, 2880] },
  },
  { families: ['seedance-1-5'], sizes: { '480p 16:9': [864, 480], '720p 16:9': [1280, 720], '1080p 16:9': [1920, 1080] } },
  { families: ['seedance-1-0'], sizes: { '480p 16:9': [864, 480], '720p 16:9': [1248, 704], '1080p 16:9': [1920, 1088] } },
];

/** Frames a second of every Seedance model (same tutorial). */
export const FRAMES_PER_SECOND = 24;

/** Width and height in pixels of a model's output, where known. */
export function sizeOf(route: string, resolution: string, aspect: string): readonly [width: number, height: number] | undefined {
  const model = undated(route).replace(/^dreamina-/, '');
  return SIZES.find(({ families }) => families.some((family) => model === family || model.startsWith(`${family}-`)))?.sizes[`${resolution} ${aspect}`];
}
