import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceRefusal } from '../../domain/finding.ts';
import { csv } from './index.ts';
import { type CsvSettingsInput } from './settings.ts';

const perMillion = { per: 1_000_000 };

const european: CsvSettingsInput = {
  delimiter: ';',
  decimal: ',',
  currency: 'EUR',
  columns: { model: 'Model ID', status: 'status', input: 'Input (€ / 1M tokens)', output: ['output'], cached: { header: 'cached input', optional: true } },
  route: '{model}',
  status: { path: 'status', words: { live: 'available', sunset: 'retired' } },
  sentinels: { '-': 'no_rate', 'contact us': 'on_request', free: 'zero' },
  rates: [
    { meter: 'input_token', amount: 'input', ...perMillion },
    { meter: 'output_token', amount: 'output', ...perMillion },
    { meter: 'cached_input_token', amount: 'cached', ...perMillion },
  ],
};

function read(text: string | Uint8Array, settings: CsvSettingsInput = european) {
  const body = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return csv.read({ purpose: '', url: 'https://prices.example/list.csv', status: 200, headers: {}, body, captured_at: '2026-06-24T00:00:00Z' }, undefined, csv.settings.parse(settings));
}

describe('the csv adapter', () => {
  it('reads its fixture to the golden rows', () => {
    const { routes, unread, notes, facts } = read(readFileSync(new URL('fixtures/2026-06-24.csv', import.meta.url)));
    const golden: unknown = JSON.parse(readFileSync(new URL('fixtures/2026-06-24.rows.json', import.meta.url), 'utf8'));
    expect(JSON.parse(JSON.stringify({ routes, unread, notes, facts }))).toEqual(golden);
  });

  it('names the column that is not there and those that are', () => {
    const refusal = refused(() => read('Model ID;Status;Price\nacme/a;live;3\n'));
    expect(refusal.kind).toBe('source.shape_changed');
    expect(refusal.message).toBe('expected a column headed "Input (€ / 1M tokens)"; found the columns "Model ID", "Status", "Price"');
  });

  it('refuses a column whose header names another unit, currency or thing than the settings', () => {
    const head = (output: string) => `Model ID;Status;Input (€ / 1M tokens);${output}\nacme/a;live;3;1\n`;
    expect(read(head('Output (€ / 1M tokens)')).routes[0]?.rates).toHaveLength(2);
    for (const [output, words] of [['Output (€ / 1K tokens)', 'where the settings read'], ['Output ($ / 1M tokens)', '"$" where the settings say EUR'], ['Max output', 'the word "max"']] as const) {
      expect(() => read(head(output))).toThrow(words);
    }
  });

  it('refuses two columns that fit the same words', () => {
    expect(() => read('Model ID;Status;Input (€ / 1M tokens);Output EU;Output US\na;live;1;2;3\n')).toThrow('one column headed "output"');
  });

  it('refuses a header without lines, a line cut short, HTML and an empty body, each in its own words', () => {
    const head = 'Model ID;Status;Input (€ / 1M tokens);Output\n';
    expect(() => read(head)).toThrow('expected rows at the CSV table; found none');
    expect(() => read(`${head}acme/a;live;1;2\nacme/b;li`)).toThrow('a CSV table');
    expect(() => read('<!doctype html><title>Prices</title>')).toThrow('an HTML page titled "Prices"');
    expect(() => read('')).toThrow('an empty body');
  });

  it('gives the same rows for any order of lines and columns, amounts as they were printed', () => {
    const amount = fc.tuple(fc.nat(9999), fc.stringMatching(/^\d{1,8}$/)).map(([whole, fraction]) => `${whole},${fraction}`);
    const line = fc.record({ model: fc.stringMatching(/^[a-z]{1,8}\/[a-z0-9.-]{1,12}$/), input: amount, output: amount });
    fc.assert(fc.property(fc.uniqueArray(line, { selector: (one) => one.model, minLength: 1, maxLength: 20 }), fc.boolean(), (lines, turned) => {
      const print = (rows: typeof lines): string => ['Model ID;Status;Input (€ / 1M tokens);Output', ...rows.map((row) => `${row.model};live;${row.input};${row.output}`)].join('\n');
      const reading = read(print(lines));
      const found = reading.routes.flatMap((route) => route.rates.map((rate) => `${route.route} ${rate.meter} ${rate.amount}`));
      const expected = lines.flatMap((row) => [`${row.model} input_token ${row.input.replace(',', '.')}`, `${row.model} output_token ${row.output.replace(',', '.')}`]);
      expect(found.toSorted()).toEqual(expected.toSorted());
      expect(read(print(turned ? lines.toReversed() : lines)).routes).toEqual(reading.routes);
    }), { numRuns: 200 });
  });

  it('never throws anything but a refusal, whatever the bytes', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 300 }), fc.stringMatching(/^[a-z";\n,]{0,200}$/)), (text) => {
      expect(['rows', 'refusal']).toContain(outcome(() => read(text)));
    }), { numRuns: 500 });
  });
});

function refused(run: () => unknown): SourceRefusal {
  try {
    run();
  } catch (error) {
    if (error instanceof SourceRefusal) return error;
  }
  throw new Error('expected a refusal, got none');
}

function outcome(run: () => unknown): 'rows' | 'refusal' {
  try {
    run();
    return 'rows';
  } catch (error) {
    if (error instanceof SourceRefusal) return 'refusal';
    throw error;
  }
}
