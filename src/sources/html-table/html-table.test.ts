import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceRefusal } from '../../domain/finding.ts';
import { htmlTable } from './index.ts';
import { type HtmlTableSettingsInput } from './settings.ts';
import { bestCpuMs } from '../lib/cpu-time.test-support.ts';

const film: HtmlTableSettingsInput = {
  table: 'table.prices',
  columns: { model: 'model', resolution: 'resolution', silent: ['without audio'], loud: ['with audio'] },
  route: '{model}',
  sentinels: { '—': 'no_rate', 'contact sales': 'on_request', free: 'zero' },
  rates: [
    { meter: 'video_second', amount: 'silent', conditions: { resolution: '{resolution}', audio: false } },
    { meter: 'video_second', amount: 'loud', conditions: { resolution: '{resolution}', audio: true } },
  ],
};

const tokens: HtmlTableSettingsInput = {
  columns: { model: 'Model', input: ['Input', 'Prompt'], output: 'Output' },
  route: '{model}',
  rates: [
    { meter: 'input_token', amount: 'input', per: 1_000_000, words: ['/ 1M tokens'] },
    { meter: 'output_token', amount: 'output', per: 1_000_000, words: ['/ 1M tokens'] },
  ],
};

function read(html: string | Uint8Array, settings: HtmlTableSettingsInput) {
  const body = typeof html === 'string' ? new TextEncoder().encode(html) : html;
  return htmlTable.read({ purpose: '', url: 'https://acme.example/prices', status: 200, headers: {}, body, captured_at: '2026-06-24T00:00:00Z' }, undefined, htmlTable.settings.parse(settings));
}

const table = (rows: readonly (readonly string[])[]): string => `<!doctype html><table>${rows.map((cells, row) => `<tr>${cells.map((cell) => (row === 0 ? `<th>${cell}</th>` : `<td>${cell}</td>`)).join('')}</tr>`).join('')}</table>`;

describe('the html-table adapter', () => {
  it('reads its fixture to the golden rows', () => {
    const { routes, unread, notes, facts } = read(readFileSync(new URL('fixtures/2026-06-24.html', import.meta.url)), film);
    const golden: unknown = JSON.parse(readFileSync(new URL('fixtures/2026-06-24.rows.json', import.meta.url), 'utf8'));
    expect(JSON.parse(JSON.stringify({ routes, unread, notes, facts }))).toEqual(golden);
  });

  it('takes a footnote mark or a struck price away only where the settings say so', () => {
    const html = table([['Model', 'Input', 'Output'], ['a', '$3<sup>99</sup>', '<del>$5</del>$4']]);
    expect(read(html, tokens).routes[0]?.rates).toEqual([]);
    expect(read(html, tokens).unread.map((one) => one.said)).toEqual(['input: $3 99', 'output: ~~$5~~ $4']);
    expect(read(html, { ...tokens, ignore: ['sup', 'del'] }).routes[0]?.rates.map((rate) => rate.amount)).toEqual(['3', '4']);
  });

  it.each(['<del>$4</del>', '<s>$4</s>', '<strike><b>$4</b></strike>', '<span style="text-decoration: line-through">$4</span>', '<del>4</del>'])('never takes a struck-out price for one that is asked: %s', (cell) => {
    const reading = read(table([['Model', 'Input', 'Output'], ['a', cell, '$2'], ['<del>b</del>', '$1', '$2']]), tokens);
    expect(reading.routes.map((route) => [route.route, route.rates.map((rate) => rate.meter)])).toEqual([['a', ['output_token']]]);
    expect(reading.unread).toMatchObject([{ route: null, reason: expect.stringContaining('without a usable route') as string }, { route: 'a', reason: 'not one decimal amount' }]);
  });

  const priced = (header: string, cell = '$1', above = ''): string => `<!doctype html><table>${above}<tr><th>Model</th><th>${header}</th></tr><tr><td>a</td><td>${cell}</td></tr></table>`;
  const input: HtmlTableSettingsInput = { columns: { model: 'Model', input: 'Input' }, route: '{model}', rates: [{ meter: 'input_token', amount: 'input', per: 1_000_000 }] };

  it.each(['Input', 'Input price', 'INPUT ($/1M tokens)', 'Input (USD per million tokens)', 'Input price, $ / MTok', 'Input (per 1,000,000 tokens)'])('reads a column headed %s', (header) => {
    expect(read(priced(header), input).routes[0]?.rates[0]).toMatchObject({ amount: '1', per: 1_000_000, currency: 'USD' });
  });

  it.each([
    ['Input ($/1K tokens)', '"$ per 1k tokens" where the settings read an amount for 1000000'], ['Input (per token)', 'where the settings read'], ['Input (cents/1M)', 'where the settings read'], ['Input (¢/1M tokens)', 'where the settings read'],
    ['Input (EUR)', '"eur" where the settings say USD'], ['Input (¥/1M)', '"¥" where the settings say USD'], ['Input (CAD/1M)', '"cad"'], ['Input ($/128K)', 'may be another unit'],
    ['Max input', 'the word "max"'], ['Input discount', 'the word "discount"'], ['Cached input', 'the word "cached"'], ['Input >200K', 'the word ">"'], ['Input %', 'the word "%"'], ['Input<sup>1</sup>', 'may be another unit'],
  ])('refuses a column whose header turned to %s', (header, words) => {
    expect(() => read(priced(header), input)).toThrow(words);
  });

  it('refuses another unit in the head row above, and beside a table that kept its own', () => {
    expect(() => read(priced('Input', '$1', '<tr><th></th><th>Price per 1K tokens</th></tr>'), input)).toThrow('where the settings read');
    expect(read(priced('Input', '$1', '<tr><th></th><th>Price per 1M tokens</th></tr>'), input).routes).toHaveLength(1);
    expect(() => read(priced('Input ($/1M)') + priced('Input ($/1K)'), input)).toThrow('where the settings read');
    expect(read(priced('Input ($/1M)') + priced('Batch input ($/1M)', '$0.5').replace('<td>a<', '<td>b<'), input).routes.map((route) => route.route)).toEqual(['a']);
  });

  it.each([
    ['Prices per 1K tokens', 'Input', '"prices per 1k tokens" where the settings read an amount for 1000000'], ['All prices in EUR', 'Input', '"eur" where the settings say USD'], ['Prices in EUR per 1M tokens', 'Input (per 1M)', '"eur"'],
    ['USD per 1K tokens', 'Input ($)', 'where the settings read'],
  ])('refuses a table whose caption turned to "%s" over %s', (caption, header, words) => {
    expect(() => read(priced(header, '1', `<caption>${caption}</caption>`), input)).toThrow(words);
  });

  it.each([['Prices per 1M tokens', 'Input'], ['Prices per 1K tokens', 'Input ($/1M)'], ['The 1000 best models', 'Input'], ['USD', 'Input'], ['EUR or USD, per model', 'Input ($)'], ['Context up to 128K, prices per 1M', 'Input']])('lets the caption "%s" stand over %s', (caption, header) => {
    expect(read(priced(header, '1', `<caption>${caption}</caption>`), input).routes).toHaveLength(1);
  });

  it('holds a scale against the unit of the header', () => {
    const scaled = (scale: string, header: string) => read(priced(header), { ...input, rates: [{ meter: 'input_token', amount: 'input', per: 1_000_000, scale }] }).routes[0]?.rates[0]?.amount;
    expect([scaled('1000', 'Input ($/1K)'), scaled('1000000', 'Input ($/token)'), scaled('0.01', 'Input (cents per 1M)')]).toEqual(['1000', '1000000', '0.01']);
    expect(() => scaled('1000', 'Input ($/1M)')).toThrow('(× 1000)');
  });

  it('waits for the table in a browser when the settings ask for one', () => {
    const source = { id: 'acme', url: 'https://acme.example/prices' };
    expect(htmlTable.follow(source, htmlTable.settings.parse({ ...film, render: 'browser' }), [])).toEqual([{ purpose: 'catalog', url: source.url, method: 'browser', waitFor: { selector: 'table.prices' } }]);
    expect(htmlTable.follow(source, htmlTable.settings.parse(film), [])[0]?.method).toBe('http');
  });

  it('refuses a page without the table, without a column, without rows or that is no HTML, each in its own words', () => {
    expect(() => read('<!doctype html><p>Soon</p>', film)).toThrow('expected a table at "table.prices"; found none');
    expect(() => read(table([['Model', 'Price'], ['a', '3']]), tokens)).toThrow('expected a column headed "Input", "Prompt"; found the columns "Model", "Price"');
    expect(() => read(table([['Model', 'Input', 'Output']]), tokens)).toThrow('found none');
    expect(() => read('{"data": []}', tokens)).toThrow('expected an HTML page with a table; found text that starts with');
    expect(() => read('', tokens)).toThrow('an empty body');
    expect(() => read(table([['Model', 'Input', 'Output'], ['a', '1', '2']]).slice(0, -20), tokens)).toThrow('it breaks off inside a table');
  });

  it('says by path when a selector is no selector', () => {
    const result = htmlTable.settings.safeParse({ ...film, table: 'table[' });
    expect(result.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)[0]).toContain('table: expected a CSS selector, got "table["');
  });

  it('reads any table exactly, whatever the order of its rows and columns and the marks around the words', () => {
    const cents = fc.tuple(fc.nat(99_999), fc.stringMatching(/^\d{0,6}$/)).map(([whole, fraction]) => ({ printed: `$${whole.toLocaleString('en-US')}${fraction === '' ? '' : `.${fraction}`} / 1M tokens`, amount: `${whole}${fraction === '' ? '' : `.${fraction}`}` }));
    const line = fc.record({ model: fc.stringMatching(/^[a-z]{1,6}\/[a-z0-9.-]{1,9}$/), input: cents, output: cents });
    fc.assert(fc.property(fc.uniqueArray(line, { selector: (one) => one.model, minLength: 1, maxLength: 12 }), (lines) => {
      const reading = read(table([['Model', 'Input', 'Output'], ...lines.map((one) => [one.model, one.input.printed, one.output.printed])]), tokens);
      const found = reading.routes.flatMap((route) => route.rates.map((rate) => `${route.route} ${rate.meter} ${rate.amount}`));
      expect(found.toSorted()).toEqual(lines.flatMap((one) => [`${one.model} input_token ${one.input.amount}`, `${one.model} output_token ${one.output.amount}`]).toSorted());
      const turned = table([['<b>OUTPUT</b>', 'Notes', 'model', ' prompt '], ...lines.toReversed().map((one) => [`<i>${one.output.printed}</i>`, 'n/a', `<a href="#">${one.model}</a>`, one.input.printed])]);
      expect(read(turned, tokens).routes).toEqual(reading.routes);
    }), { numRuns: 60 });
  });

  it('is not slowed or stopped by hostile mark-up', () => {
    const deep = `<!doctype html>${'<div>'.repeat(20_000)}${table([['Model', 'Input', 'Output'], ['a', '1', '2']])}`;
    const nested = `<!doctype html>${'<table><tr><td>'.repeat(1500)}</table>`;
    const wide = `<!doctype html><table><tr><th>Model</th><th>Input</th><th>Output</th></tr>${'<tr><td rowspan="65534" colspan="100000">x</td></tr>'.repeat(3000)}</table>`;
    const inCell = table([['Model', 'Input', 'Output'], ['a', `${'<b>'.repeat(20_000)}1`, '2']]);
    const siblings = `<!doctype html>${'<div>'.repeat(500)}${'<p>'.repeat(50_000)}${table([['Model', 'Input', 'Output'], ['a', '1', '2']])}`;
    for (const html of [deep, nested, wide, inCell, siblings]) {
      expect(bestCpuMs(() => { expect(['rows', 'refusal']).toContain(outcome(() => read(html, tokens))); }, 5000, 3)).toBeLessThan(5000);
    }
  });
});

function outcome(run: () => unknown): 'rows' | 'refusal' {
  try {
    run();
    return 'rows';
  } catch (error) {
    if (error instanceof SourceRefusal) return 'refusal';
    throw error;
  }
}
