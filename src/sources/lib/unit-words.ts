/** The digits and scales of a quantity: "per 1m", "1 000 tokens", "mtok", "thousand". The words are joined by single spaces. */
const QUANTITY = / (per )?(?:(\d{1,12}(?: 000){0,4}) ?(k|m|b|bn|thousands?|millions?|billions?)?|(k|m|thousands?|millions?|billions?))(?:tok(?:en)?s?)?(?= )/g;
const PER_ONE = / per (?:(?:input|output|prompt|completion|cached) )?(?:token|character|char|image|megapixel|request|call|second|sec|minute|video|step)s?(?= )/;
const SCALES: Readonly<Record<string, string>> = { k: '000', t: '000', m: '000000', b: '000000000' };

/**
 * For how many units lower-case words ask an amount: "input price per 10 million tokens" → 10,000,000. A thousand and a
 * million are known without "per"; any other number may be a version, a size or a tier.
 * @returns undefined when they name no number, null when they name several or one that may be something else
 */
export function quantityOf(words: readonly string[]): number | null | undefined {
  const text = ` ${words.slice(0, 60).join(' ')} `;
  const found = new Set<number | null>();
  for (const [, per, digits, scale, alone] of text.matchAll(QUANTITY)) {
    const zeros = SCALES[(scale ?? alone ?? '').slice(0, 1)] ?? '';
    const quantity = `${(digits ?? '1').replaceAll(' ', '')}${zeros}`;
    const sure = quantity === '1000' || quantity === '1000000' || per !== undefined;
    found.add(sure && /^10{0,12}$/.test(quantity) ? Number(quantity) : null);
  }
  if (PER_ONE.test(text)) found.add(1);
  const [only] = found;
  return found.size > 1 ? null : only;
}

const HUNDREDTHS: ReadonlySet<string> = new Set(['cent', 'cents', '¢', 'ct', 'cts', 'penny', 'pence', 'fen', '分']);
const SMALLER = /^(?:micro|nano|pico|µ|μ)|^(?:millicents?|millis|mills?|milliusd|millidollars?|basis|bps)$/;

/** True for cents, micro-dollars and other parts of a currency. */
export function isPartOfCurrency(word: string): boolean {
  return HUNDREDTHS.has(word) || SMALLER.test(word);
}

/** True for a hundredth of a currency. */
export function isHundredth(word: string): boolean {
  return HUNDREDTHS.has(word);
}

const CODES: ReadonlySet<string> = new Set(['usd', 'eur', 'gbp', 'cny', 'jpy', 'krw', 'inr', 'cad', 'aud', 'nzd', 'brl', 'chf', 'hkd', 'sgd', 'twd', 'mxn', 'sek', 'nok', 'dkk', 'pln', 'czk', 'huf', 'rub', 'idr', 'thb', 'vnd', 'zar', 'ils', 'aed']);

/** The ISO 4217 code that a lower-case word is; undefined for a word that is none of the common ones. */
export function currencyCodeOf(word: string): string | undefined {
  return word === 'rmb' ? 'CNY' : CODES.has(word) ? word.toUpperCase() : undefined;
}
