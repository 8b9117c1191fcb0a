import { describe, expect, it } from 'vitest';
import { BAND_COLOURS, CHART_COLOURS } from './chart-svg.ts';
import { DARK, LIGHT } from './mail-html.ts';

/** WCAG 2: for text below 24 px. */
const AA = 4.5;

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe('the colours of a mail', () => {
  it('are measured as WCAG measures: black on white is 21', () => {
    expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21);
    expect(contrast('#777777', '#FFFFFF')).toBeCloseTo(4.48, 2);
  });

  it.each([['light', LIGHT], ['dark', DARK]] as const)('hold AA on %s paper', (_, { paper, hairline, ...inks }) => {
    expect(Object.entries(inks).filter(([, ink]) => contrast(ink, paper) < AA)).toEqual([]);
    expect(hairline).not.toBe(paper);
  });

  it('hold AA in the chart, which brings its own paper', () => {
    const { paper, ink, quiet, accent } = CHART_COLOURS;
    expect([ink, quiet, accent].filter((colour) => contrast(colour, paper) < AA)).toEqual([]);
    expect(Object.entries(BAND_COLOURS).filter(([, [ground, word]]) => contrast(word, ground) < AA)).toEqual([]);
  });
});
