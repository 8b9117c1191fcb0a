import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Reading } from '../../domain/reading.ts';
import { csv } from '../csv/index.ts';
import { json } from '../json/index.ts';
import { CSV_PRESETS } from './csv-presets.ts';
import { JSON_PRESETS } from './json-presets.ts';

const file = (name: string): Buffer => readFileSync(new URL(`fixtures/${name}`, import.meta.url));

function page(body: Uint8Array) {
  return { purpose: 'catalog', url: 'https://catalog.example/prices', status: 200, headers: {}, body, captured_at: '2026-06-24T00:00:00Z' };
}

/** The part of a reading that a golden file holds. */
function golden(reading: Reading): unknown {
  const { routes, unread, notes, facts } = reading;
  return JSON.parse(JSON.stringify({ routes, unread, notes, facts }));
}

const readers = [
  ...Object.keys(JSON_PRESETS).map((preset) => ({ preset, fixture: `${preset}.json`, read: (body: Uint8Array) => json.read(page(body), undefined, json.settings.parse({ preset })) })),
  ...Object.keys(CSV_PRESETS).map((preset) => ({ preset, fixture: `${preset}.csv`, read: (body: Uint8Array) => csv.read(page(body), undefined, csv.settings.parse({ preset })) })),
];

describe.each(readers)('the preset $preset', ({ preset, fixture, read }) => {
  it('reads its fixture to the golden rows', () => {
    expect(golden(read(file(fixture)))).toEqual(JSON.parse(file(`${preset}.rows.json`).toString('utf8')));
  });

  it('refuses half a page, an empty list and the fixtures of the other presets', () => {
    const body = file(fixture);
    expect(() => read(body.subarray(0, Math.floor(body.length / 2) - 1))).toThrow(/expected .*; found/);
    expect(() => read(Buffer.from('[]'))).toThrow(/expected .*; found/);
    for (const other of readers.filter((one) => one.preset !== preset)) {
      expect(() => read(file(other.fixture))).toThrow(/expected .*; found/);
    }
  });
});
