import { short } from './text.ts';

/** What the headings above a table say about its prices. */
export interface Section {
  readonly video: boolean;
  readonly service: 'online' | 'offline' | 'batch' | 'flex' | null;
  /** Only worked examples stand below such a heading. */
  readonly examples: boolean;
  /** Why amounts below such a heading may not be the list prices of today; null where nothing says so. */
  readonly doubt: string | null;
  /** The heading nearest to the table. */
  readonly title: string;
}

/** Reads the headings above a table, outermost first. The nearest one that names a service decides. */
export function readSection(headings: readonly string[]): Section {
  const inner = headings.toReversed();
  return {
    video: inner.some((heading) => /\bvideos?\b/i.test(heading)),
    service: inner.map(serviceOf).find((service) => service !== null) ?? null,
    examples: inner.some((heading) => /\bexamples?\b/i.test(heading)),
    doubt: inner.map(doubtOf).find((doubt) => doubt !== null) ?? null,
    title: inner[0] ?? '',
  };
}

const DATED = /\b(?:until|till|before|through|to|by|from|since|starting|effective|after|ended|ending|ends|as of|in|on|for)\s(?:[a-z]{1,10}\s){0,2}(?:20[23]\d\b|(?:\d{1,2}(?:st|nd|rd|th)?\s)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s\d)/i;
const OVER = /\b(?:no longer|not any ?more|expired|outdated|superseded|obsolete|historical|archived?)\b|\b(?:old|previous|former|past|original)\s(?:list\s)?(?:price|pricing|rate)/i;
const TO_COME = /\b(?:upcoming|coming soon|planned|future)\b|\bnew\s(?:list\s)?(?:price|pricing|rate)/i;

function doubtOf(heading: string): string | null {
  const said = `the heading "${short(heading, 80)}"`;
  if (/\d\s?%|\bdiscount|\bpromotion|\blimited[- ]time\b|\btime[- ]limited\b/i.test(heading)) return `${said} speaks of a discount: list prices or discounted ones?`;
  if (OVER.test(heading) || TO_COME.test(heading)) return `${said} speaks of prices that may not hold today`;
  return DATED.test(heading) && !/\bupdated?\b/i.test(heading) ? `${said} names the time that its prices are for` : null;
}

function serviceOf(heading: string): Section['service'] {
  if (/\bflex\b/i.test(heading)) return 'flex';
  if (/\bbatch\b/i.test(heading)) return 'batch';
  if (/\boffline\b/i.test(heading)) return 'offline';
  return /\bonline\b|\breal-?time\b/i.test(heading) ? 'online' : null;
}
