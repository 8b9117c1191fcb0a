import { type Promotion } from '../../domain/rate.ts';
import { type FoundRate } from '../../domain/settle.ts';
import { undated } from './models.ts';
import { slug } from './text.ts';

/** When a promotion holds and for whom, as the page's banners say it. */
type Offer = Pick<Promotion, 'from' | 'until' | 'audience'>;

/** Gives the promotions of one row's rates what the row's own remarks, or else the page's banners, say of them. */
export type PromotionDates = (route: string, rates: readonly FoundRate[], rowProse: string) => readonly FoundRate[];

/**
 * Prepares the look-up for one page: dates and audience stand in banners and remarks away from the amounts. A sentence
 * counts when it names the percentage or the model, and names no other. Two that differ leave nothing.
 */
export function promotionDates(pageProse: readonly string[]): PromotionDates {
  const banners = sentences(pageProse);
  // A page has hundreds of rows and few banners, models and percentages: each question is answered once.
  const answers = new Map<string, Offer | undefined>();
  const bannerFor = (route: string, percent: string | null): Offer | undefined => {
    const question = `${percent ?? ''} ${route}`;
    if (!answers.has(question)) answers.set(question, onlyOne(banners.filter((sentence) => fits(sentence, route, percent, false))));
    return answers.get(question);
  };
  return (route, rates, rowProse) => {
    if (!rates.some((rate) => rate.promotion !== undefined)) return rates;
    const remarks = rowProse === '' ? [] : sentences([rowProse]);
    return rates.map((rate) => {
      if (rate.promotion === undefined) return rate;
      const percent = rate.promotion.percent_off;
      const offer = onlyOne(remarks.filter((sentence) => fits(sentence, route, percent, true))) ?? bannerFor(route, percent);
      return offer === undefined ? rate : { ...rate, promotion: { ...rate.promotion, ...offer } };
    });
  };
}

/** A sentence about an offer with what it says, read once. */
interface Sentence {
  readonly offer: Offer;
  readonly percents: readonly (string | undefined)[];
  /** Its words joined and framed by hyphens, as ids are written. */
  readonly slugged: string;
}

const ABOUT_OFFERS = /% off|discount|promotion|limited[- ]time|time[- ]limited/i;

function sentences(prose: readonly string[]): readonly Sentence[] {
  const said = new Set(prose.filter((line) => ABOUT_OFFERS.test(line)).flatMap((line) => line.split(/(?<=[.;!])\s+(?=[A-Z])/)).filter((sentence) => ABOUT_OFFERS.test(sentence)));
  return [...said].flatMap((sentence) => {
    const dates = datesIn(sentence);
    const percents = [...sentence.matchAll(/(\d{1,2}(?:\.\d{1,2})?)\s?%/g)].map((match) => match[1]);
    return dates.length === 0 ? [] : [{ offer: offerIn(sentence, dates), percents, slugged: `-${slug(sentence, '-')}-` }];
  });
}

function onlyOne(matching: readonly Sentence[]): Offer | undefined {
  const offers = new Map(matching.map(({ offer }) => [JSON.stringify(offer), offer]));
  return offers.size === 1 ? [...offers.values()][0] : undefined;
}

function fits({ percents, slugged }: Sentence, route: string, percent: string | null, inRow: boolean): boolean {
  if (percents.length > 0 && (percent === null || !percents.includes(percent))) return false;
  if (inRow || mentions(slugged, route)) return true;
  return percents.length > 0 && !/-seedance-\d|-seedream-\d|-seed-\d/.test(slugged);
}

/** "Dreamina Seedance 2.0 Fast & Mini" mentions both; a bare "Seedance 2.0" does not mention its siblings. */
function mentions(text: string, route: string): boolean {
  const match = /^(?:dreamina-|dola-)?([a-z]+-\d-\d)(?:-(.+))?$/.exec(undated(route));
  const family = match?.[1];
  if (family === undefined || !text.includes(`-${family}-`)) return false;
  const variant = match?.[2];
  if (variant !== undefined) return text.includes(`-${variant}-`);
  return new RegExp(`-${family}-(?!fast-|mini-|pro-|lite-|series-)`).test(text);
}

/** Nobody can tell which date is the start or the end; another sentence that says it plainly may be the older one. */
const UNCLEAR: Offer = { from: null, until: null, audience: null };

function offerIn(sentence: string, dates: readonly PrintedDate[]): Offer {
  const audience = /\b(?:for|to|only)\s(?:all\s)?((?:new|existing|first-time|enterprise|individual|personal|verified|invited|registered)(?:\s(?:and|or)\s[a-z-]{3,20})?\s(?:users?|customers?|accounts?|members?))\b/i.exec(sentence)?.[1] ?? null;
  // "Extended from 7 October to 7 November" names two ends and no start.
  if (/\b(?:extend|extension|prolong|lengthen)/i.test(sentence)) return { from: null, until: latest(dates), audience };
  if (/\b(?:postpone|reschedule|shorten|moved|brought forward|changed|originally|previously|instead of)/i.test(sentence)) return UNCLEAR;
  const told = dates.filter(({ at }) => !/\b(?:announced|published|updated|released|as of)(?: on)?\s$/i.test(sentence.slice(Math.max(0, at - 20), at)));
  const [first, second, third] = told;
  if (first === undefined || third !== undefined) return UNCLEAR;
  if (second !== undefined) {
    const range = /^[\s,()~-]{0,5}(?:(?:to|until|till|through|and|ends?|ending|on|valid|by)[\s,()]{1,3}){0,4}$/i.test(sentence.slice(first.end, second.at));
    return range && first.iso.slice(0, 10) <= second.iso.slice(0, 10) ? { from: first.iso, until: second.iso, audience } : UNCLEAR;
  }
  const starts = /\b(?:from|since|starting|starts|begins|effective)\b/i.test(sentence) && !/\b(?:until|till|before|by|ends?|ended|through|valid|to)\b/i.test(sentence);
  return starts ? { from: first.iso, until: null, audience } : { from: null, until: first.iso, audience };
}

function latest(dates: readonly PrintedDate[]): string | null {
  return dates.map(({ iso }) => iso).toSorted().at(-1) ?? null;
}

const MONTHS: readonly string[] = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = String.raw`(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?`;
const CLOCK = String.raw`(?:,?\s?(?:at\s)?(\d{1,2}:\d{2})(?::\d{2})?)?(?:\s?\(?(UTC\s?[+-]\s?\d{1,2}(?::\d{2})?|UTC|GMT\s?[+-]\s?\d{1,2})\)?)?`;
const DATE = new RegExp(String.raw`(?:(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|${MONTH}\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})|(\d{1,2})(?:st|nd|rd|th)?\s${MONTH},?\s(\d{4}))${CLOCK}`, 'gi');

interface PrintedDate {
  /** ISO form, with time and offset where printed: "2026-09-07T14:00+08:00". */
  readonly iso: string;
  /** Where it begins and ends in the sentence. */
  readonly at: number;
  readonly end: number;
}

function datesIn(sentence: string): readonly PrintedDate[] {
  return [...sentence.matchAll(DATE)].flatMap((match) => {
    const [, y1, m1, d1, m2, d2, y2, d3, m3, y3, clock, zone] = match;
    const year = y1 ?? y2 ?? y3 ?? '';
    const month = m1 ?? String(MONTHS.indexOf((m2 ?? m3 ?? '').slice(0, 3).toLowerCase()) + 1);
    const day = d1 ?? d2 ?? d3 ?? '';
    if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return [];
    const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    return [{ iso: clock === undefined ? date : `${date}T${clock.padStart(5, '0')}${offset(zone)}`, at: match.index, end: match.index + match[0].length }];
  });
}

function offset(zone: string | undefined): string {
  if (zone === undefined) return '';
  const match = /([+-])\s?(\d{1,2})(?::(\d{2}))?/.exec(zone);
  return match === null ? 'Z' : `${match[1]}${(match[2] ?? '').padStart(2, '0')}:${match[3] ?? '00'}`;
}
