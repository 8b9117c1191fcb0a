import { compareDecimals, product, quotient, sum, type Decimal } from '../domain/decimal.ts';
import { shorten } from '../domain/plain-text.ts';
import { moneyPhrase } from '../domain/phrase.ts';
import { perUnit, type Line, type Panel, type PricedVersion, type StatusVersion } from './series.ts';

/** How large a chart is drawn, in CSS pixels, and how many characters its end labels may have. */
export interface Frame {
  readonly width: number;
  readonly labelWidth: number;
  readonly labelCharacters: number;
  /** Between two end labels; 18 when absent. */
  readonly labelHeight?: number;
  /** How high prices are drawn at least; 96 when absent. */
  readonly plotHeight?: number;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly { readonly path: string; readonly points: readonly Point[]; readonly label: string; readonly end: Point; readonly labelY: number }[];
  /** Spans in which a promotion ran. */
  readonly promotions: readonly { readonly x: number; readonly width: number }[];
  readonly band: readonly { readonly x: number; readonly width: number; readonly status: StatusVersion['status'] }[];
  readonly plot: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly bandTop: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const MARGIN = { left: 8, top: 14, bottom: 26 };
const LABEL_HEIGHT = 18;
const BAND = 20;
const PLOT_HEIGHT = 96;

/**
 * Where everything of a step chart goes. Prices do not slope: a line is level while a version was in force, rises or
 * falls upright where the next one followed at once, and is broken where nothing was observed. `end` is the last
 * observation, `span` the instants at the left and right edge; what began before has no point there.
 */
export function drawPanel(panel: Panel, statuses: readonly StatusVersion[], span: { readonly from: string; readonly to: string }, frame: Frame): Drawing {
  const { labelHeight = LABEL_HEIGHT, plotHeight: least = PLOT_HEIGHT } = frame;
  const plotHeight = panel.lines.length === 0 ? 0 : Math.max(least, panel.lines.length * (labelHeight + 4));
  const plot = { left: MARGIN.left, right: frame.width - frame.labelWidth, top: MARGIN.top, bottom: MARGIN.top + plotHeight };
  const x = timeScale(span, plot.left, plot.right);
  const y = valueScale(panel.lines.flatMap(({ versions }) => versions.map(perUnit)), plot.top, plot.bottom);
  const at = (version: PricedVersion): number => y(perUnit(version));
  const ends = panel.lines.map((line) => at(line.versions.at(-1) as PricedVersion));
  const labelYs = apart(ends, plot.top, plot.bottom, labelHeight);
  const bandTop = plot.bottom + 8;
  const until = (row: { readonly until: string | null }): string => row.until ?? span.to;
  return {
    width: frame.width, height: bandTop + (statuses.length === 0 ? 0 : BAND + 4) + MARGIN.bottom, plot, bandTop,
    lines: panel.lines.map((line, index) => ({
      path: stepPath(line, x, at, until), points: line.versions.filter(({ from }) => from >= span.from).map((version) => ({ x: x(version.from), y: at(version) })),
      label: endLabel(line, frame), end: { x: x(until(line.versions.at(-1) as PricedVersion)), y: ends[index] ?? 0 }, labelY: labelYs[index] ?? 0,
    })),
    promotions: panel.lines.flatMap(({ versions }) => versions).filter((version) => version.kind === 'promotion' || version.promotion !== null)
      .map((version) => ({ x: x(version.from), width: Math.max(1, x(until(version)) - x(version.from)) })),
    band: statuses.map((row) => ({ x: x(row.from), width: Math.max(1, x(until(row)) - x(row.from)), status: row.status })),
  };
}

function stepPath({ versions }: Line, x: (time: string) => number, y: (version: PricedVersion) => number, until: (row: PricedVersion) => string): string {
  return versions.map((version, index) => {
    const joined = versions[index - 1]?.until === version.from;
    return `${joined ? `V${y(version)}` : `M${x(version.from)} ${y(version)}`}H${x(until(version))}`;
  }).join('');
}

/** "$7.00 · group default"; the label says what the line is worth at its end. */
function endLabel({ label, versions }: Line, { labelCharacters }: Frame): string {
  const last = versions.at(-1) as PricedVersion;
  return shorten(`${moneyPhrase(last.amount, last.currency)}${last.until === null ? '' : ' (ended)'}${label === '' ? '' : ` · ${label}`}`, labelCharacters);
}

function timeScale({ from, to }: { readonly from: string; readonly to: string }, left: number, right: number): (time: string) => number {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  return (time) => rounded(left + (right - left) * (end <= start ? 0 : Math.min(1, Math.max(0, (Date.parse(time) - start) / (end - start)))));
}

/** From the lowest to the highest price shown; one price alone runs through the middle. Only the place on paper is a float. */
function valueScale(values: readonly Decimal[], top: number, bottom: number): (value: Decimal) => number {
  const sorted = values.toSorted(compareDecimals);
  const [lowest = '0', highest = '0'] = [sorted[0], sorted.at(-1)];
  const range = minus(highest, lowest);
  const flat = compareDecimals(range, '0') === 0;
  return (value) => rounded(bottom - (bottom - top) * (flat ? 0.5 : Number(quotient(minus(value, lowest), range, 6))));
}

function minus(a: Decimal, b: Decimal): Decimal {
  return sum(a, product(b, '-1'));
}

/** Moves labels down, and the last ones back up, until none stands on another; each keeps its place in the list. */
function apart(wanted: readonly number[], top: number, bottom: number, labelHeight: number): readonly number[] {
  const order = wanted.map((y, index) => ({ y, index })).toSorted((a, b) => a.y - b.y || a.index - b.index);
  const placed: number[] = [];
  let next = top;
  for (const { y } of order) {
    placed.push(Math.max(y, next));
    next = Math.max(y, next) + labelHeight;
  }
  let most = bottom;
  for (let index = placed.length - 1; index >= 0; index--) {
    placed[index] = Math.min(placed[index] ?? most, most);
    most = (placed[index] ?? most) - labelHeight;
  }
  const result: number[] = [];
  for (const [position, { index }] of order.entries()) result[index] = placed[position] ?? 0;
  return result;
}

/** A tenth of a pixel is enough, and the same everywhere. */
function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
