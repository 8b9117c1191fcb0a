import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceRefusal } from '../../domain/finding.ts';
import { compareDecimals } from '../../domain/decimal.ts';
import { bestCpuMs } from '../lib/cpu-time.test-support.ts';
import { readCell } from './cell.ts';
import { quillContent, renderedPage, routerPage } from './page-forms.test-support.ts';
import { fixture, readText, truth } from './read-text.test-support.ts';
import { reverseColumns, reverseGroupsInCells, SAME_PAGE } from './same-page.test-support.ts';

const PAGES = ['2026-07.md', '2026-08.md', '2026-10.md', 'trimmed.md'] as const;

describe('the same page written otherwise', () => {
  for (const page of PAGES) {
    it.each(SAME_PAGE)(`${page}: %s`, (_name, change) => {
      expect(truth(readText(change(fixture(page))))).toEqual(truth(readText(fixture(page))));
    });

    it(`${page}: columns in another order`, () => {
      expect(reverseColumns(fixture(page))).not.toBe(fixture(page));
      expect(truth(readText(reverseColumns(fixture(page))))).toEqual(truth(readText(fixture(page))));
    });

    it(`${page}: groups and entries in another order inside the cells`, () => {
      expect(reverseGroupsInCells(fixture(page))).not.toBe(fixture(page));
      expect(truth(readText(reverseGroupsInCells(fixture(page))))).toEqual(truth(readText(fixture(page))));
    });
  }

  it('other amounts come out as those amounts', () => {
    const change = (text: string): string => text.replace(/(?<=[|:] ?|\) )(\d+\.\d+)(?= ?[|<`])/g, (amount) => `${amount}7`);
    const before = readText(fixture('2026-07.md')).routes.flatMap((route) => route.rates.map(({ amount }) => amount));
    const after = readText(change(fixture('2026-07.md'))).routes.flatMap((route) => route.rates.map(({ amount }) => amount));
    expect(after.filter((amount) => amount?.endsWith('7') === true).length).toBeGreaterThan(before.length * 0.8);
    expect(after).toHaveLength(before.length);
  });
});

describe('price cells of any content', () => {
  const resolution = fc.constantFrom('480p', '720p', '1080p', '4k', '2k');
  const amount = fc.tuple(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 9999 })).map(([whole, part]) => `${whole}.${part}`);
  const entry = fc.record({ input: fc.constantFrom('video', 'no_video'), amount, off: fc.option(fc.integer({ min: 1, max: 99 })) });
  const group = fc.record({ resolutions: fc.uniqueArray(resolution, { minLength: 1, maxLength: 3 }), entries: fc.uniqueArray(entry, { minLength: 1, maxLength: 2, selector: ({ input }) => input }) });
  const groups = fc.uniqueArray(group, { minLength: 1, maxLength: 3, selector: ({ resolutions }) => resolutions[0] });

  it('are read to exactly what was written, whatever order, bullets or breaks', () => {
    fc.assert(fc.property(groups, fc.constantFrom(' ', '<br><br>', '<br>  * '), fc.constantFrom(': ', '：', ' : '), (model, gap, colon) => {
      const text = model.map(({ resolutions, entries }) => [`For ${resolutions.join(' and ')} outputs${colon}`,
        ...entries.map((one) => `Input ${one.input === 'video' ? 'with' : 'without'} video${colon}${one.off === null ? '' : '(Original) '}${one.amount}${one.off === null ? '' : ` \`Time limited ${one.off}% off\``}`)].join(gap)).join(gap);
      const reading = readText(`# Video (ModelArk)\n\n|Model ID |Online inference (USD / M tokens) |\n|---|---|\n|seedance-9-260101 |${text} |\n|seedance-8-260101 |1 |\n`, { expect: [] });
      const got = reading.routes.find(({ route }) => route === 'seedance-9-260101')?.rates ?? [];
      const want = new Map<string, Set<string>>();
      for (const { resolutions, entries } of model) for (const one of entries) for (const each of resolutions) {
        const key = `${each} ${one.input}`;
        want.set(key, (want.get(key) ?? new Set()).add(`${one.amount} ${one.off ?? ''}`));
      }
      // The same condition said twice with two values is unread; everything else is there exactly.
      const certain = [...want].filter(([, values]) => values.size === 1).map(([key, values]) => `${key} ${[...values][0]}`).toSorted();
      expect(got.map(({ conditions, amount: found, promotion }) => `${String(conditions.resolution)} ${String(conditions.input)} ${found ?? ''} ${promotion?.percent_off ?? ''}`).toSorted()).toEqual(certain);
    }), { numRuns: 150 });
  });

  it('give values or a reason for any text, and no negative or absurd amount', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('7', '.', '0', ' ', ':', 'p', 'For ', 'Input with video', '1080p', '(Original)', '% off', '-', 'Free', ',', 'USD', '/', 'tokens', '>') , maxLength: 40 }), (text) => {
      const reading = readCell(text);
      const amounts = reading.ok ? reading.entries.flatMap(({ value }) => (value.kind === 'amount' ? [value.amount] : [])) : [];
      expect(amounts.every((found) => compareDecimals(found, '0') >= 0)).toBe(true);
    }), { numRuns: 500 });
  });
});

describe('damage', () => {
  const big = `${fixture('2026-07.md')}\n\n`.repeat(13);
  const bodies: readonly (readonly [string, string])[] = [
    ['Markdown', big], ['half a page', big.slice(0, 100_000)],
    ['router data', routerPage({ MDContent: big.slice(0, 40_000).replace(/\|[^\n]*$/, ''), Content: quillContent(big.slice(0, 16_000).replace(/\|[^\n]*$/, '')) })], ['a rendered page', renderedPage(big)],
    ['opened tags', '<html>byteplus<table>'.padEnd(100_000, '<tr><td>')], ['opened brackets', '# modelark\n|a|\n|---|\n|'.padEnd(100_000, '[(<')], ['pipes', '|'.repeat(100_000)],
    ['one long number', `# modelark\n|Model ID |Price (USD / image) |\n|---|---|\n|seed-1 |${'1'.repeat(99_000)} |`], ['spaces', `# modelark\n|Model ID|Price (USD / image)|\n|---|---|\n|seed-1|${' '.repeat(99_000)}x|`],
    ['percent signs', `modelark ${'9% off until 2026 '.repeat(5_500)}`], ['quotes', '>'.repeat(100_000)], ['nested divs', `<html>byteplus${'<div>'.repeat(20_000)}</html>`], ['nested tables', `<html>byteplus${'<table><tr><td>'.repeat(6_600)}</html>`], ['unclosed bold', `<html>byteplus<table><tr><td>${'<b>x'.repeat(24_000)}</html>`], ['commas', `modelark\n|Model ID|Price (USD / image)|\n|---|---|\n|seed-1|${'1,111'.repeat(19_000)}|`],
    ['router mentions', '<html>_ROUTER_DATA={'.repeat(5_000)], ['braces', `<html>_ROUTER_DATA=${'{"a":'.repeat(19_000)}`],
  ];

  const attempt = (body: string): boolean => {
    try {
      readText(body);
      return true;
    } catch (fault) {
      if (fault instanceof SourceRefusal) return false;
      throw fault;
    }
  };

  it.each(bodies)('100 KB of %s pass in under 50 ms of CPU', (_name, body) => {
    // Some of these pages are a little longer than 100 KB, and have as much more time.
    const limit = 50 * Math.max(1, body.length / 100_000);
    expect(bestCpuMs(() => { attempt(body); }, limit)).toBeLessThan(limit);
  });

  it('never crashes a reading and never yields an amount that is negative or beyond any price', () => {
    const pages = [fixture('2026-07.md'), fixture('2026-08.md'), fixture('2026-10.rendered.html'), fixture('2026-08.quill.html')];
    fc.assert(fc.property(fc.constantFrom(...pages), fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(60), put: fc.string({ maxLength: 12 }) }), { minLength: 1, maxLength: 6 }), (page, edits) => {
      const text = edits.reduce((body, { at, cut, put }) => `${body.slice(0, at * body.length)}${put}${body.slice(at * body.length + cut)}`, page);
      try {
        for (const route of readText(text).routes) for (const { amount } of route.rates) {
          expect(amount === null || (compareDecimals(amount, '0') >= 0 && compareDecimals(amount, '1000000') <= 0)).toBe(true);
        }
      } catch (fault) {
        if (!(fault instanceof SourceRefusal)) throw fault;
      }
    }), { numRuns: 300 });
  });
});
