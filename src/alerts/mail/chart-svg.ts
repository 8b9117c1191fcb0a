import { drawPanel, type Drawing, type Frame } from '../../chart/geometry.ts';
import { type Line, type Panel, type StatusVersion } from '../../chart/series.ts';
import { escapeHtml, plainText } from '../../domain/plain-text.ts';
import { moneyPhrase, perWords, STATUS_SHAPES } from '../../domain/phrase.ts';

/** What a mail's chart is about: the route that moved most, and the rate of it that did. */
export interface ChartSubject {
  readonly route: string;
  readonly source: string;
  /** As `rateKey` writes it; null where it was no rate that moved. */
  readonly rate: string | null;
}

export interface ChartPlan {
  readonly subject: ChartSubject;
  /** The first line is the one that the mail is about. */
  readonly panel: Panel;
  readonly statuses: readonly StatusVersion[];
  readonly span: { readonly from: string; readonly to: string };
}

/** Drawn at twice its size: sharp on a telephone, and the letters stay readable when the picture shrinks to its width. */
export const PICTURE_SCALE = 2;
export const PICTURE_WIDTH = 480;
const FRAME = { width: PICTURE_WIDTH, labelWidth: 174, labelCharacters: 200, labelHeight: 34, plotHeight: 110 } as const satisfies Frame;
/** Room above the drawing for its title. */
const HEAD = 52;

/** The picture brings its own paper, so that it is readable in the dark too. */
export const CHART_COLOURS = { paper: '#FBFAF7', ink: '#1B1F24', quiet: '#5B5E63', hairline: '#DAD6CC', accent: '#1F5FA8' } as const;
/** Ground and ink of the status band; the shape and the word say it first. */
export const BAND_COLOURS: Readonly<Record<NonNullable<StatusVersion['status']>, readonly [ground: string, ink: string]>> = {
  available: ['#DCE9DD', '#1F4A2A'], degraded: ['#F3E3BF', '#5A4100'], unknown_failure: ['#F6D9D3', '#7A1F10'], retired: ['#D8D5CE', '#1B1F24'], absent: ['#ECEAE4', '#4A4D52'],
};

/** The step chart as SVG; every word from outside is escaped. */
export function chartSvg({ subject, panel, statuses, span }: ChartPlan): string {
  const drawing = drawPanel(panel, statuses, span, FRAME);
  const [width, height] = [drawing.width, drawing.height + HEAD];
  const { paper, hairline, ink, quiet } = CHART_COLOURS;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="DejaVu Sans" font-size="14" fill="${ink}">
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V6" stroke="${hairline}" stroke-width="3"/></pattern></defs>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" fill="${paper}" stroke="${hairline}"/>
<text x="12" y="23" font-weight="bold">${words(subject.route, 50)}</text>
<text x="12" y="42" font-size="13" fill="${quiet}">${words(subtitle(subject, panel), 60)}</text>
<g transform="translate(4 ${HEAD})">
${drawn(drawing, panel, span)}
</g>
</svg>`;
}

function drawn({ plot, lines, promotions, band, bandTop, height }: Drawing, panel: Panel, span: ChartPlan['span']): string {
  const { hairline, quiet, accent } = CHART_COLOURS;
  return [
    ...promotions.map(({ x, width }) => `<rect x="${x}" y="${plot.top - 8}" width="${width}" height="${plot.bottom - plot.top + 16}" fill="url(#hatch)"/>`),
    ...(lines.length === 0 ? [] : [`<path d="M${plot.left} ${plot.bottom + 6}H${plot.right}" stroke="${hairline}"/>`]),
    // The line that the mail is about lies on top.
    ...lines.map((line, index) => {
      const [stroke, wide] = index === 0 ? [accent, 3] : ['#8A8C8F', 2];
      return `<path d="${line.path}" fill="none" stroke="${stroke}" stroke-width="${wide}"/>${line.points.map(({ x, y }) => `<circle cx="${x}" cy="${y}" r="${wide + 0.5}" fill="${stroke}"/>`).join('')}`
        + `<path d="M${line.end.x + 3} ${line.end.y}L${plot.right + 8} ${line.labelY}" stroke="${hairline}"/>${endLabel(line.label, plot.right + 12, line.labelY + 5, index === 0)}`;
    }).toReversed(),
    ...levels(panel.lines[0], lines[0], plot),
    ...band.map(({ x, width, status }) => {
      const [ground, inkOf] = BAND_COLOURS[status ?? 'absent'];
      const word = status === null || width < 22 ? '' : width > 9 * status.length + 30 ? `${STATUS_SHAPES[status]} ${status}` : STATUS_SHAPES[status];
      return `<rect x="${x}" y="${bandTop}" width="${Math.max(3, width)}" height="20" fill="${ground}"/>${word === '' ? '' : `<text x="${x + 6}" y="${bandTop + 15}" font-size="13" fill="${inkOf}">${words(word, 24)}</text>`}`;
    }),
    ...statusNow(band, plot.right, bandTop),
    `<text x="${plot.left}" y="${height - 8}" font-size="13" fill="${quiet}">${tick(span.from, span)}</text><text x="${plot.right}" y="${height - 8}" font-size="13" fill="${quiet}" text-anchor="end">${tick(span.to, span)}</text>`,
    ...(lines.length === 0 ? [] : [`<text x="${plot.right + 12}" y="${height - 8}" font-size="11" fill="${quiet}">axis not from zero</text>`]),
  ].join('\n');
}

/** What each earlier level of the first line was, written on it where there is room. */
function levels(line: Line | undefined, path: Drawing['lines'][number] | undefined, plot: Drawing['plot']): readonly string[] {
  if (line === undefined || path === undefined || line.versions.length < 2) return [];
  const starts = [...path.path.matchAll(/(?:M([\d.]+) ([\d.]+)|V([\d.]+))H([\d.]+)/g)];
  let left = plot.left;
  return starts.slice(0, -1).flatMap(([, moveX, moveY, stepY, end = '0'], index) => {
    const [x, y] = [moveX === undefined ? left : Number(moveX), Number(moveY ?? stepY)];
    left = Number(end);
    const version = line.versions[index];
    return version === undefined || left - x < 74 ? [] : [`<text x="${x + 6}" y="${y - 6}" font-size="13">${words(moneyPhrase(version.amount, version.currency), 12)}</text>`];
  });
}

/** The last status in words beside the band: its own piece is often too narrow for them. */
function statusNow(band: Drawing['band'], right: number, top: number): readonly string[] {
  const last = band.toSorted((a, b) => a.x - b.x).at(-1);
  return last?.status == null ? [] : [`<text x="${right + 12}" y="${top + 15}" font-size="13">${words(`${STATUS_SHAPES[last.status]} ${last.status}`, 22)}</text>`];
}

function subtitle({ source }: ChartSubject, panel: Panel): string {
  const last = panel.lines[0]?.versions.at(-1);
  const more = panel.omitted === 0 ? '' : `, ${panel.omitted} more not drawn`;
  return last === undefined ? source : `${source} · ${last.currency} ${perWords(last.meter, last.per)}${more}`;
}

/** Within a few days the hour matters. */
function tick(instant: string, { from, to }: ChartPlan['span']): string {
  return Date.parse(to) - Date.parse(from) > 3 * 86_400_000 ? instant.slice(0, 10) : `${instant.slice(5, 10)} ${instant.slice(11, 16)}`;
}

/** The amount, and below it for what it is asked, in small. */
function endLabel(label: string, x: number, y: number, first: boolean): string {
  const [amount = '', ...conditions] = label.split(' · ');
  const below = words(conditions.join(' · '), 26);
  return `<text x="${x}" y="${y}"${first ? ' font-weight="bold"' : ''}>${words(amount, 20)}</text>${below === '' ? '' : `<text x="${x}" y="${y + 14}" font-size="11.5" fill="${CHART_COLOURS.quiet}">${below}</text>`}`;
}

/** Our fonts have no signs of East Asia: "…" stands for them, and the words beside the picture say them. */
function words(text: string, most: number): string {
  return escapeHtml(plainText(text.replace(/[^\u0020-\u2BFF]+/gu, '…'), most));
}
