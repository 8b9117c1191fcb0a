import { conditionsPhrase, moneyPhrase, perWords } from '../../domain/phrase.ts';
import { rateKey } from '../../domain/rate.ts';
import { type HistoryRow } from '../../ledger/port.ts';
import { html, nothing, type Html } from './html.ts';

type RateVersion = Extract<HistoryRow, { what: 'rate' }>;

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [720, 180, 12, 150, 16, 28];

/** Prices do not slope: each rate as a step line over time, labelled at its end. The table below says the same in words. */
export function stepChart(rates: readonly RateVersion[], now: string): Html {
  const chosen = mostMoved(rates);
  if (chosen.length === 0) return nothing;
  const scale = scaleOf(chosen, now);
  const lines = chosen.filter((row) => row.amount !== null).map((row) => {
    const [from, until, y] = [scale.x(row.from), scale.x(row.until ?? now), scale.y(row.amount ?? '0')];
    return { from, until, y, row };
  });
  const path = lines.map(({ from, until, y }, index) => `${index === 0 || lines[index - 1]?.until !== from ? `M${from} ${y}` : `V${y}`}H${until}`).join('');
  const [first] = chosen;
  const last = lines.at(-1);
  if (first === undefined || last === undefined) return nothing;
  const words = `${first.source}: ${perWords(first.meter, first.per)}${conditionsPhrase(first.conditions) === '' ? '' : `, ${conditionsPhrase(first.conditions)}`}`;
  return html`<figure class="chart"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${words}: ${lines.map(({ row }) => `${moneyPhrase(row.amount ?? '0', row.currency)} from ${row.from.slice(0, 10)}`).join(', ')}">
<line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}"/>
<path class="step" d="${path}"/>
${lines.map(({ from, y }) => html`<circle class="dot" cx="${from}" cy="${y}" r="3"/>`)}
<text x="${last.until + 8}" y="${last.y + 5}">${moneyPhrase(last.row.amount ?? '0', last.row.currency)}</text>
<text class="quiet" x="${LEFT}" y="${HEIGHT - 8}">${(lines[0]?.row.from ?? now).slice(0, 10)}</text>
<text class="quiet" x="${WIDTH - RIGHT}" y="${HEIGHT - 8}" text-anchor="end">${now.slice(0, 10)}</text>
</svg><figcaption>${words}. The axis does not begin at zero.</figcaption></figure>`;
}

/** One rate tells the story: the one with the most versions; a flat line tells none. */
function mostMoved(rates: readonly RateVersion[]): readonly RateVersion[] {
  const byRate = new Map<string, RateVersion[]>();
  for (const row of rates) {
    const key = `${row.source} ${rateKey(row)} ${row.per}`;
    byRate.set(key, [...(byRate.get(key) ?? []), row]);
  }
  const [most = []] = [...byRate.values()].toSorted((a, b) => b.length - a.length);
  return most.length < 2 ? [] : most;
}

/** Pixels need no exact decimals. */
function scaleOf(rows: readonly RateVersion[], now: string) {
  const amounts = rows.flatMap((row) => (row.amount === null ? [] : [Number(row.amount)]));
  const [low, high] = [Math.min(...amounts), Math.max(...amounts)];
  const [start, end] = [Math.min(...rows.map((row) => Date.parse(row.from))), Date.parse(now)];
  const round = (value: number): number => Math.round(value * 10) / 10;
  return {
    x: (at: string) => round(LEFT + ((Date.parse(at) - start) / Math.max(1, end - start)) * (WIDTH - LEFT - RIGHT)),
    y: (amount: string) => round(high === low ? HEIGHT / 2 : HEIGHT - BOTTOM - 12 - ((Number(amount) - low) / (high - low)) * (HEIGHT - TOP - BOTTOM - 24)),
  };
}
