import { isRecord } from '../lib/json.ts';
import { scalarText } from '../lib/json-path.ts';
import { currencyCodeOf } from '../lib/unit-words.ts';
import { wordsAbout, wordsOf } from './price-words.ts';

/** What a document says beside its rows of all prices in them: "currency": "eur", "unit": "1K tokens". */
export interface AroundRows {
  /** To read each price's own words with. */
  readonly words: readonly string[];
  /** ISO 4217 code; undefined when the document names none. */
  readonly currency: string | undefined;
  /** A unit is named, understood or not: the size of the amounts decides nothing then. */
  readonly unit: boolean;
}

const LONGEST = 1000;
const MOST_BESIDE = 40;

/** Looks at the fields of the objects on the way to the rows. @returns undefined when they name no one currency that is known */
export function aroundRows(document: unknown, rows: string): AroundRows | undefined {
  const texts = textsAround(document, rows);
  const currencies = new Set(texts.flatMap(({ key, text }) => {
    const code = currencyOf(text);
    return /currency(?:[._]?code)?$/i.test(key) ? [code] : isUnit(key) && code !== undefined ? [code] : [];
  }));
  if (currencies.size > 1 || currencies.has(undefined)) return undefined;
  const [currency] = currencies;
  const units = texts.filter(({ key, text }) => isUnit(key) && currencyOf(text) === undefined);
  const prose = texts.filter(({ key, text }) => !isUnit(key) && /\s/.test(text));
  const words = [...units.flatMap(({ text }) => wordsOf(`per ${text}`)), ...prose.flatMap(({ text }) => wordsAbout(text))];
  return { words: currency === undefined ? words : [...words, currency.toLowerCase()], currency, unit: units.length > 0 };
}

const isUnit = (key: string): boolean => /unit|denominat|(?:^|[._])per$/i.test(key);

interface TextAround {
  readonly key: string;
  readonly text: string;
}

/** Short texts and numbers of the objects that hold the rows, and of the objects beside them ("meta": {"currency": …}). */
function textsAround(document: unknown, rows: string): readonly TextAround[] {
  const texts: TextAround[] = [];
  const add = (key: string, value: unknown): void => {
    const text = scalarText(value);
    if (text !== undefined && text.length <= LONGEST) texts.push({ key, text });
  };
  let value = document;
  for (const step of rows.split('.')) {
    if (!isRecord(value) || /[*{]/.test(step)) break;
    for (const [key, beside] of Object.entries(value)) {
      if (isRecord(beside) && key !== step) for (const [inner, one] of Object.entries(beside).slice(0, MOST_BESIDE)) add(inner, one);
      else add(key, beside);
    }
    value = value[step];
  }
  return texts;
}

const SIGNS: ReadonlyMap<string, string> = new Map([['$', 'USD'], ['US$', 'USD'], ['€', 'EUR'], ['£', 'GBP']]);

/** The currency that a text is; undefined when it is anything else. */
function currencyOf(text: string): string | undefined {
  const plain = text.trim();
  return SIGNS.get(plain) ?? (/^[A-Z]{3}$/.test(plain) ? plain : currencyCodeOf(plain.toLowerCase()));
}
