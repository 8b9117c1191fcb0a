import { fileURLToPath } from 'node:url';
import { panelsOf, since, statusesOf, type ChartRow, type Panel } from '../../chart/series.ts';
import { chartWords } from '../../chart/words.ts';
import { plainText } from '../../domain/plain-text.ts';
import { rateKey } from '../../domain/rate.ts';
import { compareWeights } from '../stages/cause.ts';
import { chartSvg, PICTURE_SCALE, type ChartSubject } from './chart-svg.ts';
import { type MessageContent } from '../content.ts';
import { type ToldEvent } from '../words/told-event.ts';

/** A picture and its numbers in words; `png` is null where pictures cannot be drawn, and the words stay. */
export interface Chart {
  readonly png: Uint8Array | null;
  readonly alt: string;
}

const DAYS = 90;
/** More lines than this need a legend, and a mail has no room for one. */
const MOST_LINES = 4;
const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => fileURLToPath(new URL(`fonts/${name}`, import.meta.url)));

/** Whose history a message shows; null where it is about no route. */
export function chartSubject(content: MessageContent, events: readonly ToldEvent[]): ChartSubject | null {
  if (content.kind === 'digest' || content.kind === 'reminder' || content.kind === 'service') return null;
  const sorted = [...events.toSorted(compareWeights), ...(content.top ?? [])];
  const event = sorted.find(({ route, meter }) => route !== null && meter !== null) ?? sorted.find(({ route }) => route !== null);
  if (event === undefined || event.route === null) return null;
  const { route, source, meter, role, conditions } = event;
  return { route, source, rate: meter === null || role === null ? null : rateKey({ meter, role, conditions }) };
}

/**
 * The last 90 days of a route as a step chart, as far as they are known. The same rows give the same bytes on every
 * machine: the fonts are our own.
 * @returns null when nothing is known of that time
 */
export async function drawChart(subject: ChartSubject, history: readonly ChartRow[], at: string): Promise<Chart | null> {
  const earliest = new Date(Date.parse(at) - DAYS * 86_400_000).toISOString();
  const rows = since(history.filter(({ source }) => source === subject.source), earliest);
  const panel = panelAbout(subject, rows);
  const statuses = statusesOf(rows, subject.source);
  if (panel.lines.length === 0 && statuses.length === 0) return null;
  const first = rows.map(({ from }) => from).toSorted()[0] ?? earliest;
  const span = { from: first > earliest ? first : earliest, to: at };
  const alt = plainText(`${subject.route} at ${subject.source}, ${span.from.slice(0, 10)} to ${at.slice(0, 10)}; ${chartWords(panel, statuses, span.from)}`, 1000);
  return { png: await png(chartSvg({ subject, panel, statuses, span })), alt };
}

/** The lines on the axis of the rate that moved, that rate first. */
function panelAbout({ source, rate }: ChartSubject, rows: readonly ChartRow[]): Panel {
  const panels = panelsOf(rows, Number.POSITIVE_INFINITY);
  const panel = panels.find(({ lines }) => lines.some(({ key }) => key === rate)) ?? panels[0] ?? { source, lines: [], omitted: 0 };
  const lines = panel.lines.toSorted((a, b) => Number(b.key === rate) - Number(a.key === rate));
  return { source, lines: lines.slice(0, MOST_LINES), omitted: Math.max(0, lines.length - MOST_LINES) };
}

/** The drawing library is a native one: where it is not there, mails go out with the words alone. */
async function png(svg: string): Promise<Uint8Array | null> {
  const library = await import('@resvg/resvg-js').catch(() => null);
  if (library === null) return null;
  const picture = new library.Resvg(svg, { font: { loadSystemFonts: false, fontFiles: FONTS, defaultFontFamily: 'DejaVu Sans' }, fitTo: { mode: 'zoom', value: PICTURE_SCALE } });
  return picture.render().asPng();
}

