import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SourceRefusal } from '../../domain/finding.ts';
import { canonicalDecimal, equalDecimals } from '../../domain/decimal.ts';
import { type Rate } from '../../domain/rate.ts';
import { type Reading } from '../../domain/reading.ts';
import { byteplus } from './index.ts';
import { readText, truth } from './read-text.test-support.ts';
import { reverseColumns, reverseGroupsInCells, SAME_PAGE } from './same-page.test-support.ts';

// Real public captures with labelled truth lie beside the repository; they are not part of it.
const FOLDER = resolve(process.cwd(), '../shared/captures/byteplus');
const absent = !existsSync(FOLDER);
if (absent) process.stderr.write(`skipped: the captured pages are not at ${FOLDER}\n`);

interface Label {
  readonly route: string;
  readonly rates: readonly { readonly amount: string; readonly unit: string; readonly per: number; readonly meter: string; readonly conditions: Readonly<Record<string, unknown>> }[];
}

function readCapture(file: string): Reading {
  const page = { purpose: '', url: '', status: 200, headers: {}, body: readFileSync(resolve(FOLDER, file)), captured_at: '2026-07-20T00:00:00Z' };
  return byteplus.read(page, { id: 'byteplus', url: 'https://docs.byteplus.com/en/docs/ModelArk/1544106' }, byteplus.settings.parse({}));
}

function refusalOf(read: () => unknown): SourceRefusal | null {
  try {
    read();
    return null;
  } catch (fault) {
    if (fault instanceof SourceRefusal) return fault;
    throw fault;
  }
}

const COMPARED = ['audio', 'input', 'service', 'prompt_tokens'] as const;

function key(rate: { readonly amount: string | null; readonly unit: string; readonly per: number; readonly meter: string }, conditions: Readonly<Record<string, unknown>>, resolution: unknown): string {
  return JSON.stringify([rate.amount === null ? null : canonicalDecimal(rate.amount), rate.unit, rate.per, rate.meter, resolution ?? null, ...COMPARED.map((name) => conditions[name] ?? null)]);
}

describe.skipIf(absent)('the captured July page (skipped where the captures are absent)', () => {
  it.each(['modelark-2026-07.html', 'modelark-2026-07.md'])('gives exactly the labelled rates from %s', (file) => {
    const reading = readCapture(file);
    const labels = readFileSync(resolve(FOLDER, 'labels-2026-07.jsonl'), 'utf8').trim().split('\n').slice(1).map((line) => JSON.parse(line) as Label);
    const want = new Map<string, Set<string>>();
    for (const label of labels) {
      const set = want.get(label.route) ?? new Set<string>();
      want.set(label.route, set);
      for (const rate of label.rates) for (const one of [rate.conditions['resolution'] ?? null].flat()) set.add(key(rate, rate.conditions, one));
    }
    for (const [route, rates] of want) {
      const got = reading.routes.find((one) => one.route === route)?.rates ?? [];
      expect({ route, rates: new Set(got.map((rate: Rate) => key(rate, rate.conditions, rate.conditions.resolution))) }).toEqual({ route, rates });
    }
    expect(reading.unread).toEqual([]);
    expect(reading.notes).toEqual([]);
  });

  it.each([...SAME_PAGE, ['columns in another order', reverseColumns], ['groups in another order', reverseGroupsInCells]] as const)('gives the same truth written otherwise: %s', (_name, change) => {
    const markdown = readFileSync(resolve(FOLDER, 'modelark-2026-07.md'), 'utf8');
    expect(truth(readText(change(markdown)))).toEqual(truth(readText(markdown)));
  });

  it('recomputes all 88 worked examples of the page and finds each of them in the label file', () => {
    const reading = readCapture('modelark-2026-07.html');
    const examples = JSON.parse(readFileSync(resolve(FOLDER, 'examples-2026-07.json'), 'utf8')) as readonly { readonly components: readonly unknown[] }[];
    expect(reading.facts).toMatchObject({ examples_checked: examples.flatMap((one) => one.components).length, examples_mismatched: 0, examples_unchecked: 0 });
  });

  it.each([
    ['shell-without-data.html', 'source.unreadable', 'script shell without the document'],
    ['stub.md', 'source.unreadable', 'front matter and no body'],
    ['frame-exact-billing.md', 'source.shape_changed', "another provider's page"],
  ])('refuses %s as %s in words of its own', (file, kind, words) => {
    const refusal = refusalOf(() => readCapture(file));
    expect(refusal?.message).toContain(words);
    expect(refusal?.kind).toBe(kind);
  });

  it('reads no shifted amount out of the older copies, whose rows lost their spanned cells', () => {
    const reading = readCapture('older-1099320.excerpts.md');
    expect(reading.routes.every(({ rates }) => rates.every((rate) => rate.amount !== null && !equalDecimals(rate.amount, '0.40') || rate.meter !== 'cached_input_token'))).toBe(true);
    expect(reading.unread.length).toBeGreaterThan(3);
  });

  it('says half a page where either form is cut anywhere inside its tables', () => {
    const html = readFileSync(resolve(FOLDER, 'modelark-2026-07.html'), 'utf8');
    for (const share of [0.2, 0.5, 0.9]) {
      const page = { purpose: '', url: '', status: 200, headers: {}, body: new TextEncoder().encode(html.slice(0, html.length * share)), captured_at: '2026-07-20T00:00:00Z' };
      expect(() => byteplus.read(page, { id: 'byteplus', url: '' }, byteplus.settings.parse({}))).toThrow('half a page');
    }
  });
});
