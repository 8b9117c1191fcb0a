import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareSnapshots } from '../../domain/compare/index.ts';
import { routeReading } from '../../domain/reading.ts';
import { readProse } from './prose/index.ts';

const FILE = join(process.cwd(), '../shared/captures/fal/drift-dev.jsonl');

interface Pair { readonly endpoint_id: string; readonly change: string; readonly old: string; readonly new: string; readonly events: readonly { readonly kind: string; readonly meter: string; readonly before?: string; readonly after?: string }[] }

describe.skipIf(!existsSync(FILE))('pairs of published texts (skipped where the shared captures are absent)', () => {
  const pairs = existsSync(FILE) ? readFileSync(FILE, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Pair) : [];

  for (const [index, pair] of pairs.entries()) {
    it(`pair ${index}, ${pair.endpoint_id}: ${pair.events.length} event(s)`, () => {
      const reading = (text: string) => {
        const { rates, formula } = readProse(text, { video: /video/.test(pair.endpoint_id) });
        return routeReading(pair.endpoint_id, { rates, formula });
      };
      const at = (text: string) => ({ routes: [{ ...reading(text), url: 'https://fal.ai', captured_at: '2026-08-05T00:00:00Z' }] });
      const events = compareSnapshots(at(pair.old), at(pair.new), { source: 'fal' }).events;
      const told = (event: { readonly kind: string; readonly meter?: string | null; readonly before?: string | null; readonly after?: string | null }) =>
        [event.kind, event.meter, event.kind === 'rate.decreased' || event.kind === 'rate.increased' ? `${event.before} → ${event.after}` : ''].join(' ');
      expect(events.map(told).toSorted()).toEqual(pair.events.map(told).toSorted());
    });
  }
});
