import { drawPanel, type Drawing, type Frame } from '../../chart/geometry.ts';
import { panelsOf, perUnit, statusesOf, type ChartRow, type Panel, type StatusVersion } from '../../chart/series.ts';
import { compareDecimals } from '../../domain/decimal.ts';
import { amountPhrase, perWords, plural, STATUS_SHAPES } from '../../domain/phrase.ts';
import { html, nothing, type Html } from '../parts/html.ts';

/** Text in a picture shrinks with it, so each chart is drawn twice and the style sheet shows the one that fits. */
const FRAMES = [
  { name: 'wide', frame: { width: 1080, labelWidth: 270, labelCharacters: 36 } },
  { name: 'narrow', frame: { width: 340, labelWidth: 118, labelCharacters: 16 } },
] as const satisfies readonly { readonly name: string; readonly frame: Frame }[];

/** The prices of a route over time as step lines, with the status below on the same axis; one chart for each thing that is counted. */
export function charts(history: readonly ChartRow[], now: string): Html {
  const from = history.map((row) => row.from).toSorted()[0] ?? now;
  return html`${panelsOf(history).map((panel, index) => figure(panel, statusesOf(history, panel.source), { from, to: now }, `chart-${index}`))}`;
}

function figure(panel: Panel, statuses: readonly StatusVersion[], span: { readonly from: string; readonly to: string }, id: string): Html {
  const versions = panel.lines.flatMap((line) => line.versions).toSorted((a, b) => compareDecimals(perUnit(a), perUnit(b)));
  const [lowest, highest] = [versions[0], versions.at(-1)];
  if (lowest === undefined || highest === undefined) return nothing;
  const unit = perWords(lowest.meter, lowest.per);
  const range = lowest === highest || perUnit(lowest) === perUnit(highest) ? amountPhrase(plain(lowest)) : `${amountPhrase(plain(lowest))} to ${amountPhrase(plain(highest))}; the axis does not begin at zero`;
  return html`<figure class="chart">
<figcaption><b>${panel.source}, ${unit}</b> <small>${range}${panel.omitted === 0 ? '' : `; ${plural(panel.omitted, 'more rate')} in the table`}. <a href="#history">The same as a table</a></small></figcaption>
${FRAMES.map(({ name, frame }) => picture(drawPanel(panel, statuses, span, frame), `${id}-${name}`, name, span, `${panel.source}, prices ${unit} from ${span.from.slice(0, 10)} to ${span.to.slice(0, 10)}: ${range}`))}
</figure>`;
}

function plain(version: Panel['lines'][number]['versions'][number]) {
  const { promotion: _, ...rate } = version;
  return rate;
}

function picture({ width, height, plot, lines, promotions, band, bandTop }: Drawing, id: string, name: string, span: { readonly from: string; readonly to: string }, label: string): Html {
  const bottom = height - 6;
  return html`<svg class="${name}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">
<defs><pattern id="${id}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern></defs>
${promotions.map(({ x, width: wide }) => html`<rect x="${x}" y="${plot.top - 8}" width="${wide}" height="${plot.bottom - plot.top + 16}" fill="url(#${id}-hatch)"/>`)}
<path class="axis" d="M${plot.left} ${plot.bottom + 6}H${plot.right}"/>
${lines.map((line) => html`<path class="step" d="${line.path}"/>${line.points.map((point) => html`<circle class="point" cx="${point.x}" cy="${point.y}" r="3"/>`)}<path class="leader" d="M${line.end.x + 2} ${line.end.y}L${plot.right + 8} ${line.labelY}"/><text x="${plot.right + 12}" y="${line.labelY + 4}">${line.label}</text>`)}
${band.map(({ x, width: wide, status }) => html`<rect class="band band-${status}" x="${x}" y="${bandTop}" width="${wide}" height="18"/>${status !== null && wide > 24 ? html`<text class="band-word" x="${x + 6}" y="${bandTop + 13}">${wide > 130 ? `${STATUS_SHAPES[status]} ${status}` : STATUS_SHAPES[status]}</text>` : nothing}`)}
<text class="tick" x="${plot.left}" y="${bottom}">${span.from.slice(0, 10)}</text>
<text class="tick" x="${plot.right}" y="${bottom}" text-anchor="end">${span.to.slice(0, 10)}</text>
</svg>`;
}
