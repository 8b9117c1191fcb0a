import { Resvg } from '@resvg/resvg-js';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ChartRow } from '../../chart/series.ts';
import { rate, type Conditions } from '../../domain/rate.ts';
import { type Status } from '../../domain/vocabulary.ts';
import { chartSubject, drawChart } from './chart.ts';
import { chartSvg } from './chart-svg.ts';
import { type AlertContent } from '../content.ts';
import { AT, BEFORE, factor, fell, moved } from '../fixtures.test-support.ts';

const SUBJECT = { route: 'seedance-2.0-fast', source: 'flatkey', rate: '["output_token","rate",{"group":"default"}]' };
const CONTENT: AlertContent = { kind: 'route', publisher: 'Flatkey', at: AT, previous_at: BEFORE, groups: {}, rules: {} };

function priced(from: string, until: string | null, amount: string, conditions: Conditions = { group: 'default' }, source = 'flatkey'): ChartRow {
  return { ...rate({ meter: 'output_token', per: 1_000_000, amount, conditions }), what: 'rate', source, from, until, approximate: false, promotion: null };
}

function said(from: string, until: string | null, status: Status): ChartRow {
  return { what: 'status', source: 'flatkey', from, until, status };
}

const HISTORY = [
  priced('2026-01-01T00:00:00.000Z', '2026-09-20T00:00:00.000Z', '5.2'), priced('2026-09-20T00:00:00.000Z', '2026-10-20T00:00:00.000Z', '5.6'), priced('2026-10-25T00:00:00.000Z', AT, '5.60'),
  priced(AT, null, '7'), priced('2026-01-01T00:00:00.000Z', null, '6.1', { group: 'Economy' }), priced('2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', '99'), priced('2026-01-01T00:00:00.000Z', null, '42', {}, 'elsewhere'),
  said('2026-01-01T00:00:00.000Z', '2026-11-20T00:00:00.000Z', 'available'), said('2026-11-20T00:00:00.000Z', null, 'unknown_failure'),
];

async function drawn(history: readonly ChartRow[], subject = SUBJECT): Promise<{ readonly png: Uint8Array; readonly alt: string }> {
  const chart = await drawChart(subject, history, AT);
  if (chart?.png == null) throw new Error('expected a picture');
  return { png: chart.png, alt: chart.alt };
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Width and height out of a PNG's header. */
function sizeOf(png: Uint8Array): readonly number[] {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

describe('the chart of a mail', () => {
  it('says its numbers in words: the last 90 days, gaps, the rate that moved first, its own source only', async () => {
    expect((await drawn(HISTORY)).alt).toBe('seedance-2.0-fast at flatkey, 2026-08-24 to 2026-11-22; per 1,000,000 output tokens: group default $5.20, from 2026-09-20 $5.60, not listed from 2026-10-20, from 2026-10-25 $5.60, from 2026-11-22 $7.00; group Economy $6.10. Status: available, from 2026-11-20 unknown_failure.');
  });

  it('is a picture of known size, the same bytes for the same rows in any order', async () => {
    const [first, again, other] = await Promise.all([drawn(HISTORY), drawn(HISTORY.toReversed()), drawn(HISTORY.map((row) => (row.what === 'rate' && row.amount === '7' ? { ...row, amount: '8' } : row)))]);
    expect(sizeOf(first.png)[0]).toBe(960);
    expect(first.png.length).toBeLessThan(40_000);
    expect(hash(again.png)).toBe(hash(first.png));
    expect(hash(other.png)).not.toBe(hash(first.png));
  });

  it('has letters in it, by its own fonts: a drawing without fonts is another and smaller picture', async () => {
    const { png } = await drawn([priced('2026-10-01T00:00:00.000Z', null, '7')]);
    const row = priced('2026-10-01T00:00:00.000Z', null, '7');
    if (row.what !== 'rate' || row.amount === null) throw new Error('expected a price');
    const svg = chartSvg({ subject: SUBJECT, panel: { source: 'flatkey', lines: [{ key: SUBJECT.rate, label: 'group default', versions: [{ ...row, amount: row.amount }] }], omitted: 0 }, statuses: [], span: { from: '2026-10-01T00:00:00.000Z', to: AT } });
    const bare = new Resvg(svg, { font: { loadSystemFonts: false }, fitTo: { mode: 'zoom', value: 2 } }).render().asPng();
    expect(sizeOf(bare)).toEqual(sizeOf(png));
    expect(bare.length * 2).toBeLessThan(png.length);
  });

  it('begins where the history begins when that is later, and shows a route that has a status and no price', async () => {
    expect((await drawn([priced('2026-11-20T05:00:00.000Z', null, '7')])).alt).toContain('2026-11-20 to 2026-11-22');
    const { alt, png } = await drawn([said('2026-11-20T00:00:00.000Z', null, 'degraded')], { ...SUBJECT, rate: '' });
    expect(alt).toMatch(/Status: degraded\.$/);
    expect(sizeOf(png)[1]).toBeLessThan(320);
  });

  it('is none where nothing is known of the time', async () => {
    expect(await drawChart(SUBJECT, [priced('2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', '7')], AT)).toBeNull();
  });

  it('lets no name from outside become markup, and keeps the words it has no letters for beside the picture', async () => {
    const evil = '"/><script>alert(1)</script>&\u202E<text>';
    const { alt } = await drawn([priced('2026-10-01T00:00:00.000Z', null, '7', { group: `官方${evil}` })], { ...SUBJECT, route: evil });
    expect(alt).toContain('官方');
    expect(alt).not.toMatch(/\u202E/u);
    const svg = chartSvg({ subject: { ...SUBJECT, route: `官方${evil}` }, panel: { source: evil, lines: [], omitted: 0 }, statuses: [], span: { from: BEFORE, to: AT } });
    expect(svg).not.toMatch(/<script|官|\u202E/u);
  });
});

describe('what the chart of a message is about', () => {
  it('is the rate that moved most, before a status of the same route', () => {
    expect(chartSubject(CONTENT, [fell('seedance-2.0-fast'), moved('seedance-2.0-fast', '5.6', '7', { conditions: { group: 'default' } })])).toEqual(SUBJECT);
    expect(chartSubject(CONTENT, [fell('seedance-2.0')])).toEqual({ route: 'seedance-2.0', source: 'flatkey', rate: null });
  });

  it('is the weightiest row under a factor, and nothing for a message about no route', () => {
    const event = factor(3);
    expect(chartSubject({ ...CONTENT, kind: 'factor', top: event.folded.slice(0, 1) }, [event])?.route).toBe('model-00000');
    expect(chartSubject({ ...CONTENT, kind: 'source' }, [])).toBeNull();
    expect(chartSubject({ kind: 'service', at: AT, rules: {}, what: 'dead', words: ['x'] }, [])).toBeNull();
  });
});
