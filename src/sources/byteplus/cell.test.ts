import { describe, expect, it } from 'vitest';
import { readCell } from './cell.ts';
import { labelConditions } from './labels.ts';
import { promptTier } from './tiers.ts';
import { readHeader } from './columns.ts';
import { markdownCell } from './markdown.ts';

const entries = (text: string) => {
  const reading = readCell(text);
  return reading.ok ? reading.entries.map(({ conditions, value }) => [conditions, value.kind === 'amount' ? value.amount : value.kind]) : reading.reason;
};

describe('a price cell', () => {
  it('reads a bare amount, nothing, free, not offered and on request', () => {
    expect(entries('2.50')).toEqual([[{}, '2.50']]);
    expect(entries('2,800.00')).toEqual([[{}, '2800.00']]);
    expect(entries('$0.40')).toEqual([[{}, '0.40']]);
    expect(entries('10 USD')).toEqual([[{}, '10']]);
    for (const nothing of ['-', '', 'N/A', '--']) expect(entries(nothing)).toEqual([]);
    expect(entries('Free')).toEqual([[{}, '0']]);
    expect(entries('Not supported yet')).toEqual([[{}, 'not_offered']]);
    expect(entries('Contact sales')).toEqual([[{}, 'on_request']]);
  });

  it('reads groups by their words, in either order and flattened', () => {
    const cell = 'For 1080p outputs: Input with video: 4.7 Input without video: 7.7 For 480p and 720p outputs: Input without video: 7.0 Input with video: 4.3';
    expect(entries(cell)).toEqual([
      [{ resolution: ['1080p'], input: 'video' }, '4.7'], [{ resolution: ['1080p'], input: 'no_video' }, '7.7'],
      [{ resolution: ['480p', '720p'], input: 'no_video' }, '7.0'], [{ resolution: ['480p', '720p'], input: 'video' }, '4.3'],
    ]);
  });

  it('takes a resolution that is not supported out of the prices beside it', () => {
    for (const remark of ['(1080p is not supported)', '*(1080p output not supported)*']) {
      expect(entries(`480p / 720p: Input without video: 6.0 Input with video: 3.0 ${remark}`)).toEqual([
        [{ resolution: ['480p', '720p'], input: 'no_video' }, '6.0'], [{ resolution: ['480p', '720p'], input: 'video' }, '3.0'], [{ resolution: ['1080p'] }, 'not_offered'],
      ]);
    }
    expect(entries('480p: (1080p is not supported)')).toMatch('unknown words');
  });

  it('reads groups nested the other way round', () => {
    expect(entries('Input without video: 480p: 7.0 4K: 4.0 Input with video: 480p: 4.3')).toEqual([
      [{ input: 'no_video', resolution: ['480p'] }, '7.0'], [{ input: 'no_video', resolution: ['4k'] }, '4.0'], [{ input: 'video', resolution: ['480p'] }, '4.3'],
    ]);
  });

  it('keeps the list price of a promotion, with and without its percentage', () => {
    const reading = readCell('Input without video: (Original) 11.7 Time limited 28% off Input with video: (Original) 7.0');
    expect(reading.ok && reading.entries.map(({ value }) => value)).toEqual([
      { kind: 'amount', amount: '11.7', unit: null, offer: { percent_off: '28' } }, { kind: 'amount', amount: '7.0', unit: null, offer: { percent_off: null } },
    ]);
  });

  it('takes the arithmetic of a 3D cell apart from its amount', () => {
    expect(readCell('0.399 30k tokens / call * 0.0133 USD/K tokens')).toMatchObject({ ok: true, entries: [{ value: { amount: '0.399' } }], arithmetic: { tokens: '30000', amount: '0.0133', per: '1000' } });
  });

  it.each([
    ['4.2 Time limited 25% off', 'without "(Original)"'],
    ['Input with moonlight: 4.2', 'unknown words'],
    ['7.0 4.3', 'two amounts'],
    ['7.0 For 4k outputs: 4.0', 'two amounts'],
    ['For 4k outputs:', 'without an amount'],
    ['about 7.0', 'unknown words'],
    ['~~7.0~~ 5.0', 'unknown words'],
    ['-1', 'unknown words'],
    ['11.7.0', 'unknown words'],
    ['0x10', 'unknown words'],
    ['7.0 per fortnight', 'unknown words'],
    ['2 images: 0.03', 'unknown words'],
  ])('stops at %s', (text, reason) => {
    expect(entries(text)).toContain(reason);
  });
});

describe('a label', () => {
  it.each([
    ['For 480p and 720p outputs', { resolution: ['480p', '720p'] }], ['1080p, 4K output', { resolution: ['1080p', '4k'] }],
    ['Without video input', { input: 'no_video' }], ['Input contains video', { input: 'video' }], ['Input does not contain video', { input: 'no_video' }],
    ['Silent video', { audio: false }], ['Video with audio', { audio: true }], ['Draft video without audio', { audio: false, option: 'draft' }],
    ['≤ 2.61 million pixels (1.5K or lower)', { resolution: '≤2.61millionpixels', note: '1.5k or lower' }], ['Up to 2.61 MP', { resolution: '≤2.61mp' }],
    ['From the 2nd image', { option: 'from_2nd_image' }], ['Off-peak hours', { service: 'off_peak' }], ['Layer decomposition', { option: 'layer_decomposition' }],
    ['Prompt length (128, 256]', { prompt_tokens: '(128000,256000]' }],
  ])('%s', (label, conditions) => {
    expect(labelConditions(label)).toEqual(conditions);
  });

  it.each(['For other resolutions', 'Input with music', 'For 480p outputs in Europe', 'up to', 'Video'])('does not guess at "%s"', (label) => {
    expect(labelConditions(label)).toBeUndefined();
  });
});

describe('an interval of prompt lengths', () => {
  it.each([
    ['Prompt length [0, 128]', '1000', '[0,128000]'], ['Prompt length (128,256]', '1000', '(128000,256000]'], ['[0, 0.5]', '1000000', '[0,500000]'],
    ['Prompt length (128k, 256k]', '1', '(128000,256000]'], ['Prompt length (256, ∞)', '1000', '(256000,∞)'], ['Prompt length ≤ 32', '1000', '[0,32000]'], ['> 32k', '1000', '(32000,∞)'],
  ] as const)('%s', (text, scale, interval) => {
    expect(promptTier(text, scale)).toBe(interval);
  });

  it.each(['128', 'Prompt length', 'Prompt length [0, 128] or so', 'Output length [0, 1]'])('%s is none', (text) => {
    expect(promptTier(text, '1000')).toBeUndefined();
  });
});

describe('a header', () => {
  const read = (...texts: readonly string[]) => readHeader(texts.map(markdownCell));
  it('takes the unit of each column from the column itself', () => {
    expect(read('**Model ID**', '**Input** (USD / K tokens)', 'Output<br><br>(USD per million tokens)')).toMatchObject({
      kind: 'prices', columns: [{ role: 'model' }, { role: 'price', meter: 'input_token', unit: { per: 1000 } }, { role: 'price', meter: 'output_token', unit: { per: 1_000_000 } }],
    });
  });

  it('leaves a column unread whose name or unit is not known, and one priced per hour that is no storage', () => {
    expect(read('Model ID', 'Cache-hit (USD/M Tokens/Hour)', 'Cache-storage (USD/M tokens)', 'Thinking (USD/M tokens)', 'Output (USD/furlong)')).toMatchObject({
      columns: [{ role: 'model' }, { role: 'unknown_price' }, { role: 'unknown_price' }, { role: 'unknown_price' }, { role: 'unknown_price' }],
    });
  });

  it.each([
    [['Model ID', 'Input (元 / M tokens)'], 'foreign'], [['Model ID', 'Input (CNY/M tokens)'], 'foreign'], [['Resolution', '480p'], 'examples'],
    [['Resolution', 'Ratio', 'Price (USD)'], 'examples'], [['Model ID', 'Mystery', 'Input (USD / M tokens)'], 'unknown'], [['Input (USD / M tokens)', 'Output (USD / M tokens)'], 'unknown'],
  ])('%j is %s', (texts, kind) => {
    expect(read(...texts).kind).toBe(kind);
  });
});
