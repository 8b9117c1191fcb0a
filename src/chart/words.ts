import { moneyPhrase, perWords } from '../domain/phrase.ts';
import { type Line, type Panel, type PricedVersion, type StatusVersion } from './series.ts';

/** A line with more values says its latest ones. */
const MOST_VALUES = 6;

/**
 * A chart in words, with its numbers, for whoever does not see it: "per 1,000,000 output tokens: $5.60, from 2026-11-22
 * $7.00. Status: available, from 2026-11-20 degraded." Dates are UTC; what began before `from` is said without one.
 */
export function chartWords(panel: Panel, statuses: readonly StatusVersion[], from: string): string {
  const last = panel.lines[0]?.versions.at(-1);
  const prices = last === undefined ? [] : [`${perWords(last.meter, last.per)}: ${panel.lines.map((line) => lineWords(line, last, from)).join('; ')}.`];
  const states = statuses.toSorted((a, b) => (a.from < b.from ? -1 : 1)).map((row) => ({ from: row.from, until: row.until, words: String(row.status) }));
  return [...prices, ...(states.length === 0 ? [] : [`Status: ${listed(states, from)}.`])].join(' ');
}

function lineWords({ label, versions }: Line, last: PricedVersion, from: string): string {
  const values = versions.map((version) => ({ from: version.from, until: version.until, words: valueWords(version, last) }));
  return `${label === '' ? '' : `${label} `}${listed(values, from)}`;
}

function valueWords(version: PricedVersion, last: PricedVersion): string {
  const per = version.per === last.per ? '' : ` ${perWords(version.meter, version.per)}`;
  return `${moneyPhrase(version.amount, version.currency)}${per}${version.kind === 'promotion' || version.promotion !== null ? ' (promotion)' : ''}`;
}

interface Value {
  readonly from: string;
  readonly until: string | null;
  readonly words: string;
}

/** One value after the other, and where nothing was listed between them; the same value again is not said twice. */
function listed(values: readonly Value[], from: string): string {
  const said = values.flatMap((value, index) => {
    const before = values[index - 1];
    const gap = before !== undefined && before.until !== value.from;
    if (before?.words === value.words && !gap) return [];
    return [...(gap && before.until !== null ? [`not listed from ${day(before.until)}`] : []), `${value.from > from ? `from ${day(value.from)} ` : ''}${value.words}`];
  });
  const until = values.at(-1)?.until;
  const all = [...said, ...(until == null ? [] : [`not listed from ${day(until)}`])];
  const earlier = all.length - MOST_VALUES;
  return [...(earlier > 0 ? [`${earlier} earlier`] : []), ...all.slice(-MOST_VALUES)].join(', ');
}

function day(instant: string): string {
  return instant.slice(0, 10);
}
