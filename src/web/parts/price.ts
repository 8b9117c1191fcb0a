import { amountPhrase, conditionsPhrase, statusPhrase, type PricedRate } from '../../domain/phrase.ts';
import { type Promotion } from '../../domain/rate.ts';
import { type Status } from '../../domain/vocabulary.ts';
import { html, nothing, type Html } from './html.ts';

/** A rate as the ledger's rows give it. */
export type LedgerRate = Omit<PricedRate, 'promotion'> & { readonly promotion: Promotion | null };

/** "$0.0112 per 1,000 video tokens · 480p, 720p": one phrase, its amount lined up with the others in `columns`. */
export function price(rate: LedgerRate, columns: AmountColumns): Html {
  const { lead, whole, fraction, rest } = splitAmount(amountPhrase(phraseRate(rate)));
  const conditions = conditionsPhrase(rate.conditions ?? {});
  if (whole === '') return html`<span class="price">${lead}${conditions === '' ? nothing : html` · ${conditions}`}</span>`;
  const [before, after] = [pad(columns.whole - width(lead, whole)), pad(columns.fraction - fraction.length)];
  return html`<span class="price">${before}<b class="amount">${lead}${whole}${fraction}</b>${after}${rest}${conditions === '' ? nothing : html` · ${conditions}`}</span>`;
}

/** How many digits the amounts of one table have before and from the point on. */
export interface AmountColumns {
  readonly whole: number;
  readonly fraction: number;
}

/** No padding makes room for a number of damage-like length: such a row sticks out instead. */
const MOST: AmountColumns = { whole: 8, fraction: 9 };

export function amountColumns(rates: readonly LedgerRate[]): AmountColumns {
  const amounts = rates.map((rate) => splitAmount(amountPhrase(phraseRate(rate)))).filter(({ whole }) => whole !== '');
  const widest = (of: (amount: Split) => number, most: number): number => Math.min(most, Math.max(0, ...amounts.map(of)));
  return { whole: widest(({ lead, whole }) => width(lead, whole), MOST.whole), fraction: widest(({ fraction }) => fraction.length, MOST.fraction) };
}

/** Shape, word, then colour; the source's own word where it says it otherwise. */
export function status(canonical: Status | null, raw: string | null = null): Html {
  if (canonical === null) return html`<span class="quiet">– not said</span>`;
  return html`<span class="status-${canonical}">${statusPhrase(canonical)}</span>${raw === null || raw === canonical ? nothing : html` <small>“${raw}”</small>`}`;
}

function phraseRate({ promotion, ...rate }: LedgerRate): PricedRate {
  return promotion === null ? rate : { ...rate, promotion };
}

interface Split {
  readonly lead: string;
  readonly whole: string;
  readonly fraction: string;
  readonly rest: string;
}

/** "from $0.05 per image" as "from $", "0", ".05", " per image". */
function splitAmount(phrase: string): Split {
  const [match, lead = '', whole = '', fraction = ''] = /^(\D*)(\d[\d,]*)(\.\d+)?/.exec(phrase) ?? [''];
  // Words without a number before the unit ("no price set per 1,000 tokens") have nothing to line up.
  return lead.includes(' per ') || match === '' ? { lead: phrase, whole: '', fraction: '', rest: '' } : { lead, whole, fraction, rest: phrase.slice(match.length) };
}

/** Digits and the symbol; "from " and "about " stand before the column. */
function width(lead: string, whole: string): number {
  return whole.length + (/\S$/.test(lead) ? 1 : 0);
}

/** Room of so many digits, which nobody hears or copies. */
function pad(digits: number): Html {
  return digits <= 0 ? nothing : html`<span class="pad" aria-hidden="true">${'\u2007'.repeat(digits)}</span>`;
}
