import { describe, expect, it } from 'vitest';
import { fixture, readText } from './read-text.test-support.ts';

const rates = (text: string, route: string) => readText(text).routes.find((one) => one.route === route)?.rates ?? [];

describe('later versions of the page', () => {
  it('keeps the list price under a promotion, with the effective price, dates and audience', () => {
    const fast = rates(fixture('2026-08.md'), 'dreamina-seedance-2-0-fast-260128').find(({ conditions }) => conditions.resolution === '720p' && conditions.input === 'video');
    expect(fast).toMatchObject({
      amount: '3.3', kind: 'list',
      promotion: { percent_off: '25', effective_amount: '2.475', from: '2026-08-07T14:00+08:00', until: '2026-10-07T14:00+08:00', audience: 'enterprise users' },
    });
    const newest = rates(fixture('2026-08.md'), 'dreamina-seedance-2-5-260628').find(({ conditions }) => conditions.resolution === '1080p' && conditions.input === 'no_video');
    expect(newest?.promotion).toEqual({ percent_off: '28', effective_amount: '8.424', from: null, until: '2026-09-17T14:00+08:00', audience: null });
  });

  it('reads input and output images, the first of them free, by area and scenario', () => {
    expect(rates(fixture('2026-08.md'), 'dola-seedream-5-0-pro-260628').map(({ meter, amount, conditions }) => [meter, amount, conditions.option, conditions.resolution])).toEqual([
      ['image', '0.045', 'layer_decomposition', '>2.61millionpixels'], ['image', '0.0225', 'layer_decomposition', '≤2.61millionpixels'],
      ['image', '0.09', 'single_image_generation', '>2.61millionpixels'], ['image', '0.045', 'single_image_generation', '≤2.61millionpixels'],
      ['input_image', '0', 'first_image', undefined], ['input_image', '0.003', 'from_2nd_image', undefined],
    ]);
    expect(rates(fixture('2026-08.md'), 'seedream-4-5-251128').map(({ meter, amount }) => [meter, amount])).toEqual([['image', '0.04'], ['input_image', '0']]);
  });

  it('keeps standard, flex and peak prices of one model apart', () => {
    const inputs = rates(fixture('2026-10.md'), 'deepseek-v9-1-flash-260910').filter(({ meter }) => meter === 'input_token').map(({ amount, conditions }) => [amount, conditions.service, conditions.tier]);
    expect(inputs).toEqual([['0.075', 'flex', 'off_peak'], ['0.15', 'flex', 'peak'], ['0.15', 'off_peak', undefined], ['0.30', 'peak', undefined]]);
    expect(rates(fixture('2026-10.md'), 'dola-seed-9-1-turbo').filter(({ meter }) => meter === 'output_token').map(({ amount, conditions }) => [amount, conditions.service])).toEqual([['1.25', 'flex'], ['2.5', 'online']]);
  });

  it('never reads rows without a header under the header above them', () => {
    for (const name of ['2026-10.md', 'trimmed.md']) {
      const reading = readText(fixture(name));
      expect(reading.unread.some(({ reason }) => reason.startsWith('a row without a table header'))).toBe(true);
      expect(reading.routes.flatMap((route) => route.rates).some(({ conditions }) => conditions.service === 'batch')).toBe(false);
    }
  });

  it('reads a copy that dropped all units with the standing one, and says so; one missing unit among others is unread', () => {
    const trimmed = readText(fixture('trimmed.md'), { expect: [] });
    expect(trimmed.notes).toMatchObject([{ message: expect.stringContaining('prints no unit') as string }, { message: expect.stringContaining('prints no unit') as string }]);
    const one = readText(fixture('2026-07.md').replace('|**Output**<br><br>(USD / M tokens) |\n|---|---|---|---|---|---|---|---|', '|**Output** |\n|---|---|---|---|---|---|---|---|'));
    expect(one.unread.filter(({ reason }) => reason === 'no unit for "output"')).toHaveLength(6);
  });

  it('carries model and tier down, but not past a row that could not be read', () => {
    const reading = readText('# ModelArk\n\n|Model name |Billing item |Unit price |Condition (K tokens) |\n|---|---|---|---|\n|seed-9 |Input |0.25 USD/M Tokens |Prompt length [0, 128] |\n||Output |2 USD/M Tokens ||\n|seed-8 |Input |0.25 USD/M Tokens |On Sundays |\n||Output |3 USD/M Tokens ||\n||Output |4 USD/M Tokens |- |\n');
    expect(reading.routes.map(({ route, rates: found }) => [route, found.map(({ amount, conditions }) => [amount, conditions.prompt_tokens])])).toEqual([
      ['seed-8', [['4', undefined]]], ['seed-9', [['0.25', '[0,128000]'], ['2', '[0,128000]']]],
    ]);
    expect(reading.unread).toHaveLength(2);
  });

  it('reads nothing twice: two amounts for one condition are both unread', () => {
    const reading = readText(fixture('2026-07.md').replace('|seedream\\-4\\-5\\-251128 |0.04 |', '|seedream\\-4\\-5\\-251128 |0.04 |\n|seedream\\-4\\-5\\-251128 |0.05 |'));
    expect(reading.routes.some(({ route }) => route === 'seedream-4-5-251128')).toBe(false);
    expect(reading.unread).toMatchObject([{ route: 'seedream-4-5-251128', reason: expect.stringContaining('two amounts for one condition') as string }]);
  });

  it.each([
    ['The Seedance 2.5 28% off promotion has been extended from 2026-10-07 to 2026-11-07.', { from: null, until: '2026-11-07' }],
    ['The Seedance 2.5 28% off promotion from 2026-09-07 to 2026-10-07 has been extended to 2026-11-07.', { from: null, until: '2026-11-07' }],
    ['The Seedance 2.5 28% off promotion runs from 2026-09-07 14:00 (UTC+8) to 2026-10-07 14:00 (UTC+8).', { from: '2026-09-07T14:00+08:00', until: '2026-10-07T14:00+08:00' }],
    ['The Seedance 2.5 28% off promotion starts on 2026-09-07 and ends on 2026-10-07.', { from: '2026-09-07', until: '2026-10-07' }],
    ['The Seedance 2.5 28% off promotion announced on 2026-09-01 ends on 2026-10-07.', { from: null, until: '2026-10-07' }],
    ['The end of the Seedance 2.5 28% off promotion was brought forward from 2026-10-07 to 2026-09-30.', { from: null, until: null }],
    ['The Seedance 2.5 28% off promotion costs less from 2026-10-07 than it did on 2026-09-07.', { from: null, until: null }],
  ])('dates a promotion by the dates that are its own: %s', (banner, dates) => {
    const text = `BytePlus ModelArk\n\n${banner}\n\n# Video generation models\n\n|Model ID |Online inference (USD / M tokens) |\n|---|---|\n|dreamina-seedance-2-5-260628 |(Original) 11.7 \`Time limited 28% off\` |\n`;
    expect(rates(text, 'dreamina-seedance-2-5-260628')[0]?.promotion).toEqual({ percent_off: '28', effective_amount: '8.424', audience: null, ...dates });
  });

  it.each(['Batch inference (50% off of the prices below)', 'Online inference (prices until 2026-09-01, no longer valid)', 'Old prices', 'Online inference (effective from December 1)', 'Limited-time prices', 'New prices from 2026-12-01'])('leaves the rows under "%s" unread, and no others', (heading) => {
    const table = (model: string) => `|Model ID |Input (USD / M tokens) |Output (USD / M tokens) |\n|---|---|---|\n|${model} |0.25 |2 |\n`;
    const reading = readText(`# Large language models of BytePlus ModelArk\n\n## ${heading}\n\n${table('seed-1-6-250615')}\n## Online inference\n\n${table('seed-1-8-251228')}`);
    expect(reading.routes.map(({ route }) => route)).toEqual(['seed-1-8-251228']);
    expect(reading.unread).toEqual([{ route: 'seed-1-6-250615', said: expect.stringContaining('0.25') as string, reason: expect.stringContaining(`the heading "${heading}"`) as string }]);
  });

  it.each(['Online inference (standard)', 'Online inference (Flex)', 'Seedance 2.0 & 2.0 Fast for 4 to 15 seconds', 'Pricing (updated on 2026-07-01)', 'Models up to 2048 pixels'])('reads the rows under "%s"', (heading) => {
    expect(readText(`# Video generation models of BytePlus\n\n## ${heading}\n\n|Model ID |Online inference (USD / M tokens) |\n|---|---|\n|seedance-1-0-pro-250528 |2.5 |\n`).unread).toEqual([]);
  });

  it('leaves a promotion undated where two banners say different dates', () => {
    const text = fixture('2026-08.md').replace('Written for the tests', 'Seedance 2.5 is 28% off until 2026-09-30. Written for the tests');
    expect(rates(text, 'dreamina-seedance-2-5-260628').find(({ promotion }) => promotion !== undefined)?.promotion).toMatchObject({ percent_off: '28', until: null });
  });
});

describe('worked examples', () => {
  it('are recomputed, and one that does not follow says that the page or the reading is wrong', () => {
    const reading = readText(fixture('2026-07.md').replace('0.76 per video', '0.79 per video'));
    expect(reading.facts).toMatchObject({ examples_checked: 29, examples_mismatched: 1 });
    expect(reading.notes).toMatchObject([{ kind: 'source.schema_note', route: 'dreamina-seedance-2-0-260128', message: expect.stringMatching(/prints 0\.79 USD per video, but 7\.0 per 1000000 tokens × 108000 tokens gives 0\.756: the page or our reading is wrong/) as string }]);
  });

  it('notice a rate that changed alone', () => {
    const reading = readText(fixture('2026-07.md').replace('|2.5 |1.25 |', '|2.0 |1.25 |'));
    expect(reading.facts['examples_mismatched']).toBe(3);
  });

  it('are never rates', () => {
    const amounts = readText(fixture('2026-07.md')).routes.flatMap(({ rates: found }) => found.map(({ amount }) => amount));
    for (const example of ['0.35', '0.76', '1.87', '9.33', '0.58', '0.27', '48600']) expect(amounts).not.toContain(example);
  });

  it('check the arithmetic of a 3D price', () => {
    expect(readText(fixture('2026-07.md').replace('|0.399<br>', '|0.499<br>')).notes).toMatchObject([{ route: 'Hyper3d-Gen2', message: expect.stringContaining('which is 0.399') as string }]);
  });
});

describe('formula and limits of video routes', () => {
  it('come from the page, with draft factors only for the model they are given for', () => {
    const { routes } = readText(fixture('2026-07.md'));
    const of = (name: string) => routes.find(({ route }) => route === name);
    expect(of('dreamina-seedance-2-0-260128')).toMatchObject({ formula: { kind: 'video_tokens', fps: 24, divisor: 1024, counts_input_video: true, multipliers: [] }, limits: { resolutions: ['480p', '720p', '1080p', '4k'] } });
    expect(of('dreamina-seedance-2-0-mini-260615')).toMatchObject({ limits: { resolutions: ['480p', '720p'] } });
    expect(of('seedance-1-5-pro-251215')?.formula?.multipliers).toEqual([{ factor: '0.7', when: 'draft, video without audio' }, { factor: '0.6', when: 'draft, video with audio' }]);
    expect(of('seedance-1-0-pro-250528')?.limits).toBeNull();
    expect(of('seedream-4-5-251128')?.formula).toBeNull();
  });

  it('are not made up where the page prints no formula', () => {
    expect(readText(fixture('trimmed.md')).routes.every(({ formula }) => formula === null)).toBe(true);
  });
});
