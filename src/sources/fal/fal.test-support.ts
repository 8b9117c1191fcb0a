import { readFileSync } from 'node:fs';
import { type CapturedPage } from '../../domain/capture.ts';

export const SOURCE = { id: 'fal', url: 'https://fal.ai' };

/** A page as captured, from a text or from a fixture's bytes. */
export function page(body: string | Uint8Array, fields: Partial<Omit<CapturedPage, 'body'>> = {}): CapturedPage {
  return { purpose: '', url: SOURCE.url, status: 200, headers: {}, body: typeof body === 'string' ? new TextEncoder().encode(body) : body, captured_at: '2026-10-09T12:00:00Z', ...fields };
}

export function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
}

/** Each fixture with the address it was served at. */
export const FIXTURES: readonly (readonly [name: string, url: string])[] = [
  ['2026-10.listing.json', 'https://fal.ai/api/models?limit=200&page=1'],
  ['2026-10.llms.md', 'https://fal.ai/models/lumen-lab/aurora-2/text-to-video/llms.txt'],
  ['2026-10.llms-generated.md', 'https://fal.ai/models/paper-crane/tile/llms.txt'],
  ['2026-10.page.html', 'https://fal.ai/models/fal-ai/aurora-2/fast/image-to-video/playground'],
  ['2026-10.platform.json', 'https://api.fal.ai/v1/models/pricing?endpoint_id=lumen-lab/aurora-2/text-to-video'],
  ['2026-10.text.txt', 'https://fal.ai/models/tide/measure'],
];
